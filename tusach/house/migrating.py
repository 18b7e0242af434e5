"""Makes the classes that a migration needs, and only those.

Between two steps of a migration Django makes the classes of models anew: those of the model that
the step changed and of everything that hangs together with it in either direction, by whatever
way. Here all rooms hang together, and making the tables of an empty installation made 19,000
classes for 200 models: a minute or two of the first start that a new user waits for.

What has to be made anew is less. A class holds its fields, and a field of relation holds the class
that it points to; so besides the changed model only those that point to it are made anew, those
that point to them, and so on. What a class knows of those that point to *it* is worked out from the
registry, whose caches Django clears after each step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState

Key = tuple[str, str]  # label of the app, name of the model in small letters


@contextmanager
def only_what_points_there() -> Iterator[None]:
    """While this is open, a step of a migration makes only these classes anew."""
    whole = ProjectState._find_reload_model  # type: ignore[attr-defined]
    ProjectState._find_reload_model = _to_make_anew  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = whole  # type: ignore[attr-defined]


def _to_make_anew(state: ProjectState, app_label: str, name: str, delay: bool = False) -> set[Key]:
    # A step in Python may follow any relation: it is given classes that are all made anew.
    state.is_delayed = True
    there = _pointing_there(state)
    found, left = {(app_label, name)}, [(app_label, name)]
    while left:
        more = there[left.pop()] - found
        found |= more
        left += more
    for key in found & _keys(state):
        # Where a column changes its type, the class as it was is asked who points to it. That is
        # kept with a class, and can no longer be found out when it is not in the registry.
        _ = state.apps.get_model(*key)._meta.related_objects
    return found


def _pointing_there(state: ProjectState) -> dict[Key, set[Key]]:
    """For each model those that hold its class: by a relation, or because they are made of it."""
    there: dict[Key, set[Key]] = defaultdict(set)
    for models in state.apps.all_models.values():
        for model in models.values():
            options: Any = model._meta
            held: set[Any] = set(model.__bases__)
            for field in (*options.local_fields, *options.local_many_to_many):
                if field.remote_field:
                    held |= {field.remote_field.model, getattr(field.remote_field, "through", None)}
            for one in held:
                if hasattr(one, "_meta"):  # not the name of a model that is not there yet
                    there[_key(one)].add(_key(model))
    return there


def _keys(state: ProjectState) -> set[Key]:
    return {_key(model) for models in state.apps.all_models.values() for model in models.values()}


def _key(model: Any) -> Key:
    return model._meta.app_label, model._meta.model_name
