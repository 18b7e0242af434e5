"""Reading imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from tusach.catalogue.importing.columns import OF_COPIES
from tusach.catalogue.importing.differences import Difference, differences, told_by_sheet
from tusach.catalogue.importing.listeners import (
    ImportListener,
    RowCopies,
    ToldCopies,
    listeners,
)
from tusach.catalogue.importing.profiles import tags_of
from tusach.catalogue.importing.reading import contents_of
from tusach.catalogue.marc.record import MarcRecord, from_json
from tusach.catalogue.models import Import, ImportContent, ImportProfile, ImportRow, Record
from tusach.catalogue.reasons import sentence
from tusach.catalogue.sent_from import sent_from
from tusach.people.api import Account
from tusach.vietnamese.api import fold

# Rows of a list in a preview.
SHOWN = 50


def imports(user: Account) -> QuerySet[Import]:
    """The imports that ``user`` may see and carry on; the house's own only cataloguers."""
    found = sent_from(Import.objects.all(), user, "catalogue.import")
    if not user.has_perm("catalogue.edit"):
        found = found.exclude(by_account=None)
    return found


def search_imports(found: QuerySet[Import], words: str) -> QuerySet[Import]:
    """By a part of the file's name, typed with or without marks."""
    return found.filter(file_name__folded__contains=fold(words))


def imported(user: Account, pk: int) -> Import | None:
    return imports(user).filter(pk=pk).first()


def imports_of_same_file(user: Account, one: Import) -> list[Import]:
    """Other imports of the same bytes, seen by ``user``, that came further than being
    dropped."""
    ended = [Import.State.DROPPED, Import.State.FAILED]
    others = imports(user).filter(sha256=one.sha256)
    return list(others.exclude(pk=one.pk).exclude(state__in=ended)[:5])


def counts(one: Import) -> dict[str, int]:
    """Rows by status; every status has its number."""
    found = dict.fromkeys(ImportRow.Status.values, 0)
    grouped = one.rows.order_by().values("status").annotate(rows=Count("pk"))
    found.update({row["status"]: row["rows"] for row in grouped})
    return found


@dataclass(frozen=True)
class ShownRow:
    row: ImportRow
    reason: str
    warnings: list[str]
    # (points, sentence) of each part of the likeness.
    parts: list[tuple[int, str]]
    differences: list[Difference] = field(default_factory=list)


def shown(rows: Sequence[ImportRow]) -> list[ShownRow]:
    return [
        ShownRow(
            row,
            sentence(row.reason) if row.reason else "",
            [sentence(warning) for warning in row.warnings],
            [(part["points"], sentence(part)) for part in _parts(row)],
        )
        for row in rows
    ]


def _parts(row: ImportRow) -> list[dict[str, Any]]:
    """The parts of the likeness that decided, or that a warning tells of."""
    if "parts" in row.reason:
        return list(row.reason["parts"])
    return next((list(one["parts"]) for one in row.warnings if "parts" in one), [])


def rows_of(one: Import, status: str = "") -> QuerySet[ImportRow]:
    rows = one.rows.select_related("record").defer("content").order_by("number")
    return rows.filter(status=status) if status else rows


# Rows that tell of copies.
_TELLS = ~Q(copies=[]) | ~Q(values={})


def pending(one: Import) -> int:
    """Rows of which something will be written once the import is accepted."""
    status = ImportRow.Status
    rows = one.rows.filter(settled=False)
    return rows.filter(
        Q(status=status.NEW)
        | Q(status=status.DIFFERS)
        | Q(status=status.SAME) & _TELLS
        | Q(status=status.OTHER, reason__code="authority")
    ).count()


def profiles(shape: str) -> list[ImportProfile]:
    return list(ImportProfile.objects.filter(shape=shape))


def profile(pk: int) -> ImportProfile | None:
    return ImportProfile.objects.filter(pk=pk).first()


def row_of(one: Import, number: int) -> ImportRow | None:
    return one.rows.select_related("record").filter(number=number).first()


def listeners_asked(one: Import, told: Sequence[ToldCopies]) -> list[ImportListener]:
    """Listeners whose form makes sense for this file: it tells of copies."""
    if one.is_sheet and not one.items_path:
        held = set(one.mapping.values())
        return [
            listener
            for listener in listeners()
            if listener.form and held & set(listener.columns or OF_COPIES)
        ]
    return [listener for listener in listeners() if listener.form and told]


