"""The worker's side of a hunt: keys of all records, then the pairs that share one.

Every batch is one transaction that also says how far the hunt came; a worker killed at any
moment loses the batch it was at, and two workers on one hunt take turns.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from tusach.catalogue.hunting.groups import regroup_all
from tusach.catalogue.hunting.judging import COLUMNS, described, judge
from tusach.catalogue.hunting.keys import CROWD, keys_of
from tusach.catalogue.importing.bulk import copy_in
from tusach.catalogue.models import Hunt, HuntKey, Pair, Record
from tusach.catalogue.points import points
from tusach.ui.api import stopped_by_name

# Records that give their keys in one transaction, and keys that are looked at in one.
BATCH = 5_000
_KEYS_OF_A_SLICE = 20_000
# Pairs that are judged with their records in memory.
_PAIRS = 5_000
_LOWEST, _SPAN = -(2**63), 2**64


def work(number: int, *, batch: int = BATCH) -> None:
    """Moves the hunt on until it is done, stopped, or something nobody foresaw ends it; what
    was found until then stays to be decided."""

    def stop(problem: dict[str, str]) -> None:
        Hunt.objects.filter(pk=number, state__in=Hunt.UNDER_WAY).update(
            state=Hunt.State.STOPPED, problem=problem, finished_at=timezone.now()
        )

    with stopped_by_name(f"hunt {number}", stop):
        while _step(number, batch):
            pass


@transaction.atomic
def _step(number: int, batch: int) -> bool:
    hunt = Hunt.objects.select_for_update().filter(pk=number).first()
    if hunt is None or not hunt.is_under_way:
        return False
    if hunt.state == Hunt.State.KEYS:
        _give_keys(hunt, batch)
    elif hunt.slices_done < hunt.slices:
        _compare_slice(hunt)
    else:
        _finish(hunt)
    hunt.worked_at, hunt.problem = timezone.now(), {}
    hunt.save()
    return hunt.is_under_way


def _give_keys(hunt: Hunt, batch: int) -> None:
    found = Record.objects.filter(pk__gt=hunt.keyed_to).order_by("pk").only(*COLUMNS)
    records = list(found[:batch])
    copy_in(
        HuntKey,
        ("hunt_id", "key", "record"),
        ((hunt.pk, key, one.pk) for one in records for key in keys_of(described(one))),
    )
    if records:
        hunt.keyed_to = records[-1].pk
        hunt.records_done += len(records)
        hunt.records = max(hunt.records, hunt.records_done)
    else:
        hunt.state = Hunt.State.SCORING
        hunt.slices = -(-HuntKey.objects.filter(hunt=hunt).count() // _KEYS_OF_A_SLICE)


def _compare_slice(hunt: Hunt) -> None:
    """The keys of one part of the numbers, all of about one size: keys are digests."""
    low = _LOWEST + _SPAN * hunt.slices_done // hunt.slices
    last = _LOWEST + _SPAN * (hunt.slices_done + 1) // hunt.slices - 1
    keys = HuntKey.objects.filter(hunt=hunt, key__gte=low, key__lte=last)
    counted = keys.order_by().values("key").annotate(n=Count("pk"))
    hunt.crowded += counted.filter(n__gt=CROWD).count()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH shared AS (
                SELECT key FROM catalogue_huntkey
                WHERE hunt_id = %(hunt)s AND key BETWEEN %(low)s AND %(last)s
                GROUP BY key HAVING count(*) BETWEEN 2 AND %(crowd)s
            )
            SELECT DISTINCT one.record, other.record FROM shared
            JOIN catalogue_huntkey one ON one.hunt_id = %(hunt)s AND one.key = shared.key
            JOIN catalogue_huntkey other ON other.hunt_id = %(hunt)s AND other.key = shared.key
            WHERE one.record < other.record ORDER BY 1, 2
            """,
            {"hunt": hunt.pk, "low": low, "last": last, "crowd": CROWD},
        )
        pairs: list[tuple[int, int]] = cursor.fetchall()
    weights = points()
    for begin in range(0, len(pairs), _PAIRS):
        _judge(hunt, pairs[begin : begin + _PAIRS], weights)
    hunt.compared += len(pairs)
    keys.delete()
    hunt.slices_done += 1


def _judge(hunt: Hunt, pairs: list[tuple[int, int]], weights: dict[str, int]) -> None:
    """Writes those that are worth a look. What people decided about a pair stays decided."""
    numbers = {number for pair in pairs for number in pair}
    records = Record.objects.only(*COLUMNS).in_bulk(numbers)
    found = []
    for first, second in pairs:
        if first not in records or second not in records:
            continue  # deleted or merged since it gave its keys
        made = judge(records[first], records[second], weights)
        if made.is_maybe:
            found.append(
                Pair(
                    first_id=first, second_id=second, score=made.points, reasons=made.reasons,
                    is_certain=made.is_certain, hunt=hunt, group=first,
                )
            )  # fmt: skip
    Pair.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["score", "reasons", "is_certain", "hunt"],
    )


def _finish(hunt: Hunt) -> None:
    # No longer alike: somebody mended one of the two, or the points are weighed otherwise.
    Pair.objects.filter(state=Pair.State.OPEN).exclude(hunt=hunt).delete()
    hunt.groups = regroup_all()
    hunt.found = hunt.pairs.filter(state=Pair.State.OPEN).count()
    hunt.state, hunt.finished_at = Hunt.State.DONE, timezone.now()
