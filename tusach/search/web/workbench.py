"""The workbench: why a title ranks where it does, and what other weights would do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tusach.audit.api import actor_of
from tusach.search import curating, selectors
from tusach.search.explaining import Explained, Workings, explain
from tusach.search.following import status
from tusach.search.models import Judgement
from tusach.search.parsing import Parsed, Term
from tusach.search.ranking import LETTERS, STANDARD, Ranking, Weights
from tusach.search.web.forms import LiftForm, WeightsForm
from tusach.ui.api import Refusal, needs

Grade = Judgement.Grade
_SHOWN = 10
_LOOKED_THROUGH = 50


def _trial(request: HttpRequest, weights: Weights) -> tuple[WeightsForm, Weights | None]:
    """The form of weights, and the ones typed when they differ from those in force."""
    if not any(name in request.GET for name in ("title", "pair_in_title")):
        return WeightsForm(weights=weights), None
    form = WeightsForm(request.GET, weights=weights)
    if not form.is_valid():
        return form, None
    typed = weights.changed(form.cleaned_data)
    return form, typed if typed != weights else None


@needs("search.workbench")
@require_safe
def workbench(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:1000]
    staff = request.GET.get("staff") == "1"
    force = selectors.ranking()
    form, typed = _trial(request, force.weights)
    now = explain(query, staff=staff, size=_LOOKED_THROUGH if typed else _SHOWN, ranking=force)
    shown = now
    before: dict[str, int] = {}
    if typed is not None:
        before = {one.key: place for place, one in enumerate(now.explained, 1)}
        shown = explain(query, staff=staff, size=_SHOWN, ranking=Ranking(typed, force.lifts))
    asked = request.GET.get("bo", "")
    judged = selectors.judged_set_of(int(asked) if asked.isdecimal() and len(asked) < 18 else None)
    row, grades = selectors.judgements_of(judged, query)
    return render(
        request,
        "search/workbench.html",
        {
            "sets": selectors.judged_sets(),
            "set": judged,
            "judged_query": row,
            "buttons": [
                (Grade.RIGHT, Grade.RIGHT.label),
                (Grade.PARTLY, Grade.PARTLY.label),
                (Grade.WRONG, Grade.WRONG.label),
            ],
            "query": query,
            "staff": staff,
            "shown": shown,
            "groups": _groups(shown),
            "rows": [
                {
                    **_row(place, one, before if typed is not None else None),
                    "grade": grades.get(one.key),
                    "said": Grade(grades[one.key]).label if one.key in grades else "",
                }
                for place, one in enumerate(shown.explained[:_SHOWN], 1)
            ],
            "form": form,
            "tried": typed is not None,
            "is_standard": force.weights == STANDARD,
            "lifts": selectors.lifts(),
            "lift_form": LiftForm(),
            "may_tune": request.user.has_perm("search.tune"),
            "status": status(),
        },
    )


def _groups(found: Workings) -> list[list[str]]:
    return [[_written(one) for one in group] for group in found.parsed.must]


def _written(one: Term | Parsed) -> str:
    if isinstance(one, Parsed):
        return " ".join(one.words)
    if one.phrase:
        return f"“{one.text}”"
    return f"{one.text}*" if one.prefix else one.text


def _row(place: int, one: Explained, before: dict[str, int] | None) -> dict[str, Any]:
    # Tones stand thousands above the rest: bars compare what lies below them.
    below = max((r.score for r in one.reasons if r.score < LETTERS / 10), default=1.0)
    return {
        "place": place,
        "one": one,
        "before": before.get(one.key) if before is not None else None,
        "moved": before is not None and before.get(one.key) != place,
        "reasons": [(r, min(100, round(100 * r.score / below))) for r in one.reasons],
    }


@needs("search.tune")
@require_POST
def set_weights(request: HttpRequest) -> HttpResponse:
    if "standard" in request.POST:
        values = {name: getattr(STANDARD, name) for name in WeightsForm(weights=STANDARD).fields}
    else:
        form = WeightsForm(request.POST, weights=selectors.ranking().weights)
        if not form.is_valid():
            for name, errors in form.errors.items():
                messages.error(request, f"{form.fields[name].label}: {errors[0]}")
            return redirect("search:workbench")
        values = form.cleaned_data
    try:
        curating.set_weights(values, by=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Trọng số mới có hiệu lực ngay cho mọi lượt tìm."))
    return redirect("search:workbench")


@needs("search.tune")
@require_POST
def lift(request: HttpRequest) -> HttpResponse:
    form = LiftForm(request.POST)
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form.fields[name].label}: {errors[0]}")
        return redirect("search:workbench")
    try:
        row = curating.lift(**form.cleaned_data, by=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã nâng hạng: %(what)s.") % {"what": row})
    return redirect("search:workbench")


@needs("search.tune")
@require_POST
def end_lift(request: HttpRequest, pk: int) -> HttpResponse:
    row = selectors.lift_or_404(pk)
    curating.end_lift(row, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Thôi nâng hạng: %(what)s.") % {"what": row})
    return redirect("search:workbench")
