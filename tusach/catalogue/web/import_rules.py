"""How imports are read and matched: the ways of reading other systems, the points of likeness."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tusach.audit.api import actor_of
from tusach.catalogue.importing import profiles, selectors
from tusach.catalogue.models import ImportProfile
from tusach.catalogue.points import change_points, points
from tusach.catalogue.reasons import PARTS
from tusach.catalogue.scoring import DEFAULT_POINTS
from tusach.ui.api import Refusal, needs
from tusach.vietnamese.api import fold

Shape = ImportProfile.Shape
# Empty lines below the rules, to add to.
_MORE = 6


@needs("catalogue.edit")
def ways(request: HttpRequest) -> HttpResponse:
    """The ways of reading that are kept."""
    shapes = [(shape.value, shape.label, selectors.profiles(shape)) for shape in Shape]
    return render(request, "catalogue/import_ways.html", {"shapes": shapes})


@needs("catalogue.edit")
def way(request: HttpRequest, pk: int) -> HttpResponse:
    kept = selectors.profile(pk)
    if kept is None:
        raise Http404
    return _way(request, kept.shape, kept)


@needs("catalogue.edit")
def new_way(request: HttpRequest, shape: str) -> HttpResponse:
    if shape not in Shape.values:
        raise Http404
    return _way(request, shape, None)


def _way(request: HttpRequest, shape: str, kept: ImportProfile | None) -> HttpResponse:
    rules = list(kept.rules) if kept else []
    name, error = kept.name if kept else "", ""
    if request.method == "POST":
        name = request.POST.get("name", "")
        sources, targets = request.POST.getlist("from"), request.POST.getlist("to")
        rules = [
            {"from": source, "to": target}
            for source, target in zip(sources, targets, strict=False)
            if source.strip()
        ]
        code = kept.code if kept else slugify(fold(name))[:40] or f"{shape}-{len(rules)}"
        try:
            profiles.save_profile(
                code=code,
                name=name,
                shape=shape,
                rules=rules,
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refusal as refused:
            error = str(refused)
        else:
            messages.success(request, _("Đã lưu cách đọc “%(name)s”.") % {"name": name})
            return redirect("catalogue:import_ways")
    context = {
        "kept": kept,
        "shape": Shape(shape),
        "name": name,
        "rules": [*rules, *[{"from": "", "to": ""}] * _MORE],
        "targets": list(profiles.targets_of(shape).items()),
        "error": error,
    }
    return render(request, "catalogue/import_way.html", context, status=422 if error else 200)


@needs("catalogue.edit")
def likeness(request: HttpRequest) -> HttpResponse:
    """What each part of likeness counts, and from how many points on two are the same."""
    error = ""
    now = points()
    typed = {part: str(value) for part, value in now.items()}
    if request.method == "POST":
        typed = {part: request.POST.get(part, text) for part, text in typed.items()}
        wrong = [text for text in typed.values() if not text.removeprefix("-").isdecimal()]
        if wrong or any(len(text) > 5 for text in typed.values()):
            error = _("“%(value)s” không phải là số.") % {"value": (wrong or ["?"])[0][:20]}
        else:
            try:
                change_points(
                    {part: int(text) for part, text in typed.items()},
                    by=actor_of(request),
                    at=timezone.now(),
                )
            except Refusal as refused:
                error = str(refused)
            else:
                messages.success(request, _("Đã lưu cách chấm điểm."))
                return redirect("catalogue:import_likeness")
    context = {
        "parts": [(part, PARTS[part], typed[part], DEFAULT_POINTS[part]) for part in PARTS],
        "error": error,
    }
    return render(request, "catalogue/import_likeness.html", context, status=422 if error else 200)
