"""What templates of other rooms ask of this one."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html

from tusach.readers.models import Reader
from tusach.readers.selectors.opened import may_open

register = template.Library()


@register.simple_tag(takes_context=True)
def reader_link(context: dict[str, Any], reader: Reader) -> str:
    """The reader's name; a link for whoever may open the page behind it."""
    if may_open(context["request"].user, reader):
        return format_html('<a href="{}">{}</a>', reader.get_absolute_url(), reader.name)
    return format_html("{}", reader.name)
