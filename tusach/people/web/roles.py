"""Who may do what, for everybody to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tusach.people.act_names import RIGHTS
from tusach.people.roles import ACTS, REACH, ROLES, roles_with
from tusach.ui.api import needs

EXTENTS = {
    "house": _("toàn hệ thống"),
    "province": _("mọi điểm trong tỉnh"),
    "unit": _("mọi điểm trong đơn vị hành chính đó"),
    "below": _("điểm đó và các điểm trực thuộc"),
    "itself": _("chỉ điểm đó"),
}
HELD_AT = {
    "library": _("Ở thư viện tỉnh, kho luân chuyển"),
    "point": _("Ở điểm phục vụ khác"),
    "unit": _("Ở đơn vị hành chính"),
    "house": _("Không gắn với nơi nào"),
}


@needs("people.view")
def roles(request: HttpRequest) -> HttpResponse:
    codes = [code for code in ROLES if code != "reader"]
    page = {
        "roles": [ROLES[code] for code in codes],
        "acts": [
            {
                "name": RIGHTS[act],
                "act": act,
                "cells": [code in roles_with(act) for code in codes],
            }
            for act in ACTS
        ],
        "held_at": list(HELD_AT.values()),
        "reach": [
            {
                "role": ROLES[code],
                "cells": [EXTENTS.get(REACH[code].get(place, ""), "–") for place in HELD_AT],
            }
            for code in codes
        ],
    }
    return render(request, "people/roles.html", page)
