"""What the columns of a sheet hold, and in which code they are: proposed, shown, chosen, kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice, zip_longest
from typing import BinaryIO

from django.db import transaction

from tusach.catalogue.errors import FileRefused
from tusach.catalogue.importing import charsets, columns, isis_sheet, sheets
from tusach.catalogue.importing.content import items_path_of, path_of
from tusach.catalogue.importing.held import (
    elsewhere,
    has_written,
    locked,
    read_again,
    store,
)
from tusach.catalogue.importing.sniff import kind_of
from tusach.catalogue.models import ColumnMapping, Import, ImportProfile

State = Import.State
# Rows looked at for the headings, and for the codes of the columns.
_FIRST_ROWS = 12
_SAMPLE = 200
# What both sheets hold when a second one tells of the copies.
KEYS = ("record_id", "barcode")

# SLiMS leaves the names of its columns out unless asked: then their order tells (its
# admin/modules/bibliography/export.php). Older ones have no statement of responsibility.
SLIMS = (
    "title", "gmd_name", "edition", "isbn_issn", "publisher_name", "publish_year", "collation",
    "series_title", "call_number", "language_name", "place_name", "classification", "notes",
    "image", "sor", "authors", "topics", "item_code",
)  # fmt: skip
_SLIMS_BEFORE = tuple(name for name in SLIMS if name != "sor")


def look_at_sheet(imported: Import, *, sheet: str = "", header_row: int | None = None) -> None:
    """Finds the headings of the sheet, what its columns hold and in which code they are, and
    sets them (unsaved).

    A mapping remembered for these headings is taken before the suggestion. ``header_row`` 0
    says that it has no headings. Refuses a file without rows.
    """
    if imported.kind == Import.Kind.ISIS:
        _look_at_isis(imported)
        return
    rows = list(islice(sheets.lines(path_of(imported), imported.kind, sheet), _SAMPLE))
    if not rows:
        raise FileRefused("no-rows")
    found = charsets.proposed(_by_column([row.cells for row in rows]))
    cells = [charsets.row_in_unicode(row.cells, found) for row in rows]
    first = cells[:_FIRST_ROWS]
    imported.sheet, imported.charsets = sheet, found
    slims = _slims_without_names(first) if header_row is None else ()
    if slims or header_row == 0:
        imported.header_row = 0
        imported.header = list(slims) or [""] * max(len(row) for row in cells)
    else:
        at = next((i for i, row in enumerate(rows) if row.number == header_row), None)
        chosen = columns.header_of(first) if at is None else at
        if chosen + 1 >= len(rows):
            raise FileRefused("no-rows")
        imported.header_row, imported.header = rows[chosen].number, cells[chosen]
    _remember_or_suggest(imported, columns.suggest(imported.header))


def _by_column(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(column) for column in zip_longest(*rows, fillvalue="")]


def _slims_without_names(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names of the columns of a SLiMS export that came without them; none for others."""
    if not rows or len(columns.suggest(rows[0])) > 1:
        return ()
    for names in (SLIMS, _SLIMS_BEFORE):
        author, codes = names.index("authors"), names.index("item_code")
        listed = [row for row in rows if len(row) > author and row[author].startswith("<")]
        fits = all(len(row) <= len(names) for row in rows)
        if listed and fits and all(not row[codes:] or row[codes][:1] in ("<", "") for row in rows):
            return names
    return ()


def _remember_or_suggest(imported: Import, suggested: Mapping[str, str]) -> None:
    kept = ColumnMapping.objects.filter(signature=columns.signature(imported.header)).first()
    named = any(imported.header)
    if kept and named:
        imported.mapping = kept.mapping
        imported.charsets = {**imported.charsets, **kept.charsets}
    else:
        imported.mapping = dict(suggested)


def _look_at_isis(imported: Import, profile: ImportProfile | None = None) -> None:
    path = path_of(imported)
    imported.header_row = 0
    imported.header = isis_sheet.columns_of(path)
    lines = isis_sheet.first_lines(path, imported.header, {}, _SAMPLE)
    imported.charsets = charsets.proposed(_by_column([line.cells for line in lines]))
    imported.profile = profile or isis_sheet.likely(imported.header)
    suggested = isis_sheet.suggest(imported.header, imported.profile)
    if profile is None:
        _remember_or_suggest(imported, suggested)
    else:
        imported.mapping = suggested


