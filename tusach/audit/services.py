"""Writing the record of acts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from tusach.audit.actor import Actor
from tusach.audit.models import Act
from tusach.ui.api import told
from tusach.vietnamese.api import fold


def record(
    act: str,
    *,
    by: Actor,
    on: tuple[str, object, str] | None = None,
    place: int | None = None,
    changes: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Act:
    """Write that ``by`` did ``act`` (a stable dotted name such as ``rotation.hand_over``).

    ``on`` is (kind, key, label) of what it was done on; ``place`` the number of the service
    point where; ``changes`` maps a field to [before, after]. Called inside the transaction
    of the act itself, so that neither exists without the other.
    """
    row = _row(act, by=by, on=on, place=place, changes=changes, at=at or timezone.now())
    values = [
        row.act, row.at, row.account, row.name, row.post, row.place, row.on_kind, row.on_key,
        row.on_label, row.folded, json.dumps(row.changes),
    ]  # fmt: skip
    [(row.pk,)] = told(_INSERT, values)
    row._state.adding, row._state.db = False, "default"
    return row


_INSERT = """
INSERT INTO audit_act (act, at, account, name, post, place, on_kind, on_key, on_label, folded,
                       changes)
VALUES (%s::text, %s::timestamptz, %s::bigint, %s::text, %s::text, %s::bigint, %s::text, %s::text,
        %s::text, %s::text, %s::jsonb) RETURNING id
"""


@dataclass(frozen=True)
class Done:
    """One of many like acts: on what, at which point, what changed; as :func:`record` takes."""

    on: tuple[str, object, str]
    place: int | None = None
    changes: dict[str, Any] | None = None


def record_each(act: str, done: Iterable[Done], *, by: Actor, at: datetime) -> None:
    """:func:`record` for each, a thousand to a query: what a worker does row after row."""
    Act.objects.bulk_create(
        (_row(act, by=by, on=one.on, place=one.place, changes=one.changes, at=at) for one in done),
        batch_size=1000,
    )


def _row(
    act: str,
    *,
    by: Actor,
    on: tuple[str, object, str] | None,
    place: int | None,
    changes: dict[str, Any] | None,
    at: datetime,
) -> Act:
    kind, key, label = on or ("", "", "")
    return Act(
        act=act,
        at=at,
        account=by.account,
        name=by.name,
        post=by.post,
        place=place if place is not None else by.place,
        on_kind=kind,
        on_key=str(key),
        on_label=label[:300],
        folded=f"{fold(by.name)}\n{fold(label)}",
        changes=changes or {},
    )
