"""A second sheet that tells of the copies, joined to the rows of the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction

from tusach.catalogue.importing import columns, sheets
from tusach.catalogue.importing.bulk import Read, copy_in, dumped
from tusach.catalogue.importing.content import items_path_of
from tusach.catalogue.models import Import, ImportItem

# What a title says of all its copies, unless the second sheet says it of one: OpenBiblio keeps
# the shelf mark with the title.
_OF_ALL = ("shelf_mark", "price", "branch", "collection", "item_type", "source", "fund")
_BETWEEN = re.compile(r"\s*[;,\n]\s*")


@transaction.atomic
def load(imported: Import) -> None:
    """Puts the lines of the second sheet where they can be looked up; replaces what is there."""
    ImportItem.objects.filter(imported=imported)._raw_delete("default")
    copy_in(
        ImportItem,
        ["imported_id", "key", "values"],
        (
            [imported.pk, values[imported.items_key][:120], dumped(values)]
            for values in _lines(imported)
            if values.get(imported.items_key)
        ),
    )


def _lines(imported: Import) -> Iterator[dict[str, str]]:
    head = imported.items_header
    for line in sheets.lines(items_path_of(imported), imported.items_kind):
        if line.cells != head:
            yield columns.values_of(line.cells, imported.items_mapping)


def join(imported: Import, read: Sequence[Read]) -> None:
    """Gives each row the copies that the second sheet tells of it. One query."""
    key = imported.items_key
    wanted: dict[str, Read] = {}
    for one in read:
        for text in _BETWEEN.split(one.row.values.get(key, "")):
            if text:
                wanted.setdefault(text[:120], one)
    found: dict[str, list[Mapping[str, str]]] = {}
    kept = ImportItem.objects.filter(imported=imported, key__in=list(wanted)).order_by("pk")
    for name, values in kept.values_list("key", "values"):
        found.setdefault(name, []).append(values)
    for name, one in wanted.items():
        told = [dict(values) for values in found.get(name, ())]
        if not told and key == "barcode":
            told = [{"barcode": name}]
        shared = {to: one.row.values[to] for to in _OF_ALL if one.row.values.get(to)}
        for values in told:
            # What names the book in the second sheet is not of the copy.
            of_copy = {to: text for to, text in values.items() if to in columns.OF_COPIES}
            one.row.copies = [*one.row.copies, {**shared, **of_copy}]
