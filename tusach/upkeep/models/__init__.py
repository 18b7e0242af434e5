"""The tables of the room."""

from tusach.upkeep.models.weeding import (
    Criterion,
    Disposal,
    Fate,
    FileKind,
    Weeding,
    WeedingFile,
    WeedingLine,
    WeedingState,
)

__all__ = [
    "Criterion",
    "Disposal",
    "Fate",
    "FileKind",
    "Weeding",
    "WeedingFile",
    "WeedingLine",
    "WeedingState",
]
