"""A supplier's list before it is taken in: what each row would become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.acquisitions.models import LineFile
from tusach.acquisitions.rules.money import MOST_PRICE
from tusach.acquisitions.services.drafting import MOST_COPIES
from tusach.catalogue.api import Record, RecordFields, match_titles, read_row
from tusach.vietnamese.api import NotANumber, fold, parse_number

# What a column of a supplier's list may hold. The names before "quantity" are the catalogue's.
TARGETS: dict[str, str | Promise] = {
    "title": gettext_lazy("Nhan đề"),
    "subtitle": gettext_lazy("Phụ đề"),
    "author": gettext_lazy("Tác giả"),
    "publisher": gettext_lazy("Nhà xuất bản"),
    "place_published": gettext_lazy("Nơi xuất bản"),
    "year": gettext_lazy("Năm xuất bản"),
    "isbn": gettext_lazy("ISBN"),
    "edition": gettext_lazy("Lần xuất bản"),
    "language": gettext_lazy("Ngôn ngữ"),
    "audience": gettext_lazy("Đối tượng"),
    "class_number": gettext_lazy("Ký hiệu phân loại"),
    "subjects": gettext_lazy("Chủ đề, từ khoá"),
    "series": gettext_lazy("Tùng thư"),
    "series_number": gettext_lazy("Số trong tùng thư"),
    "pages": gettext_lazy("Số trang"),
    "size": gettext_lazy("Khổ"),
    "summary": gettext_lazy("Tóm tắt"),
    "quantity": gettext_lazy("Số bản"),
    "list_price": gettext_lazy("Giá bìa"),
    "paid_price": gettext_lazy("Giá mua một bản"),
    "discount": gettext_lazy("Chiết khấu (%)"),
    "shelf_mark": gettext_lazy("Ký hiệu xếp giá"),
    "note": gettext_lazy("Ghi chú"),
}
_OWN = ("quantity", "list_price", "paid_price", "discount", "shelf_mark", "note")
# How the catalogue calls what this room calls otherwise.
_FROM_CATALOGUE = {"price": "list_price", "copies": "quantity"}
# Headings that suppliers' lists have and the catalogue does not know.
_HEADINGS: dict[str, tuple[str, ...]] = {
    "quantity": ("so luong", "sl", "so ban", "so cuon", "so luong dat", "sl dat", "sl giao"),
    "list_price": ("gia bia", "don gia bia", "gia niem yet"),
    "paid_price": ("gia mua", "don gia", "gia sau chiet khau", "don gia sau ck", "gia ban",
                   "don gia sau chiet khau", "gia sau ck", "gia thuc"),
    "discount": ("chiet khau", "ck", "ty le ck", "ty le chiet khau", "chiet khau"),
    "note": ("ghi chu",),
}  # fmt: skip


def suggest(header: Sequence[str], suggested: Mapping[str, str]) -> dict[str, str]:
    """Column (as text) → what its heading says it holds; each thing at most once."""
    found: dict[str, str] = {}
    for at, heading in enumerate(header):
        words = fold(heading).split("(")[0].replace("%", " ").replace(".", " ")
        words = " ".join(words.split())
        own = next((name for name, known in _HEADINGS.items() if words in known), "")
        theirs = suggested.get(str(at), "")
        target = own or _FROM_CATALOGUE.get(theirs, theirs)
        if target in TARGETS and target not in found.values():
            found[str(at)] = target
    # A lone "Đơn giá" beside no other price is the price on the cover.
    if "list_price" not in found.values():
        for key, target in found.items():
            if target == "paid_price" and fold(header[int(key)]).strip() == "don gia":
                found[key] = "list_price"
    return found


@dataclass
class Row:
    """A row as it would be taken in; with ``errors`` it would not."""

    number: int
    title: str = ""
    author: str = ""
    fields: RecordFields | None = None
    record: Record | None = None
    quantity: int = 1
    list_price: int | None = None
    paid_price: int | None = None
    shelf_mark: str = ""
    note: str = ""
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def preview(kept: LineFile, *, this_year: int) -> list[Row]:
    """Every row of the file under the mapping it has, matched with the catalogue."""
    names = {
        target: kept.header[int(at)]
        for at, target in kept.mapping.items()
        if int(at) < len(kept.header)
    }
    rows = [_row(number, cells, kept.mapping, names, this_year) for number, cells in kept.rows]
    good = [row for row in rows if row.fields is not None and not row.errors]
    matched = match_titles([row.fields for row in good if row.fields is not None])
    records = Record.objects.in_bulk({pk for pk in matched if pk is not None})
    for row, pk in zip(good, matched, strict=True):
        row.record = records.get(pk) if pk is not None else None
    return rows


def _row(
    number: int,
    cells: Sequence[str],
    mapping: Mapping[str, str],
    names: Mapping[str, str],
    this_year: int,
) -> Row:
    values = {
        target: cells[int(at)]
        for at, target in mapping.items()
        if int(at) < len(cells) and cells[int(at)]
    }
    row = Row(number, values.get("title", ""), values.get("author", ""))
    read = read_row(
        {name: text for name, text in values.items() if name not in _OWN},
        names,
        this_year=this_year,
    )
    row.fields, row.errors, row.warnings = read.fields, read.errors, read.warnings
    row.shelf_mark = values.get("shelf_mark", "")[:80]
    row.note = values.get("note", "")[:300]
    count = _amount(values, "quantity", names, row.errors)
    if count is not None and not 1 <= count <= MOST_COPIES:
        row.errors.append(_("Số bản %(count)s ngoài khoảng 1–%(most)s.")
                          % {"count": count, "most": MOST_COPIES})  # fmt: skip
    row.quantity = count if count is not None else 1
    row.list_price = _price(values, "list_price", names, row.errors)
    row.paid_price = _price(values, "paid_price", names, row.errors)
    discount = _discount(values, row.errors)
    if discount is not None and row.paid_price is None and row.list_price is not None:
        row.paid_price = round(row.list_price * (100 - discount) / 100)
    if row.fields is not None and row.list_price is not None:
        row.fields = replace(row.fields, price=row.list_price)
    return row


def _amount(
    values: Mapping[str, str], name: str, names: Mapping[str, str], errors: list[str]
) -> int | None:
    text = values.get(name, "")
    if not text:
        return None
    try:
        amount = parse_number(text)
    except NotANumber as error:
        if error.reason == "ambiguous":
            errors.append(
                _("Cột “%(column)s”: “%(value)s” có thể hiểu hai cách; hãy viết %(ways)s.")
                % {"column": names[name], "value": text, "ways": text.replace(",", ".")}
            )
        else:
            errors.append(
                _("Cột “%(column)s”: “%(value)s” không phải là số.")
                % {"column": names[name], "value": text}
            )
        return None
    return round(amount)


def _price(
    values: Mapping[str, str], name: str, names: Mapping[str, str], errors: list[str]
) -> int | None:
    price = _amount(values, name, names, errors)
    if price is not None and not 0 <= price <= MOST_PRICE:
        errors.append(
            _("Cột “%(column)s”: giá “%(value)s” không thể đúng.")
            % {"column": names[name], "value": values[name]}
        )
        return None
    return price


def _discount(values: Mapping[str, str], errors: list[str]) -> Decimal | None:
    text = values.get("discount", "").replace("%", "").strip()
    if not text:
        return None
    try:
        part = parse_number(text)
    except NotANumber:
        errors.append(_("Chiết khấu “%(value)s” không phải là số.") % {"value": text})
        return None
    # A cell formatted as per cent holds 0,25.
    part = part * 100 if 0 < part < 1 else part
    if not 0 <= part <= 100:
        errors.append(_("Chiết khấu “%(value)s” ngoài khoảng 0–100 %%.") % {"value": text})
        return None
    return part


def file_by_pk(intake_id: int, pk: int) -> LineFile | None:
    return LineFile.objects.filter(intake=intake_id, pk=pk).first()
