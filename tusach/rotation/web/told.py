"""What a device told of a box is looked at and answered."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.network.api import ServicePoint
from tusach.rotation.models import Told
from tusach.rotation.selectors.told import told_by_pk
from tusach.rotation.services.from_devices import copies_named, settle_told
from tusach.rotation.web.doing import now_by, try_form
from tusach.rotation.web.forms import AnswerForm
from tusach.rotation.web.places import known_leg
from tusach.ui.api import needs


def told_or_404(pk: int) -> Told:
    told = told_by_pk(pk)
    if told is None:
        raise Http404
    return told


def store_of_told(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return known_leg(request, told_or_404(pk).leg).batch.store


@needs("rotation.hand_over", at=store_of_told)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Its words, the copies that do not fit, and room for an answer."""
    told = told_or_404(pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["answer"]
        said = _("Đã ghi trả lời.")
        if try_form(
            request, form, lambda: settle_told(told=told, answer=text, **now_by(request)), said
        ):
            return redirect(told.leg.get_absolute_url())
    named = copies_named(told.odd)
    page = {
        "told": told,
        "leg": told.leg,
        "odd": [(code, named.get(code)) for code in told.odd],
        "form": form,
    }
    return render(request, "rotation/told.html", page, status=422 if form.is_bound else 200)
