"""Condition and repair: the list, sending, taking back, a copy's history."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.holdings.api import Copy, all_copies
from tusach.network.api import PointField, ServicePoint
from tusach.ui.api import (
    Column,
    DayField,
    DongField,
    Filter,
    Listing,
    named,
    needs,
    press,
    try_form,
)
from tusach.upkeep.models import Repair, Trip
from tusach.upkeep.repair_papers import trip_pdf
from tusach.upkeep.selectors import repairs as reading
from tusach.upkeep.services import repairing as services
from tusach.upkeep.web.reach import places
from tusach.upkeep.web.weeding_forms import past_day

State = Repair.State
# More than these go in several slips.
MOST_TICKED = 200


def copy_or_404(pk: int) -> Copy:
    found: Copy | None = all_copies().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def owner_of_copy(request: HttpRequest, pk: int) -> ServicePoint:
    return copy_or_404(pk).owner


def trip_or_404(pk: int) -> Trip:
    found = reading.trip_of(pk)
    if found is None:
        raise Http404
    return found


def owner_of_trip(request: HttpRequest, pk: int) -> ServicePoint:
    return trip_or_404(pk).owner


def repair_or_404(pk: int) -> Repair:
    found = reading.repair_of(pk)
    if found is None:
        raise Http404
    return found


def owner_of_repair(request: HttpRequest, pk: int) -> ServicePoint:
    return repair_or_404(pk).owner


def _told(one: Repair) -> str:
    record, found = one.copy.record, one.inspection
    said = f"{found.grade}: {found.note}" if found.note else str(found.grade)
    return f"{one.copy.accession_no} · {record.shown_title} · {said}"


class GradeForm(forms.Form):
    grade: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=gettext_lazy("Tình trạng"), empty_label=None, widget=forms.RadioSelect
    )
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["grade"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = reading.grades()


class _CopiesForm(forms.Form):
    def __init__(self, *args: Any, repairs: list[Repair], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["copies"] = forms.TypedMultipleChoiceField(
            label=gettext_lazy("Những bản"),
            coerce=int,
            choices=[(one.copy_id, _told(one)) for one in repairs],
            initial=[one.copy_id for one in repairs],
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(["copies"])


class SendForm(_CopiesForm):
    in_house = forms.TypedChoiceField(
        label=gettext_lazy("Cách sửa"),
        choices=[("1", gettext_lazy("thư viện tự sửa")), ("0", gettext_lazy("thuê nơi đóng sách"))],
        coerce=lambda value: value == "1",
    )
    holder = forms.CharField(
        label=gettext_lazy("Nơi sửa"),
        max_length=120,
        help_text=gettext_lazy("Như: Tổ phục chế, Xưởng đóng sách. Sách được ghi là đang ở đó."),
    )
    sent_on = past_day(label=gettext_lazy("Ngày gửi"))
    due_on = DayField(label=gettext_lazy("Hẹn trả"), required=False)
    note = forms.CharField(label=gettext_lazy("Yêu cầu, ghi chú"), max_length=300, required=False)


class BackForm(_CopiesForm):
    mended = forms.TypedChoiceField(
        label=gettext_lazy("Kết quả"),
        choices=[("1", gettext_lazy("sửa xong, dùng lại được")),
                 ("0", gettext_lazy("không sửa được, đề nghị thanh lọc"))],
        coerce=lambda value: value == "1",
    )  # fmt: skip
    grade: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=gettext_lazy("Tình trạng"), empty_label=None
    )
    on = past_day(label=gettext_lazy("Ngày nhận lại"))
    cost = DongField(label=gettext_lazy("Chi phí mỗi bản (đồng)"), required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["grade"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = reading.grades().filter(repairs=False)


class OwnerForm(forms.Form):
    def __init__(self, *args: Any, points: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"] = PointField(points=points, label=gettext_lazy("Thư viện"))


def _form(
    request: HttpRequest, form: Any, *, title: str, button: str, back: str, lead: str = ""
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "back": back, "lead": lead}
    return render(request, "upkeep/repair_form.html", context, status=422 if form.is_bound else 200)


@needs("upkeep.view")
@require_safe
def repairs(request: HttpRequest) -> HttpResponseBase:
    """What waits for repair, is out, came back."""
    mine, today = places(request, "upkeep.view"), timezone.localdate()
    listing = Listing(
        request,
        reading.all_repairs().filter(owner__in=mine.values("pk")),
        columns=[
            Column("accession_no", _("Số ĐKCB"), value=lambda r: r.copy.accession_no,
                   sort=("copy__register_id", "copy__number"),
                   link=lambda r: r.copy.get_absolute_url()),
            Column("title", _("Nhan đề"), value=lambda r: r.copy.record.shown_title,
                   sort=("copy__record__title_key", "copy__record_id")),
            Column("grade", _("Hư hỏng"), value=lambda r: str(r.inspection.grade),
                   sort="inspection__grade__position"),
            Column("state", _("Tình trạng"), sort="state", value=lambda r: r.get_state_display()),
            Column("trip", _("Nơi sửa"), value=lambda r: r.trip.holder if r.trip else None,
                   sort="trip__holder",
                   link=lambda r: r.trip.get_absolute_url() if r.trip else None),
            Column("due_on", _("Hẹn trả"), value=lambda r: r.trip.due_on if r.trip else None,
                   sort="trip__due_on", kind="day"),
            Column("cost", _("Chi phí"), sort="cost", kind="dong", wide=True),
            Column("found", _("Thấy lúc"), value=lambda r: r.inspection.at, sort="inspection__at",
                   kind="moment", wide=True),
        ],
        search=reading.search_repairs,
        search_label=_("Mã vạch, số ĐKCB, nhan đề, nơi sửa"),
        filters=[
            Filter("tinhtrang", _("Tình trạng"), [*State.choices, ("late", _("quá hẹn"))],
                   lambda q, v: reading.is_late(q, today) if v == "late" else q.filter(state=v)),
        ],
        default_sort="-found",
        empty=_("Không có bản nào chờ sửa. Ghi tình trạng ở trang của từng bản sách."),
        name="sua-chua",
    )  # fmt: skip
    counts = reading.counts(mine, today)
    return listing.export() or render(
        request,
        "upkeep/repairs.html",
        {
            "listing": listing,
            "counts": counts,
            "year": today.year,
            "may_send": counts.waiting > 0 and request.user.has_perm("upkeep.repair"),
        },
    )


@needs("upkeep.repair")
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """A slip of copies that wait at one library."""
    mine, back = places(request, "upkeep.repair"), reverse("upkeep:repairs")
    owner = _owner(request, mine)
    if owner is None:
        choose = OwnerForm(request.POST or None, points=mine)
        if request.method == "POST" and choose.is_valid():
            return redirect(f"{request.path}?noi={choose.cleaned_data['owner'].pk}")
        return _form(request, choose, title=_("Gửi đi sửa"), button=_("Tiếp tục"), back=back)
    waiting = list(reading.waiting_at(owner.pk)[:MOST_TICKED])
    form = SendForm(
        request.POST or None, repairs=waiting, initial={"sent_on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        made = try_form(
            request,
            form,
            lambda: services.send(owner=owner, **form.cleaned_data, **now_by(request)),
            _("Đã ghi; in phiếu để giao cùng sách."),
        )
        if made is not None:
            return redirect(made)
    return _form(
        request, form, title=_("Gửi đi sửa"), button=_("Lập phiếu gửi sửa"), back=back,
        lead=owner.name,
    )  # fmt: skip


def _owner(request: HttpRequest, mine: Any) -> ServicePoint | None:
    asked = request.GET.get("noi", "")
    if asked.isdecimal():
        found: ServicePoint | None = mine.filter(pk=asked[:18]).first()
        return found
    usual: ServicePoint | None = request.user.usual_place("upkeep.repair")  # type: ignore[union-attr]
    return usual


@needs("upkeep.view", at=owner_of_trip)
@require_safe
def trip(request: HttpRequest, pk: int) -> HttpResponse:
    """A slip: which copies went, which are back."""
    one = trip_or_404(pk)
    rows = reading.lines_of_trip(one)
    return render(
        request,
        "upkeep/trip.html",
        {
            "trip": one,
            "rows": rows,
            "out": sum(row.state == State.OUT for row in rows),
            "cost": sum(row.cost or 0 for row in rows),
            "late": one.due_on is not None and one.due_on < timezone.localdate(),
            "may": request.user.has_perm("upkeep.repair", one.owner),
        },
    )


@needs("upkeep.repair", at=owner_of_trip)
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Copies of a slip that came back, with one outcome."""
    one = trip_or_404(pk)
    out = [row for row in reading.lines_of_trip(one) if row.state == State.OUT]
    usual = reading.grades().filter(condition="good").first()
    form = BackForm(
        request.POST or None, repairs=out, initial={"on": timezone.localdate(), "grade": usual}
    )

    def do() -> int:
        return services.take_back(trip=one, **form.cleaned_data, **now_by(request))

    if request.method == "POST" and form.is_valid() and try_form(
        request, form, do, _("Đã ghi sách sửa về.")
    ):  # fmt: skip
        return redirect(one)
    return _form(
        request, form, title=_("Nhận sách sửa về"), button=_("Ghi"),
        back=one.get_absolute_url(), lead=one.holder,
    )  # fmt: skip


