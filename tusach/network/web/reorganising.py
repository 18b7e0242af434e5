"""Dissolving, merging, splitting: what moves is seen before it moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import actor_of
from tusach.network.fields import PointField
from tusach.network.models import Reorganisation, ServicePoint
from tusach.network.parts import Part, Plan, parts
from tusach.network.selectors.dates import today
from tusach.network.selectors.registry import home_province
from tusach.network.selectors.reorganisations import (
    reorganisation_by_number,
    reorganisations,
    successions_of,
)
from tusach.network.services.reorganising import Moving, look, reorganise
from tusach.network.services.undoing import undo
from tusach.network.web.reach import places, seen_by
from tusach.ui.api import (
    Column,
    DayField,
    Filter,
    Listing,
    Refusal,
    SentTwice,
    act_once,
    needs,
    once,
)
from tusach.vietnamese.api import fold

# Rows shown at first, and at most; a preview offers two more than were filled.
_ROWS, _MOST = 4, 20
_KINDS = [
    (Reorganisation.Kind.DISSOLVE.value, gettext_lazy("giải thể")),
    (Reorganisation.Kind.MERGE.value, gettext_lazy("sáp nhập vào một điểm")),
    (Reorganisation.Kind.SPLIT.value, gettext_lazy("chia tách cho nhiều điểm")),
]


class DecisionForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Việc"), choices=_KINDS, widget=forms.RadioSelect)
    on = DayField(label=gettext_lazy("Từ ngày"))
    legal_basis = forms.CharField(
        label=gettext_lazy("Căn cứ pháp lý"),
        max_length=300,
        help_text=gettext_lazy("Như: Quyết định số 45/QĐ-UBND ngày 12/06/2026."),
    )
    title = forms.CharField(
        label=gettext_lazy("Trích yếu"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Để trống thì ghi theo tên các điểm."),
    )
    stays = forms.BooleanField(
        label=gettext_lazy("Điểm cũ vẫn hoạt động sau khi chia tách"), required=False
    )

    def __init__(self, *args: Any, points: QuerySet[ServicePoint], **more: Any) -> None:
        super().__init__(*args, **more)
        for side, label in (
            ("source", gettext_lazy("Điểm được tổ chức lại")),
            ("target", gettext_lazy("Điểm nhận")),
        ):
            for number in range(1, self._rows(side) + 1):
                self.fields[f"{side}_{number}"] = PointField(
                    label=label, points=points, required=side == "source" and number == 1
                )

    def _rows(self, side: str) -> int:
        filled = [n for n in range(1, _MOST + 1) if self.data.get(f"{side}_{n}")]
        return min(_MOST, max(_ROWS, max(filled, default=0) + 2))

    def chosen(self, side: str) -> list[ServicePoint]:
        found = (self.cleaned_data.get(f"{side}_{n}") for n in range(1, self._rows(side) + 1))
        return list({point.pk: point for point in found if point is not None}.values())

    def rows(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [
            (title, [self[f"{side}_{n}"] for n in range(1, self._rows(side) + 1)])
            for side, title in (
                ("source", _("Điểm được tổ chức lại")),
                ("target", _("Điểm nhận lại sách, việc và các điểm trực thuộc")),
            )
        ]


def _plan(form: DecisionForm, request: HttpRequest) -> Plan:
    data = form.cleaned_data
    sources, targets = form.chosen("source"), form.chosen("target")
    by_number = {point.pk: point for point in targets}
    children: dict[int, ServicePoint | None] = {}
    for name in request.POST:
        value = request.POST.get(name, "")
        if name.startswith("child_") and name[6:].isdecimal():
            children[int(name[6:])] = by_number.get(int(value)) if value.isdecimal() else None
    stays = (
        frozenset(p.pk for p in sources)
        if data["stays"] and data["kind"] == Reorganisation.Kind.SPLIT
        else frozenset()
    )
    return Plan(
        kind=data["kind"],
        sources=sources,
        targets=targets,
        on=data["on"],
        legal_basis=data["legal_basis"],
        title=data["title"],
        children=children,
        stays=stays,
    )


@needs("network.edit_point")
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest) -> HttpResponse:
    """The decision, then what it moves, then its application: one page, nothing lost."""
    points = seen_by(request).filter(pk__in=places(request, "network.edit_point").values("pk"))
    asked = request.GET.get("diem", "")
    first = points.filter(pk=asked).first() if asked.isdecimal() else None
    form = DecisionForm(
        request.POST or None,
        points=points,
        initial={"kind": "dissolve", "on": today(), "source_1": first},
    )
    moving: list[Moving] = []
    targets: list[ServicePoint] = []
    shown: list[Asked] = []
    if request.method == "POST" and form.is_valid():
        plan = _plan(form, request)
        targets = list(plan.targets)
        try:
            if "apply" in request.POST and _sent_before(request):
                raise SentTwice
            moving = look(plan)
            shown = _asked(request, plan)
            plan = replace(
                plan, choices={a.part.name: a.form.cleaned_data for a in shown if a.is_valid}
            )
            if "apply" in request.POST and all(one.is_valid for one in shown):
                with act_once(request):
                    done = reorganise(plan, by=actor_of(request), at=timezone.now())
                messages.success(request, _("Đã ghi: %(title)s.") % {"title": done.title})
                return redirect(done)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    wrong = form.is_bound and (form.errors or any(one.form.errors for one in shown))
    return render(
        request,
        "network/decide.html",
        {
            "form": form,
            "moving": moving,
            "targets": targets,
            "asked": shown,
            "refused": wrong,
        },
        status=422 if wrong else 200,
    )


def _sent_before(request: HttpRequest) -> bool:
    """The form was sent and acted upon; asked first, for then its points are closed too."""
    with transaction.atomic():
        seen = not once(request)
        transaction.set_rollback(True)
    return seen


@dataclass(frozen=True)
class Asked:
    """A part of another room and what it asks on this page."""

    part: Part
    form: forms.Form

    @property
    def is_valid(self) -> bool:
        return self.form.is_bound and self.form.is_valid()


# Sent once the parts were shown: before, nothing could be chosen for them.
_SHOWN = "parts"


def _asked(request: HttpRequest, plan: Plan) -> list[Asked]:
    data, files = (request.POST, request.FILES) if request.POST.get(_SHOWN) else (None, None)
    found = ((part, part.form(plan, request.user, data, files)) for part in parts())
    return [Asked(part, form) for part, form in found if form is not None]


@needs("network.edit_point")
@require_safe
def decisions(request: HttpRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        reorganisations(places(request, "network.edit_point")),
        columns=[
            Column(
                "title",
                gettext_lazy("Trích yếu"),
                sort="title",
                link=lambda r: r.get_absolute_url(),
            ),
            Column("kind", gettext_lazy("Việc"), value=lambda r: r.get_kind_display()),
            Column("on", gettext_lazy("Từ ngày"), kind="day", sort="on"),
            Column("legal_basis", gettext_lazy("Căn cứ pháp lý")),
            Column("applied_at", gettext_lazy("Ghi lúc"), kind="moment", sort="applied_at"),
            Column(
                "state",
                gettext_lazy("Tình trạng"),
                value=lambda r: _("đã huỷ") if r.undone_at else _("có hiệu lực"),
            ),
        ],
        search=lambda found, words: (
            found.filter(title__folded__contains=fold(words))
            | found.filter(legal_basis__folded__contains=fold(words))
        ),
        filters=[
            Filter(
                "viec",
                gettext_lazy("Việc"),
                Reorganisation.Kind.choices,
                lambda found, value: found.filter(kind=value),
            )
        ],
        default_sort="-applied_at",
        empty=gettext_lazy("Chưa ghi quyết định nào."),
        name="to-chuc-lai",
    )
    if (file := listing.export()) is not None:
        return file
    return render(
        request,
        "network/decisions.html",
        {
            "listing": listing,
            "may_change_units": request.user.has_perm("network.change_units", home_province()),
        },
    )


def _decision(request: HttpRequest, pk: int) -> Reorganisation:
    found = reorganisation_by_number(pk, places(request, "network.edit_point"))
    if found is None:
        raise Http404
    return found


@needs("network.edit_point")
@require_safe
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    done = _decision(request, pk)
    return render(
        request,
        "network/decision.html",
        {"done": done, "successions": successions_of(done), "may_undo": _may_undo(request, done)},
    )


def _may_undo(request: HttpRequest, done: Reorganisation) -> bool:
    """Whoever may do all of it may undo it."""
    if done.undone_at is not None:
        return False
    if done.kind == Reorganisation.Kind.BOUNDARY:
        return bool(request.user.has_perm("network.change_units", home_province()))
    if not all(part.may_undo(done, request.user) for part in parts()):
        return False
    touched = set(map(int, done.after))
    mine = places(request, "network.edit_point").filter(pk__in=touched).values_list("pk", flat=True)
    return touched == set(mine)


@needs("network.edit_point")
@require_POST
def undo_decision(request: HttpRequest, pk: int) -> HttpResponse:
    done = _decision(request, pk)
    if done.undone_at is None and not _may_undo(request, done):
        raise PermissionDenied
    undo(done=done, by=actor_of(request), at=timezone.now())
    messages.success(
        request, _("Đã huỷ: %(title)s. Mọi thứ trở lại như trước.") % {"title": done.title}
    )
    return redirect(done)
