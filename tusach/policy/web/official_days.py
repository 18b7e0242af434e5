"""Public holidays and days worked for them: the list, noting some, taking one back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.policy import official_days as found
from tusach.policy.models import OfficialDay
from tusach.policy.selectors import may_set
from tusach.ui.api import Column, DayField, Filter, Listing, needs, press, try_form

_KINDS = [("off", gettext_lazy("ngày nghỉ")), ("working", gettext_lazy("ngày làm bù"))]


class DaysForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại ngày"), choices=_KINDS, widget=forms.RadioSelect, initial="off"
    )
    first = DayField(label=gettext_lazy("Từ ngày"))
    last = DayField(
        label=gettext_lazy("Đến hết ngày"),
        required=False,
        help_text=gettext_lazy("Để trống nếu chỉ một ngày."),
    )
    name = forms.CharField(
        label=gettext_lazy("Tên ngày"),
        max_length=120,
        help_text=gettext_lazy("Như “Tết Nguyên đán”, “Giỗ Tổ Hùng Vương”, “Làm bù ngày 31/8”."),
    )
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        help_text=gettext_lazy("Thông báo nghỉ lễ, tết của năm ấy."),
    )


def kind_of(day: OfficialDay) -> str:
    return str(dict(_KINDS)["working" if day.is_working else "off"])


@needs("policy.view")
@require_safe
def days(request: HttpRequest) -> HttpResponseBase:
    """Every day noted, this year's and later ones first asked for by ``nam``."""
    years = sorted({one.year for one in found.all_days().dates("day", "year")}, reverse=True)
    listing = Listing(
        request,
        found.all_days(),
        columns=[
            Column("day", _("Ngày"), sort="day", kind="day", link=lambda d: d.get_absolute_url()),
            Column("weekday", _("Thứ trong tuần"), value=lambda d: date_format(d.day, "l")),
            Column("name", _("Tên ngày"), sort="name"),
            Column("kind", _("Loại ngày"), value=kind_of, sort="is_working"),
            Column("basis", _("Căn cứ"), sort="basis", wide=True, long=True),
            Column("made_by", _("Người ghi"), wide=True),
            Column("made_at", _("Ghi lúc"), kind="moment", wide=True),
        ],
        filters=[
            Filter("nam", _("Năm"), [(str(y), str(y)) for y in years],
                   lambda q, v: q.filter(day__year=int(v))),
            Filter("la", _("Loại ngày"), _KINDS, lambda q, v: q.filter(is_working=v == "working")),
        ],
        search=lambda q, words: q.filter(name__icontains=words),
        search_label=_("Tên ngày"),
        default_sort="-day",
        empty=_("Chưa ghi ngày nào như vậy."),
        name="ngay-nghi-le",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "policy/official_days.html",
        {
            "listing": listing,
            "lacking": found.years_lacking(timezone.localdate()),
            "may_set": may_set(request.user, None),
        },
    )


@needs("policy.set")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = DaysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = dict(form.cleaned_data)
        is_working = said.pop("kind") == "working"
        said["last"] = said["last"] or said["first"]
        if not may_set(request.user, None):
            form.add_error(None, _("Ngày nghỉ lễ là chung cho toàn tỉnh: thư viện tỉnh hoặc cơ "
                                   "quan quản lý ghi."))  # fmt: skip
        elif try_form(
            request,
            form,
            lambda: found.note_days(is_working=is_working, **said, **now_by(request)),
            _("Đã ghi; hạn tính từ nay theo những ngày này."),
        ):
            return redirect(f"{reverse('policy:official_days')}?nam={said['first'].year}")
    return render(
        request,
        "policy/new_official_day.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


def _day_or_404(pk: int) -> OfficialDay:
    one = found.day_of(pk)
    if one is None:
        raise Http404
    return one


@needs("policy.view")
@require_safe
def day(request: HttpRequest, pk: int) -> HttpResponse:
    one = _day_or_404(pk)
    context = {"day": one, "kind": kind_of(one), "may_set": may_set(request.user, None)}
    return render(request, "policy/official_day.html", context)


@needs("policy.set")
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    if not may_set(request.user, None):
        raise PermissionDenied
    one = _day_or_404(pk)
    return press(
        request,
        reverse("policy:official_days"),
        lambda: found.drop_day(day=one, **now_by(request)),
        _("Đã bỏ; ngày ấy tính như ngày thường trong tuần."),
    )
