"""The tables as pages and as the editor's script reads them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tusach.catalogue.format.names import Name
from tusach.catalogue.format.positions import Position, sets_of
from tusach.catalogue.format.table import (
    DATA,
    FieldSpec,
    FormatKind,
    IndicatorValue,
    spec_of,
    table,
)
from tusach.vietnamese.api import fold

KINDS = ("bibliographic", "authority")
# Blocks of tags by their first digit (MARC 21, organisation of the formats).
_BLOCKS: dict[str, dict[str, str | Promise]] = {
    "bibliographic": {
        "L": _("Đầu biểu"),
        "0": _("Số, mã và phân loại"),
        "1": _("Tiêu đề chính"),
        "2": _("Nhan đề, xuất bản"),
        "3": _("Mô tả vật lý"),
        "4": _("Tùng thư trên sách"),
        "5": _("Phụ chú"),
        "6": _("Chủ đề"),
        "7": _("Tiêu đề bổ sung và liên kết"),
        "8": _("Tùng thư, nơi lưu giữ, địa chỉ điện tử"),
        "9": _("Dùng tại chỗ"),
    },
    "authority": {
        "L": _("Đầu biểu"),
        "0": _("Số, mã và phân loại"),
        "1": _("Tiêu đề"),
        "2": _("Xem chung"),
        "3": _("Đặc điểm, xem thêm chung"),
        "4": _("Xem từ"),
        "5": _("Xem thêm từ"),
        "6": _("Phụ chú, nguồn"),
        "7": _("Tiêu đề ở hệ khác"),
        "8": _("Địa chỉ điện tử và thông tin khác"),
    },
}


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for path in sorted(DATA.glob("*.txt")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def address(kind: FormatKind, language: str) -> str:
    """Where the script finds the table, for good: the address changes with the content."""
    language = "vi" if language.startswith("vi") else "en"
    return reverse("catalogue:format_json", args=[kind, language, _version()])


@cache
def as_json(kind: str, language: str) -> dict[str, Any]:
    """Tag → name, whether it repeats, indicators (value → meaning), subfields (code → name and
    whether it repeats)."""
    with override(language):
        return {
            tag: {
                "name": str(one.name),
                "many": one.repeatable,
                "help": one.help is not None,
                "ind": [_meanings(one.ind1), _meanings(one.ind2)],
                "subs": {
                    code: [str(sub.name), int(sub.repeatable)]
                    for code, sub in one.subfields.items()
                },
            }
            for tag, one in table(cast("FormatKind", kind)).items()
        }


def _meanings(values: tuple[IndicatorValue, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in values:
        for number in range(ord(one.first), ord(one.last) + 1):
            found[chr(number).replace(" ", "#")] = str(one.name)
    return found


@dataclass(frozen=True)
class Block:
    label: str | Promise
    fields: list[FieldSpec]


def blocks(kind: str, words: str = "") -> list[Block]:
    """The fields by the first digit of their tag; of those, the ones that answer to ``words``
    (a tag or its beginning, or words of the name, with tones or without)."""
    wanted = fold(words).split()
    found: dict[str, list[FieldSpec]] = {}
    for one in table(cast("FormatKind", kind)).values():
        text = fold(f"{one.tag} {one.name.vi} {one.name.en}")
        if all(one.tag.startswith(word) or word in text for word in wanted):
            found.setdefault(one.tag[0], []).append(one)
    return [Block(_BLOCKS[kind].get(digit, ""), fields) for digit, fields in found.items()]


@dataclass(frozen=True)
class FieldPage:
    spec: FieldSpec
    indicators: list[tuple[int, list[tuple[str, Name]]]]
    # Coded positions: by kind of material or category where there are several.
    sets: list[tuple[str, tuple[Position, ...]]]


def field_page(kind: str, tag: str) -> FieldPage | None:
    """All that is to be said of a field; None for a tag the format does not know."""
    spec = spec_of(tag, cast("FormatKind", kind))
    if spec is None:
        return None
    return FieldPage(
        spec,
        [
            (number, [(_said(value), value.name) for value in spec.indicator(number)])
            for number in (1, 2)
            if not spec.is_control
        ],
        sets_of(tag, is_authority=kind == "authority"),
    )


def _said(value: IndicatorValue) -> str:
    first, last = value.first.replace(" ", "#"), value.last.replace(" ", "#")
    return first if first == last else f"{first}–{last}"
