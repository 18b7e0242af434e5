"""What is well and what is not, in plain words, for the health page and ``./run doctor``."""

from tusach.house.health.checks import all_is_answering, examine
from tusach.house.health.finding import Finding, State

__all__ = ["Finding", "State", "all_is_answering", "examine"]
