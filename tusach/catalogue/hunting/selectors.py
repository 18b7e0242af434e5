"""Reading what a hunt found: the list of groups, one group side by side, the certain ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.hunting.groups import open_pairs
from tusach.catalogue.languages import language_name
from tusach.catalogue.merging.listeners import listeners
from tusach.catalogue.models import Hunt, Pair, Record
from tusach.catalogue.reasons import sentence
from tusach.ui.api import dong
from tusach.vietnamese.api import fold

# Records of one group that are shown side by side.
MOST = 12


def last_hunt() -> Hunt | None:
    return Hunt.objects.order_by("-pk").first()


def hunt(number: int) -> Hunt | None:
    return Hunt.objects.filter(pk=number).first()


def groups() -> QuerySet[Pair]:
    """The groups that wait, each by its likeliest pair."""
    return Pair.objects.filter(leads=True, state=Pair.State.OPEN).select_related("first", "second")


def decided(state: str) -> QuerySet[Pair]:
    """Pairs set aside, or said to be two; of records that both live."""
    return Pair.objects.filter(
        state=state, first__merged_into=None, second__merged_into=None
    ).select_related("first", "second")


def with_words(found: QuerySet[Pair], words: str) -> QuerySet[Pair]:
    for word in fold(words).split()[:12]:
        found = found.filter(
            Q(first__find_text__contains=word) | Q(second__find_text__contains=word)
        )
    return found


def pair(number: int) -> Pair | None:
    return Pair.objects.select_related("first", "second").filter(pk=number).first()


@dataclass(frozen=True)
class Row:
    """One kind of data of every record of a group."""

    label: Any
    values: list[str]
    differs: bool


@dataclass(frozen=True)
class Group:
    """Records that may be one title, the one that should stay first, and why they are here."""

    records: list[Record]
    pairs: list[Pair]
    rows: list[Row]
    # What other rooms hang on each, in words.
    hangs: list[str] = field(default_factory=list)
    more: int = 0

    @property
    def kept(self) -> Record:
        return self.records[0]

    @property
    def all_certain(self) -> bool:
        return all(one.is_certain for one in self.pairs)

    def parts(self) -> list[tuple[Pair, list[tuple[int, str]]]]:
        """Each pair with its points and their words, the most telling first."""
        return [
            (one, [(part["points"], sentence(part)) for part in one.reasons]) for one in self.pairs
        ]


def group_of(one: Pair) -> Group:
    """The group of an open pair; a pair that is decided stands alone."""
    pairs = [one]
    if one.state == Pair.State.OPEN:
        pairs = list(
            open_pairs()
            .filter(group=one.group)
            .select_related("first", "second")
            .order_by("-score", "pk")[: MOST * MOST]
        )
    pairs = pairs or [one]
    return _group(pairs, _told(pairs))


def _group(pairs: Sequence[Pair], told: Mapping[int, str]) -> Group:
    def worth(one: Record) -> tuple[bool, bool, bool, int, int]:
        # Which should stay: catalogued before quick, sure before unsure, used before unused,
        # the fuller, the older.
        filled = sum(bool(getattr(one, name)) for name in _FILLED)
        return (not one.is_quick, not one.is_unsure, one.pk in told, filled, -one.pk)

    records = {record.pk: record for one in pairs for record in (one.first, one.second)}
    best = sorted(records.values(), key=worth, reverse=True)
    shown = best[:MOST]
    numbers = {one.pk for one in shown}
    return Group(
        shown,
        [one for one in pairs if {one.first_id, one.second_id} <= numbers],
        _rows(shown),
        [told.get(one.pk, "") for one in shown],
        len(best) - len(shown),
    )


_FILLED = (
    *("subtitle", "author", "responsibility", "edition", "publisher", "place_published", "year"),
    *("isbn", "audience", "class_number", "subjects", "series", "pages", "size", "summary"),
)


def _told(pairs: Sequence[Pair]) -> dict[int, str]:
    """In words, what other rooms hang on the records; one question for each room. Those with
    nothing are left out."""
    numbers = sorted({number for one in pairs for number in (one.first_id, one.second_id)})
    found: dict[int, list[str]] = {}
    for listener in listeners():
        for number, words in listener.says(numbers).items() if listener.says else ():
            found.setdefault(number, []).append(words)
    return {number: "; ".join(words) for number, words in found.items()}


def _rows(records: Sequence[Record]) -> list[Row]:
    rows = []
    for label, value in _SHOWN:
        values = [str(value(one) or "") for one in records]
        if any(values):
            rows.append(Row(label, values, len({" ".join(text.split()) for text in values}) > 1))
    return rows


_SHOWN: tuple[tuple[Any, Any], ...] = (
    (_("Nhan đề"), lambda one: one.title),
    (_("Phụ đề"), lambda one: one.subtitle),
    (_("Tác giả"), lambda one: "; ".join(one.authors) or one.author),
    (_("Thông tin trách nhiệm"), lambda one: one.responsibility),
    (_("Lần xuất bản"), lambda one: one.edition),
    (_("Nơi xuất bản"), lambda one: one.place_published),
    (_("Nhà xuất bản"), lambda one: one.publisher),
    (_("Năm xuất bản"), lambda one: one.year),
    ("ISBN", lambda one: ", ".join(one.isbns)),
    (_("Loại tài liệu"), lambda one: one.get_kind_display()),
    (_("Ngôn ngữ"), lambda one: language_name(one.language) if one.language else ""),
    (_("Đối tượng"), lambda one: one.get_audience_display() if one.audience else ""),
    (_("Ký hiệu phân loại"), lambda one: one.class_number),
    (_("Từ khoá"), lambda one: "; ".join(one.subjects)),
    (_("Tùng thư"), lambda one: one.series),
    (_("Số trang"), lambda one: one.pages),
    (_("Khổ"), lambda one: one.size),
    (_("Giá bìa"), lambda one: dong(one.price) if one.price is not None else ""),
    (_("Tóm tắt"), lambda one: one.summary[:400]),
    (_("Ở nguồn"), lambda one: f"{one.source_agency} {one.source_number}".strip()),
)


def next_group(after: Pair) -> Pair | None:
    """The group that follows in the list sorted by certainty; the first when there is none."""
    waiting = groups().exclude(group=after.group).order_by("-score", "pk")
    following = waiting.filter(
        Q(score__lt=after.score) | Q(score=after.score, pk__gt=after.pk)
    ).first()
    return following or waiting.first()


def certain_groups(most: int) -> list[Group]:
    """Groups of which nothing speaks against any pair, the most certain first; three queries
    and one for each room."""
    leads = groups().filter(all_certain=True).order_by("-score", "pk")[:most]
    numbers = [one.group for one in leads]
    found = open_pairs().filter(group__in=numbers).select_related("first", "second")
    by_group: dict[int, list[Pair]] = {number: [] for number in numbers}
    for one in found.order_by("-score", "pk"):
        by_group[one.group].append(one)
    told = _told([one for pairs in by_group.values() for one in pairs])
    return [_group(pairs, told) for pairs in by_group.values() if pairs]


def certain_count() -> int:
    return groups().filter(all_certain=True).count()


def counts() -> dict[str, int]:
    """How many groups wait, and how many pairs are set aside or told apart."""
    return {
        "open": groups().count(),
        "later": decided(Pair.State.LATER).count(),
        "different": decided(Pair.State.DIFFERENT).count(),
    }


def of_kinds(found: QuerySet[Pair], kind: str) -> QuerySet[Pair]:
    return found.filter(first__kind=kind, second__kind=F("first__kind"))
