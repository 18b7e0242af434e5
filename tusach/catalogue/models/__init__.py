"""Records, their versions and where they came from; imports."""

from tusach.catalogue.models.imports import ColumnMapping, Import, ImportRow
from tusach.catalogue.models.record import (
    Audience,
    Kind,
    Record,
    RecordOrigin,
    RecordVersion,
)

__all__ = [
    "Audience",
    "ColumnMapping",
    "Import",
    "ImportRow",
    "Kind",
    "Record",
    "RecordOrigin",
    "RecordVersion",
]
