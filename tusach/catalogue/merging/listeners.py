"""What the rooms above do when one record is taken into another, and when it is put back.

The catalogue knows no copies, orders or loans. Whoever points at records registers here (in
``apps.py``, ``ready``) what it moves. A merge ends by looking at every foreign key of the house
that points at records: one that still points at the record that is gone refuses the merge, by
its name (``left_behind``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.catalogue.models import Record

# (gone, kept, by, at) → plain JSON from which put_back finds its way.
Move = Callable[[int, int, Actor, datetime], Mapping[str, Any]]
# (gone, kept, moved, by, at) → sentences about what could not be put back, and why.
PutBack = Callable[[int, int, Mapping[str, Any], Actor, datetime], Sequence[str]]
# (gone, kept) → sentences that say why the two may not be merged now.
Refuses = Callable[[int, int], Sequence[str]]
# Records → in words, what hangs on each ("12 bản"); those with nothing are left out.
Says = Callable[[Sequence[int]], Mapping[int, str]]


@dataclass(frozen=True)
class MergeListener:
    """Called inside the transaction of the merge or of its undoing, both records locked.

    ``move`` makes all that points at ``gone`` point at ``kept``. ``put_back`` is given what
    ``move`` returned; what was added to ``kept`` since stays there. ``refuses`` is asked
    before anything is moved; ``says`` before a person decides.
    """

    name: str
    move: Move
    put_back: PutBack
    refuses: Refuses | None = None
    says: Says | None = None


_listeners: dict[str, MergeListener] = {}


def on_record_merge(listener: MergeListener) -> None:
    """Register a listener; the same name replaces."""
    _listeners[listener.name] = listener


def forget_merge_listener(name: str) -> None:
    """For tests."""
    _listeners.pop(name, None)


def listeners() -> list[MergeListener]:
    return list(_listeners.values())


def follow(
    model: str, field: str = "record", *, name: str = "", label: str | Promise = ""
) -> MergeListener:
    """A listener for a model ("holdings.Copy") whose foreign key ``field`` simply follows.
    ``label`` names its things where the model's own name does not.

    For a model in which a record may stand only once (a unique key over ``field``) a room
    writes its own.
    """

    def move(gone: int, kept: int, by: Actor, at: datetime) -> dict[str, Any]:
        rows = apps.get_model(model)._base_manager.filter(**{field: gone})
        keys = sorted(rows.values_list("pk", flat=True))
        rows.update(**{field: kept})
        return {"rows": [str(key) for key in keys]}

    def put_back(
        gone: int, kept: int, moved: Mapping[str, Any], by: Actor, at: datetime
    ) -> list[str]:
        found = apps.get_model(model)
        keys = moved.get("rows", [])
        # Whatever was moved on to another record since stays where it was moved.
        returned = found._base_manager.filter(pk__in=keys, **{field: kept}).update(**{field: gone})
        if returned == len(keys):
            return []
        return [
            _("%(what)s: %(count)s không trả về được vì đã xoá hoặc chuyển đi từ khi gộp.")
            % {"what": label or found._meta.verbose_name, "count": len(keys) - returned}
        ]

    def says(records: Sequence[int]) -> dict[int, str]:
        found = apps.get_model(model)
        rows = found._base_manager.filter(**{f"{field}__in": records}).order_by().values(field)
        return {
            row[field]: f"{row['n']} {label or found._meta.verbose_name}"
            for row in rows.annotate(n=Count("pk"))
        }

    return MergeListener(name or model, move, put_back, says=says)


def left_behind(gone: int) -> list[str]:
    """The names of things outside this room that still point at the record."""
    names: list[str] = []
    for relation in Record._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.related_model is None:
            continue
        model = relation.related_model
        if isinstance(model, str) or model._meta.app_label == Record._meta.app_label:
            continue
        field = getattr(relation, "field", None)
        if field is not None and model._base_manager.filter(**{field.name: gone}).exists():
            names.append(str(model._meta.verbose_name))
    return sorted(set(names))
