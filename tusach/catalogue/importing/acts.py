"""Imports in the record of acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tusach.audit.api import Actor, record
from tusach.catalogue.models import Import


def write_down(act: str, imported: Import, *, by: Actor, at: datetime, **changes: Any) -> None:
    """One act on an import in the record of acts; ``changes`` as there."""
    record(
        act,
        by=by,
        on=("catalogue.import", imported.pk, imported.file_name),
        changes=changes,
        at=at,
    )
