"""Readers leave the statements: when the loan is over, when they ask, when two were one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.audit.api import HOUSE
from tusach.circulation.asked_rules import DISPUTE_DAYS
from tusach.circulation.models import OpenLoan, Statement
from tusach.circulation.services.groups import unlink_groups
from tusach.circulation.services.statements import refold
from tusach.holdings.api import Copy, hold_places
from tusach.policy.api import number_on
from tusach.readers.api import agreed_of_all

# The lendings of closed loans whose reader may go: a later statement that ends a loan happened
# before the limit. Old months are read, which nobody else asks for, at night.
_OVER = """
SELECT s.id, s.happened_at, s.reader_id FROM circulation_statement s
WHERE s.reader_id IS NOT NULL AND s.happened_at < %(limit)s
  AND NOT EXISTS (SELECT 1 FROM circulation_openloan o WHERE o.lend = s.id)
  AND EXISTS (
      SELECT 1 FROM circulation_statement e
      WHERE e.copy_id = s.copy_id AND e.kind IN ('return', 'back', 'lose', 'lend', 'bring', 'undo')
        AND e.happened_at > s.happened_at AND e.happened_at < %(limit)s)
"""
_UNLINK = """
UPDATE circulation_statement s SET reader_id = NULL,
    unlinked = CASE WHEN EXISTS (
        SELECT 1 FROM circulation_remark r WHERE r.statement = s.id AND r.kind = 'repeat')
        THEN 'repeat' ELSE 'loan' END
FROM unnest(%s::bigint[], %s::timestamptz[]) AS g(id, happened_at)
WHERE s.id = g.id AND s.happened_at = g.happened_at AND s.reader_id IS NOT NULL
"""


@transaction.atomic
def unlink_closed(*, at: datetime) -> int:
    """Take the reader out of every lending whose loan was closed longer ago than the time for
    disputes (a dated rule); returns how many. Readers who agreed that their history is kept
    keep it. The statement keeps whether it was a loan or a repeat: the figures stay.
    """
    day = timezone.localdate(at)
    limit = at - timedelta(days=number_on(DISPUTE_DAYS, day, 30))
    with connection.cursor() as cursor:
        cursor.execute(_OVER, {"limit": limit})
        rows = cursor.fetchall()
    unlink_groups(before=limit)
    keep = agreed_of_all({reader for _pk, _at, reader in rows}, "history", day)
    return _unlink([(pk, when) for pk, when, reader in rows if reader not in keep])


def _unlink(rows: list[tuple[int, datetime]]) -> int:
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_UNLINK, [list(column) for column in zip(*rows, strict=True)])
        return int(cursor.rowcount)


def hand_over(reader: int) -> list[dict[str, Any]]:
    """Every loan that is still linked to a reader, in words."""
    rows = Statement.objects.filter(reader=reader).select_related("copy__record", "point")
    open_ = dict(OpenLoan.objects.filter(reader=reader).values_list("lend", "due"))
    return [
        {
            _("Nhan đề"): one.copy.record.title,
            _("Số ĐKCB"): one.copy.accession_no,
            _("Mượn lúc"): timezone.localtime(one.happened_at).strftime("%d/%m/%Y %H:%M"),
            _("Nơi mượn"): one.point.public_name,
            _("Hạn trả"): f"{due:%d/%m/%Y}" if (due := open_.get(one.pk, one.due)) else "",
            _("Đang mượn"): _("có") if one.pk in open_ else _("không"),
        }
        for one in rows.order_by("happened_at", "id")
    ]


def erase(reader: int) -> int:
    """Unlink a reader from every lending that is over; returns how many. What is still out stays
    linked: it is named by :func:`blocks`, and goes with the return."""
    open_ = OpenLoan.objects.filter(reader=reader).values_list("lend", flat=True)
    rows = Statement.objects.filter(reader=reader).exclude(pk__in=list(open_))
    return _unlink(list(rows.values_list("pk", "happened_at")))


def blocks(reader: int) -> list[str]:
    """What a reader still has at home, as a sentence; nothing where there is nothing."""
    count = OpenLoan.objects.filter(reader=reader).count()
    if not count:
        return []
    return [
        ngettext("Đang mượn %(count)s bản chưa trả.", "Đang mượn %(count)s bản chưa trả.", count)
        % {"count": count}
    ]


def merged(gone: int, kept: int) -> list[int]:
    """The lendings of one reader become those of another; returns their numbers."""
    rows = list(Statement.objects.filter(reader=gone).values_list("pk", "happened_at", "copy_id"))
    _relink([(pk, when) for pk, when, _copy in rows], kept, {copy for _pk, _at, copy in rows})
    return [pk for pk, _at, _copy in rows]


def parted(gone: int, kept: int, moved: Any) -> None:
    """What :func:`merged` moved goes back, as far as it is still linked."""
    rows = list(
        Statement.objects.filter(reader=kept, pk__in=list(moved)).values_list(
            "pk", "happened_at", "copy_id"
        )
    )
    _relink([(pk, when) for pk, when, _copy in rows], gone, {copy for _pk, _at, copy in rows})


def _relink(rows: list[tuple[int, datetime]], reader: int, copies: Iterable[int]) -> None:
    if not rows:
        return
    held = sorted(copies)
    hold_places(held)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE circulation_statement s SET reader_id = %s"
            " FROM unnest(%s::bigint[], %s::timestamptz[]) AS g(id, happened_at)"
            " WHERE s.id = g.id AND s.happened_at = g.happened_at AND s.reader_id IS NOT NULL",
            [reader, *[list(column) for column in zip(*rows, strict=True)]],
        )
    # Lent to "both" is lent twice to one, or was: what counts may turn.
    refold(Copy.objects.filter(pk__in=held), by=HOUSE)
