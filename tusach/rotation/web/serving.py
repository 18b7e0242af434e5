"""While the box serves: extension, recall, guidance, pictures, counts, passing on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.holdings.api import MOST_CODES, codes_in, find_copies
from tusach.rotation.models import Extension, Leg, Line, Photo
from tusach.rotation.rules.dated import RuleKind, add_months
from tusach.rotation.rules.states import LineState
from tusach.rotation.selectors import batches
from tusach.rotation.selectors.rules import number_on
from tusach.rotation.services import in_service
from tusach.rotation.services.onward import pass_on
from tusach.rotation.services.photos import add_photo
from tusach.rotation.web.doing import day_asked, ids_posted, local, now_by, today, try_form
from tusach.rotation.web.forms import (
    ExtendForm,
    GuidanceForm,
    PaperCameForm,
    PassOnForm,
    PhotoForm,
    RecallForm,
    UseForm,
)
from tusach.rotation.web.places import (
    account,
    leg_or_404,
    point_of_leg,
    seen_leg,
    store_of_leg,
)
from tusach.ui.api import needs


def act_page(
    request: HttpRequest,
    leg: Leg,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    button: str,
    said: str | Promise,
    lead: str = "",
    upload: bool = False,
) -> HttpResponse:
    """A small form for one act on a destination."""
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        if try_form(request, form, lambda: act(data), said):
            return redirect(leg.get_absolute_url())
    return render(
        request,
        "rotation/act.html",
        {
            "form": form,
            "title": title,
            "lead": lead,
            "button": button,
            "upload": upload,
            "back": leg.get_absolute_url(),
        },
        status=422 if form.is_bound else 200,
    )


@needs("rotation.hand_over", at=store_of_leg)
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    wished = day_asked(request, "den")
    due = wished if wished and wished > leg.due_on else add_months(leg.due_on, 1)
    form = ExtendForm(request.POST or None, initial={"due_on": due})
    return act_page(
        request, leg, form,
        lambda data: in_service.extend(leg=leg, **data, **now_by(request)),
        title=_("Gia hạn: %(point)s") % {"point": leg.point.name},
        lead=_lead_of_extension(leg),
        button=_("Gia hạn"),
        said=gettext_lazy("Đã gia hạn."),
    )  # fmt: skip


def _lead_of_extension(leg: Leg) -> str:
    start = timezone.localdate(leg.handed_over_at) if leg.handed_over_at else leg.batch.leaves_on
    months = number_on(RuleKind.STAY_MONTHS, start, 0)
    if not months:
        return _("Hạn trả hiện nay: %(due)s.") % {"due": f"{leg.due_on:%d/%m/%Y}"}
    return _("Hạn trả hiện nay: %(due)s. Quy định ở một điểm nhiều nhất %(months)s tháng, tức đến "
             "%(limit)s.") % {
        "due": f"{leg.due_on:%d/%m/%Y}",
        "months": months,
        "limit": f"{add_months(start, months):%d/%m/%Y}",
    }  # fmt: skip


@needs("rotation.hand_over", at=store_of_leg)
def paper_came(request: HttpRequest, pk: int, extension: int) -> HttpResponse:
    leg = leg_or_404(pk)
    row = next((x for x in extensions_of(leg) if x.pk == extension), None)
    if row is None:
        raise Http404
    form = PaperCameForm(request.POST or None, initial={"paper_on": today()})
    return act_page(
        request, leg, form,
        lambda data: in_service.paper_came(
            extension=row, on=data["paper_on"], **now_by(request)
        ),
        title=_("Đã nhận giấy gia hạn: %(point)s") % {"point": leg.point.name},
        button=_("Lưu"),
        said=gettext_lazy("Đã lưu."),
    )  # fmt: skip


def extensions_of(leg: Leg) -> list[Extension]:
    return list(leg.extensions.all())


@needs("rotation.hand_over", at=store_of_leg)
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    return act_page(
        request, leg, RecallForm(request.POST or None),
        lambda data: in_service.recall(leg=leg, **data, **now_by(request)),
        title=_("Thu hồi từ %(point)s") % {"point": leg.point.name},
        button=_("Thu hồi"),
        said=gettext_lazy("Đã ghi thu hồi. Khi sách về, quét từng bản."),
    )  # fmt: skip


@needs("rotation.hand_over", at=store_of_leg)
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    form = GuidanceForm(
        request.POST or None,
        initial={"day": today(), "staff": ", ".join(leg.batch.staff)},
    )
    return act_page(
        request, leg, form,
        lambda data: in_service.note_guidance(leg=leg, **data, **now_by(request)),
        title=_("Buổi hướng dẫn tại %(point)s") % {"point": leg.point.name},
        lead=_("Xếp sách cùng người phụ trách điểm, hướng dẫn phục vụ và ghi sổ."),
        button=_("Lưu"),
        said=gettext_lazy("Đã ghi buổi hướng dẫn."),
    )  # fmt: skip


@needs("rotation.receive", at=point_of_leg)
def send_photo(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()

    def keep(data: dict[str, Any]) -> Any:
        sent = data["picture"]
        return add_photo(
            leg=leg, data=sent.read(), name=sent.name, caption=data["caption"], **now_by(request)
        )

    return act_page(
        request, leg, form, keep,
        title=_("Thêm ảnh: %(point)s") % {"point": leg.point.name},
        button=_("Gửi ảnh"),
        said=gettext_lazy("Đã thêm ảnh."),
        upload=True,
    )  # fmt: skip


@needs("rotation.view")
def show_photo(request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
    leg = seen_leg(request, pk)
    found = next((x for x in photos_of(leg) if x.pk == photo), None)
    if found is None:
        raise Http404
    answer = FileResponse(found.picture.open("rb"), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


def photos_of(leg: Leg) -> list[Photo]:
    return list(leg.photos.all())


@needs("rotation.receive", at=point_of_leg)
def count_use(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    form = UseForm(leg, request.POST or None)

    def keep(data: dict[str, Any]) -> Any:
        return in_service.count_use(
            leg=leg,
            month=data["month"],
            quantities={"visit": data["visit"], "item_served": data["item_served"]},
            is_exact=data["is_exact"] == "1",
            wishes=data["wishes"],
            **now_by(request),
        )

    return act_page(
        request, leg, form, keep,
        title=_("Số lượt phục vụ tại %(point)s") % {"point": leg.point.name},
        lead=_("Chỉ ghi con số, không ghi tên người đọc. Ghi lại tháng cũ thì số mới thay số cũ."),
        button=_("Ghi số lượt"),
        said=gettext_lazy("Đã ghi số lượt."),
    )  # fmt: skip


@needs("rotation.receive", at=point_of_leg)
def pass_books_on(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    user = account(request)
    form = PassOnForm(
        user,
        request.POST or None,
        initial={
            "due_on": leg.due_on,
            "signed_at": local(timezone.now()),
            "giver_name": user.full_name if leg.point.is_public else "",
        },
    )
    chosen = ids_posted(request, "line")
    lines = list(batches.lines_in(leg, LineState.IN_SERVICE))
    if request.method == "POST" and form.is_valid():
        scanned, unknown = _scanned(lines, form.cleaned_data["codes"])
        chosen = sorted({*chosen, *scanned})
        if unknown:
            form.add_error("codes", _("Không có trong các bản đang ở %(point)s: %(codes)s.") % {
                "point": leg.point.name, "codes": ", ".join(unknown)})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "codes"}
        made = try_form(
            request, form,
            lambda: pass_on(leg=leg, line_ids=chosen, **data, **now_by(request)),
            _("Đã chuyển tiếp; đợt mới chịu trách nhiệm về các bản này."),
        )  # fmt: skip
        if made:
            return redirect(leg.get_absolute_url())
    return render(
        request,
        "rotation/pass_on.html",
        {
            "leg": leg,
            "batch": leg.batch,
            "form": form,
            "chosen": set(chosen),
            "lines": lines,
            "back": leg.get_absolute_url(),
        },
        status=422 if form.is_bound else 200,
    )


def _scanned(lines: list[Line], text: str) -> tuple[list[int], list[str]]:
    """The lines that these codes mean, and the codes that mean none of them, or several."""
    by_copy = {line.copy_id: line.pk for line in lines}
    by_barcode = {line.copy.barcode: line.pk for line in lines}
    meant, unknown = [], []
    for code in codes_in(text)[:MOST_CODES]:
        found = [by_barcode[code]] if code in by_barcode else [
            by_copy[copy.pk] for copy in find_copies(code) if copy.pk in by_copy
        ]  # fmt: skip
        if len(found) == 1:
            meant += found
        else:
            unknown.append(code)
    return meant, unknown
