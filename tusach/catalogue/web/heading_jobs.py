"""Carrying a changed heading into the records: preview, progress, undo."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tusach.audit.api import actor_of
from tusach.catalogue.authorities import jobs
from tusach.catalogue.authorities.bodies import OFFERED, bodies_as_persons, preview_bodies
from tusach.catalogue.entries import entry
from tusach.catalogue.models import HeadingJob
from tusach.catalogue.web.authorities import authority_or_404
from tusach.ui.api import needs, number, numbers_posted, press, standing


def _job(pk: int) -> HeadingJob:
    found = jobs.job(pk)
    if found is None:
        raise Http404
    return found


def _progress(one: HeadingJob) -> dict[str, Any]:
    """What ``ui/progress.html`` asks for."""
    total, done = jobs.how_far(one)
    line = ngettext("%(done)s trên %(total)s biểu ghi", "%(done)s trên %(total)s biểu ghi", total)
    return {
        "work": one,
        "line": line % {"done": number(done), "total": number(total)},
        "done": done,
        "total": total,
        "standing": standing(one, timezone.now()),
        "progress_url": reverse("catalogue:heading_job_progress", args=[one.pk]),
        "again_url": reverse("catalogue:heading_job_again", args=[one.pk]),
        "here": one.get_absolute_url(),
    }


@needs("catalogue.edit")
def bodies(request: HttpRequest) -> HttpResponse:
    """Names of bodies and meetings that stand as persons'; those ticked are put forward."""
    if request.method == "POST":
        made: list[HeadingJob] = []
        names = set(numbers_posted(request, "ten"))

        def act() -> None:
            made.append(preview_bodies(names, by=actor_of(request), at=timezone.now()))

        answer = press(request, "catalogue:bodies", act)
        return redirect(made[0]) if made else answer
    rows = [(one, entry("1", one.text)) for one in bodies_as_persons()]
    context = {"rows": rows, "offered": OFFERED, "turned": jobs.turned_before()}
    return render(request, "catalogue/bodies.html", context)


@require_POST
@needs("catalogue.edit")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Looks which records have another form of the heading, and shows them."""
    one = authority_or_404(pk)
    made: list[HeadingJob] = []

    def act() -> None:
        made.append(jobs.preview(pk, by=actor_of(request), at=timezone.now()))

    answer = press(request, one, act)
    return redirect(made[0]) if made else answer


@needs("catalogue.edit")
def heading_job(request: HttpRequest, pk: int) -> HttpResponse:
    one = _job(pk)
    states = dict(one.rows.values_list("state").annotate(n=Count("pk")))
    context = {
        "one": one,
        "total": sum(states.values()),
        "states": states,
        "examples": jobs.examples(one) if one.state == HeadingJob.State.PREVIEW else [],
        **_progress(one),
    }
    return render(request, "catalogue/heading_job.html", context)


@needs("catalogue.edit")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every other second while work goes on."""
    one = _job(pk)
    answer = render(request, "ui/progress.html", _progress(one))
    if not one.is_under_way or one.problem:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@needs("catalogue.edit")
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    one = _job(pk)
    act = partial(jobs.accept, pk, by=actor_of(request), at=timezone.now())
    return press(request, one, act, _("Đang sửa các biểu ghi."))


@require_POST
@needs("catalogue.edit")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    one = _job(pk)
    act = partial(jobs.undo, pk, by=actor_of(request), at=timezone.now())
    return press(request, one, act, _("Đang trả lại các biểu ghi."))


@require_POST
@needs("catalogue.edit")
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    one = _job(pk)
    act = partial(jobs.drop, pk, by=actor_of(request), at=timezone.now())
    return press(request, one.authority or "catalogue:bodies", act)


@require_POST
@needs("catalogue.edit")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    one = _job(pk)
    return press(request, one, partial(jobs.ask_again, one, at=timezone.now()))
