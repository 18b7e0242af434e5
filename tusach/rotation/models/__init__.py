"""What the room keeps. One subject per module."""

from tusach.rotation.models.batch import Batch, Leg
from tusach.rotation.models.line import Line
from tusach.rotation.models.minutes import Minutes
from tusach.rotation.models.service import Extension, Guidance, Inspection, Photo, UseCount
from tusach.rotation.models.told import Told

__all__ = [
    "Batch",
    "Extension",
    "Guidance",
    "Inspection",
    "Leg",
    "Line",
    "Minutes",
    "Photo",
    "Told",
    "UseCount",
]
