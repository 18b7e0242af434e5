"""The fields of MARC 21: tags, indicators, subfields, which may repeat; read from data files.

The files stand in ``format/data`` and say in their first lines how they are written. What is
not in them is unknown to the check, which warns of it and keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal

from tusach.catalogue.format.names import Name, parse

DATA = Path(__file__).with_name("data")
FormatKind = Literal["bibliographic", "authority"]


@dataclass(frozen=True)
class Subfield:
    code: str
    name: Name
    repeatable: bool


@dataclass(frozen=True)
class IndicatorValue:
    """``first`` to ``last`` mean the same; mostly they are one sign. A blank is a space."""

    first: str
    last: str
    name: Name

    def holds(self, value: str) -> bool:
        return self.first <= value <= self.last


@dataclass(frozen=True)
class FieldSpec:
    tag: str
    name: Name
    repeatable: bool
    required: bool = False
    # Each library's own: its indicators and subfields are not checked.
    is_local: bool = False
    # Without values an indicator is undefined and stays blank.
    ind1: tuple[IndicatorValue, ...] = ()
    ind2: tuple[IndicatorValue, ...] = ()
    subfields: dict[str, Subfield] = field(default_factory=dict)
    help: Name | None = None
    # Lines as the editor holds them ("=245 10$a…").
    examples: tuple[str, ...] = ()

    @property
    def is_control(self) -> bool:
        """Without indicators and subfields; the leader is told of as if it were a field."""
        return self.tag == "LDR" or self.tag.startswith("00")

    def indicator(self, number: int) -> tuple[IndicatorValue, ...]:
        return self.ind1 if number == 1 else self.ind2

    def allows(self, number: int, value: str) -> bool:
        if self.is_local:
            return True
        values = self.indicator(number)
        return any(one.holds(value) for one in values) if values else value == " "


@cache
def table(kind: FormatKind = "bibliographic") -> dict[str, FieldSpec]:
    """Tag → what the format says of it. Raises ValueError for a file that cannot be read."""
    return _Reader(_common()).read(DATA / f"{kind}.txt")


def spec_of(tag: str, kind: FormatKind = "bibliographic") -> FieldSpec | None:
    return table(kind).get(tag)


def is_local_tag(tag: str) -> bool:
    """Tags with a nine in them are kept for each library's own use (MARC 21, 9XX and X9X).

    490 and 590 to 599 look alike: only those that the format defines are not local.
    """
    return tag[:1] == "9" or tag[1:2] == "9" or tag[2:3] == "9"


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line.rstrip()


def _common() -> dict[str, Subfield]:
    found: dict[str, Subfield] = {}
    for _number, line in _lines(DATA / "common.txt"):
        code, mark, rest = line.split(" ", 2)
        found[code] = Subfield(code, parse(rest), mark == "*")
    return found


def _blank(value: str) -> str:
    return " " if value == "#" else value


@dataclass
class _Draft:
    spec: FieldSpec
    ind1: list[IndicatorValue] = field(default_factory=list)
    ind2: list[IndicatorValue] = field(default_factory=list)
    own: list[Subfield] = field(default_factory=list)
    common: list[str] = field(default_factory=list)
    like: str = ""
    help: dict[str, str] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)


class _Reader:
    def __init__(self, common: dict[str, Subfield]) -> None:
        self.common = common
        self.drafts: dict[str, _Draft] = {}

    def read(self, path: Path) -> dict[str, FieldSpec]:
        draft: _Draft | None = None
        for number, line in _lines(path):
            try:
                head, _space, rest = line.partition(" ")
                if len(head) == 3:
                    draft = self._field(head, rest)
                elif draft is None:
                    raise ValueError("a line before the first field")
                else:
                    self._line(draft, head, rest)
            except ValueError as error:
                raise ValueError(f"{path.name}:{number}: {error}") from error
        return {tag: self._built(tag) for tag in self.drafts}

    def _field(self, tag: str, rest: str) -> _Draft:
        if tag in self.drafts:
            raise ValueError(f"{tag} twice")
        words = rest.split(" ")
        flags = [word for word in words[:3] if word in ("once", "many", "must", "local")]
        if flags[:1] not in (["once"], ["many"]):
            raise ValueError("once or many?")
        spec = FieldSpec(
            tag,
            parse(" ".join(words[len(flags) :])),
            flags[0] == "many",
            required="must" in flags,
            is_local="local" in flags,
        )
        self.drafts[tag] = _Draft(spec)
        return self.drafts[tag]

    def _line(self, draft: _Draft, head: str, rest: str) -> None:
        if head in ("1", "2"):
            values = draft.ind1 if head == "1" else draft.ind2
            for part in rest.split(" ; "):
                said, _space, name = part.partition(" ")
                first, _dash, last = said.partition("-")
                values.append(IndicatorValue(_blank(first), _blank(last or first), parse(name)))
        elif head == ".":
            for part in rest.split(" ; "):
                said, _space, name = part.strip().partition(" ")
                if len(said) != 2 or said[1] not in "1*":
                    raise ValueError(f"a subfield is written a1 or a*: {said!r}")
                draft.own.append(Subfield(said[0], parse(name), said[1] == "*"))
        elif head == "+":
            draft.common += rest.split()
        elif head == "like":
            draft.like = rest.strip()
        elif head in ("vi", "en"):
            draft.help[head] = rest
        elif head == "eg":
            draft.examples.append(f"={draft.spec.tag} {rest}")
        else:
            raise ValueError(f"what is {head!r}?")

    def _built(self, tag: str) -> FieldSpec:
        draft = self.drafts[tag]
        like = self._built(draft.like) if draft.like else None
        subfields = dict(like.subfields) if like else {}
        subfields |= {code: self.common[code] for code in draft.common}
        subfields |= {one.code: one for one in draft.own}
        return replace(
            draft.spec,
            ind1=tuple(draft.ind1) or (like.ind1 if like else ()),
            ind2=tuple(draft.ind2) or (like.ind2 if like else ()),
            subfields=dict(sorted(subfields.items(), key=_order)),
            help=Name(draft.help["vi"], draft.help["en"]) if draft.help else None,
            examples=tuple(draft.examples),
        )


def _order(item: tuple[str, Subfield]) -> tuple[bool, str]:
    """Letters before digits, as cataloguers read them."""
    return item[0].isdigit(), item[0]
