"""What every page knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.ui.registry import Label, menu_for

SECTIONS = {
    "counter": _("Quầy"),
    "readers": pgettext_lazy("many", "Bạn đọc"),
    "work": _("Công việc"),
    "books": _("Tài liệu"),
    "stock": _("Kho sách"),
    "network": _("Mạng lưới"),
    "people": _("Con người"),
    "house": _("Hệ thống"),
}


@dataclass(frozen=True)
class MenuLine:
    """One line of the staff menu; ``current`` is that of the page that is open."""

    label: Label
    url: str
    current: bool


def menu_lines(user: Any, path: str) -> list[tuple[Label, list[MenuLine]]]:
    """This person's menu, by section. Of all lines whose address begins ``path``, the one with
    the longest is current."""
    # Each address is worked out once: with dozens of lines that is most of what a page costs.
    found = {
        key: [(entry.label, reverse(entry.url_name)) for entry in entries]
        for key, entries in menu_for(user).items()
    }
    begin = (url for lines in found.values() for _label, url in lines if path.startswith(url))
    here = max(begin, key=len, default="")
    return [
        (SECTIONS[key], [MenuLine(label, url, url == here) for label, url in found[key]])
        for key in SECTIONS
        if key in found
    ]


def page(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    staff = user is not None and user.is_authenticated
    return {
        "DEMONSTRATION": settings.DEMONSTRATION,
        # Worked out where a template shows it: a part of a page has no menu.
        "menu": SimpleLazyObject(lambda: menu_lines(user, request.path) if staff else []),
        "LANGUAGES": settings.LANGUAGES,
    }
