"""Every address of the resolver, and who its guard lets in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tusach.people.api import roles_with


@dataclass(frozen=True)
class Address:
    room: str
    name: str
    route: str
    view: Any
    takes: tuple[str, ...]

    @property
    def full_name(self) -> str:
        return f"{self.room}:{self.name}"

    @property
    def guard(self) -> Any:
        return getattr(self.view, "guard", None)

    @property
    def who(self) -> str:
        """The middle of this address's line in ``table.txt``."""
        if self.guard is None:
            return "NOBODY SAID (guard missing)"
        if self.guard.kind == "public":
            return "everybody"
        if self.guard.kind == "signed-in":
            return "signed in"
        roles = " ".join(sorted(roles_with(self.guard.act))) or "nobody"
        return f"{roles} | {self.guard.act} {'there' if self.guard.at else 'anywhere'}"


def every_address() -> list[Address]:
    """Django's own views (language switch) are left out: they are not ours to guard."""
    return sorted(_walk(get_resolver(), "", ""), key=lambda a: (a.room, a.name, a.route))


def _walk(resolver: URLResolver, prefix: str, room: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route, pattern.namespace or room)
        elif isinstance(pattern, URLPattern):
            view = pattern.callback
            if view.__module__.startswith("django."):
                continue
            name = pattern.name or f"({route})"
            yield Address(room or "-", name, route, view, tuple(pattern.pattern.converters))
