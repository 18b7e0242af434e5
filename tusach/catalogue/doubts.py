"""Marks of what somebody was not sure of: places of the MARC content ("260c", "100").

The simple form marks a field of its own, the MARC editor a tag; both are kept as places, and
each shows what the other marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Field of the simple form → (its place, what it is called).
PLACES: dict[str, tuple[str, str | Promise]] = {
    "title": ("245a", _("nhan đề")),
    "subtitle": ("245b", _("phụ đề")),
    "responsibility": ("245c", _("thông tin trách nhiệm")),
    "author": ("100", _("tác giả")),
    "other_authors": ("700", _("tác giả khác")),
    "isbn": ("020a", "ISBN"),
    "price": ("020c", _("giá bìa")),
    "place_published": ("260a", _("nơi xuất bản")),
    "publisher": ("260b", _("nhà xuất bản")),
    "year": ("260c", _("năm xuất bản")),
    "edition": ("250", _("lần xuất bản")),
    "pages": ("300a", _("số trang")),
    "illustrations": ("300b", _("minh hoạ")),
    "size": ("300c", _("khổ")),
    "series": ("490a", _("tùng thư")),
    "series_number": ("490v", _("số trong tùng thư")),
    "language": ("041", _("ngôn ngữ")),
    "audience": ("008", _("đối tượng")),
    "audience_note": ("521", _("đối tượng, ghi rõ")),
    "class_number": ("082", _("ký hiệu phân loại")),
    "subjects": ("653", _("từ khoá")),
    "summary": ("520", _("tóm tắt")),
    "note": ("500", _("phụ chú")),
}
# Where the same is told under another tag.
_SAME = {"264": "260", "110": "100", "111": "100", "710": "700", "711": "700", "650": "653",
         "651": "653", "600": "653", "610": "653", "830": "490", "080": "082",
         "084": "082", "090": "082"}  # fmt: skip


def _known(place: str) -> str:
    return _SAME.get(place[:3], place[:3]) + place[3:]


def fields_in_doubt(places: Iterable[str]) -> list[str]:
    """Fields of the simple form that the places mark; a tag alone marks all that stand in it."""
    held = {_known(one) for one in places}
    return [name for name, (at, _label) in PLACES.items() if at in held or at[:3] in held]


def places_of(names: Iterable[str], before: Sequence[str] = ()) -> list[str]:
    """The places of the fields marked in the form. Of ``before`` those stay that the form does
    not know, and those of its fields that are still marked, as they were written."""
    marked = set(names)
    was = set(fields_in_doubt(before))
    kept = []
    for place in before:
        here = fields_in_doubt([place])
        if not here or set(here) <= marked:
            kept.append(place)
    new = [at for name, (at, _label) in PLACES.items() if name in marked - was]
    split = [
        PLACES[name][0]
        for name in PLACES
        if name in marked & was and not any(name in fields_in_doubt([one]) for one in kept)
    ]
    return sorted({*kept, *new, *split})


def in_words(places: Sequence[str]) -> list[str]:
    """What is marked, as a cataloguer reads it; a place the form does not know as it is."""
    named = [str(PLACES[name][1]) for name in fields_in_doubt(places)]
    return named + [one for one in places if not fields_in_doubt([one])]
