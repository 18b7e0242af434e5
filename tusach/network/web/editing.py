"""Making, editing, closing and reopening a point, and mending one of its facts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tusach.audit.api import actor_of
from tusach.network.dependents import dependents_of
from tusach.network.errors import ChangedMeanwhile
from tusach.network.models import AdminUnit, ServicePoint, Topic
from tusach.network.models.points import SECRET_KINDS
from tusach.network.selectors.dates import today
from tusach.network.selectors.points import (
    fact_by_number,
    facts_of,
    point_by_number,
    value_of,
)
from tusach.network.selectors.registry import home_province, registry
from tusach.network.services.editing import edit_point
from tusach.network.services.facts import correct_fact
from tusach.network.services.points import close_point, create_point, reopen_point
from tusach.network.web.forms import CloseForm, EditPointForm, FactForm, NewPointForm, initial_of
from tusach.network.web.meanwhile import both, opened
from tusach.network.web.page_of_point import GUARDED, may_see_guarded
from tusach.network.web.reach import places, point_or_404, seen_by
from tusach.ui.api import Refusal, needs, try_form

_STANDING = ("opened_on", "founded_on", "founding_basis", "note")


def _point(request: HttpRequest, pk: int, **more: Any) -> ServicePoint:
    """For the guards: rights are asked at the point itself."""
    found = point_by_number(pk)
    if found is None:
        raise Http404
    return found


def _may_place(
    request: HttpRequest, commune: AdminUnit | None, parent: ServicePoint | None
) -> bool:
    """A point may be made under one's own points or in one's own communes."""
    asked = [place for place in (parent, commune) if place is not None]
    return any(request.user.has_perm("network.edit_point", place) for place in asked)


@needs("network.edit_point")
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    parents = registry().filter(pk__in=places(request, "network.edit_point").values("pk"))
    form = NewPointForm(
        request.POST or None,
        parents=parents,
        within=home_province(),
        initial={"kind": "village_bookcase"},
    )
    if request.method == "POST" and form.is_valid():
        values = form.topics()
        commune, parent = values.pop(Topic.COMMUNE), values.pop(Topic.PARENT)
        if not _may_place(request, commune, parent):
            form.add_error(
                Topic.COMMUNE.value,
                _("Hãy chọn xã, phường hoặc điểm cấp trên mà bạn được giao phụ trách."),
            )
        else:
            point = try_form(
                request,
                form,
                lambda: create_point(
                    kind=values.pop(Topic.KIND),
                    name=values.pop(Topic.NAME),
                    commune=commune,
                    parent=parent,
                    facts=values,
                    code=form.cleaned_data["code"].strip().upper(),
                    by=actor_of(request),
                    at=timezone.now(),
                    **form.standing(),
                ),
            )
            if point:
                messages.success(
                    request,
                    _("Đã thêm %(name)s, mã %(code)s.") % {"name": point.name, "code": point.code},
                )
                return redirect(point)
    return render(
        request, "network/point_form.html", {"form": form, "point": None}, status=_status(form)
    )


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


@needs("network.edit_point", at=_point)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    point = point_or_404(request, pk)
    form = _edit_form(request, point, _values(point))
    if request.method != "POST" or not form.is_valid():
        return _edit_page(request, point, form)
    data = form.cleaned_data
    try:
        edit_point(
            point=point,
            values=form.topics(),
            how=data["how"],
            since=data["since"] if data["how"] == "change" else None,
            standing=form.standing(),
            legal_basis=data["legal_basis"],
            version=data["version"],
            by=actor_of(request),
            at=timezone.now(),
        )
    except ChangedMeanwhile as refusal:
        point = point_or_404(request, pk)
        shown, rows = both(form, _values(point), data["opened"])
        again = {name: data[name] for name in ("how", "since", "legal_basis")}
        form = _edit_form(request, point, shown | again, is_new=True)
        return _edit_page(request, point, form, refused=refusal, meanwhile=rows)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _edit_page(request, point, form)
    messages.success(request, _("Đã lưu %(name)s.") % {"name": data["name"]})
    return redirect("network:point", pk)


def _values(point: ServicePoint) -> dict[str, Any]:
    """What is true of the point today, as the form's fields are called."""
    return facts_of(point) | {name: getattr(point, name) for name in _STANDING}


