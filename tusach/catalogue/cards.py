"""Catalogue cards (phiếu mục lục) of 12.5 × 7.5 cm, four to a sheet of A4.

The main card stands under the author, or under the title where there is none (AACR2). A set has
a card more for each added entry: the same description under another heading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tusach.catalogue.drawn import class_number_of, subjects_of
from tusach.catalogue.isbd import paragraphs
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.merge import decompose
from tusach.ui.api import in_vietnamese, pdf

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
# Cards to print at once: two hundred and fifty sheets.
MOST = 1000


@in_vietnamese
def cards(records: Iterable[tuple[str, MarcRecord]], *, whole_set: bool = False) -> bytes:
    """The PDF for these (control number, content); the main cards, or (``whole_set``) those of
    the added entries too, each record's together. At most a thousand cards."""
    made = [one for number, marc in records for one in cards_of(number, marc, whole_set)]
    return pdf("catalogue/cards.typ", {"cards": made[:MOST]})


def cards_of(number: str, marc: MarcRecord, whole_set: bool = False) -> list[dict[str, Any]]:
    """What stands on each card of a record."""
    fields = decompose(marc)
    subjects = list(dict.fromkeys(subjects_of(marc)))
    names = [name for name in fields.other_authors if name]
    card = {
        "mark": class_number_of(marc),
        "heading": fields.author,
        "above": "",
        "paragraphs": paragraphs(marc) or [fields.title],
        "tracing": _tracing(subjects, [*names, *(["Nhan đề"] if fields.author else [])]),
        "number": number,
    }
    if not whole_set:
        return [card]
    added = [*subjects, *names, *([fields.title] if fields.author and fields.title else [])]
    return [card, *({**card, "above": heading} for heading in dict.fromkeys(added))]


def _tracing(subjects: Sequence[str], added: Sequence[str]) -> str:
    """What other cards there are: subjects in figures, names and title in Roman ones."""
    told = [f"{at}. {text}." for at, text in enumerate(subjects, 1)]
    told += [f"{mark}. {text}." for mark, text in zip(_ROMAN, added, strict=False)]
    return " ".join(told)
