"""The sums of a batch or of one of its destinations, from its lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from tusach.rotation.models import Line
from tusach.rotation.rules.states import LineState, ReturnedAs
from tusach.rotation.rules.sums import LineFact, Sums, sum_up
from tusach.vietnamese.api import grouped


def _facts(leg_ids: Iterable[int]) -> list[LineFact]:
    rows = Line.objects.filter(leg_id__in=list(leg_ids)).values_list(
        "state", "condition", "price", "compensation", "answered_by__state"
    )
    return [
        LineFact(state, condition, price, compensation, answered not in {None, LineState.RELEASED})
        for state, condition, price, compensation, answered in rows
    ]


def sums_of(leg_ids: Iterable[int]) -> Sums:
    """What these destinations got and what became of it; one query."""
    return sum_up(_facts(leg_ids))


def figures_of(sums: Sums, values: dict[str, int] | None = None) -> list[dict[str, Any]]:
    """The rows of the comparison on a paper, in Vietnamese, as text."""
    with override("vi"):
        rows: list[tuple[str, int, int | None, bool]] = [
            (_("Bàn giao (sau thay đổi tại nơi bàn giao và bổ sung)"), sums.handed_over,
             sums.value, True),
            (_("Trả lại"), sums.returned, None, False),
            (_("trong đó hư hỏng"), sums.damaged, None, False),
            (_("trong đó cách ly"), sums.quarantine, None, False),
            (_("Mất"), sums.lost, sums.loss, False),
            (_("Đã xuất khỏi sổ theo quyết định"), sums.withdrawn, None, False),
            (_("Chuyển tiếp sang đợt khác"), sums.passed_on, None, False),
            (_("Cộng trả, mất, xuất khỏi sổ, chuyển tiếp"), sums.answered, None, True),
            (_("Bồi thường"), 0, sums.compensation, False),
        ]  # fmt: skip
    return [
        {
            "label": label,
            "copies": grouped(copies) if copies or strong else "",
            "value": grouped(value) if value is not None else "",
            "strong": strong,
        }
        for label, copies, value, strong in rows
        if strong or copies or value
    ]


def condition_counts(leg_id: int) -> dict[str, int]:
    """How many came back in which condition."""
    found = dict.fromkeys(ReturnedAs.values, 0)
    for condition in Line.objects.filter(leg_id=leg_id, state=LineState.RETURNED).values_list(
        "condition", flat=True
    ):
        found[condition] += 1
    return found
