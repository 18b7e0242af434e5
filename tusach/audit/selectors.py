"""Reading the record of acts."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from tusach.audit.models import Act
from tusach.vietnamese.api import fold


def acts_seen_by(user: Any) -> QuerySet[Act]:
    """The acts that ``user`` may read, each with ``place_name``: those at places where she
    holds ``audit.view``, and her own. Acts that belong to no place (of the house itself, of
    the department for a whole province) are read by those who hold ``audit.view_all``."""
    places = user.places_for("audit.view")
    seen = Q(account=user.pk)
    if user.has_perm("audit.view"):
        seen |= Q(place__in=places.values("pk"))
    if user.has_perm("audit.view_all"):
        seen |= Q(place__isnull=True)
    there = places.filter(pk=OuterRef("place"))
    return Act.objects.filter(seen).annotate(
        place_name=Subquery(there.values("name")[:1]),
        place_folded=Subquery(there.values("folded")[:1]),
    )


def between(acts: QuerySet[Act], first: date | None, last: date | None) -> QuerySet[Act]:
    """Acts from the first day to the last, both whole, in the province's time."""
    if first is not None:
        acts = acts.filter(at__gte=_midnight(first))
    if last is not None:
        acts = acts.filter(at__lt=_midnight(last + timedelta(days=1)))
    return acts


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def narrowed(
    acts: QuerySet[Any], *, act: str = "", person: str = "", thing: str = "", place: str = ""
) -> QuerySet[Any]:
    """Acts by name ("rotation.hand_over", or a room: "rotation"), by parts of the person's
    name, of what it was done on, and of the place's name; marks and case do not matter."""
    if act:
        acts = acts.filter(act=act) if "." in act else acts.filter(act__startswith=f"{act}.")
    if person:
        acts = acts.filter(folded__regex=rf"^[^\n]*{re.escape(fold(person))}[^\n]*\n")
    if thing:
        acts = acts.filter(folded__regex=rf"\n[^\n]*{re.escape(fold(thing))}")
    if place:
        acts = acts.filter(place_folded__contains=fold(place))
    return acts


def last_act_on(kind: str, key: object) -> Act | None:
    """The latest act on one thing, whoever may read it: to tell somebody who changed under her
    hands what she was editing, and when."""
    return Act.objects.filter(on_kind=kind, on_key=str(key)).order_by("-pk").first()


def acts_on(user: Any, kind: str, key: str) -> QuerySet[Act]:
    """The history of one thing, as far as ``user`` may read it, the latest first."""
    return acts_seen_by(user).filter(on_kind=kind, on_key=key)
