"""What the catalogue asks before it deletes or merges records that stand in lists."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import ngettext

from tusach.catalogue.api import follow, on_record_deletion, on_record_merge
from tusach.portal.models import CompilationItem


def listen() -> None:
    """Called when the room starts. Editions name records by number and follow by themselves."""
    on_record_merge(follow("portal.CompilationItem"))
    on_record_deletion("portal", _uses)


def _uses(records: Sequence[int]) -> dict[int, str]:
    rows = CompilationItem.objects.filter(record__in=records).order_by().values("record")
    return {
        row["record"]: ngettext("%(count)s thư mục", "%(count)s thư mục", row["n"])
        % {"count": row["n"]}
        for row in rows.annotate(n=Count("compilation", distinct=True))
    }
