"""A reader's own data: seen, taken away, asked to be corrected or erased."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tusach.portal.errors import NothingSuch
from tusach.portal.own_data import as_table, reader_self
from tusach.portal.web.mine import account_of
from tusach.readers.api import ask_about_data, data_of, data_requests_of, owed_by
from tusach.ui.api import act_once, named, needs, press, send_back


@needs("portal.mine")
@never_cache
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    reader = reader_self(account_of(request))
    if reader is None:
        return redirect("portal:mine")
    page = {
        "reader": reader,
        "held": data_of(reader, at=timezone.now()),
        "requests": data_requests_of(reader),
        "today": timezone.localdate(),
        "owed": owed_by(reader.pk),
    }
    return render(request, "portal/own_data.html", page)


@needs("portal.mine")
@require_safe
def own_copy(request: HttpRequest, form: str) -> HttpResponse:
    """All of it as a file: JSON for programs, CSV for people with an office program."""
    if form not in {"json", "csv"}:
        raise Http404
    reader = reader_self(account_of(request))
    if reader is None:
        return redirect("portal:mine")
    held = data_of(reader, at=timezone.now())
    if form == "json":
        made = HttpResponse(
            json.dumps(held, ensure_ascii=False, indent=2, default=str),
            content_type="application/json; charset=utf-8",
        )
    else:
        heads = (
            pgettext("own data", "Mục"), pgettext("own data", "Dòng"),
            pgettext("own data", "Trường"), pgettext("own data", "Giá trị"),
        )  # fmt: skip
        made = HttpResponse(as_table(held, heads), content_type="text/csv; charset=utf-8")
    made["Cache-Control"] = "private, no-store"
    return named(made, f"du-lieu-cua-toi-{reader.number}.{form}")


@needs("portal.mine")
@require_POST
def ask_own(request: HttpRequest) -> HttpResponse:
    """To correct or erase: noted with the term of the rule; the library answers."""
    reader = reader_self(account_of(request))
    kind = request.POST.get("viec", "")
    if reader is None or kind not in {"correct", "erase"}:
        return send_back(request, NothingSuch(), to="portal:own_data")

    def do() -> None:
        with act_once(request):
            ask_about_data(
                reader=reader, kind=kind, what=request.POST.get("noi-dung", ""), at=timezone.now()
            )

    said = _("Đã ghi yêu cầu; thư viện trả lời trong hạn ghi ở dưới.")
    return press(request, "portal:own_data", do, said)
