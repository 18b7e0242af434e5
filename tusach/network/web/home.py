"""Which provinces this installation serves."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tusach.audit.api import actor_of
from tusach.network.fields import UnitField
from tusach.network.models import Level
from tusach.network.selectors.dates import today
from tusach.network.selectors.registry import homes
from tusach.network.selectors.units import all_units, provinces_on
from tusach.network.services.home import serve_province, stop_serving
from tusach.ui.api import Refusal, needs


class HomeForm(forms.Form):
    unit = UnitField(label=gettext_lazy("Tỉnh, thành phố"), level=Level.PROVINCE)
    letters = forms.CharField(
        label=gettext_lazy("Chữ đầu của mã điểm"),
        max_length=6,
        required=False,
        help_text=gettext_lazy("Như LC trong LC-TVX-007. Để trống thì lấy chữ đầu của tên tỉnh."),
    )


@needs("network.set_home")
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    form = HomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not request.user.has_perm("network.set_home", form.cleaned_data["unit"]):
            raise PermissionDenied
        try:
            served = serve_province(
                unit=form.cleaned_data["unit"],
                letters=form.cleaned_data["letters"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("unit", str(refusal))
        else:
            messages.success(request, _("Hệ thống phục vụ %(unit)s.") % {"unit": served.unit.name})
            return redirect("network:home")
    return render(
        request,
        "network/home.html",
        {"form": form, "homes": homes(), "loaded": provinces_on(today()).exists()},
        status=422 if form.is_bound and form.errors else 200,
    )


@needs("network.set_home")
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    unit = all_units().filter(pk=pk).first()
    if unit is None or not request.user.has_perm("network.set_home", unit):
        raise Http404
    stop_serving(unit=unit, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Đã bỏ %(unit)s khỏi danh sách.") % {"unit": unit.name})
    return redirect("network:home")
