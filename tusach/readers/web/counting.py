"""Figures of readers and cards by point, without names: for those who lead."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tusach.readers.models import CardAct
from tusach.readers.selectors.counts import card_acts, readers_counted
from tusach.readers.web.reach import places
from tusach.ui.api import DayField, needs

_SHOWN = ("new", "renewed", "replaced", "lost", "ended")


class PeriodForm(forms.Form):
    tu = DayField(label=_("Từ ngày"))
    den = DayField(label=_("Đến hết ngày"))


@needs("readers.counts")
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Readers, valid cards, and cards new, renewed, exchanged, lost in a period."""
    today = timezone.localdate()
    first, last = date(today.year, 1, 1), today
    asked = "tu" in request.GET
    form = PeriodForm(request.GET if asked else None, initial={"tu": first, "den": last})
    if asked and form.is_valid():
        first, last = form.cleaned_data["tu"], form.cleaned_data["den"]
        if last < first:
            first, last = last, first
    mine = places(request, "readers.counts")
    people, acts = readers_counted(mine, today), card_acts(mine, first, last)
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "readers": people.get(pk, (0, 0))[0],
            "valid": people.get(pk, (0, 0))[1],
            "acts": [acts.get(pk, {}).get(kind, 0) for kind in _SHOWN],
        }
        for pk, name in mine.filter(pk__in={*people, *acts}).values_list("pk", "name")
    ]
    return render(
        request,
        "readers/counts.html",
        {
            "form": form,
            "rows": rows,
            "labels": [CardAct.Kind(kind).label for kind in _SHOWN],
            "total": {
                "readers": sum(row["readers"] for row in rows),
                "valid": sum(row["valid"] for row in rows),
                "acts": [sum(row["acts"][at] for row in rows) for at in range(len(_SHOWN))],
            },
            "first": first,
            "last": last,
        },
        status=422 if asked and form.errors else 200,
    )