@needs("upkeep.view", at=owner_of_trip)
@require_safe
def trip_paper(request: HttpRequest, pk: int) -> HttpResponse:
    one = trip_or_404(pk)
    answer = HttpResponse(trip_pdf(one), content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return named(answer, f"phieu-gui-sua-{one.pk}.pdf", shown=True)


@needs("upkeep.repair", at=owner_of_repair)
@require_POST
def undo_send(request: HttpRequest, pk: int) -> HttpResponse:
    one = repair_or_404(pk)
    return press(
        request, one.trip or "upkeep:repairs",
        lambda: services.undo_send(repair=one, **now_by(request)),
        _("Bản này lại chờ sửa."),
    )  # fmt: skip


@needs("upkeep.repair", at=owner_of_repair)
@require_POST
def undo_back(request: HttpRequest, pk: int) -> HttpResponse:
    one = repair_or_404(pk)
    return press(
        request, one.trip or "upkeep:repairs",
        lambda: services.undo_back(repair=one, **now_by(request)),
        _("Bản này lại đang ở nơi sửa."),
    )  # fmt: skip


@needs("upkeep.repair", at=owner_of_copy)
@require_http_methods(["GET", "POST"])
def inspect(request: HttpRequest, pk: int) -> HttpResponse:
    """Note in what condition a copy is."""
    copy = copy_or_404(pk)
    form = GradeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and try_form(
        request,
        form,
        lambda: services.inspect(copy=copy, **form.cleaned_data, **now_by(request)),
        _("Đã ghi tình trạng."),
    ):  # fmt: skip
        return redirect(copy)
    return _form(
        request, form, title=_("Ghi tình trạng bản sách"), button=_("Ghi"),
        back=copy.get_absolute_url(), lead=f"{copy.accession_no} · {copy.record.shown_title}",
    )  # fmt: skip


@needs("upkeep.view")
@require_safe
def of_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found of a copy and where it was mended: a piece of its page."""
    copy = copy_or_404(pk)
    if not request.user.has_perm("upkeep.view", copy.owner):
        # Who has the copy on loan sees its page; its repairs are its library's.
        return render(request, "upkeep/repair_panel.html", {"of_others": True})
    return render(
        request,
        "upkeep/repair_panel.html",
        {
            "copy": copy,
            "inspections": reading.inspections_of(pk),
            "repairs": reading.repairs_of_copy(pk),
            "may": request.user.has_perm("upkeep.repair", copy.owner),
        },
    )