_TOLD = """
WITH told AS (
    SELECT copy FROM catalogue_importrow held
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE WHEN jsonb_array_length(held.copies) > 0 THEN held.copies
             WHEN held.values ?| %(names)s THEN jsonb_build_array(held.values)
             ELSE '[]' END
    ) AS copy
    WHERE held.imported_id = %(imported)s AND held.status = ANY(%(statuses)s)
), numbered AS (
    SELECT coalesce(copy->>'branch', '') AS branch,
           coalesce(copy->>'holding_branch', '') AS holding,
           btrim(number) AS number,
           CASE WHEN number = '' AND copy->>'copies' ~ '^[0-9]{1,5}$'
                THEN (copy->>'copies')::int ELSE 1 END AS copies
    FROM told
    CROSS JOIN LATERAL regexp_split_to_table(coalesce(copy->>'accession_no', ''), '[;,\n]')
         AS number
)
SELECT branch, holding, regexp_replace(number, '[0-9]+$', '') AS prefix, sum(copies),
       min(substring(number FROM '[0-9]{1,12}$')::bigint),
       max(substring(number FROM '[0-9]{1,12}$')::bigint),
       CASE WHEN min(length(substring(number FROM '[0-9]{1,12}$')))
               = max(length(substring(number FROM '[0-9]{1,12}$')))
            THEN min(length(substring(number FROM '[0-9]{1,12}$'))) ELSE 1 END
FROM numbered GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT 300
"""


def told_copies(one: Import) -> list[ToldCopies]:
    """What the file tells of copies, by place and sign before the number; one query."""
    statuses = [ImportRow.Status.NEW, ImportRow.Status.SAME, ImportRow.Status.DIFFERS]
    wanted: dict[str, Any] = {"imported": one.pk, "statuses": statuses, "names": list(_SAYS_COPIES)}
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, wanted)
        return [ToldCopies(*row) for row in cursor.fetchall()]


# A price alone says nothing of how many books there are.
_SAYS_COPIES = ("copies", "accession_no", "barcode", "branch", "holding_branch")


def listener_warnings(
    one: Import, rows: Iterable[ImportRow], choices: Mapping[str, Mapping[str, object]]
) -> dict[int, list[str]]:
    """What listeners say of the copies of these rows, by number of the row."""
    found: dict[int, list[str]] = {}
    told = [
        RowCopies(row.number, row.values, row.copies, row.record_id)
        for row in rows
        if row.copies or any(row.values.get(name) for name in OF_COPIES)
    ]
    for listener in listeners():
        if listener.check is None or not told:
            continue
        for number, sentences in listener.check(
            one.pk, told, choices.get(listener.name, {})
        ).items():
            found.setdefault(number, []).extend(sentences)
    return found


# Rows that are checked with one round of questions.
_CHECKED = 1_000


def all_warnings(one: Import, choices: Mapping[str, Mapping[str, object]]) -> dict[int, list[str]]:
    """:func:`listener_warnings` of every row that is to be written and tells of copies, by
    number in its order."""
    status = ImportRow.Status
    rows = (
        one.rows.filter(settled=False, status__in=[status.NEW, status.SAME, status.DIFFERS])
        .filter(_TELLS)
        .defer("content", "cells")
        .order_by("number")
    )
    found: dict[int, list[str]] = {}
    last = 0
    while chunk := list(rows.filter(number__gt=last)[:_CHECKED]):
        found |= listener_warnings(one, chunk, choices)
        last = chunk[-1].number
    return found


def cells_of(pk: int, numbers: Sequence[int]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """For rooms that list lines of an import: the headings of its sheet, and these lines as
    they stood in the file. Of a file of records there are none."""
    one = Import.objects.only("header", "kind").get(pk=pk)
    if not one.is_sheet:
        return [], []
    rows = ImportRow.objects.filter(imported=pk, number__in=numbers).order_by("number")
    return list(one.header), list(rows.values_list("number", "cells"))


def content_read(row: ImportRow) -> MarcRecord | None:
    """What was read of a row that is not written yet."""
    kept = ImportContent.objects.filter(row=row).first()
    return from_json(kept.marc) if kept else None


def differences_of(one: Import, rows: Sequence[ImportRow]) -> dict[int, list[Difference]]:
    """Number of the row → what it says otherwise than the record it is. Two queries."""
    different = [row for row in rows if row.status == ImportRow.Status.DIFFERS and row.record_id]
    if not different:
        return {}
    ours = contents_of([row.record_id for row in different if row.record_id])
    kept = dict(
        ImportContent.objects.filter(row__in=[row.pk for row in different]).values_list(
            "row", "marc"
        )
    )
    ignored = tags_of(one.rules)
    found: dict[int, list[Difference]] = {}
    for row in different:
        held = ours.get(row.record_id or 0)
        if held is None or row.pk not in kept:
            continue
        theirs = from_json(kept[row.pk])
        if one.is_sheet:
            theirs = told_by_sheet(theirs, row.values)
        found[row.number] = differences(held, theirs, ignored=ignored)
    return found


def maybe_same(row: ImportRow) -> list[Record]:
    """The records of which the preview said that the row may be one."""
    keys = [one["record"] for one in row.warnings if one.get("record")]
    return list(Record.objects.filter(pk__in=keys))
