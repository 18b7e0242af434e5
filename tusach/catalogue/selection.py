"""What may be done with records ticked in the list: other rooms hang their acts here.

A higher room says the label, the address and the right; the list shows a button that posts the
keys of the records there, as ``one``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class SelectionAct:
    label: str | Promise
    url_name: str
    act: str

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_acts: dict[str, SelectionAct] = {}


def on_selection(label: str | Promise, url_name: str, *, act: str) -> None:
    """Adds a button to the list of records, once for an address."""
    _acts[url_name] = SelectionAct(label, url_name, act)


def selection_acts(user: Any) -> list[SelectionAct]:
    """Those that this person may use, in the order in which rooms registered."""
    return [one for one in _acts.values() if user.has_perm(one.act)]
