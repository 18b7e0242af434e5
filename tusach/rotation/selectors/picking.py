"""The store's copies that answer to a point's profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Func, Max, Q, QuerySet, TextField, Value
from django.utils.translation import gettext as _

from tusach.catalogue.api import Audience, Record
from tusach.holdings.api import Collection, Copy
from tusach.holdings.api import State as CopyState
from tusach.rotation.models import Leg, Line
from tusach.rotation.rules.choice import Candidate, Choice, choose
from tusach.rotation.rules.dated import RuleKind, add_months
from tusach.rotation.rules.states import OPEN_LINES
from tusach.rotation.selectors.rules import number_on
from tusach.vietnamese.api import fold


@dataclass(frozen=True)
class Profile:
    """What a point needs. Empty parts ask for nothing; words are alternatives."""

    words: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    language: str = ""
    class_prefix: str = ""
    collection: str = Collection.ROTATION
    wished: int = 50
    per_title: int = 1


@dataclass
class Proposal:
    """What is proposed, with the copies themselves in shelf order."""

    choice: Choice
    rows: list[dict[str, Any]] = field(default_factory=list)
    back_after: date | None = None


def _matching(store_id: int, owner_ids: Sequence[int], profile: Profile) -> QuerySet[Copy]:
    found = Copy.objects.filter(Q(owner_id__in=owner_ids) | Q(place__point_id=store_id)).exclude(
        place__state=CopyState.WITHDRAWN
    )
    if profile.collection:
        found = found.filter(collection=profile.collection)
    if profile.audiences:
        found = found.filter(record__audience__in=profile.audiences)
    if profile.language:
        found = found.filter(record__language=profile.language)
    if profile.class_prefix:
        found = found.filter(record__class_number__startswith=profile.class_prefix)
    if profile.words:
        subjects = Func(
            "record__subjects", Value(" "), function="array_to_string", output_field=TextField()
        )
        found = found.alias(subject_words=subjects).filter(
            reduce(
                or_,
                (
                    Q(record__find_text__contains=fold(word))
                    | Q(subject_words__folded__contains=fold(word))
                    for word in profile.words
                ),
            )
        )
    return found


def propose(leg: Leg, profile: Profile, on: date) -> Proposal:
    """Copies for ``leg`` by ``profile``; the rule of ``on`` says how long a title stays away.

    A handful of queries, however many copies the store has.
    """
    store = leg.batch.store
    owners = [store.pk, *([store.parent_id] if store.parent_id else [])]
    rows = list(
        _matching(store.pk, owners, profile).values(
            "pk",
            "record_id",
            "collection",
            "shelf_mark",
            "barcode",
            "accession_no",
            "record__title",
            "record__title_key",
            "record__author",
            "record__class_number",
            "record__audience",
            "record__subjects",
            "record__find_text",
            "place__point_id",
            "place__state",
        )
    )
    records = {row["record_id"] for row in rows}
    copies = [row["pk"] for row in rows]
    was_here = dict(
        Line.objects.filter(
            leg__point_id=leg.point_id, handed_at__isnull=False, copy__record_id__in=records
        )
        .order_by()
        .values_list("copy__record_id")
        .annotate(last=Max("handed_at__date"))
    )
    trips = dict(
        Line.objects.filter(copy_id__in=copies, handed_at__isnull=False)
        .order_by()
        .values_list("copy_id")
        .annotate(n=Count("pk"))
    )
    promised = set(
        Line.objects.filter(copy_id__in=copies, state__in=OPEN_LINES).values_list(
            "copy_id", flat=True
        )
    )
    years = number_on(RuleKind.SAME_TITLE_YEARS, on, 0)
    back_after = add_months(on, -12 * years) if years else None
    choice = choose(
        (
            Candidate(
                copy=row["pk"],
                record=row["record_id"],
                title=row["record__title"],
                shelf=row["shelf_mark"] or row["record__class_number"],
                title_key=row["record__title_key"],
                is_rare=row["collection"] == Collection.RARE,
                in_store=row["place__point_id"] == store.pk
                and row["place__state"] == CopyState.IN_STORE,
                is_promised=row["pk"] in promised,
                was_here=was_here.get(row["record_id"]),
                trips=trips.get(row["pk"], 0),
                fits=_fits(row, profile),
            )
            for row in rows
        ),
        wished=profile.wished,
        per_title=profile.per_title,
        back_after=back_after,
        already=list(
            Line.objects.filter(leg=leg, state__in=OPEN_LINES).values_list(
                "copy__record_id", flat=True
            )
        ),
    )
    by_pk = {row["pk"]: row for row in rows}
    return Proposal(
        choice,
        [
            {
                "copy": one.copy,
                "shelf": one.shelf,
                "title": by_pk[one.copy]["record__title"],
                "author": by_pk[one.copy]["record__author"],
                "barcode": by_pk[one.copy]["barcode"],
                "accession": by_pk[one.copy]["accession_no"],
                "why": "; ".join(one.why),
            }
            for one in choice.proposed
        ],
        back_after,
    )


def _fits(row: Mapping[str, Any], profile: Profile) -> tuple[str, ...]:
    fits = [
        _("hợp: %(word)s") % {"word": word}
        for word in profile.words
        if fold(word) in row["record__find_text"]
        or any(fold(word) in fold(subject) for subject in row["record__subjects"])
    ]
    if profile.audiences:
        fits.append(str(Audience(row["record__audience"]).label))
    return tuple(fits)


def languages() -> list[str]:
    """The language codes that records have."""
    return list(
        Record.objects.exclude(language="")
        .order_by("language")
        .values_list("language", flat=True)
        .distinct()
    )
