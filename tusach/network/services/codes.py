"""Codes of points: LC-TVX-007, given once and never again."""

from __future__ import annotations

from collections.abc import Container

from tusach.network.models import AdminUnit, CodeNumber, HomeProvince, PointKind, ServicePoint
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


def next_codes(
    kind: str, province: AdminUnit | None, count: int, *, besides: Container[str] = ()
) -> list[str]:
    """The next free codes of a kind in a province. Locks the counter of their prefix.

    Passed over: codes that were given by hand, and those in ``besides`` (upper case).
    """
    letters = "TS"
    if province is not None:
        home = HomeProvince.objects.filter(unit=province).first()
        letters = home.letters if home else letters_of(province)
    middle = _NEUTRAL if kind in SECRET_KINDS else _LETTERS[kind]
    prefix = f"{letters}-{middle}-"
    CodeNumber.objects.get_or_create(prefix=prefix)
    counter = CodeNumber.objects.select_for_update().get(prefix=prefix)
    found: list[str] = []
    while len(found) < count:
        first = counter.last + 1
        counter.last += count - len(found)
        tried = [f"{prefix}{number:03d}" for number in range(first, counter.last + 1)]
        taken = set(ServicePoint.objects.filter(code__in=tried).values_list("code", flat=True))
        found += [code for code in tried if code not in taken and code not in besides]
    counter.save(update_fields=["last"])
    return found


def letters_of(province: AdminUnit) -> str:
    """The first letters of a province's name: Lai Châu gives LC."""
    return "".join(
        word[0] for word in fold(province.bare_name).split() if word[0].isalpha()
    ).upper()[:6]
