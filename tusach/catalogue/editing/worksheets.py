"""Worksheets: records to begin from, those of the house and those cataloguers kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import Actor
from tusach.audit.api import record as write_act
from tusach.catalogue.errors import WorksheetNameIsTaken
from tusach.catalogue.format.names import Name, parse
from tusach.catalogue.format.table import DATA
from tusach.catalogue.models import Worksheet
from tusach.ui.api import fitting


@dataclass(frozen=True)
class Given:
    """A worksheet of the house (``format/data/worksheets.txt``)."""

    code: str
    name: Name
    is_authority: bool
    text: str


@cache
def given() -> tuple[Given, ...]:
    """Those of the house, in the order of the file."""
    found: list[Given] = []
    code = said = ""
    lines: list[str] = []

    def close() -> None:
        if code:
            leader = next(line for line in lines if line.startswith("=LDR "))
            found.append(Given(code, parse(said), leader[11:12] == "z", "\n".join(lines)))

    for line in (DATA / "worksheets.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            close()
            code, _space, said = line[3:].partition(" ")
            lines = []
        elif line.startswith("="):
            lines.append(line)
    close()
    return tuple(found)


def given_named(code: str) -> Given | None:
    return next((one for one in given() if one.code == code), None)


def kept(*, is_authority: bool) -> list[Worksheet]:
    """Those that cataloguers kept, by name."""
    return list(Worksheet.objects.filter(is_authority=is_authority))


def kept_one(pk: int) -> Worksheet | None:
    return Worksheet.objects.filter(pk=pk).first()


@transaction.atomic
def keep(name: str, text: str, *, is_authority: bool, by: Actor, at: datetime) -> Worksheet:
    """Keeps a record's text under a name. Refuses a name that is there
    (:class:`WorksheetNameIsTaken`)."""
    name = fitting(" ".join(name.split()), 120, _("Tên mẫu"))
    try:
        with transaction.atomic():
            one = Worksheet.objects.create(
                name=name, text=text, is_authority=is_authority, made_at=at, made_by=by.name
            )
    except IntegrityError as error:
        raise WorksheetNameIsTaken(name=name) from error
    write_act("catalogue.keep_worksheet", by=by, on=("catalogue.worksheet", one.pk, name), at=at)
    return one


@transaction.atomic
def throw_away(pk: int, *, by: Actor, at: datetime) -> None:
    """Deletes a kept worksheet; records made from it stay as they are. Nothing when it is gone."""
    one = Worksheet.objects.select_for_update().filter(pk=pk).first()
    if one is None:
        return
    write_act(
        "catalogue.throw_worksheet_away",
        by=by,
        on=("catalogue.worksheet", pk, one.name),
        changes={"text": [one.text, ""]},
        at=at,
    )
    one.delete()
