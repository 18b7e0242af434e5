"""What an administrator sets at once: other names, weights, what stands higher. Each act keeps a
version with what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.audit.api import Actor, record
from tusach.search.changing import Change, keep_version, put, synonym_value
from tusach.search.errors import (
    LiftThere,
    NoSuchWeight,
    NothingToLookFor,
    RowsRefused,
    SameName,
    SynonymChanged,
    SynonymThere,
    SynonymTooLong,
    WeightOutside,
)
from tusach.search.models import RankingLift, RankingWeight, Synonym
from tusach.search.parsing import parse
from tusach.search.ranking import HEAVIEST, NAMES, STANDARD
from tusach.search.selectors import LONGEST_NAME
from tusach.ui.api import Refusal
from tusach.vietnamese.api import fold, nfc

_ROWS_NAMED = 5


@dataclass(frozen=True)
class OtherName:
    """Whoever types ``text`` is looked for ``also`` besides, and told ``note``."""

    text: str
    also: str
    note: str = ""
    source: str = ""


def _folded(text: str) -> str:
    """The words as the query has them; refuses what holds none, or too many."""
    words = [fold(word) for word in parse(text).plain]
    if not words:
        raise NothingToLookFor(text=text)
    if len(words) > LONGEST_NAME:
        raise SynonymTooLong(text=text, words=len(words))
    return " ".join(words)


def checked(said: OtherName) -> dict[str, str]:
    """The row of another name. Refuses words that cannot be looked for, and the same twice."""
    folded = _folded(said.text)
    if _folded(said.also) == folded:
        raise SameName(text=said.text, also=said.also)
    return {
        "text": nfc(said.text).strip(),
        "folded": folded,
        "also": nfc(said.also).strip(),
        "note": nfc(said.note).strip(),
        "source": nfc(said.source).strip(),
    }


@transaction.atomic
def add_synonym(said: OtherName, *, by: Actor, at: datetime) -> Synonym:
    """Add another name. Refuses words that cannot be looked for, the same name twice, and a
    pair that is there."""
    synonym = _add(said, by=by, at=at)
    change = _of(synonym, before=None)
    keep_version(str(change), [change], by=by, at=at)
    return synonym


def _of(synonym: Synonym, before: dict[str, str] | None) -> Change:
    return Change("synonym", (synonym.folded, synonym.also), before, synonym_value(synonym))


def _add(said: OtherName, *, by: Actor, at: datetime) -> Synonym:
    values = checked(said)
    if Synonym.objects.filter(folded=values["folded"], also=values["also"]).exists():
        raise SynonymThere(text=said.text, also=said.also)
    synonym = Synonym.objects.create(**values)
    record("search.add_synonym", by=by, on=("search.synonym", synonym.pk, str(synonym)), at=at)
    return synonym


@transaction.atomic
def edit_synonym(
    synonym: Synonym, said: OtherName, *, seen: OtherName, by: Actor, at: datetime
) -> Synonym:
    """Change another name; refuses when it is no longer what the writer had ``seen``."""
    row = Synonym.objects.select_for_update().filter(pk=synonym.pk).first()
    if row is None or OtherName(row.text, row.also, row.note, row.source) != seen:
        raise SynonymChanged
    values = checked(said)
    twin = Synonym.objects.filter(folded=values["folded"], also=values["also"])
    if twin.exclude(pk=row.pk).exists():
        raise SynonymThere(text=said.text, also=said.also)
    changes = {
        name: [getattr(row, name), value]
        for name, value in values.items()
        if getattr(row, name) != value and name != "folded"
    }
    was = Change("synonym", (row.folded, row.also), synonym_value(row), None)
    Synonym.objects.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    name = _("Sửa tên gọi: %(what)s") % {"what": row}
    keep_version(name, [was, _of(row, before=None)], by=by, at=at)
    record(
        "search.edit_synonym",
        by=by,
        on=("search.synonym", row.pk, str(row)),
        changes=changes,
        at=at,
    )
    return row


@transaction.atomic
def remove_synonym(synonym: Synonym, *, by: Actor, at: datetime) -> None:
    """Take another name away; what it said stays in the record of acts."""
    said = {name: [getattr(synonym, name), None] for name in ("text", "also", "note", "source")}
    record(
        "search.remove_synonym",
        by=by,
        on=("search.synonym", synonym.pk, str(synonym)),
        changes=said,
        at=at,
    )
    gone = Change("synonym", (synonym.folded, synonym.also), synonym_value(synonym), None)
    keep_version(str(gone), [gone], by=by, at=at)
    synonym.delete()


@transaction.atomic
def add_synonyms(rows: Sequence[tuple[int, OtherName]], *, by: Actor, at: datetime) -> int:
    """Add the other names of a list (line number and row); those that are there are passed
    over. Returns how many are new; refuses the whole list, naming the lines, when any line
    cannot be taken."""
    refused: list[str] = []
    new: list[Change] = []
    for number, said in rows:
        try:
            with transaction.atomic():
                new.append(_of(_add(said, by=by, at=at), before=None))
        except SynonymThere:
            continue
        except Refusal as refusal:
            refused.append(f"{number}: {refusal}")
    if refused:
        more = "" if len(refused) <= _ROWS_NAMED else f" (+{len(refused) - _ROWS_NAMED})"
        raise RowsRefused(rows=" ".join(refused[:_ROWS_NAMED]) + more)
    name = ngettext("Nhập tệp: %(n)s tên gọi", "Nhập tệp: %(n)s tên gọi", len(new))
    keep_version(name % {"n": len(new)}, new, by=by, at=at)
    return len(new)


def check_weights(values: Mapping[str, float]) -> None:
    """Refuses unknown names and weights below 0 or above 50."""
    for name, value in values.items():
        if name not in NAMES:
            raise NoSuchWeight(name=name)
        if not 0 <= value <= HEAVIEST:
            raise WeightOutside(name=NAMES[name], value=f"{value:g}")


@transaction.atomic
def set_weights(values: Mapping[str, float], *, by: Actor, at: datetime) -> None:
    """Put weights in force, all in one; a standard value drops its row. Refuses unknown names
    and weights below 0 or above 50."""
    check_weights(values)
    old = dict(RankingWeight.objects.select_for_update().values_list("name", "value"))
    changes = []
    for name, value in values.items():
        before = old.get(name, getattr(STANDARD, name))
        if before != value:
            changes.append(Change("weight", (name,), {"value": before}, {"value": value}))
    for one in changes:
        put(one)
    if changes:
        said = {one.key[0]: [one.before["value"], one.after["value"]] for one in changes
                if one.before and one.after}  # fmt: skip
        record("search.set_weights", by=by, changes=said, at=at)
        keep_version("; ".join(str(one) for one in changes), changes, by=by, at=at)


@transaction.atomic
def lift(
    *, facet: str, value: str, weight: float, reason: str, by: Actor, at: datetime
) -> RankingLift:
    """Let documents with this value of a facet stand higher by ``weight`` (up to 50)."""
    if not 0 < weight <= HEAVIEST:
        raise WeightOutside(name=value, value=f"{weight:g}")
    try:
        with transaction.atomic():
            row = RankingLift.objects.create(
                facet=facet, value=nfc(value).strip(), weight=weight, reason=reason
            )
    except IntegrityError as error:
        raise LiftThere(value=value) from error
    change = _lifted(row).back
    keep_version(str(change), [change], by=by, at=at)
    record("search.lift", by=by, on=("search.lift", row.pk, str(row)), at=at)
    return row


@transaction.atomic
def end_lift(row: RankingLift, *, by: Actor, at: datetime) -> None:
    """Let them stand where the words put them again."""
    record("search.end_lift", by=by, on=("search.lift", row.pk, str(row)), at=at)
    gone = _lifted(row)
    keep_version(str(gone), [gone], by=by, at=at)
    row.delete()


def _lifted(row: RankingLift) -> Change:
    """That it is lifted no more."""
    value = {"weight": row.weight, "reason": row.reason}
    return Change("lift", (row.facet, row.value), value, None)
