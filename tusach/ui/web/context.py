"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.ui.registry import Entry, menu_for

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


def page(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    staff = user is not None and user.is_authenticated

    def lines() -> list[tuple[Any, list[Entry]]]:
        # Worked out where a template shows it: a part of a page has no menu.
        sections = menu_for(user) if staff else {}
        return [(SECTIONS[key], sections[key]) for key in SECTIONS if sections.get(key)]

    return {
        "DEMONSTRATION": settings.DEMONSTRATION,
        "menu": SimpleLazyObject(lines),
        "LANGUAGES": settings.LANGUAGES,
    }
