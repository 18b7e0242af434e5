"""A reader's account at the counter, receipts, and the day's cash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.circulation import money_errors as errors
from tusach.circulation.models import MoneyLine
from tusach.circulation.money_papers import day_content, receipt_content, receipt_number
from tusach.circulation.selectors import money as reading
from tusach.circulation.selectors.loans import late_of_all, loans_of
from tusach.circulation.services import money as services
from tusach.circulation.web.desk import choices_of_points, desk_point, place_of_desk
from tusach.circulation.web.papers import pdf_answer
from tusach.circulation.web.places import places
from tusach.network.api import SECRET_KINDS, ServicePoint
from tusach.readers.api import Reader, looked, reader_of
from tusach.ui.api import (
    DongField,
    act_once,
    day_asked,
    needs,
    number_posted,
    pdf,
    press,
    send_back,
    try_form,
)

ACT = "circulation.money"


def _reader_or_404(pk: int) -> Reader:
    found = reader_of(pk)
    if found is None or not found.stands:
        raise Http404
    return found


def _line_or_404(pk: int) -> MoneyLine:
    found = reading.line_of(pk)
    if found is None:
        raise Http404
    return found


def place_of_account(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    """Where a reader's account may be seen: a place of this person's with lines of it, else the
    reader's own."""
    reader = _reader_or_404(pk)
    line = (
        MoneyLine.objects.filter(reader=reader, point__in=places(request, ACT))
        .select_related("point")
        .first()
    )
    return line.point if line is not None else reader.home


def point_of_line(request: HttpRequest, pk: int) -> ServicePoint:
    return _line_or_404(pk).point


class SumForm(forms.Form):
    amount = DongField(label=gettext_lazy("Số tiền"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), required=False, max_length=300)


