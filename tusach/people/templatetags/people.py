"""What templates of this room ask of the role table."""

from __future__ import annotations

from django import template

from tusach.people.roles import ROLES

register = template.Library()


@register.simple_tag
def role_purpose(code: str) -> str:
    """The sentence that says what a role is for."""
    return str(ROLES[code].purpose)
