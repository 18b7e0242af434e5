"""From the cells of a row to the fields of a record: which column holds what, and what is wrong.

The names of columns are those Vietnamese libraries and schools write over their lists.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.compose import RecordFields
from tusach.catalogue.keys import plain_words
from tusach.catalogue.languages import language_code
from tusach.catalogue.marc.isbn import compact, normalise
from tusach.catalogue.models import Audience
from tusach.vietnamese.api import NotANumber, parse_number

# What a column may hold. Those from "copies" on are of the copies: they stay with the row and
# are handed to the rooms that listen.
TARGETS: dict[str, str | Promise] = {
    "title": _("Nhan đề"),
    "subtitle": _("Phụ đề"),
    "author": _("Tác giả"),
    "responsibility": _("Thông tin trách nhiệm"),
    "edition": _("Lần xuất bản"),
    "place_published": _("Nơi xuất bản"),
    "publisher": _("Nhà xuất bản"),
    "year": _("Năm xuất bản"),
    "isbn": _("ISBN"),
    "language": _("Ngôn ngữ"),
    "audience": _("Đối tượng"),
    "class_number": _("Ký hiệu phân loại"),
    "subjects": _("Chủ đề, từ khoá"),
    "series": _("Tùng thư"),
    "series_number": _("Số trong tùng thư"),
    "pages": _("Số trang"),
    "size": _("Khổ"),
    "summary": _("Tóm tắt"),
    "note": _("Phụ chú"),
    "price": _("Giá"),
    "copies": _("Số bản"),
    "accession_no": _("Số đăng ký cá biệt"),
    "barcode": _("Mã vạch"),
    "shelf_mark": _("Ký hiệu xếp giá"),
}
OF_COPIES = ("price", "copies", "accession_no", "barcode", "shelf_mark")
MANY = {"subjects"}

_HEADINGS: dict[str, tuple[str, ...]] = {
    "title": ("nhan de", "ten sach", "ten tai lieu", "nhan de chinh", "ten an pham", "tua sach",
              "ten sach tai lieu", "title", "book title", "ten", "tua de", "dau sach"),
    "subtitle": ("phu de", "nhan de phu", "subtitle", "thong tin bo sung"),
    "author": ("tac gia", "ho ten tac gia", "ten tac gia", "author", "authors", "nguoi viet",
               "chu bien", "tac gia chinh"),
    "responsibility": ("thong tin trach nhiem", "trach nhiem", "responsibility"),
    "edition": ("lan xuat ban", "lan tai ban", "tai ban", "edition"),
    "place_published": ("noi xuat ban", "noi xb", "noi in", "place", "place of publication"),
    "publisher": ("nha xuat ban", "nxb", "nha xb", "publisher", "don vi xuat ban"),
    "year": ("nam xuat ban", "nam xb", "nam", "year", "nam in", "nxb nam", "publication year"),
    "isbn": ("isbn", "ma isbn", "so isbn", "isbn13", "isbn 13", "isbn 10"),
    "language": ("ngon ngu", "language", "tieng"),
    "audience": ("doi tuong", "doi tuong ban doc", "cap hoc", "lua tuoi", "audience"),
    "class_number": ("phan loai", "ky hieu phan loai", "ki hieu phan loai", "khpl", "ddc", "pl",
                     "mon loai", "chi so phan loai", "class number", "classification"),
    "subjects": ("chu de", "tu khoa", "de muc chu de", "subject", "subjects", "keywords",
                 "the loai"),
    "series": ("tung thu", "bo sach", "tu sach", "series"),
    "series_number": ("tap", "so tap", "quyen so", "tap so", "volume"),
    "pages": ("so trang", "trang", "pages"),
    "size": ("kho", "kho sach", "kich thuoc", "kho cm", "size"),
    "summary": ("tom tat", "noi dung", "gioi thieu", "mo ta", "summary", "tom tat noi dung"),
    "note": ("ghi chu", "phu chu", "note", "notes"),
    "price": ("gia", "gia bia", "don gia", "gia tien", "gia sach", "price"),
    "copies": ("so ban", "so luong", "so cuon", "sl", "so quyen", "copies",
               "quantity", "so ban sach"),
    "accession_no": ("dkcb", "so dkcb", "so dang ky ca biet", "dang ky ca biet", "so dang ky",
                     "ma dkcb", "accession number", "so ca biet"),
    "barcode": ("ma vach", "barcode", "ma sach", "so ma vach"),
    "shelf_mark": ("ky hieu xep gia", "xep gia", "khxg", "ky hieu kho", "call number",
                   "shelf mark"),
}  # fmt: skip
_BY_HEADING = {name: target for target, names in _HEADINGS.items() for name in names}

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SHORT_YEAR = re.compile(r"\D*\d{1,3}\D*")
_ROUNDED = re.compile(r"\d[.,]\d+E\+?1[0-3]", re.IGNORECASE)
_PARTS = re.compile(r"\s*[;|\n]\s*")
_SUBJECT_PARTS = re.compile(r"\s*[;|\n,]\s*")
EARLIEST_YEAR = 1400


def suggest(headings: Sequence[str]) -> dict[str, str]:
    """Column number (as text) → what its heading says it holds; each thing at most once."""
    found: dict[str, str] = {}
    for at, heading in enumerate(headings):
        words = plain_words(re.sub(r"\(.*?\)", "", heading))
        target = _BY_HEADING.get(words)
        if target and target not in found.values():
            found[str(at)] = target
    return found


def header_of(first_rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows names the columns: the one with most known names.

    Lists often carry the library's name and a date above. Returns an index; the first row
    when no name is known.
    """
    known = [len(suggest(row)) for row in first_rows]
    best = max(known, default=0)
    return known.index(best) if best else 0


