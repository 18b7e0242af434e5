"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tusach.ui.registry import menu_for

SECTIONS = {
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
    sections = menu_for(user) if staff else {}
    return {
        "DEMONSTRATION": settings.DEMONSTRATION,
        "menu": [(SECTIONS[key], sections[key]) for key in SECTIONS if sections.get(key)],
        "LANGUAGES": settings.LANGUAGES,
    }
