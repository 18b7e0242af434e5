"""The counter's buttons. Five stand in each line that a scan brings: written by a template they
cost more than all that is asked of the database for it."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


def form_begun(request: HttpRequest, point: int, desk: str, audience: str) -> SafeString:
    """How each form of an opened page begins; the views give it as ``form``."""
    address = reverse("circulation:counter_act")
    said = [("csrfmiddlewaretoken", get_token(request)), ("diem", point), ("quay", desk)]
    return format_html(
        '<form class="actions" method="post" action="{}" hx-post="{}" hx-target="#counter"'
        ' hx-swap="innerHTML">{}',
        address,
        address,
        _hidden([*said, ("audience", audience)]),
    )


def _hidden(said: list[tuple[str, Any]]) -> SafeString:
    given = [(name, value) for name, value in said if value]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', given)


@register.simple_tag(takes_context=True)
def counter_button(
    context: template.Context,
    what: str,
    label: str,
    *,
    copy: Any = None,
    reader: Any = None,
    statement: Any = None,
    ask: str = "",
    ask_as: str = "",
    kind: str = "",
    key: str = "",
) -> SafeString:
    """A form of one button, which does ``what`` at this desk with a copy, a reader or a statement
    (each by its number). ``ask`` labels a text that must be typed, sent as ``ask_as``; ``kind``
    is the button's class, ``key`` its short cut."""
    said = [("what", what), ("copy", copy), ("reader", reader), ("statement", statement)]
    asked = format_html('<label>{} <input name="{}" required></label>', ask, ask_as) if ask else ""
    return format_html(
        "{}{}{}<button{}{}>{}</button></form>",
        context["form"],
        _hidden(said),
        asked,
        format_html(' class="{}"', kind) if kind else "",
        format_html(' data-key="{}"', key) if key else "",
        label,
    )