def signature(headings: Sequence[str]) -> str:
    """By which a mapping is remembered: equal for lists with the same headings."""
    text = "|".join(plain_words(heading) for heading in headings)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@dataclass
class Parsed:
    """A row read: ``fields`` is None when something in ``errors`` forbids a record."""

    fields: RecordFields | None
    errors: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)


def values_of(cells: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """What the mapped cells hold, by what they hold; empty ones left out."""
    found: dict[str, str] = {}
    for at, target in mapping.items():
        if int(at) < len(cells) and cells[int(at)]:
            found[target] = cells[int(at)]
    return found


def parse(values: Mapping[str, str], names: Mapping[str, str], *, this_year: int) -> Parsed:
    """The record of a row. ``names`` gives each target its column's heading, for the sentences."""
    done = Parsed(None)

    def problem(kind: list[dict[str, Any]], code: str, target: str, **facts: Any) -> None:
        facts = {"column": names.get(target, target), "value": values.get(target, ""), **facts}
        kind.append({"code": code, "facts": facts})

    if not values.get("title"):
        done.errors.append({"code": "no-title", "facts": {}})
    year = _year(
        values.get("year", ""), this_year, lambda code, **f: problem(done.errors, code, "year", **f)
    )
    price = _amount(
        values.get("price", ""), lambda code, **f: problem(done.errors, code, "price", **f)
    )
    copies = _amount(
        values.get("copies", ""), lambda code, **f: problem(done.errors, code, "copies", **f)
    )
    isbn = values.get("isbn", "")
    if isbn and not normalise(isbn):
        if _ROUNDED.fullmatch(isbn):
            code = "isbn-rounded"
        else:
            code = "isbn-check" if compact(isbn) else "isbn-shape"
        problem(done.warnings, code, "isbn")
    language = language_code(values.get("language", "")) if values.get("language") else "vie"
    if not language:
        problem(done.warnings, "language-unknown", "language")
    audience = audience_of(values.get("audience", ""))
    if values.get("audience") and not audience:
        problem(done.warnings, "audience-unknown", "audience")
    if done.errors:
        return done
    author, *others = [name for name in _PARTS.split(values.get("author", "")) if name] or [""]
    done.fields = RecordFields(
        title=values["title"],
        subtitle=values.get("subtitle", ""),
        responsibility=values.get("responsibility", ""),
        author=author,
        other_authors=tuple(others),
        edition=values.get("edition", ""),
        place_published=values.get("place_published", ""),
        publisher=values.get("publisher", ""),
        year=year,
        isbn="" if isbn and _ROUNDED.fullmatch(isbn) else isbn,
        price=price,
        language=language,
        audience=audience,
        audience_note="" if audience else values.get("audience", ""),
        class_number=values.get("class_number", ""),
        subjects=tuple(one for one in _SUBJECT_PARTS.split(values.get("subjects", "")) if one),
        series=values.get("series", ""),
        series_number=values.get("series_number", ""),
        pages=_pages(values.get("pages", "")),
        size=_size(values.get("size", "")),
        summary=values.get("summary", ""),
        note=values.get("note", ""),
    )
    del copies  # read for its errors; the listener takes the row's own text
    return done


def _year(text: str, this_year: int, wrong: Any) -> int | None:
    if not text:
        return None
    found = _YEAR.findall(text)
    if not found:
        wrong("year-short" if _SHORT_YEAR.fullmatch(text) else "year-unreadable")
        return None
    # "tái bản 2019 (2015)" and dates: the last year told is the printing in hand.
    year = int(found[0])
    if not EARLIEST_YEAR <= year <= this_year + 1:
        wrong("year-wrong", value=str(year), limit=this_year + 1)
        return None
    return year


def _amount(text: str, wrong: Any) -> int | None:
    if not text:
        return None
    try:
        amount = parse_number(text)
    except NotANumber as error:
        if error.reason == "ambiguous":
            whole = text.split(",")[0]
            wrong("number-ambiguous", ways=f"{text.replace(',', '.')} / {whole}")
        elif error.reason != "empty":
            wrong("number-unreadable")
        return None
    if amount < 0 or amount != int(amount) or amount > 10**12:
        wrong("number-unreadable")
        return None
    return int(amount)


def audience_of(text: str) -> str:
    """One of ``Audience`` for what a list calls its readers; "" when not known."""
    words = plain_words(text)
    return _AUDIENCES.get(words, "") or (text if text in Audience.values else "")


_AUDIENCES = {
    "mam non": "preschool",
    "mau giao": "preschool",
    "tieu hoc": "primary",
    "cap 1": "primary",
    "thcs": "lower_secondary",
    "trung hoc co so": "lower_secondary",
    "cap 2": "lower_secondary",
    "thpt": "upper_secondary",
    "trung hoc pho thong": "upper_secondary",
    "cap 3": "upper_secondary",
    "thieu nhi": "juvenile",
    "tre em": "juvenile",
    "nguoi lon": "adult",
    "chuyen nganh": "specialised",
    "moi nguoi": "general",
    "dai chung": "general",
    "pho thong": "general",
}


def _pages(text: str) -> str:
    return f"{text} tr." if text.isdigit() else text


def _size(text: str) -> str:
    return f"{text} cm" if re.fullmatch(r"\d+([x×]\d+)?", text.replace(" ", "")) else text
