"""The door of the room `catalogue`: what other rooms may use."""

from tusach.catalogue.compose import RecordFields
from tusach.catalogue.importing.listeners import (
    ImportedBatch,
    ImportedRow,
    ImportListener,
    on_record_deletion,
    on_records_imported,
)
from tusach.catalogue.languages import LANGUAGES, language_name
from tusach.catalogue.models import Audience, Kind, Record
from tusach.catalogue.selectors import find_by_isbn, marc_of
from tusach.catalogue.services import create_record, quick_record

__all__ = [
    "LANGUAGES",
    "Audience",
    "ImportListener",
    "ImportedBatch",
    "ImportedRow",
    "Kind",
    "Record",
    "RecordFields",
    "create_record",
    "find_by_isbn",
    "language_name",
    "marc_of",
    "on_record_deletion",
    "on_records_imported",
    "quick_record",
]
