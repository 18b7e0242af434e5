"""Choosing copies for a point by what it needs: which, how many, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class LeftOut(models.TextChoices):
    """Why a copy that fits the profile is not proposed."""

    NOT_IN_STORE = "not_in_store", _("Không có trong kho")
    PROMISED = "promised", _("Đã chọn cho đợt khác")
    RARE = "rare", _("Tài liệu quý hiếm, không luân chuyển")
    WAS_HERE = "was_here", _("Tên sách đã đến điểm này gần đây")
    ENOUGH = "enough", _("Đã đủ số bản của tên sách")


@dataclass(frozen=True)
class Candidate:
    """A copy that fits the profile by its record."""

    copy: int
    record: int
    title: str
    # Sorts by shelf: collection of shelf marks as the warehouse keeper walks them.
    shelf: str
    title_key: str = ""
    is_rare: bool = False
    in_store: bool = True
    is_promised: bool = False
    # The last day a copy of the same title was at the point.
    was_here: date | None = None
    # How often this copy has gone out: the one that has rested goes first.
    trips: int = 0
    # Words of the profile that the record answers to, for the reason shown.
    fits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposed:
    """A copy to take from the shelf, with the reasons."""

    copy: int
    record: int
    shelf: str
    why: tuple[str, ...]


@dataclass
class Choice:
    """The proposal in shelf order, and how many were left out for which reason."""

    proposed: list[Proposed] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    wished: int = 0

    @property
    def missing(self) -> int:
        """Copies wished but not to be had."""
        return max(0, self.wished - len(self.proposed))


def choose(
    candidates: Iterable[Candidate],
    *,
    wished: int,
    per_title: int = 1,
    back_after: date | None = None,
    already: Sequence[int] = (),
) -> Choice:
    """Choose up to ``wished`` copies, at most ``per_title`` of a title.

    Left out: copies not in the store, promised to another batch, rare, and titles that were
    at the point after ``back_after``. ``already`` are the records of copies the batch holds;
    they count towards ``per_title``. Titles that answer to more of the profile go first,
    then those least often out; the result is in shelf order.
    """
    choice = Choice(wished=wished)
    held = Counter(already)
    titles: dict[int, list[Candidate]] = defaultdict(list)
    for one in candidates:
        reason = _left_out(one, back_after)
        if reason:
            choice.left_out[reason] += 1
        else:
            titles[one.record].append(one)
    ranked = sorted(
        titles.values(),
        key=lambda copies: (
            -max(len(c.fits) for c in copies),
            min(c.trips for c in copies),
            copies[0].title_key,
        ),
    )
    taken: list[tuple[Candidate, int]] = []
    for copies in ranked:
        room = max(0, per_title - held[copies[0].record])
        copies.sort(key=lambda c: (c.trips, c.shelf, c.copy))
        take = copies[: min(room, wished - len(taken))]
        choice.left_out[LeftOut.ENOUGH] += max(0, len(copies) - room)
        taken += [(c, len(copies)) for c in take]
        if len(taken) >= wished:
            break
    taken.sort(key=lambda pair: (pair[0].shelf, pair[0].title_key, pair[0].copy))
    choice.proposed = [
        Proposed(c.copy, c.record, c.shelf, _why(c, in_store)) for c, in_store in taken
    ]
    choice.left_out = +choice.left_out
    return choice


def _left_out(one: Candidate, back_after: date | None) -> str | None:
    if one.is_rare:
        return LeftOut.RARE
    if not one.in_store:
        return LeftOut.NOT_IN_STORE
    if one.is_promised:
        return LeftOut.PROMISED
    if back_after is not None and one.was_here is not None and one.was_here > back_after:
        return LeftOut.WAS_HERE
    return None


def _why(one: Candidate, in_store: int) -> tuple[str, ...]:
    why = list(one.fits)
    if one.was_here is None:
        why.append(str(_("chưa từng đến điểm này")))
    else:
        why.append(str(_("đến điểm này lần cuối %(day)s")) % {"day": f"{one.was_here:%d/%m/%Y}"})
    why.append(
        ngettext("trong kho còn %(count)s bản", "trong kho còn %(count)s bản", in_store)
        % {"count": in_store}
    )
    if one.trips == 0:
        why.append(str(_("chưa đi luân chuyển lần nào")))
    return tuple(why)
