"""Filters and tags every template may use without loading them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tusach.ui.figures import dong, number
from tusach.ui.registry import panels_for

register = template.Library()


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """A date as dd/mm/yyyy, in both languages; an unknown date as a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return value.strftime("%d/%m/%Y")


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """A time as dd/mm/yyyy HH:MM in the province's time zone."""
    return timezone.localtime(value).strftime("%d/%m/%Y %H:%M") if value else "–"


register.filter(number)
register.filter(dong)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's query string with some of its parameters changed (None takes one away)."""
    params = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            params.pop(key, None)
        else:
            params[key] = str(value)
    return f"?{params.urlencode()}"


@register.inclusion_tag("ui/panels.html", takes_context=True)
def panels(context: template.Context, slot: str, key: Any, at: Any = None) -> dict[str, Any]:
    """The panels other rooms hang on this slot, loaded by htmx; links without script.

    ``at`` is the place the page is about: rights are asked there, as the panels ask them."""
    found = []
    for panel in panels_for(slot, context["request"].user, at):
        try:
            found.append({"label": panel.label, "url": reverse(panel.url_name, args=[key])})
        except NoReverseMatch:  # a room that is switched off
            continue
    return {"panels": found}


@register.simple_tag
def once() -> SafeString:
    """A hidden token by which a form sent twice acts once (see ui.sent_forms)."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4())


@register.filter
def widget_kind(field: Any) -> str:
    """The widget's name: checkbox, fileinput, radioselect, …"""
    return type(field.field.widget).__name__.lower()


@register.filter
def described(field: Any) -> Any:
    """The field's control, tied by ARIA to its help and its error."""
    ids = []
    if field.help_text:
        ids.append(f"{field.id_for_label}-help")
    if field.errors:
        ids.append(f"{field.id_for_label}-error")
    attrs: dict[str, str] = {}
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)
