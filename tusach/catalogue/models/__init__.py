"""Records, their versions and where they came from."""

from tusach.catalogue.models.record import Audience, Record, RecordOrigin, RecordVersion

__all__ = ["Audience", "Record", "RecordOrigin", "RecordVersion"]
