"""What a decision to dissolve, merge or split says, and the parts other rooms play in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django import forms
from django.utils.functional import Promise

from tusach.audit.api import Actor
from tusach.network.models import Reorganisation, ServicePoint


@dataclass(frozen=True)
class Plan:
    """What a decision says. ``children`` gives each point below a source its new superior
    (None: none); those not named go to the first target. ``stays`` are sources that go on
    beside their successors (a split that leaves the old one in place). ``choices`` holds, by
    the name of a part, what was chosen for it; a part without one does what is usual."""

    kind: str
    sources: Sequence[ServicePoint]
    targets: Sequence[ServicePoint]
    on: date
    legal_basis: str
    title: str = ""
    children: Mapping[int, ServicePoint | None] = field(default_factory=dict)
    stays: frozenset[int] = frozenset()
    choices: Mapping[str, Any] = field(default_factory=dict)

    @property
    def closing(self) -> list[ServicePoint]:
        """The sources that end with the decision."""
        return [one for one in self.sources if one.pk not in self.stays]


class Part(Protocol):
    """Another room's part in a reorganisation; register it with :func:`take_part`."""

    @property
    def name(self) -> str:
        """Its key in ``Plan.choices``."""

    @property
    def label(self) -> str | Promise:
        """Heading of its section on the page of the decision."""

    @property
    def template(self) -> str:
        """Of that section; it gets ``form``, bound or not."""

    def form(self, plan: Plan, user: Any, data: Any, files: Any) -> forms.Form | None:
        """What is asked where the decision is previewed, or None when there is nothing to
        ask. Its ``cleaned_data`` becomes the choice. It refuses what ``user`` may not do."""

    def apply(
        self, done: Reorganisation, plan: Plan, choice: Any | None, by: Actor, at: datetime
    ) -> None:
        """Do it, inside the transaction of the reorganisation; a refusal raised here stops
        the whole of it. ``choice`` None: what is usual."""

    def undo(self, done: Reorganisation, by: Actor, at: datetime) -> None:
        """Take it back, inside the transaction of the undoing; a refusal stops it."""

    def may_undo(self, done: Reorganisation, user: Any) -> bool:
        """Whether ``user`` may take back what this part did."""


_parts: dict[str, Part] = {}


def take_part(part: Part) -> None:
    """Register a part; called in ``apps.py`` (``ready``). The same name replaces."""
    _parts[part.name] = part


def forget_part(name: str) -> None:
    """For tests."""
    _parts.pop(name, None)


def parts() -> list[Part]:
    return list(_parts.values())
