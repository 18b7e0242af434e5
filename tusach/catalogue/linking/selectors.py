"""Reading links: what a record lies in, what lies in it, what goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tusach.catalogue.keys import plain_words
from tusach.catalogue.models import Kind, Record, RecordLink
from tusach.catalogue.selectors import with_words
from tusach.search.api import among

HOST = RecordLink.Relation.HOST
# Others of a record shown on its page; the rest stands on a page of its own.
SHOWN = 12


@dataclass(frozen=True)
class Within:
    """What a record lies in and where there: "Báo Lai Châu", "Số 45 (12/05/2025), tr. 3".
    ``host`` is None while the host itself is not in the catalogue."""

    host: Record | None
    title: str
    place: str

    @property
    def text(self) -> str:
        return ". – ".join(filter(None, [self.title, self.place]))


def _seen(host: Record | None, public: bool) -> Record | None:
    return None if host is None or (public and host.is_suppressed) else host


def hosts_of(records: Iterable[int], *, public: bool = False) -> dict[int, Within]:
    """What each of these records lies in, those that lie in something; one query. For the
    ``public`` a host that is hidden is named but not led to."""
    rows = RecordLink.objects.filter(record__in=among(records), relation=HOST, is_circular=False)
    found: dict[int, Within] = {}
    for one in rows.select_related("host").order_by("pk"):
        host = _seen(one.host, public)
        title = one.host.shown_title if one.host is not None else one.title
        found.setdefault(one.record_id, Within(host, title, one.place))
    return found


def articles_of(host: Record, *, public: bool = False) -> QuerySet[RecordLink]:
    """What lies in the record, the latest issue first; in an issue by the title."""
    found = RecordLink.objects.filter(
        host=host, relation=HOST, is_circular=False, record__merged_into=None
    )
    if public:
        found = found.filter(record__is_suppressed=False)
    found = found.select_related("record")
    return found.order_by("-place_key", "record__title_key", "record")


def hosts_typed(text: str, *, limit: int = 8) -> list[Record]:
    """What an article may lie in, as typed: by control number, ISSN or the beginning of its
    title, newspapers and magazines first."""
    text = text.strip()
    if not text:
        return []
    if exact := Record.objects.filter(control_number__iexact=text).exclude(kind=Kind.ARTICLE)[:1]:
        return list(exact)
    if len(plain_words(text)) < 2:
        return []
    found = with_words(Record.objects.exclude(kind=Kind.ARTICLE), text)
    serials = list(found.filter(kind=Kind.SERIAL).order_by("title_key", "pk")[:limit])
    others = found.exclude(kind=Kind.SERIAL).order_by("title_key", "pk")[: limit - len(serials)]
    return [*serials, *others]


def host_meant(text: str) -> Record | None:
    """The one record meant by what was typed: its number, or the whole title of one serial, or
    of one record of any kind when no serial has it."""
    found = hosts_typed(text, limit=50)
    if len(found) == 1 and found[0].control_number.lower() == text.strip().lower():
        return found[0]
    words = plain_words(text)
    same = [one for one in found if plain_words(one.title) == words]
    exact = [one for one in same if one.title.casefold() == text.strip().casefold()] or same
    serials = [one for one in exact if one.kind == Kind.SERIAL] or exact
    return serials[0] if len(serials) == 1 else None


@dataclass(frozen=True)
class Neighbour:
    """Another record that goes with this one; ``record`` is None when it is only named."""

    record: Record | None
    title: str
    place: str


@dataclass(frozen=True)
class Neighbours:
    """Those of one relation. ``is_back``: it is they who point here."""

    relation: str
    is_back: bool
    shown: Sequence[Neighbour]
    more: int = 0


def neighbours_of(record: Record, *, public: bool = False) -> list[Neighbours]:
    """What the record points at and what points at it, but for hosts and articles; the volumes
    of its series. Three queries."""
    groups: dict[tuple[str, bool], list[Neighbour]] = {}
    out = RecordLink.objects.filter(record=record).exclude(relation=HOST)
    series = list(out.select_related("host").order_by("pk"))
    for one in series:
        if one.relation == "series" and one.host is None:
            continue  # its volumes are shown instead
        host = _seen(one.host, public)
        title = one.host.shown_title if one.host is not None else one.title
        if title:
            groups.setdefault((one.relation, False), []).append(Neighbour(host, title, one.place))
    back = RecordLink.objects.filter(host=record, record__merged_into=None).exclude(relation=HOST)
    if public:
        back = back.filter(record__is_suppressed=False)
    told: dict[tuple[str, bool], int] = {}
    for one in back.select_related("record").order_by("relation", "place_key", "pk")[: 5 * SHOWN]:
        mirrored = _MIRROR.get(one.relation)
        key = (mirrored, False) if mirrored else (one.relation, True)
        there = groups.setdefault(key, [])
        if any(held.record and held.record.pk == one.record_id for held in there):
            continue
        told[key] = told.get(key, 0) + 1
        there.append(Neighbour(one.record, one.record.shown_title, one.place))
    return [
        Neighbours(relation, is_back, shown[:SHOWN], max(len(shown) - SHOWN, 0))
        for (relation, is_back), shown in groups.items()
    ]


# What is earlier for one is later for the other.
_MIRROR = {"earlier": "later", "later": "earlier", "edition": "edition", "form": "form",
           "related": "related"}  # fmt: skip


@dataclass(frozen=True)
class Series:
    key: str
    title: str
    volumes: Sequence[RecordLink]
    count: int


def volumes_of(title_key: str, *, public: bool = False) -> QuerySet[RecordLink]:
    """The volumes of a series, by their numbers."""
    found = RecordLink.objects.filter(
        relation="series", title_key=title_key, record__merged_into=None
    )
    if public:
        found = found.filter(record__is_suppressed=False)
    return found.select_related("record").order_by("place_key", "record")


def series_of(record: Record, *, public: bool = False) -> list[Series]:
    """The series of the record, each with its volumes (the first of them, and how many)."""
    rows = RecordLink.objects.filter(record=record, relation="series").exclude(title_key="")
    found = []
    for one in rows.order_by("pk")[:3]:
        volumes = volumes_of(one.title_key, public=public)
        found.append(Series(one.title_key, one.title, list(volumes[:SHOWN]), volumes.count()))
    return found


def series_title(title_key: str) -> str:
    """The title as its volumes write it; "" when no record is of this series."""
    found = RecordLink.objects.filter(relation="series", title_key=title_key).order_by("pk")
    return found.values_list("title", flat=True).first() or ""


@dataclass(frozen=True)
class Links:
    """All that the page of a record shows of its links."""

    within: Within | None
    neighbours: Sequence[Neighbours]
    series: Sequence[Series]
    articles: Sequence[RecordLink]
    article_count: int


def links_of(record: Record, *, public: bool = False) -> Links:
    """At most nine queries, whatever lies in the record."""
    articles = articles_of(record, public=public)
    shown = list(articles[:SHOWN])
    return Links(
        hosts_of([record.pk], public=public).get(record.pk),
        neighbours_of(record, public=public),
        series_of(record, public=public),
        shown,
        articles.count() if len(shown) == SHOWN else len(shown),
    )
