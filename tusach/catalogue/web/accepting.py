"""Accepting an import: what other rooms would not do is seen before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tusach.audit.api import actor_of
from tusach.catalogue.importing import selectors, services
from tusach.catalogue.models import Import
from tusach.catalogue.web.imports import account, context_of, found, listener_forms
from tusach.ui.api import needs

# Lines whose copies cannot be entered, shown by name before accepting.
_SHOWN = 30


def _print_of(choices: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(choices, sort_keys=True).encode()).hexdigest()[:16]


@require_POST
@needs("catalogue.import")
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Has the import written. Lines of which a room would make nothing are shown first, with
    the choices as they are; only a second press, with the same choices, goes on."""
    one = found(request, pk)
    choices: dict[str, Any] = {}
    if one.state == Import.State.READ:
        asked = listener_forms(request, one, selectors.told_copies(one))
        valid = [form.is_valid() for _name, form in asked]
        if not all(valid):
            context = {**context_of(request, one), "forms": asked}
            return render(request, "catalogue/import.html", context, status=422)
        choices = {name: form.cleaned_data for name, form in asked}
        seen = _print_of(choices)
        if "look" in request.POST or request.POST.get("seen") != seen:
            troubles = selectors.all_warnings(one, choices)
            if troubles or "look" in request.POST:
                one = services.choose(pk, choices)
                context = {
                    **context_of(request, one),
                    "forms": asked,
                    "looked": True,
                    "seen": seen,
                    "troubles": sorted(troubles.items())[:_SHOWN],
                    "trouble_count": len(troubles),
                }
                return render(request, "catalogue/import.html", context)
    services.accept(
        pk,
        by=actor_of(request),
        at=timezone.now(),
        choices=choices,
        on_difference=request.POST.get("on_difference", ""),
        is_quick=not account(request).has_perm("catalogue.edit"),
    )
    return redirect(one)
