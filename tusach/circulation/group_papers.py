"""The list of what a group takes, to be signed; always in Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from tusach.circulation.models import GroupLoan, GroupLoanCopy
from tusach.network.api import office
from tusach.ui.api import in_vietnamese
from tusach.vietnamese.api import day_long


@in_vietnamese
def group_content(group: GroupLoan, rows: Sequence[GroupLoanCopy], at: datetime) -> dict[str, Any]:
    """Each title with its copies, in the order of the alphabet, and what is still out."""
    by_title: dict[str, list[GroupLoanCopy]] = {}
    for row in rows:
        by_title.setdefault(row.copy.record.shown_title, []).append(row)
    return {
        **office(group.point, timezone.localdate(at)),
        "group": group.name,
        "reader": group.reader.name if group.reader is not None else "",
        "number": str(group.reader.number) if group.reader is not None else "",
        "due": f"{group.due:%d/%m/%Y}",
        "day": day_long(timezone.localdate(at)),
        "rows": [
            {
                "title": title,
                "count": len(copies),
                "numbers": ", ".join(one.copy.accession_no for one in copies),
                "out": sum(bool(one.out) for one in copies),  # type: ignore[attr-defined]
            }
            for title, copies in sorted(by_title.items())
        ],
        "total": len(rows),
        "out": sum(bool(one.out) for one in rows),  # type: ignore[attr-defined]
    }
