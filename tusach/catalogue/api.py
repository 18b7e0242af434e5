"""The door of the room `catalogue`: what other rooms may use."""

from tusach.catalogue.compose import RecordFields
from tusach.catalogue.models import Audience, Record
from tusach.catalogue.selectors import find_by_isbn, marc_of
from tusach.catalogue.services import create_record, quick_record

__all__ = [
    "Audience",
    "Record",
    "RecordFields",
    "create_record",
    "find_by_isbn",
    "marc_of",
    "quick_record",
]