def sample(imported: Import, count: int = 5, *, in_unicode: bool = True) -> list[sheets.Line]:
    """The first rows below the headings: in Unicode, or as they stand in the file."""
    codes = imported.charsets if in_unicode else {}
    if imported.kind == Import.Kind.ISIS:
        return isis_sheet.first_lines(path_of(imported), imported.header, codes, count)
    below = (
        line
        for line in sheets.lines(path_of(imported), imported.kind, imported.sheet, codes)
        if line.number > imported.header_row
    )
    return list(islice(below, count))


@transaction.atomic
def choose_sheet(
    pk: int,
    *,
    sheet: str,
    header_row: int | None = None,
    profile: int | None = None,
) -> Import:
    """Another sheet of the workbook, another row as its headings (0: none), or for a CDS/ISIS
    dump another way of reading its tags."""
    imported = locked(pk, State.MAPPING)
    if imported.kind == Import.Kind.ISIS:
        shape = ImportProfile.Shape.ISIS
        _look_at_isis(imported, ImportProfile.objects.filter(pk=profile or 0, shape=shape).first())
    else:
        look_at_sheet(imported, sheet=sheet, header_row=header_row)
    imported.save()
    return imported


@transaction.atomic
def choose_charsets(
    pk: int, codes: Mapping[str, str], *, mapping: Mapping[str, str] | None = None
) -> Import:
    """In which code each column is, by its number; those not named are Unicode. ``mapping`` is
    what was chosen beside, kept until the columns are fitted."""
    imported = locked(pk, State.MAPPING, State.READ)
    if has_written(imported):
        raise elsewhere(imported)
    imported.charsets = {at: code for at, code in codes.items() if _is_charset(code)}
    imported.mapping = dict(mapping) if mapping is not None else imported.mapping
    if imported.header_row and imported.kind != Import.Kind.ISIS:
        raw = sheets.lines(path_of(imported), imported.kind, imported.sheet, imported.charsets)
        head = next((line for line in raw if line.number == imported.header_row), None)
        imported.header = head.cells if head else imported.header
    imported.save()
    return imported


def _is_charset(code: str) -> bool:
    name, _mark, usual = code.partition(":")
    return bool(name) and name in charsets.OF_COLUMNS and usual in charsets.OF_COLUMNS


@transaction.atomic
def fit_columns(
    pk: int,
    mapping: Mapping[str, str],
    *,
    items_mapping: Mapping[str, str] | None = None,
    at: datetime,
) -> Import:
    """Says which column holds what, remembers it for these headings, and has the sheet read.

    Also from the preview: what was read before is read again.
    """
    imported = locked(pk, State.MAPPING, State.READ)
    if has_written(imported):
        raise elsewhere(imported)
    imported.mapping = {at_: target for at_, target in mapping.items() if target}
    if items_mapping is not None:
        imported.items_mapping = {at_: to for at_, to in items_mapping.items() if to}
        imported.items_key = _shared_key(imported)
    if any(imported.header):
        ColumnMapping.objects.update_or_create(
            signature=columns.signature(imported.header),
            defaults={
                "mapping": imported.mapping,
                "charsets": imported.charsets,
                "used_at": at,
            },
        )
    return read_again(imported, at=at)


def _shared_key(imported: Import) -> str:
    held, told = set(imported.mapping.values()), set(imported.items_mapping.values())
    return next((key for key in KEYS if key in held and key in told), "")


@transaction.atomic
def add_items(pk: int, file: BinaryIO, name: str) -> Import:
    """A second sheet that tells of the copies: SLiMS and OpenBiblio export them apart.

    It is joined by the number of the record or the barcode, whichever both hold. Refuses what
    is no sheet or has no headings in common.
    """
    imported = locked(pk, State.MAPPING)
    _digest, _size, relative = store(file)
    kind = kind_of(file)
    if kind not in (Import.Kind.CSV, Import.Kind.XLSX, Import.Kind.XLS):
        raise FileRefused("items-no-sheet")
    imported.items_name, imported.items_path, imported.items_kind = name[:255], relative, kind
    rows = list(islice(sheets.lines(items_path_of(imported), kind), _FIRST_ROWS))
    if len(rows) < 2:
        raise FileRefused("no-rows")
    imported.items_header = rows[columns.header_of([row.cells for row in rows])].cells
    imported.items_mapping = columns.suggest_of_items(imported.items_header)
    imported.items_key = _shared_key(imported)
    imported.save()
    return imported
