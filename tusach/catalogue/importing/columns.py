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
from tusach.catalogue.importing.runs import written_out
from tusach.catalogue.keys import plain_words
from tusach.catalogue.languages import language_code
from tusach.catalogue.marc.isbn import compact, normalise
from tusach.catalogue.models import Audience
from tusach.vietnamese.api import NotANumber, parse_number

# What a column may hold. Those from "price" on are of the copies: they stay with the row and
# are handed to the rooms that listen.
TARGETS: dict[str, str | Promise] = {
    "title": _("Nhan đề"),
    "subtitle": _("Phụ đề"),
    "author": _("Tác giả"),
    "author_title": _("Tác giả và nhan đề trong một ô"),
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
    "record_id": _("Số biểu ghi ở hệ thống cũ"),
    "price": _("Giá"),
    "copies": _("Số bản"),
    "accession_no": _("Số đăng ký cá biệt"),
    "barcode": _("Mã vạch"),
    "shelf_mark": _("Ký hiệu xếp giá"),
    "acquired_on": _("Ngày vào sổ"),
    "branch": _("Thư viện, chi nhánh sở hữu"),
    "holding_branch": _("Nơi đang giữ"),
    "collection": _("Kho"),
    "item_type": _("Loại bản sách"),
    "source": _("Nguồn, nhà cung cấp"),
    "fund": _("Số chứng từ, quyết định nhập"),
    "lost": _("Đã mất"),
    "damaged": _("Hư hỏng"),
    "withdrawn": _("Đã xuất khỏi sổ (số biên bản, quyết định)"),
    "status": _("Tình trạng"),
    "not_for_loan": _("Không cho mượn về"),
    "copy_number": _("Số thứ tự của bản"),
    "copy_note": _("Ghi chú về bản"),
}
OF_COPIES = tuple(TARGETS)[tuple(TARGETS).index("price") :]
# What may stand in several columns of one sheet; the texts are joined.
MANY = {"subjects", "author", "note", "copy_note", "accession_no", "barcode", "collection"}
# What may stand in parts, one after the other: OpenBiblio keeps a shelf mark in three columns.
IN_PARTS = {"shelf_mark"}
_PART = re.compile(r"(?:call_nmbr|so ke )[123]")

