"""Two provinces and one person for every role: where each may act is known beforehand."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import Any

from tusach.network.api import ServicePoint
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.api import ROLES, Account
from tusach.people.testing import make_account

# The role that is nobody's: not signed in.
ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class World:
    """What a room's ``url_examples(world)`` gets: make one thing for each address that
    takes arguments, as belonging to ``place`` as it can be, and say the arguments.

    ``place`` is a school library below ``commune_library``, in the province of ``library``
    (the provincial library) and its ``store`` (rotation store)."""

    place: ServicePoint
    commune_library: ServicePoint
    library: ServicePoint
    store: ServicePoint
    # Somebody who holds a post at ``place``.
    keeper: Account


@dataclass
class Cast:
    """The world in which everybody has a post, and one in which nobody has."""

    inside: World
    outside: World
    people: dict[str, Account] = field(default_factory=dict)
    # The points that each role reaches, written down by hand: roles.REACH is under test too.
    reached: dict[str, set[int]] = field(default_factory=dict)


def _province(name: str) -> World:
    commune = make_unit(f"Xã Mường {name}", province=make_province(name))
    library = make_point("provincial_library", f"Thư viện tỉnh {name}", commune)
    store = make_point("rotation_store", f"Kho luân chuyển {name}", commune, parent=library)
    below = make_point("commune_library", f"Thư viện xã {name}", commune)
    school = make_point("school_library", f"Trường tiểu học {name}", commune, parent=below)
    keeper = make_account("school_librarian", at=school, full_name=f"Người giữ sách {name}")
    return World(school, below, library, store, keeper)


def make_cast() -> Cast:
    inside, outside = _province("Lai Châu"), _province("Sơn La")
    here = {inside.place.pk, inside.commune_library.pk, inside.library.pk, inside.store.pk}
    there = {outside.place.pk, outside.commune_library.pk, outside.library.pk, outside.store.pk}
    posts: dict[str, tuple[Any, set[int]]] = {
        "administrator": (None, here | there),
        "cataloguer": (inside.library, here),
        "commune_librarian": (
            inside.commune_library,
            {inside.commune_library.pk, inside.place.pk},
        ),
        "department": (make_province("Lai Châu"), here),
        "director": (inside.library, here),
        "point_keeper": (inside.place, {inside.place.pk}),
        "reader": (inside.place, {inside.place.pk}),
        "reader_librarian": (inside.library, {inside.library.pk}),
        "school_librarian": (inside.place, {inside.place.pk}),
        "warehouse_keeper": (inside.library, here),
    }
    cast = Cast(inside, outside)
    for role in ROLES:
        at, cast.reached[role] = posts[role]
        cast.people[role] = make_account(role, at=at, username=f"vai-{role.replace('_', '-')}")
    return cast


def examples(world: World, room: str) -> dict[str, dict[str, Any]]:
    """``tusach.<room>.testing.url_examples(world)``: URL name (without the room) → keyword
    arguments. A room without addresses that take arguments needs none."""
    try:
        testing = importlib.import_module(f"tusach.{room}.testing")
    except ModuleNotFoundError:
        return {}
    make = getattr(testing, "url_examples", None)
    return make(world) if make else {}
