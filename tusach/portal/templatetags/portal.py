"""Tags of the public pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tusach.catalogue.api import Record
from tusach.network.api import UnitHit
from tusach.portal.describing import language_tag
from tusach.portal.unit_addresses import key_of

register = template.Library()


@register.simple_tag
def lang_of(record: Record) -> SafeString:
    """The `lang` attribute of text in the record's language, where it is not the page's."""
    tag = language_tag(record.language)
    if not tag or tag == get_language():
        return SafeString("")
    return format_html(' lang="{}"', tag)


@register.simple_tag
def locality_url(unit: int) -> str:
    """The address of a unit's page. A view with many links asks for their keys beforehand."""
    return reverse("portal:locality", args=[key_of(unit)])


@register.simple_tag
def permanent(name: str, *arguments: Any) -> str:
    """The full address of a page under the installation's own name."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{reverse(name, args=arguments)}"


@register.simple_tag
def field_query(field: str, value: str) -> str:
    return urlencode({"q": f'{field}:"{value}"'})


@register.simple_tag
def facet_query(facet: str, value: str) -> str:
    return urlencode({"q": "", facet: value})


@register.simple_tag
def former(hit: UnitHit) -> str:
    """The sentence that tells what a former unit is now."""
    now = ", ".join(became.unit.name for became in hit.now[:4])
    return _("%(old)s (%(parent)s) nay là %(now)s.") % {
        "old": hit.name,
        "parent": hit.parent_name or hit.province_name,
        "now": now,
    }


@register.filter
def km(far: float) -> str:
    """A distance as it is said: under ten kilometres to the half, beyond it whole."""
    if far < 1:
        return _("dưới 1 km")
    rounded = round(far * 2) / 2 if far < 10 else round(far)
    return _("%(far)s km") % {"far": formats.localize(rounded)}


@register.filter
def unlocal(value: float | int) -> str:
    """A number as machines read it."""
    return f"{value:.5f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