class CloseForm(forms.Form):
    counted = DongField(label=gettext_lazy("Kiểm đếm được"), below_zero=True)
    reason = forms.CharField(
        label=gettext_lazy("Lý do chênh lệch"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Chỉ cần khi số kiểm đếm khác với sổ."),
    )


@needs(ACT, at=place_of_account)
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """What a reader owes, paid and deposited; take, forgo, give back, reverse."""
    reader = _reader_or_404(pk)
    here = desk_point(request, ACT)
    if here is None or here.kind in SECRET_KINDS or not request.user.has_perm(ACT, here):
        here = place_of_account(request, pk)
    if request.method == "POST":
        return _act(request, reader, here)
    looked([reader], **now_by(request))
    today = timezone.localdate()
    return render(
        request,
        "circulation/account.html",
        {
            "reader": reader,
            "here": here,
            "balance": reading.balance_of(reader.pk),
            "accruing": sum(one.owed for one in late_of_all(loans_of(reader), today).values()),
            "lines": [(one, receipt_number(one)) for one in reading.lines_of(reader)],
            "may_waive": request.user.has_perm("circulation.override", here),
        },
    )


def _act(request: HttpRequest, reader: Reader, here: ServicePoint) -> HttpResponse:
    to = reverse("circulation:account", args=[reader.pk])
    what = request.POST.get("do", "")
    said: dict[str, Any] = {"reader": reader, "point": here, **now_by(request)}
    if what == "reverse":
        return _reverse(request, reader, to)
    form = SumForm(request.POST)
    if not form.is_valid():
        return send_back(request, form, to=to)
    said["amount"] = form.cleaned_data["amount"]
    if what == "waive":
        said["reason"] = form.cleaned_data["reason"]
    acts: dict[str, tuple[Callable[..., MoneyLine], str]] = {
        "pay": (services.pay, _("Đã thu tiền; in phiếu thu ở dòng đầu.")),
        "waive": (services.waive, _("Đã miễn.")),
        "deposit": (services.take_deposit, _("Đã nhận tiền cược; in phiếu thu ở dòng đầu.")),
        "back": (services.give_back_deposit, _("Đã trả tiền cược; in phiếu chi ở dòng đầu.")),
    }
    chosen = acts.get(what)
    if chosen is None or (
        what == "waive" and not request.user.has_perm("circulation.override", here)
    ):
        return send_back(request, errors.SumMissing(), to=to)
    act, answer = chosen

    def do() -> None:
        with act_once(request):
            act(**said)

    return press(request, to, do, answer)


def _reverse(request: HttpRequest, reader: Reader, to: str) -> HttpResponse:
    line = reading.line_of(number_posted(request, "line") or 0)
    if line is None or line.reader_id != reader.pk:
        return send_back(request, errors.ReversedAlready(), to=to)
    if not request.user.has_perm(ACT, line.point):
        return send_back(request, errors.ReversedAlready(), to=to)

    def do() -> None:
        with act_once(request):
            services.reverse_line(
                line=line, reason=request.POST.get("reason", ""), **now_by(request)
            )

    return press(request, to, do, _("Đã huỷ dòng ghi nhầm."))


@needs(ACT)
@require_safe
def account_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What a reader owes and has deposited, on the reader's page and at the counter; nothing of a
    reader of other places."""
    reader = _reader_or_404(pk)
    if not request.user.has_perm(ACT, place_of_account(request, pk)):
        return HttpResponse("")
    return render(
        request,
        "circulation/account_panel.html",
        {"reader": reader, "balance": reading.balance_of(reader.pk)},
    )


@needs(ACT, at=point_of_line)
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a line by which cash came or went."""
    line = _line_or_404(pk)
    if line.number is None:
        return redirect(
            reverse("circulation:account", args=[line.reader_id])
            if line.reader_id
            else "circulation:cash_day"
        )
    content = pdf("circulation/receipt.typ", receipt_content(line))
    return pdf_answer(content, f"phieu-{line.year}-{line.number}.pdf")


def _day(request: HttpRequest) -> date:
    return day_asked(request)


@needs(ACT, at=place_of_desk)
@require_safe
def cash_day(request: HttpRequest) -> HttpResponse:
    """The cash of a day at a point, and its close."""
    return _cash_day(request, CloseForm())


def _cash_day(request: HttpRequest, form: forms.Form) -> HttpResponse:
    point = desk_point(request, ACT)
    if point is None:
        return render(
            request, "circulation/which_counter.html", {"points": choices_of_points(request, ACT)}
        )
    day = _day(request)
    lines = reading.cash_lines(point, day)
    return render(
        request,
        "circulation/cash_day.html",
        {
            "point": point,
            "points": choices_of_points(request, ACT),
            "day": day,
            "today": timezone.localdate(),
            "lines": [(one, receipt_number(one), reading.cash_of(one)) for one in lines],
            "others": list(reading.other_lines(point, day).select_related("reader")),
            "expected": reading.expected_cash(lines),
            "closing": reading.closing_of(point, day),
            "form": form,
        },
        status=422 if form.is_bound else 200,
    )


@needs(ACT, at=place_of_desk)
@require_POST
def close_day(request: HttpRequest) -> HttpResponse:
    point = desk_point(request, ACT)
    if point is None:
        return redirect("circulation:cash_day")
    form = CloseForm(request.POST)
    day = _day(request)
    if form.is_valid():
        made = try_form(
            request, form,
            lambda: services.close_day(
                point=point, day=day, counted=form.cleaned_data["counted"],
                reason=form.cleaned_data["reason"], **now_by(request),
            ),
            _("Đã khoá sổ tiền mặt của ngày."),
        )  # fmt: skip
        if made is not None:
            return redirect(
                f"{reverse('circulation:cash_day')}?diem={point.pk}&ngay={day.isoformat()}"
            )
    return _cash_day(request, form)


@needs(ACT, at=place_of_desk)
@require_safe
def cash_paper(request: HttpRequest) -> HttpResponse:
    """The sheet of a day's cash."""
    point = desk_point(request, ACT)
    if point is None:
        return redirect("circulation:cash_day")
    day = _day(request)
    content = day_content(
        point, day, reading.cash_lines(point, day), list(reading.other_lines(point, day)),
        reading.closing_of(point, day),
    )  # fmt: skip
    return pdf_answer(pdf("circulation/cash_day.typ", content), f"thu-chi-{day:%Y-%m-%d}.pdf")