def _edit_form(
    request: HttpRequest, point: ServicePoint, values: dict[str, Any], *, is_new: bool = False
) -> EditPointForm:
    """The form over the point: as sent, or (``is_new``) with ``values`` in it."""
    without = frozenset() if may_see_guarded(request, point) else GUARDED
    now = _values(point)
    shown = {
        name: initial_of(Topic(name), value) if name in Topic.values else value
        for name, value in values.items()
    }
    return EditPointForm(
        None if is_new else request.POST or None,
        parents=seen_by(request).exclude(pk=point.pk),
        without=without,
        initial={
            "how": "change",
            "since": today(),
            **shown,
            "version": point.version,
            "opened": opened({name: now.get(name) for name in (*Topic.values, *_STANDING)}),
        },
    )


def _edit_page(
    request: HttpRequest,
    point: ServicePoint,
    form: EditPointForm,
    *,
    refused: Refusal | None = None,
    meanwhile: list[tuple[str, str, str]] | None = None,
) -> HttpResponse:
    return render(
        request,
        "network/point_form.html",
        {"form": form, "point": point, "refused": refused, "meanwhile": meanwhile or []},
        status=refused.status if refused else _status(form),
    )


@needs("network.edit_point", at=_point)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    point = point_or_404(request, pk)
    left = dependents_of(point, today())
    form = CloseForm(
        request.POST or None,
        initial={"on": today(), "version": point.version},
        asks_seen=bool(left),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            close_point(point=point, by=actor_of(request), at=timezone.now(), **data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã đóng %(name)s.") % {"name": point.name})
            return redirect(point)
    return render(
        request,
        "network/close.html",
        {"form": form, "point": point, "left": left},
        status=_status(form),
    )


@needs("network.edit_point", at=_point)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    point = point_or_404(request, pk)
    if request.method == "POST":
        reopen_point(point=point, by=actor_of(request), at=timezone.now())
        messages.success(request, _("%(name)s phục vụ trở lại.") % {"name": point.name})
        return redirect(point)
    return render(request, "network/reopen.html", {"point": point})


@needs("network.edit_point", at=_point)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int, fact: int) -> HttpResponse:
    """Mend one fact of the history, or take it away."""
    point = point_or_404(request, pk)
    found = fact_by_number(point, fact)
    if found is None:
        raise Http404
    topic = Topic(found.topic)
    if topic in GUARDED and point.kind in SECRET_KINDS and not may_see_guarded(request, point):
        raise PermissionDenied
    form = FactForm(
        request.POST or None,
        topic=topic,
        parents=seen_by(request).exclude(pk=pk),
        initial={
            "value": initial_of(topic, value_of(found)),
            "since": found.valid.lower,
            "until": found.valid.upper,
            "legal_basis": found.legal_basis,
            "version": point.version,
        },
    )
    remove = request.method == "POST" and "remove" in request.POST
    if remove or (request.method == "POST" and form.is_valid()):
        nothing: dict[str, Any] = {"since": None, "until": None, "value": None}
        data = nothing if remove else form.cleaned_data
        try:
            correct_fact(
                point=point,
                fact_id=fact,
                value=data["value"],
                since=data["since"],
                until=data["until"],
                legal_basis=data.get("legal_basis", ""),
                version=None if remove else data["version"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.is_valid()
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã sửa lịch sử của %(name)s.") % {"name": point.name})
            return redirect(point)
    return render(
        request,
        "network/correct.html",
        {"form": form, "point": point, "topic": topic.label},
        status=_status(form),
    )
