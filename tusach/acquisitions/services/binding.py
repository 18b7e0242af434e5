"""Issues bound into a volume, which stands in the register as one copy, and taken apart again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.acquisitions import errors
from tusach.acquisitions.models import CheckIn, Volume
from tusach.acquisitions.rules.statement import Year, gaps, statement
from tusach.acquisitions.rules.states import CheckedAs
from tusach.acquisitions.selectors.serial_holdings import years_of
from tusach.audit.api import Actor, record
from tusach.holdings.api import CopyPlace, LedgerAct, Register, State, accession, withdraw
from tusach.ui.api import fitting
from tusach.vietnamese.api import day_short

# A daily of a year.
MOST = 400


def _locked(check_ins: Sequence[int]) -> list[CheckIn]:
    """Those to be bound, which nobody else binds or takes back meanwhile."""
    wanted = sorted(set(check_ins))
    if not wanted:
        raise errors.NothingChosen()
    if len(wanted) > MOST:
        raise errors.TooManyInVolume(most=MOST, count=len(wanted))
    rows = list(
        CheckIn.objects.select_for_update(of=("self",))
        .select_related("issue__serial__record", "place__point")
        .filter(pk__in=wanted)
        .order_by("pk")
    )
    if len(rows) < len(wanted) or any(one.state != CheckedAs.RECEIVED for one in rows):
        raise errors.IssueNotHere()
    for one in rows:
        # Read after the lock: a volume joined under it would be the one of before the wait.
        if one.volume_id is not None:
            volume = Volume.objects.get(pk=one.volume_id)
            raise errors.IssueInVolume(issue=one.issue.label, volume=volume.label)
    if len({(one.issue.serial_id, one.place.point_id) for one in rows}) > 1:
        raise errors.IssuesDiffer()
    return sorted(rows, key=lambda one: (one.issue.on, one.pk))


def _name(rows: Sequence[CheckIn], years: Sequence[Year]) -> str:
    """The years and numbers in a volume; of issues called by their days the first and last."""
    if any(one.runs for one in years):
        return statement(years, _("thiếu"))[:120]
    return " – ".join(dict.fromkeys(day_short(one.issue.on) for one in (rows[0], rows[-1])))


@transaction.atomic
def bind(
    *,
    check_ins: Sequence[int],
    register: Register,
    source: str,
    collection: str,
    label: str = "",
    price: int | None = None,
    shelf_mark: str = "",
    by: Actor,
    at: datetime,
) -> Volume:
    """One copy of each of these issues becomes a volume with a number and a barcode of its own,
    in a register of the place where they are; returns it.

    ``label`` names it (default: the years and numbers in it, or the days); ``price`` in đồng, for
    the volume.
    Refuses nothing chosen, more than 400 issues (:class:`errors.TooManyInVolume`), one that is
    not received or not any more (:class:`errors.IssueNotHere`), one in a volume already
    (:class:`errors.IssueInVolume`), issues of several titles or places
    (:class:`errors.IssuesDiffer`), a register that is closed or another library's.
    """
    rows = _locked(check_ins)
    serial, point = rows[0].issue.serial, rows[0].place.point
    years = years_of([one.issue for one in rows])
    label = fitting(label or _name(rows, years), 120, _("Tên tập"))
    between = "; ".join(f"{one.year}: {text}" for one in years if (text := gaps(one.runs)))
    (copy,) = accession(
        serial.record, point, register, 1, price, source, collection,
        shelf_mark=shelf_mark, note=label, by=by, at=at,
    )  # fmt: skip
    volume = Volume.objects.create(
        serial=serial,
        point=point,
        label=label,
        starts_on=rows[0].issue.on,
        ends_on=rows[-1].issue.on,
        missing=between[:300],
        copy=copy,
        made_at=at,
        made_by=by.name,
    )
    CheckIn.objects.filter(pk__in=[one.pk for one in rows]).update(volume=volume)
    record(
        "acquisitions.bind",
        by=by,
        on=("acquisitions.volume", volume.pk, f"{serial}: {label}"[:300]),
        place=point.pk,
        changes={"issues": [None, len(rows)], "accession_no": [None, copy.accession_no]},
        at=at,
    )
    return volume


@transaction.atomic
def unbind(*, volume: Volume, reason: str, by: Actor, at: datetime) -> Volume:
    """Take a volume apart: its copy is struck out of the register, its issues are single again.
    Its number stays taken.

    Refuses no reason, one that was taken apart before (:class:`errors.VolumeIsUndone`), and one
    that was moved, lent, lost or struck out since (:class:`errors.CopiesWereTouched`).
    """
    held = (
        Volume.objects.select_for_update(of=("self",))
        .select_related("copy__record", "serial__record")
        .get(pk=volume.pk)
    )
    if held.undone_at is not None:
        raise errors.VolumeIsUndone(volume=held.label)
    reason = fitting(reason, 300, _("Lý do"))
    if not reason:
        raise errors.ReasonMissing()
    place = CopyPlace.objects.select_for_update().get(copy=held.copy)
    untouched = place.state == State.IN_STORE and place.point_id == held.point_id
    if not untouched or place.entry.act != LedgerAct.ACCESSION:
        raise errors.CopiesWereTouched(
            code=held.label,
            count=1,
            accession_no=held.copy.accession_no,
            title=held.copy.record.shown_title,
        )
    withdraw(copies=[held.copy], decision=held.label[:100], reason=reason, by=by, at=at)
    freed = CheckIn.objects.filter(volume=held).update(volume=None)
    held.undone_at, held.undone_because = at, reason
    held.save(update_fields=["undone_at", "undone_because"])
    record(
        "acquisitions.unbind",
        by=by,
        on=("acquisitions.volume", held.pk, f"{held.serial}: {held.label}"[:300]),
        place=held.point_id,
        changes={"issues": [freed, 0], "reason": [None, reason]},
        at=at,
    )
    return held
