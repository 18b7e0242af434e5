"""Entering a resolution on administrative units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tusach.audit.api import actor_of
from tusach.network.fields import UnitField
from tusach.network.models import Level
from tusach.network.selectors.registry import home_province
from tusach.network.services.boundaries import Resolution, apply_resolution, draw
from tusach.ui.api import DayField, needs, try_form


class ResolutionForm(forms.Form):
    province = UnitField(label=gettext_lazy("Tỉnh"), level=Level.PROVINCE)
    on = DayField(label=gettext_lazy("Có hiệu lực từ ngày"))
    legal_basis = forms.CharField(
        label=gettext_lazy("Căn cứ pháp lý"),
        max_length=300,
        help_text=gettext_lazy("Như: Nghị quyết số 1670/NQ-UBTVQH15 ngày 16/06/2025."),
    )
    title = forms.CharField(label=gettext_lazy("Trích yếu"), max_length=300)
    text = forms.CharField(
        label=gettext_lazy("Các đơn vị mới"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Mỗi dòng một đơn vị: Xã A + Thị trấn B + một phần Xã C => Xã D (mã). "
            "Đơn vị bị chia hết: ghi “phần chính” ở một dòng, “một phần” ở các dòng kia."
        ),
    )


@needs("network.change_units")
@require_http_methods(["GET", "POST"])
def resolution(request: HttpRequest) -> HttpResponse:
    """Type the resolution, see what it makes of units and points, apply it."""
    form = ResolutionForm(request.POST or None, initial={"province": home_province()})
    drawn: Resolution | None = None
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        if not request.user.has_perm("network.change_units", data["province"]):
            form.add_error("province", _("Bạn không được giao việc này ở tỉnh ấy."))
        else:
            drawn = draw(text=data["text"], province=data["province"], on=data["on"])
            if "apply" in request.POST:
                done = try_form(
                    request,
                    form,
                    lambda: apply_resolution(
                        **data, placed=_placed(request), by=actor_of(request), at=timezone.now()
                    ),
                )
                if done:
                    messages.success(request, _("Đã ghi: %(title)s.") % {"title": done.title})
                    return redirect(done)
    placed = _placed(request)
    return render(
        request,
        "network/resolution.html",
        {
            "form": form,
            "drawn": drawn,
            "names": {one.line.number: one.line.name for one in drawn.drawn} if drawn else {},
            "questions": [
                {
                    "point": point,
                    "unit": unit,
                    "choices": [
                        (one.line.number, one.line.name)
                        for one in drawn.drawn
                        if one.line.number in numbers
                    ],
                    "may_stay": may_stay,
                    "chosen": placed.get(point.pk),
                }
                for point, unit, numbers, may_stay in drawn.open_questions
            ]
            if drawn
            else [],
            "moving": _counts(drawn) if drawn else [],
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _placed(request: HttpRequest) -> dict[int, int | None]:
    return {
        int(name[6:]): int(value) if (value := request.POST.get(name, "")).isdecimal() else None
        for name in request.POST
        if name.startswith("point_") and name[6:].isdecimal()
    }


def _counts(drawn: Resolution) -> list[dict[str, Any]]:
    """For each line: what is made of what, and how many points go with it unasked."""
    numbers = [number for _point, _unit, number in drawn.moving]
    return [
        {
            "drawn": one,
            "parts": [(unit, extent.label, extent != "whole") for unit, extent in one.parts],
            "points": numbers.count(one.line.number),
        }
        for one in drawn.drawn
    ]
