"""Menu entries and panels: how a higher room shows itself on a lower room's page.

A room registers in its ``apps.py`` (``ready``) by URL name; the lower room never learns who
is listening.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

Label = str | Promise


@dataclass(frozen=True)
class Entry:
    """One line of the staff menu, shown to those who hold ``act`` anywhere."""

    section: str
    label: Label
    url_name: str
    act: str | None
    order: int


@dataclass(frozen=True)
class Panel:
    """A piece of page that htmx loads into ``slot`` of another room's page.

    ``url_name`` takes one positional argument: the key the page gives.
    """

    slot: str
    label: Label
    url_name: str
    act: str | None
    order: int


@dataclass
class _Registry:
    entries: list[Entry] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)


_registry = _Registry()


def menu(
    section: str, label: Label, url_name: str, *, act: str | None = None, order: int = 50
) -> None:
    """Add a menu line. ``section`` is one of: work, books, stock, network,
    people, house."""
    _registry.entries.append(Entry(section, label, url_name, act, order))


def panel(
    slot: str, label: Label, url_name: str, *, act: str | None = None, order: int = 50
) -> None:
    """Hang a panel on ``slot`` (such as ``network.point`` or ``catalogue.record``)."""
    _registry.panels.append(Panel(slot, label, url_name, act, order))


def _allowed(user: Any, act: str | None, at: Any = None) -> bool:
    return act is None or bool(user.has_perm(act, at))


def menu_for(user: Any) -> dict[str, list[Entry]]:
    """The menu lines this person may use, by section, in order."""
    sections: dict[str, list[Entry]] = {}
    for entry in sorted(_registry.entries, key=lambda e: e.order):
        if _allowed(user, entry.act):
            sections.setdefault(entry.section, []).append(entry)
    return sections


def panels_for(slot: str, user: Any, at: Any = None) -> list[Panel]:
    """The panels this person may see: at the place ``at``, or anywhere where the page has none."""
    return [
        p
        for p in sorted(_registry.panels, key=lambda p: p.order)
        if p.slot == slot and _allowed(user, p.act, at)
    ]


def panel_at(url_name: str) -> Panel | None:
    """The panel that this address answers with, if it is one."""
    return next((p for p in _registry.panels if p.url_name == url_name), None)