_HEADINGS: dict[str, tuple[str, ...]] = {
    "title": ("nhan de", "ten sach", "ten tai lieu", "nhan de chinh", "ten an pham", "tua sach",
              "ten sach tai lieu", "title", "book title", "ten", "tua de", "tieu de",
              "dau sach", "245 a"),
    "author_title": ("tac gia va ten sach", "ten tac gia va ten sach", "ten sach tac gia",
                     "tac gia va nhan de", "tac gia ten sach", "ten sach va tac gia"),
    "subtitle": ("phu de", "nhan de phu", "subtitle", "thong tin bo sung",
                 "title_remainder", "phan con lai cua tieu de", "phan con lai tieu de", "245 b"),
    "author": ("tac gia", "ho ten tac gia", "ten tac gia", "author", "authors", "nguoi viet",
               "chu bien", "tac gia chinh", "100 a"),
    "responsibility": ("thong tin trach nhiem", "trach nhiem", "responsibility", "sor",
                       "responsibility_stmt", "tuyen bo trach nhiem", "245 c"),
    "edition": ("lan xuat ban", "lan tai ban", "tai ban", "edition", "250 a"),
    "place_published": ("noi xuat ban", "noi xb", "noi in", "place", "place of publication",
                        "place_name", "260 a"),
    "publisher": ("nha xuat ban", "nxb", "nha xb", "publisher", "don vi xuat ban", "publisher_name",
                  "260 b"),
    "year": ("nam xuat ban", "nam xb", "nam", "year", "nam in", "nxb nam", "publication year",
             "year of publication",
             "publish_year", "260 c"),
    "isbn": ("isbn", "ma isbn", "so isbn", "isbn13", "isbn 13", "isbn 10", "isbn_issn",
             "020 a"),
    "language": ("ngon ngu", "language", "tieng", "language_name", "041 a"),
    "audience": ("doi tuong", "doi tuong ban doc", "cap hoc", "lua tuoi", "audience"),
    "class_number": ("phan loai", "ky hieu phan loai", "ki hieu phan loai", "khpl", "ddc", "pl",
                     "mon loai", "chi so phan loai", "class number", "classification", "082 a"),
    "subjects": ("chu de", "tu khoa", "de muc chu de", "subject", "subjects", "keywords",
                 "the loai", "topics", "topic1", "topic2", "topic3", "topic4",
                 "topic5", "650 a", "653 a"),
    "series": ("tung thu", "bo sach", "tu sach", "series", "series_title", "490 a"),
    "series_number": ("tap", "so tap", "quyen so", "tap so", "volume", "490 v"),
    "pages": ("so trang", "trang", "pages", "collation", "300 a"),
    "size": ("kho sach", "kich thuoc", "kho cm", "size", "300 c"),
    "summary": ("tom tat", "noi dung", "gioi thieu", "mo ta", "summary", "tom tat noi dung",
                "520 a"),
    "note": ("ghi chu", "phu chu", "note", "notes", "500 a"),
    "price": ("gia", "gia bia", "don gia", "gia tien", "gia sach", "price", "020 c"),
    "copies": ("so ban", "so luong", "so cuon", "sl", "so quyen", "copies",
               "quantity", "so ban sach"),
    "accession_no": ("dkcb", "so dkcb", "so dang ky ca biet", "dang ky ca biet", "so dang ky",
                     "ma dkcb", "accession number", "accession no", "so ca biet", "so dk",
                     "inventory_code", "barcode so dkcb", "ma vach so dkcb"),
    "record_id": ("bibid", "biblio_id", "ma bieu ghi", "so bieu ghi", "id thu muc"),
    "barcode": ("ma vach", "barcode", "ma sach", "so ma vach", "item_code",
                "barcode_nmbr", "barco", "ma so vach"),
    "shelf_mark": ("ky hieu xep gia", "xep gia", "khxg", "ky hieu kho", "call number",
                   "shelf mark", "call_number", "call1", "call_nmbr1", "call_nmbr2", "call_nmbr3",
                   "call num", "so goi", "so ke 1", "so ke 2", "so ke 3", "099 a"),
    "acquired_on": ("ngay vao so", "ngay nhap", "ngay dang ky", "received_date", "date acquired",
                    "accession date", "ngay thang vao so", "ngay mua", "acq date"),
    "branch": ("thu vien", "chi nhanh", "truong", "don vi", "site", "library", "branch"),
    "holding_branch": ("noi giu", "noi de", "dia diem", "location_name", "location"),
    "collection": ("kho", "collection", "coll", "bo suu tap"),
    "item_type": ("loai sach", "loai an pham", "coll_type_name", "item type", "media"),
    "source": ("nguon", "source", "nguon bo sung", "supplier_name", "nha cung cap"),
    "fund": ("so chung tu", "chung tu", "so hoa don", "so chung tu nhap", "invoice",
             "so quyet dinh", "so vao so tong quat", "stt so tong quat"),
    "withdrawn": ("bien ban xuat", "so bien ban xuat", "xuat kho", "ngay va so bien ban xuat",
                  "thanh ly"),
    "status": ("tinh trang", "item_status_name", "status", "trang thai", "status_cd"),
    "copy_note": ("ghi chu ban sach", "copy_desc"),
}  # fmt: skip
# Told apart by their marks alone.
_BY_MARKS = {"khổ": "size", "kho": "collection", "tập": "series_number"}
_BY_HEADING = {name: target for target, names in _HEADINGS.items() for name in names}

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SHORT_YEAR = re.compile(r"\D*\d{1,3}\D*")
_ROUNDED = re.compile(r"\d[.,]\d+E\+?1[0-3]", re.IGNORECASE)
_PARTS = re.compile(r"\s*[;|\n]\s*")
_SUBJECT_PARTS = re.compile(r"\s*[;|\n,]\s*")
EARLIEST_YEAR = 1400


def suggest(headings: Sequence[str]) -> dict[str, str]:
    """Column number (as text) → what its heading says it holds; only lists more than once."""
    found: dict[str, str] = {}
    for at, heading in enumerate(headings):
        words = plain_words(re.sub(r"\(.*?\)", "", heading).replace("$", " "))
        target = _BY_MARKS.get(heading.strip().lower()) or _BY_HEADING.get(words)
        may_repeat = target in MANY or (target in IN_PARTS and _PART.fullmatch(words))
        if target and (may_repeat or target not in found.values()):
            found[str(at)] = target
    return found


