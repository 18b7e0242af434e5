"""Saying where a unit is drawn on maps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tusach.audit.api import actor_of
from tusach.network.models import AdminUnit
from tusach.network.selectors.units import all_units
from tusach.network.services.units import place_of, place_unit
from tusach.network.web.maps import small_map
from tusach.network.web.topic_fields import PositionField
from tusach.ui.api import needs, try_form


class PlaceForm(forms.Form):
    position = PositionField(
        label=gettext_lazy("Toạ độ trung tâm"),
        required=False,
        help_text=gettext_lazy("Độ thập phân (WGS 84). Để trống cả hai nếu không biết."),
    )
    source = forms.CharField(
        label=gettext_lazy("Nguồn"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Như: bản đồ địa chính 2025; đo tại trụ sở UBND."),
    )
    was = forms.CharField(widget=forms.HiddenInput, strip=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("position") and not data.get("source"):
            self.add_error("source", _("Hãy ghi toạ độ này lấy từ đâu."))
        return data


def may_place(request: HttpRequest, unit: AdminUnit) -> bool:
    """Whether the person may say where this unit is drawn."""
    user = request.user
    return user.is_authenticated and user.has_perm("network.change_units", unit)


@needs("network.change_units")
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(all_units(), pk=pk)
    if not may_place(request, unit):
        raise Http404
    position = {"lat": unit.lat, "lon": unit.lon} if unit.lat is not None else None
    seen = {"position": position, "source": unit.place_source, "was": place_of(unit)}
    form = PlaceForm(request.POST or None, initial=seen)
    if request.method == "POST" and form.is_valid():
        said = _("Đã ghi toạ độ của %(unit)s.") % {"unit": unit.name}

        def act() -> AdminUnit:
            return place_unit(
                unit=unit, **form.cleaned_data, by=actor_of(request), at=timezone.now()
            )

        if try_form(request, form, act) is not None:
            messages.success(request, said)
            return redirect(unit)
        # Whoever was second sees what stands now, and may save over it.
        unit.refresh_from_db()
        form.data = {**request.POST.dict(), "was": place_of(unit)}
    return render(
        request,
        "network/unit_place.html",
        {
            "form": form,
            "unit": unit,
            "inset": small_map(unit.province or unit, unit.lat, unit.lon),
        },
        status=422 if form.is_bound and form.errors else 200,
    )
