"""A record met in a file of marked-up text: where its bytes stand, and what they hold."""

from __future__ import annotations

from dataclasses import dataclass

from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.record import MarcRecord


@dataclass(frozen=True, slots=True)
class Found:
    """One record: where its bytes stand, and the record or why there is none."""

    offset: int
    length: int
    record: MarcRecord | None
    fault: Fault | None
