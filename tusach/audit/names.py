"""Words for the dotted names in the record: what is stored never changes, what is read may.

A room names its acts, the kinds of things that it acts on and their fields in its ``apps.py``
(``ready``). A name nobody gave is shown as it is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from tusach.ui.api import may_hold

Label = str | Promise


@dataclass(frozen=True)
class Kind:
    """What acts are done on: its label and the page that shows one (by its key), if any."""

    label: Label
    url_name: str = ""


@dataclass
class _Names:
    acts: dict[str, Label] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    fields: dict[str, Label] = field(default_factory=dict)
    values: dict[tuple[str, str], Label] = field(default_factory=dict)


_names = _Names()


def name_act(act: str, label: Label) -> None:
    """Say an act in words: ``name_act("rotation.hand_over", _("Bàn giao"))``."""
    _names.acts[act] = label


def name_kind(kind: str, label: Label, url_name: str = "") -> None:
    """Say a kind of thing in words; ``url_name`` takes its key: ``"people:account"``."""
    _names.kinds[kind] = Kind(label, url_name)


def name_field(key: str, label: Label) -> None:
    """Say a changed field in words."""
    _names.fields[key] = label


def name_values(key: str, choices: Iterable[tuple[str, Label]]) -> None:
    """Say the codes that a changed field may hold in words:
    ``name_values("state", WishState.choices)``."""
    _names.values.update({(key, code): label for code, label in choices})


def name_of(act: str) -> str:
    return str(_names.acts.get(act, act))


def named_acts() -> list[tuple[str, str]]:
    """Every act that has a name, in the order of the names, for a drop-down."""
    return sorted(((act, str(label)) for act, label in _names.acts.items()), key=lambda a: a[1])


def is_kind(kind: str) -> bool:
    """Whether a room named this kind of thing."""
    return kind in _names.kinds


def kind_label(kind: str) -> str:
    return str(_names.kinds[kind].label) if kind in _names.kinds else kind


def address_of(kind: str, key: str, user: Any) -> str | None:
    """Where the thing is shown; None for a kind without pages, or none that ``user`` may see."""
    url_name = _names.kinds[kind].url_name if kind in _names.kinds else ""
    if not url_name:
        return None
    try:
        address = reverse(url_name, args=[key])
    except NoReverseMatch:
        return None
    return address if may_hold(user, address) else None


def field_label(key: str) -> str:
    return str(_names.fields.get(key, key))


def value_label(key: str, value: str) -> str:
    """A value of a field in words; itself where it is no code that somebody named."""
    return str(_names.values.get((key, value), value))
