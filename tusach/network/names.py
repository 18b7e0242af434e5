"""Names of administrative units: the kind in front, the bare name behind, folding."""

from __future__ import annotations

import re

from tusach.network.models.units import Level, UnitKind
from tusach.vietnamese.api import APOSTROPHES, canonical, fold, nfc, repair_lookalikes, sort_key

# Longest first: "thành phố trực thuộc" never begins a name, but "thị trấn" must go before
# "thị".
_PREFIXES: tuple[tuple[str, UnitKind, Level], ...] = (
    ("Thị trấn ", UnitKind.TOWNSHIP, Level.COMMUNE),
    ("Đặc khu ", UnitKind.SPECIAL_ZONE, Level.COMMUNE),
    ("Phường ", UnitKind.WARD, Level.COMMUNE),
    ("Xã ", UnitKind.COMMUNE, Level.COMMUNE),
    ("Huyện ", UnitKind.RURAL_DISTRICT, Level.DISTRICT),
    ("Quận ", UnitKind.URBAN_DISTRICT, Level.DISTRICT),
    ("Thị xã ", UnitKind.TOWN, Level.DISTRICT),
    ("Thành phố ", UnitKind.CITY, Level.DISTRICT),
    ("Tỉnh ", UnitKind.PROVINCE, Level.PROVINCE),
)
# What people write in front of a name, tones or not, full or short.
_SPOKEN = (
    "thanh pho",
    "thi tran",
    "dac khu",
    "thi xa",
    "phuong",
    "huyen",
    "quan",
    "tinh",
    "xa",
    "tp.",
    "tp",
    "tt.",
    "tt",
    "tx.",
    "tx",
    "p.",
    "h.",
    "q.",
    "x.",
    "t.",
)


def split_kind(name: str, level: str) -> tuple[UnitKind | None, str]:
    """The kind that a full name begins with and the bare name: ("Xã", "San Thàng").

    A city in the place of a province is a municipality. A name with no known kind in front
    gives None and the name as it is.
    """
    for prefix, kind, _level in _PREFIXES:
        if name.startswith(prefix):
            if kind is UnitKind.CITY and level == Level.PROVINCE:
                kind = UnitKind.MUNICIPALITY
            return kind, name[len(prefix) :].strip()
    return None, name


_NO_SOUND = re.compile(f"[{APOSTROPHES}]")
_BREAKS = re.compile(r"\W+")


def search_form(text: str) -> str:
    """A name as it is looked up: no marks, lower case, apostrophes gone, signs as blanks.

    "Ea H'Leo" gives "ea hleo", "Phan Rang – Tháp Chàm" gives "phan rang thap cham".
    """
    return " ".join(_BREAKS.sub(" ", fold(_NO_SOUND.sub("", text))).split())


def typed_form(text: str) -> str:
    """A name with its tones, for telling what was typed exactly: "Hoà Bình" as "hòa bình"."""
    spaced: str = canonical(" ".join(text.split()))
    return spaced.casefold()


def without_kind(text: str) -> str:
    """What was typed without "xã", "P.", "huyện" in front; all of it where nothing is left."""
    text = " ".join(repair_lookalikes(nfc(text)).split())
    folded = fold(text)
    if len(folded) != len(text):
        return text
    for spoken in _SPOKEN:
        # "p.tan phong" and "p. tan phong", but "xa" only as a syllable of its own
        head = spoken if spoken.endswith(".") else f"{spoken} "
        if folded.startswith(head):
            return text[len(head) :].strip() or text
    return text


__all__ = ["fold", "search_form", "sort_key", "split_kind", "typed_form", "without_kind"]