# Headings that say something of a copy only where a sheet tells of copies alone: OpenBiblio's
# biblio_copy has the day a copy was entered under the name that biblio has for a record's.
_OF_ITEMS = {"create_dt": "acquired_on"}


def suggest_of_items(headings: Sequence[str]) -> dict[str, str]:
    """The same for a sheet that tells of copies alone."""
    found = suggest(headings)
    for at, heading in enumerate(headings):
        target = _OF_ITEMS.get(heading.strip().lower())
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
    for at, target in sorted(mapping.items(), key=lambda one: int(one[0])):
        if int(at) < len(cells) and cells[int(at)]:
            text = cells[int(at)]
            if target in MANY:
                text = _listed(text)
            between = " " if target in IN_PARTS else "; "
            found[target] = f"{found[target]}{between}{text}" if target in found else text
    if "author_title" in found:
        author, title = author_and_title(found.pop("author_title"))
        found.setdefault("title", title)
        if author:
            found.setdefault("author", author)
    if "accession_no" in found:
        found["accession_no"] = written_out(found["accession_no"], found.get("copies", ""))
    return found


_TOTALS = frozenset(
    {"tong", "tong cong", "cong", "tong so", "cong don", "tong so sach", "tong so ban", "total"}
)
# What only a book has; a line of sums has counts and money.
_OF_A_BOOK = ("author", "publisher", "year", "isbn", "accession_no", "barcode")


def is_total(values: Mapping[str, str]) -> bool:
    """The line below a list that adds it up, "Tổng cộng: 596", and is no book."""
    return plain_words(values.get("title", "")) in _TOTALS and not any(
        values.get(name) for name in _OF_A_BOOK
    )


def _listed(text: str) -> str:
    """SLiMS and ISIS write several values as <one><two>; here they stand between semicolons."""
    if text.startswith("<") and text.endswith(">"):
        return "; ".join(part.strip() for part in text[1:-1].split("><") if part.strip())
    return text


def author_and_title(text: str) -> tuple[str, str]:
    """The two parts of what accession registers write in one column.

    "Truyện Kiều / Nguyễn Du" or "Nguyễn Du. Truyện Kiều" (the form of the printed register).
    Without either mark it is all title.
    """
    if " / " in text:
        title, author = text.split(" / ", 1)
        return author.strip(), title.strip()
    author, mark, title = text.partition(". ")
    words = author.split()
    # A name is two to five words, each with a capital; an initial's full stop ends none.
    is_name = 2 <= len(words) <= 5 and all(word[:1].isupper() for word in words)
    if mark and title and is_name and len(words[-1]) > 1:
        return author.strip(), title.strip()
    return "", text


def parse(
    values: Mapping[str, str],
    names: Mapping[str, str],
    *,
    this_year: int,
    lenient: bool = False,
) -> Parsed:
    """The record of a row. ``names`` gives each target its column's heading, for the sentences.

    ``lenient``: of a database that is moved in as it stands, a year or price that cannot be
    read is told, kept in a note, and keeps no record out.
    """
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
    kept: list[str] = []
    if lenient:
        soft = [one for one in done.errors if one["code"] != "no-title"]
        done.errors = [one for one in done.errors if one["code"] == "no-title"]
        done.warnings = soft + done.warnings
        kept = [f"{one['facts']['column']}: {one['facts']['value']}" for one in soft]
    if done.errors:
        return done
    author, *others = [name for name in _PARTS.split(values.get("author", "")) if name] or [""]
    series, number = values.get("series", ""), values.get("series_number", "")
    title = values["title"]
    if number and not series:
        # A volume of a work, not a number in a series: it belongs to the title.
        title = f"{title}. {_volume(number)}"
    done.fields = RecordFields(
        title=title,
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
        series=series,
        series_number=number if series else "",
        pages=_pages(values.get("pages", "")),
        size=_size(values.get("size", "")),
        summary=values.get("summary", ""),
        note=". ".join([text for text in [values.get("note", ""), *kept] if text]),
    )
    del copies  # read for its errors; the listener takes the row's own text
    return done


def _volume(number: str) -> str:
    return f"Tập {number}" if number.replace(".", "").isalnum() else number


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
