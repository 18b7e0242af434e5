"""Makers for tests and the demonstration. They call the services."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.compose import RecordFields
from tusach.catalogue.models import Record
from tusach.catalogue.services import create_record


def make_record(
    title: str = "Dế Mèn phiêu lưu ký",
    author: str = "Tô Hoài",
    *,
    is_quick: bool = False,
    is_unsure: bool = False,
    **more: Any,
) -> Record:
    """A record made by the simple form; ``more`` are fields of RecordFields."""
    return create_record(
        RecordFields(title=title, author=author, **more),
        by=HOUSE,
        at=timezone.now(),
        is_quick=is_quick,
        is_unsure=is_unsure,
    )


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """For the matrix of rights (tests/rights): a record, which belongs to every place."""
    return {"record": {"pk": make_record().pk}}
