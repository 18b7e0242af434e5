"""Taking back the copies that an import entered, while nobody has touched them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, record
from tusach.catalogue.api import Import, Record, suppress, unsuppress
from tusach.holdings.holder import OUTSIDE
from tusach.holdings.list_lines import sentence
from tusach.holdings.models import Alias, Copy, LedgerEntry, ListLine, Ownership
from tusach.holdings.rules import LedgerAct, State
from tusach.holdings.services.custody import Move, lock_places, move, writing
from tusach.holdings.told_copies import reason


def take_back_lines(
    imported: int, numbers: Sequence[int], by: Actor, at: datetime
) -> dict[int, str]:
    """Strike out what these lines of an import entered; returns by line which copies stay.

    Only copies with which nothing has happened since: not moved, lent, changed, transferred,
    or given another code. Numbers stay taken: a register knows no erasure. Codes that the
    books brought along are set free, so that a mended list can bring them again. A record that
    the import made, and of which nobody holds a copy any more, is kept from the public. Locks
    the copies' places.
    """
    lines = list(
        ListLine.objects.filter(
            imported=imported, number__in=numbers, status=ListLine.Status.ENTERED
        ).select_related("imported", "register")
    )
    if not lines:
        return {}
    writing()
    by_line: dict[int, list[Copy]] = {line.pk: [] for line in lines}
    for copy in Copy.objects.filter(list_line__in=by_line).order_by("pk"):
        by_line[copy.list_line_id or 0].append(copy)
    ids = sorted(copy.pk for copies in by_line.values() for copy in copies)
    places = lock_places(ids)
    touched = _touched(ids)
    # What the old system had given up already left with the import itself.
    gone = {pk for pk in ids if places[pk].state == State.WITHDRAWN}
    back = [pk for pk in ids if pk not in touched and pk not in gone]
    note = _why(lines[0].imported)
    move(
        [
            Move(pk, OUTSIDE, LedgerAct.WITHDRAW, State.WITHDRAWN, places[pk].holder, note=note)
            for pk in back
        ],
        by=by,
        at=at,
    )
    Alias.objects.filter(copy__in=[pk for pk in ids if pk not in touched]).delete()
    stays: dict[int, str] = {}
    for line in lines:
        kept = [copy.accession_no for copy in by_line[line.pk] if copy.pk in touched]
        line.status = ListLine.Status.KEPT if kept else ListLine.Status.BACK
        line.reasons = [reason("touched", numbers=", ".join(kept[:20]))] if kept else []
        if kept:
            stays[line.number] = sentence(line.reasons[0])
    ListLine.objects.bulk_update(lines, ["status", "reasons"])
    record(
        "holdings.take_back_list",
        by=by,
        on=("catalogue.import", imported, lines[0].imported.file_name),
        place=lines[0].register.owner_id,
        changes={"copies": [len(ids), len(ids) - len(back) - len(gone - touched)]},
        at=at,
    )
    _hide(lines, note, by=by, at=at)
    return stays


def _why(imported: Import) -> str:
    return _("Rút lại lần nhập %(file)s") % {"file": imported.file_name}


def _hide(lines: Sequence[ListLine], why: str, *, by: Actor, at: datetime) -> None:
    made = {line.record_id for line in lines if line.is_new and line.record_id}
    held = Copy.objects.filter(record__in=made).exclude(place__state=State.WITHDRAWN)
    nobodys = made - set(held.values_list("record", flat=True))
    # One that a person has worked on since is left to people.
    found = Record.objects.filter(pk__in=nobodys, is_suppressed=False, version=1)
    for pk in found.values_list("pk", flat=True):
        suppress(pk, why=why, by=by, at=at)


def show_again(records: Collection[int | None], *, by: Actor, at: datetime) -> None:
    """Show those records to the public again that the taking back of an import hid, now that
    there are copies of them once more."""
    hidden = Record.objects.filter(pk__in=[pk for pk in records if pk], is_suppressed=True)
    whys = dict(hidden.values_list("pk", "suppressed_why"))
    earlier = ListLine.objects.filter(
        record__in=whys, is_new=True, status=ListLine.Status.BACK
    ).select_related("imported")
    known = {(line.record_id, _why(line.imported)) for line in earlier}
    for pk, why in whys.items():
        if (pk, why) in known:
            unsuppress(pk, by=by, at=at)


def _touched(ids: Sequence[int]) -> set[int]:
    """Those with which anything happened since they were entered."""
    entries = LedgerEntry.objects.filter(copy__in=ids).exclude(act=LedgerAct.ACCESSION)
    # What the list itself told of a copy (lost, damaged, held elsewhere) is no work with it.
    moved = entries.exclude(pk__lte=F("copy__list_line__last_entry")).values("copy")
    named = Alias.objects.filter(copy__in=ids).values("copy").annotate(n=Count("pk"))
    return set(
        Copy.objects.filter(pk__in=ids)
        .filter(
            Q(version__gt=1)
            | Q(pk__in=moved)
            | Q(pk__in=Ownership.objects.filter(copy__in=ids).values("copy"))
            | Q(pk__in=named.filter(n__gt=1).values("copy"))
        )
        .values_list("pk", flat=True)
    )
