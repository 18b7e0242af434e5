"""Reading imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tusach.catalogue.importing.columns import OF_COPIES
from tusach.catalogue.importing.content import path_of
from tusach.catalogue.importing.listeners import ImportListener, listeners
from tusach.catalogue.models import Import, ImportRow
from tusach.catalogue.reasons import sentence
from tusach.people.api import Account, Post, roles_with
from tusach.vietnamese.api import fold

# Rows of a list in a preview.
SHOWN = 50


def imports(user: Account) -> QuerySet[Import]:
    """The imports that ``user`` may see and carry on: her own, those sent under a post whose
    place she reaches, and the house's own.

    A post held at an administrative unit has no place; what was sent under one is seen by
    all who catalogue for that unit, so that an import does not leave with who sent it.
    """
    units = [post.unit_id for post in user.acting_posts if post.unit_id is not None]
    colleagues = Post.objects.filter(role__in=roles_with("catalogue.import"), unit__in=units)
    return Import.objects.filter(
        Q(by_account=user.pk)
        | Q(by_place__in=user.places_for("catalogue.import").values("pk"))
        | Q(by_place=None, by_account=None)
        | Q(by_place=None, by_account__in=colleagues.values("account"))
    )


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


def shown(rows: Sequence[ImportRow]) -> list[ShownRow]:
    return [
        ShownRow(
            row,
            sentence(row.reason) if row.reason else "",
            [sentence(warning) for warning in row.warnings],
        )
        for row in rows
    ]


def rows_of(one: Import, status: str = "") -> QuerySet[ImportRow]:
    rows = one.rows.select_related("record").defer("content").order_by("number")
    return rows.filter(status=status) if status else rows


def row_of(one: Import, number: int) -> ImportRow | None:
    return one.rows.select_related("record").filter(number=number).first()


def bytes_of(one: Import, row: ImportRow) -> bytes:
    """The row's own bytes: as kept with it, else from the file; none when both are gone."""
    if row.content is not None:
        return bytes(row.content)
    path = path_of(one)
    if one.is_sheet or not path.exists():
        return b""
    with path.open("rb") as file:
        file.seek(row.offset)
        return file.read(row.length)


def listeners_asked(one: Import) -> list[ImportListener]:
    """Listeners whose form makes sense for this file: its sheet has columns of copies."""
    if not one.is_sheet:
        return [one_ for one_ in listeners() if one_.form and not one_.columns]
    held = set(one.mapping.values())
    return [one_ for one_ in listeners() if one_.form and held & set(one_.columns or OF_COPIES)]


def listener_warnings(
    rows: Sequence[ImportRow], choices: Mapping[str, Mapping[str, object]]
) -> dict[int, list[str]]:
    """What listeners say of the values of these rows, by number of the row."""
    found: dict[int, list[str]] = {}
    values = [(row.number, row.values) for row in rows if row.values]
    for listener in listeners():
        if listener.check is None or not values:
            continue
        for number, sentences in listener.check(values, choices.get(listener.name, {})).items():
            found.setdefault(number, []).extend(sentences)
    return found
