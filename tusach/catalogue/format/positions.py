"""The coded positions of the leader and of fields 006, 007 and 008, with words for each code."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.format.names import Name, parse
from tusach.catalogue.format.table import DATA

FILL = "|"
_CODE = re.compile(r"[a-z]{2}[a-z ]")
LENGTHS = {"LDR": 24, "006": 18, "008": 40}
# The length that each category of 007 has (MARC 21 Bibliographic, 007).
LENGTHS_007 = {
    "a": 8,
    "c": 14,
    "d": 6,
    "f": 10,
    "g": 9,
    "h": 13,
    "k": 6,
    "m": 23,
    "o": 2,
    "q": 2,
    "r": 11,
    "s": 14,
    "t": 2,
    "v": 9,
    "z": 2,
}
# Leader 06 (and 07 for text) → which 008; of 006 its first position says the same.
_FORMS = {
    "t": "books",
    "m": "files",
    "e": "maps",
    "f": "maps",
    "c": "music",
    "d": "music",
    "i": "music",
    "j": "music",
    "g": "visual",
    "k": "visual",
    "o": "visual",
    "r": "visual",
    "p": "mixed",
    "s": "continuing",
}


@dataclass(frozen=True)
class Choice:
    code: str
    name: Name


@dataclass(frozen=True)
class Position:
    """``length`` characters from ``start``; ``choices`` empty: typed, not chosen."""

    start: int
    length: int
    name: Name
    choices: tuple[Choice, ...] = ()
    # Which of several alike in a row (1, 2…); 0 when it stands alone.
    number: int = 0
    # The choices are the commonest of a longer list (countries, languages).
    is_open: bool = False

    def of(self, value: str) -> str:
        return value[self.start : self.start + self.length]

    def known(self, value: str) -> bool:
        """Whether the codes there are among the choices, or the position is typed or filled."""
        held = self.of(value)
        if not self.choices or held == FILL * self.length:
            return True
        if self.is_open and _CODE.fullmatch(held):
            return True
        return held in {one.code for one in self.choices}


def form_of(leader: str) -> str:
    """Which 008 a record has, by its leader."""
    kind, level = leader[6:7], leader[7:8]
    if kind == "z":
        return "authority"
    if kind == "a":
        return "continuing" if level in ("b", "i", "s") else "books"
    return _FORMS.get(kind, "books")


def positions(tag: str, value: str, leader: str) -> tuple[Position, ...]:
    """The positions of this field: of LDR and 008 by the leader, of 006 and 007 by their own
    first character. None for a field without coded positions."""
    sets = _sets()
    if tag == "LDR":
        return sets["LDR authority" if leader[6:7] == "z" else "LDR bibliographic"]
    if tag == "007":
        return sets.get(f"007 {value[:1]}", ())
    if tag == "008":
        form = form_of(leader)
        if form == "authority":
            return sets["008 authority"]
        both = sets["008 all"] + sets[f"008 {form}"]
        return tuple(sorted(both, key=lambda one: one.start))
    if tag == "006":
        form = "books" if value[:1] == "a" else _FORMS.get(value[:1], "")
        found = sets.get(f"008 {form}", ()) if form else ()
        # 006/01 to 17 are 008/18 to 34.
        return tuple(replace(one, start=one.start - 17) for one in found if 18 <= one.start <= 34)
    return ()


def right_length(tag: str, value: str) -> int | None:
    """How long the field must be; None when the format does not say."""
    return LENGTHS_007.get(value[:1]) if tag == "007" else LENGTHS.get(tag)


def categories() -> tuple[Choice, ...]:
    """The categories of 007, for choosing which one to begin."""
    return tuple(
        one[0].choices[0] for name, one in sorted(_sets().items()) if name.startswith("007 ")
    )


# The kinds of material that have an 008 of their own, as they are called.
MATERIALS: dict[str, str | Promise] = {
    "books": _("Sách, bản thảo"),
    "continuing": _("Báo, tạp chí, nguồn cập nhật"),
    "maps": _("Bản đồ"),
    "music": _("Bản nhạc, ghi âm"),
    "visual": _("Phim, tranh ảnh, hiện vật"),
    "files": _("Tệp máy tính, tài liệu điện tử"),
    "mixed": _("Tài liệu hỗn hợp"),
}


def sets_of(tag: str, *, is_authority: bool) -> list[tuple[str, tuple[Position, ...]]]:
    """Every set of positions this field may have, with what it is of: 008 and 006 by kind of
    material, 007 by category. One without a name when there is but one; none for a field
    without coded positions."""
    sets = _sets()
    if tag == "LDR" or (tag == "008" and is_authority):
        kind = "authority" if is_authority else "bibliographic"
        return [("", sets[f"LDR {kind}" if tag == "LDR" else "008 authority"])]
    if is_authority:
        return []
    if tag == "008":
        of_all = [(str(_("Mọi loại tài liệu")), sets["008 all"])]
        return of_all + [(str(name), sets[f"008 {form}"]) for form, name in MATERIALS.items()]
    if tag == "006":
        firsts = {form: code for code, form in reversed(_FORMS.items())} | {"books": "a"}
        return [(str(name), positions("006", firsts[form], "")) for form, name in MATERIALS.items()]
    if tag == "007":
        return [(f"{one.code} · {one.name}", sets[f"007 {one.code}"]) for one in categories()]
    return []


@cache
def _sets() -> dict[str, tuple[Position, ...]]:
    lists: dict[str, list[Choice]] = {}
    drafts: dict[str, list[tuple[str, list[str]]]] = {}
    name = ""
    for line in (DATA / "positions.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("== "):
            name = line[3:].strip()
            drafts[name] = []
        elif name.startswith("list "):
            code, _space, rest = line.partition(" ")
            lists.setdefault(name[5:], []).append(Choice(code.replace("#", " "), parse(rest)))
        elif line.startswith(" "):
            drafts[name][-1][1].append(line.strip())
        else:
            drafts[name].append((line, []))
    built: dict[str, tuple[Position, ...]] = {}
    for name, lines in drafts.items():
        if not name.startswith("list "):
            built[name] = tuple(one for line in lines for one in _built(*line, lists, built))
    return built


def _built(
    line: str,
    below: list[str],
    lists: dict[str, list[Choice]],
    built: dict[str, tuple[Position, ...]],
) -> list[Position]:
    start, extent, rest = line.split(" ", 2)
    length, _x, times = extent.partition("x")
    if rest.startswith("text "):
        rest = rest[5:]
    first, each, name = int(start), int(length), parse(rest)
    choices: list[Choice] = []
    is_open = any(one.startswith("list ") for one in below)
    for one in below:
        code, _space, said = one.partition(" ")
        if code == "like":
            form, _space, other = said.partition(" ")
            same = next(p for p in built[f"008 {form}"] if p.start == int(other or start))
            choices += same.choices
        elif code == "list":
            choices += lists_named(said, lists)
        else:
            choices.append(Choice(code.replace("#", " "), parse(said)))
    if not times:
        return [Position(first, each, name, tuple(choices), is_open=is_open)]
    return [
        Position(first + number * each, each, name, tuple(choices), number + 1)
        for number in range(int(times))
    ]


def lists_named(name: str, lists: dict[str, list[Choice]]) -> list[Choice]:
    if name not in lists:
        raise ValueError(f"positions.txt: no list {name!r}")
    return lists[name]
