"""Who has a copy: a service point, a container, a named post, or nobody any more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Holder:
    """Exactly one of the three is set, or none: outside (before accession, after withdrawal)."""

    point: int | None = None
    container: int | None = None
    post: str | None = None

    def __post_init__(self) -> None:
        if sum(value is not None for value in (self.point, self.container, self.post)) > 1:
            raise ValueError("a copy is in one place")
        if self.post is not None and not self.post.strip():
            raise ValueError("a post has a name")

    @property
    def is_outside(self) -> bool:
        return self.point is None and self.container is None and self.post is None

    @property
    def key(self) -> str:
        """The holder as one short text, as the database's ``holdings_holder`` writes it."""
        if self.point is not None:
            return f"p{self.point}"
        if self.container is not None:
            return f"c{self.container}"
        return "" if self.post is None else f"n{self.post}"


def at_point(pk: int) -> Holder:
    """At a service point, by its number."""
    return Holder(point=pk)


def in_container(pk: int) -> Holder:
    """In a box, by its number."""
    return Holder(container=pk)


def with_post(name: str) -> Holder:
    """In the hands of a named post ("tổ vận chuyển"): a task, never a reader."""
    return Holder(post=name)


OUTSIDE = Holder()


def of_key(key: str) -> Holder:
    """The holder that :attr:`Holder.key` wrote so."""
    kind, value = key[:1], key[1:]
    if kind == "p":
        return Holder(point=int(value))
    return Holder(container=int(value)) if kind == "c" else Holder(post=value)
