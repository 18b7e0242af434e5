"""Writing down which records a record points at, from what its linking fields say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection

from tusach.audit.api import Actor
from tusach.catalogue.errors import HostIsCircular
from tusach.catalogue.linking.reading import LinkField, links_in
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.models import Record, RecordLink, Undrawn
from tusach.catalogue.working.services import circle_is_open
from tusach.search.api import changed

Pair = tuple[Record, MarcRecord]
HOST = RecordLink.Relation.HOST
# Nothing lies deeper than an article of an issue of a volume of a set.
_DEPTH = 20


def draw_links(pairs: Sequence[Pair]) -> list[int]:
    """Draws the links of these records anew and lets links that waited for one of them find
    it. Called inside a transaction. Returns the records whose host lies in themselves: such a
    link is kept, marked and not followed."""
    if not pairs:
        return []
    keys = [record.pk for record, _marc in pairs]
    RecordLink.objects.filter(record__in=keys).delete()
    told = [(record, one) for record, marc in pairs for one in links_in(marc)]
    hosts = _named([(one.key, record.source_agency) for record, one in told if one.key])
    made = RecordLink.objects.bulk_create(
        _link(record, one, hosts.get((one.key, record.source_agency))) for record, one in told
    )
    found = _answer_waiting([record for record, _marc in pairs])
    # A circle may have been broken here.
    circles = list(RecordLink.objects.filter(host__in=keys, is_circular=True))
    RecordLink.objects.filter(pk__in=[one.pk for one in circles]).update(is_circular=False)
    return _mark_circles([one for one in [*made, *found, *circles] if one.relation == HOST])


def draw_one(record: Record, marc: MarcRecord, *, by: Actor, at: datetime) -> None:
    """The links of a record that a person saves. Refuses a host that lies in the record itself
    (:class:`HostIsCircular`), by both their titles; one that came so with a file may stay until
    somebody mends it."""
    old = RecordLink.objects.filter(record=record, is_circular=True)
    there = set(old.values_list("host", flat=True))
    circles = draw_links([(record, marc)])
    if record.pk not in circles:
        circle_is_open(record, by=by, at=at)
        return
    for one in RecordLink.objects.filter(record=record, is_circular=True).select_related("host"):
        if one.host is not None and one.host_id not in there:
            raise HostIsCircular(title=record.shown_title, host=one.host.shown_title)


def tell_articles(host: Record) -> None:
    """Says to search that what lies in the record is found by another title now."""
    rows = RecordLink.objects.filter(host=host, relation=HOST)
    changed("record", list(rows.values_list("record", flat=True)))


def note_undrawn(records: Iterable[int]) -> None:
    """Leaves the links and headings of these records to the worker; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalogue_undrawn (record_id) SELECT unnest(%s::bigint[])"
            " ON CONFLICT DO NOTHING",
            [list(records)],
        )


def something_is_undrawn() -> bool:
    return Undrawn.objects.exists()


def _link(record: Record, one: LinkField, host: int | None) -> RecordLink:
    return RecordLink(
        record=record,
        host_id=host,
        tag=one.tag,
        relation=one.relation,
        key=one.key,
        title=one.title,
        title_key=one.title_key,
        place=one.place,
        place_key=one.place_key,
    )


def split_key(key: str) -> tuple[str, str]:
    """(agency in the brackets before the number, number)"""
    if key.startswith("(") and ")" in key:
        agency, number = key[1:].split(")", 1)
        return agency.strip(), number.strip()
    return "", key.strip()


def _named(wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """($w, agency of the record that names it) → the record meant; two queries.

    Our own control number first, whatever agency stands before it; then the number that a
    record had where it came from, under the agency named or that of the naming record. Where
    two records have it, none is meant. The number of a record that was taken in means the one
    that took it.
    """
    numbers = {split_key(key)[1] for key, _agency in wanted} - {""}
    if not numbers:
        return {}
    rows = Record.everything.filter(control_number__in=numbers)
    ours = dict(rows.values_list("control_number", "pk"))
    theirs: dict[tuple[str, str], set[int]] = {}
    rows = Record.everything.filter(source_number__in=numbers)
    for pk, number, agency in rows.values_list("pk", "source_number", "source_agency"):
        theirs.setdefault((number, agency), set()).add(pk)
    found: dict[tuple[str, str], int] = {}
    for key, own in wanted:
        agency, number = split_key(key)
        held = theirs.get((number, agency or own), set())
        if number in ours:
            found[key, own] = ours[number]
        elif len(held) == 1:
            found[key, own] = next(iter(held))
    now = _now({*found.values()})
    return {key: now.get(pk, pk) for key, pk in found.items()}


def _now(records: set[int]) -> dict[int, int]:
    """Of records that were taken in: the one that took each, at the end of the chain."""
    found: dict[int, int] = {}
    level = {pk: {pk} for pk in records}
    while level:
        rows = Record.everything.filter(pk__in=level, merged_into__isnull=False)
        step: dict[int, set[int]] = {}
        for pk, into in rows.values_list("pk", "merged_into"):
            for start in level[pk]:
                assert into is not None
                found[start] = into
                step.setdefault(into, set()).add(start)
        level = step
    return found


def _answer_waiting(records: Sequence[Record]) -> list[RecordLink]:
    """Gives links that named one of these records before it was there their record."""
    by_key: dict[str, list[Record]] = {}
    for one in records:
        names = {one.control_number, one.source_number}
        names |= {f"({one.source_agency}){name}" for name in names if one.source_agency and name}
        for name in names - {""}:
            by_key.setdefault(name, []).append(one)
    waiting = RecordLink.objects.filter(host=None, key__in=list(by_key)).select_related("record")
    links = list(waiting)
    hosts = _named([(one.key, one.record.source_agency) for one in links])
    found: list[RecordLink] = []
    for link in links:
        if (pk := hosts.get((link.key, link.record.source_agency))) is not None:
            link.host_id = pk
            found.append(link)
    RecordLink.objects.bulk_update(found, ["host"])
    return found


def hosts_above(records: Iterable[int]) -> Mapping[int, set[int]]:
    """Record → all that it lies in, at any depth; a query for each level that there is."""
    above: dict[int, set[int]] = {pk: set() for pk in records}
    rows = RecordLink.objects.filter(relation=HOST, host__isnull=False, is_circular=False)
    level: dict[int, set[int]] = {pk: {pk} for pk in above}
    for _depth in range(_DEPTH):
        step: dict[int, set[int]] = {}
        for child, host in rows.filter(record__in=list(level)).values_list("record", "host"):
            for start in level[child]:
                if host is not None and host not in above[start]:
                    above[start].add(host)
                    step.setdefault(host, set()).add(start)
        if not step:
            break
        level = step
    return above


def _mark_circles(links: Sequence[RecordLink]) -> list[int]:
    above = hosts_above({one.record_id for one in links if one.host_id})
    circles = [one for one in links if one.host_id and one.record_id in above[one.record_id]]
    for one in circles:
        one.is_circular = True
    RecordLink.objects.bulk_update(circles, ["is_circular"])
    return sorted({one.record_id for one in circles})
