"""What lies in a record that is taken into another lies in that one; undoing gives it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.audit.api import Actor
from tusach.catalogue.linking.drawing import hosts_above
from tusach.catalogue.merging.listeners import MergeListener, follow
from tusach.catalogue.models import Record, RecordLink
from tusach.search.api import changed


def links_listener() -> MergeListener:
    """Links to the record that is gone follow to the kept one, and come back."""
    plain = follow("catalogue.RecordLink", "host", name="catalogue.links")

    def move(gone: int, kept: int, by: Actor, at: datetime) -> Mapping[str, Any]:
        moved = plain.move(gone, kept, by, at)
        _tell(moved)
        return moved

    def put_back(
        gone: int, kept: int, moved: Mapping[str, Any], by: Actor, at: datetime
    ) -> Sequence[str]:
        # Links are drawn anew when their record is saved, and its number leads back here.
        rows = RecordLink.objects.filter(host=kept, key__endswith=_number(gone))
        rows.update(host=gone)
        _tell({"rows": list(RecordLink.objects.filter(host=gone).values_list("pk", flat=True))})
        return []

    return replace(plain, move=move, put_back=put_back, refuses=_refuses, says=_says)


def _number(record: int) -> str:
    return Record.everything.values_list("control_number", flat=True).get(pk=record)


def _tell(moved: Mapping[str, Any]) -> None:
    """To search: the articles are found by the title of what they lie in."""
    rows = RecordLink.objects.filter(pk__in=moved["rows"], relation="host")
    changed("record", list(rows.values_list("record", flat=True)))


def _refuses(gone: int, kept: int) -> Sequence[str]:
    """One of the two may not lie in the other."""
    above = hosts_above([gone, kept])
    if kept in above[gone] or gone in above[kept]:
        return [_("Một biểu ghi nằm trong biểu ghi kia (bài trích và nguồn trích).")]
    return []


def _says(records: Sequence[int]) -> Mapping[int, str]:
    rows = RecordLink.objects.filter(host__in=records).order_by().values("host")
    return {
        row["host"]: ngettext("%(n)s biểu ghi nối tới", "%(n)s biểu ghi nối tới", row["n"])
        % {"n": row["n"]}
        for row in rows.annotate(n=Count("pk"))
    }
