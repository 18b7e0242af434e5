"""Issues bound into volumes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tusach.acquisitions.models import CheckIn, Serial, Volume
from tusach.acquisitions.selectors import serial_holdings as found
from tusach.acquisitions.selectors.serials import serial_by_pk
from tusach.acquisitions.services.binding import bind, unbind
from tusach.acquisitions.web.doing import now_by, numbers_posted
from tusach.acquisitions.web.fields import RegisterField, choose_from
from tusach.acquisitions.web.reach import found_or_404, places, usual_place
from tusach.holdings.api import Collection, registers_of, sources, usual_collection
from tusach.network.api import ServicePoint
from tusach.ui.api import DongField, needs, try_form


class BindingForm(forms.Form):
    """What the volume is called, and the register it goes into."""

    label = forms.CharField(
        label=gettext_lazy("Tên tập"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Để trống: theo năm và các số trong tập."),
    )
    register = RegisterField(label=gettext_lazy("Sổ đăng ký cá biệt"))
    source = forms.ModelChoiceField(sources().none(), label=gettext_lazy("Nguồn"))
    collection = forms.ChoiceField(label=gettext_lazy("Kho"), choices=Collection.choices)
    shelf_mark = forms.CharField(
        label=gettext_lazy("Ký hiệu xếp giá"), max_length=80, required=False
    )
    price = DongField(label=gettext_lazy("Giá ghi sổ của tập"), required=False)

    def __init__(self, point: ServicePoint, data: Any) -> None:
        super().__init__(data, initial={"collection": usual_collection(point)})
        choose_from(self, "register", registers_of(point.pk).select_related("owner"))
        choose_from(self, "source", sources())
        registers = registers_of(point.pk)
        self.initial["register"] = registers.first() if registers.count() == 1 else None
        self.initial["source"] = sources().filter(code="budget").first()


@needs("acquisitions.receive")
@require_http_methods(["GET", "POST"])
def bind_issues(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose issues of one place; a press makes them a volume."""
    serial: Serial = found_or_404(serial_by_pk(pk))
    points = found.points_with_issues(serial, places(request, "acquisitions.receive"))
    point = _point(request, points)
    context: dict[str, Any] = {"serial": serial, "points": points, "point": point}
    if point is None:
        return render(request, "acquisitions/bind.html", context)
    single = found.single_issues(serial, point)
    years = sorted({one.year for one in single.dates("issue__on", "year")})
    year = _year(request, years)
    form = BindingForm(point, request.POST or None)
    chosen = set(numbers_posted(request, "issue"))
    if request.method == "POST" and form.is_valid():
        made = try_form(request, form, lambda: _bound(request, form, point, sorted(chosen)),
                        _("Đã đóng tập và ghi vào sổ."))  # fmt: skip
        if made:
            return redirect(serial)
    rows: list[CheckIn] = list(single.filter(issue__on__year=year)) if year else []
    context |= {
        "form": form,
        "rows": rows,
        "years": years,
        "year": year,
        "chosen": chosen if form.is_bound else {one.pk for one in rows},
        "registers": registers_of(point.pk).exists(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "acquisitions/bind.html", context, status=status)


def _bound(
    request: HttpRequest, form: BindingForm, point: ServicePoint, chosen: list[int]
) -> Volume:
    said = dict(form.cleaned_data)
    # Nobody binds what is at another place than the one whose page this is.
    here = CheckIn.objects.filter(pk__in=chosen, place__point=point)
    mine = sorted(here.values_list("pk", flat=True)) if chosen else []
    return bind(
        check_ins=mine if len(mine) == len(chosen) else chosen[:0],
        **{**said, "source": said["source"].code},
        **now_by(request),
    )


def _point(request: HttpRequest, points: QuerySet[ServicePoint]) -> ServicePoint | None:
    asked = request.GET.get("noi", "")
    if asked.isdecimal() and len(asked) < 19:
        return points.filter(pk=int(asked)).first()
    usual = usual_place(request, "acquisitions.receive")
    return (points.filter(pk=usual.pk).first() if usual else None) or points.first()


def _year(request: HttpRequest, years: list[int]) -> int | None:
    asked = request.GET.get("nam", "")
    if asked.isdecimal() and len(asked) == 4 and int(asked) in years:
        return int(asked)
    return years[0] if years else None


def point_of_volume(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    volume: Volume = found_or_404(found.volume_by_pk(pk))
    return volume.point


class UnbindingForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300)


@needs("acquisitions.receive", at=point_of_volume)
@require_http_methods(["GET", "POST"])
def unbind_volume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a volume apart that nobody has used since."""
    volume: Volume = found_or_404(found.volume_by_pk(pk))
    form = UnbindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and try_form(
        request, form,
        lambda: unbind(volume=volume, **form.cleaned_data, **now_by(request)),
        _("Đã tháo tập; các số lại là số lẻ."),
    ):  # fmt: skip
        return redirect(volume.serial)
    return render(
        request,
        "acquisitions/act.html",
        {
            "form": form, "title": _("Tháo tập"), "lead": f"{volume.serial}: {volume.label}",
            "button": _("Tháo tập"), "danger": True, "back": volume.serial.get_absolute_url(),
        },
        status=422 if form.is_bound else 200,
    )  # fmt: skip
