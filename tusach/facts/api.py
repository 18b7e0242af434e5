"""The door of the room `facts`: what other rooms may use."""

from tusach.facts.errors import BadFact, NothingToReverse
from tusach.facts.models import Audience, Measure, Mode
from tusach.facts.moment import Position
from tusach.facts.partitions import make_partitions
from tusach.facts.selectors import behind, last_day_by_point, total, totals_by
from tusach.facts.services import Fact, mark, rebuild, reverse, write

__all__ = [
    "Audience",
    "BadFact",
    "Fact",
    "Measure",
    "Mode",
    "NothingToReverse",
    "Position",
    "behind",
    "last_day_by_point",
    "make_partitions",
    "mark",
    "rebuild",
    "reverse",
    "total",
    "totals_by",
    "write",
]
