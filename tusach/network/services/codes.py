"""Codes of points: LC-TVX-007, given once and never again."""

from __future__ import annotations

from tusach.network.models import AdminUnit, CodeNumber, HomeProvince, PointKind
from tusach.network.models.points import SECRET_KINDS
from tusach.network.names import fold

_LETTERS: dict[str, str] = {
    PointKind.PROVINCIAL_LIBRARY: "TVT",
    PointKind.ROTATION_STORE: "KLC",
    PointKind.DISTRICT_LIBRARY: "TVH",
    PointKind.COMMUNE_LIBRARY: "TVX",
    PointKind.GRASSROOTS_MODEL: "MH",
    PointKind.POST_CULTURE_POINT: "BD",
    PointKind.LEARNING_CENTRE: "HT",
    PointKind.INTERNET_POINT: "NET",
    PointKind.LAW_BOOKCASE: "PL",
    PointKind.VILLAGE_BOOKCASE: "TS",
    PointKind.FAMILY_BOOKCASE: "GD",
    PointKind.PRIVATE_LIBRARY: "TN",
    PointKind.COMMUNITY_LIBRARY: "CD",
    PointKind.SCHOOL_LIBRARY: "TH",
    PointKind.SPECIAL_LIBRARY: "CN",
    PointKind.MOBILE_STOP: "LD",
    PointKind.CLUB: "CLB",
    PointKind.BOOKSHOP: "NS",
    PointKind.ONLINE: "SO",
}
# Codes are printed on boxes: one that must not be told apart gets letters that say nothing.
_NEUTRAL = "DK"


def next_code(kind: str, province: AdminUnit | None) -> str:
    """The next free code of a kind in a province. Locks the counter of its prefix."""
    letters = "TS"
    if province is not None:
        home = HomeProvince.objects.filter(unit=province).first()
        letters = home.letters if home else letters_of(province)
    middle = _NEUTRAL if kind in SECRET_KINDS else _LETTERS[kind]
    prefix = f"{letters}-{middle}-"
    CodeNumber.objects.get_or_create(prefix=prefix)
    counter = CodeNumber.objects.select_for_update().get(prefix=prefix)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{prefix}{counter.last:03d}"


def letters_of(province: AdminUnit) -> str:
    """The first letters of a province's name: Lai Châu gives LC."""
    return "".join(
        word[0] for word in fold(province.bare_name).split() if word[0].isalpha()
    ).upper()[:6]
