"""Names of administrative units: the kind in front, the bare name behind, folding."""

from __future__ import annotations

from tusach.network.models.units import Level, UnitKind

try:
    from tusach.vietnamese.api import fold, sort_key
except ImportError:  # until the room vietnamese stands
    import unicodedata

    def fold(text: str) -> str:
        marks = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        return "".join(c for c in marks if not unicodedata.combining(c)).lower()

    def sort_key(text: str) -> str:
        return fold(text)


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


def without_kind(text: str) -> str:
    """What was typed without "xã", "P.", "huyện" in front; all of it where nothing is left."""
    folded = fold(text)
    for spoken in _SPOKEN:
        # "p.tan phong" and "p. tan phong", but "xa" only as a syllable of its own
        head = spoken if spoken.endswith(".") else f"{spoken} "
        if folded.startswith(head):
            rest = text[len(head) :].strip() if len(folded) == len(text) else ""
            return rest or text
    return text


__all__ = ["fold", "sort_key", "split_kind", "without_kind"]
