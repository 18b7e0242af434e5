"""What the dated rules say of a planned batch: warnings and limits, each with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.policy.api import InForce as Rule
from tusach.policy.api import Strictness, add_months

__all__ = [
    "Caution", "Rule", "RuleKind", "Strictness", "add_months", "box_weight", "copies_of_title",
    "staff", "stay",
]  # fmt: skip


class RuleKind(models.TextChoices):
    """The questions that law or the house answers by a number, from a day on."""

    STAY_MONTHS = "stay_months", gettext_lazy("Số tháng nhiều nhất ở một điểm")
    COPIES_PER_TITLE = "copies_per_title", gettext_lazy("Số bản ít nhất của mỗi tên sách")
    STAFF = "staff", gettext_lazy("Số người ít nhất của thư viện tỉnh đi luân chuyển")
    SAME_TITLE_YEARS = "same_title_years", gettext_lazy("Số năm chưa gửi lại cùng tên sách")
    SILENT_DAYS = "silent_days", gettext_lazy("Số ngày không có tin thì coi là im lặng")
    COPY_GRAMS = "copy_grams", gettext_lazy("Cân nặng ước tính của một bản (gam)")
    BOX_KILOS = "box_kilos", gettext_lazy("Cân nặng nhiều nhất của một thùng (kg)")


@dataclass(frozen=True)
class Caution:
    """One rule not kept. ``code`` is stable; ``text`` names what and where."""

    code: str
    text: str | Promise
    basis: str = ""
    is_limit: bool = False


def stay(point: str, start: date, due: date, rule: Rule | None) -> list[Caution]:
    """How long a box stays at a point (at most six months: Circular 33/2018, article 6.2)."""
    if rule is None or due <= add_months(start, rule.value):
        return []
    text = _(
        "%(point)s: từ %(start)s đến %(due)s là quá %(months)s tháng; "
        "hạn dài nhất theo quy định là %(limit)s."
    ) % {
        "point": point,
        "start": f"{start:%d/%m/%Y}",
        "due": f"{due:%d/%m/%Y}",
        "months": rule.value,
        "limit": f"{add_months(start, rule.value):%d/%m/%Y}",
    }
    return [Caution("stays-too-long", text, rule.basis, rule.is_limit)]


def staff(count: int, is_provincial: bool, rule: Rule | None) -> list[Caution]:
    """How many people go (at least two for a provincial library: Circular 33/2018)."""
    if rule is None or not is_provincial or count >= rule.value:
        return []
    text = _("Đợt có %(count)s người đi; thư viện tỉnh cần ít nhất %(needed)s người.") % {
        "count": count,
        "needed": rule.value,
    }
    return [Caution("too-few-staff", text, rule.basis, rule.is_limit)]


def copies_of_title(
    titles: Iterable[tuple[str, int]], rule: Rule | None, *, shown: int = 5
) -> list[Caution]:
    """Titles of which the store owns too few copies (at least three: Circular 33/2018).

    ``titles`` are (title, copies owned). One warning for all, naming the first ``shown``.
    """
    if rule is None:
        return []
    scarce = [title for title, owned in titles if owned < rule.value]
    if not scarce:
        return []
    text = _("%(count)s tên sách có ít hơn %(needed)s bản trong vốn luân chuyển: %(titles)s.") % {
        "count": len(scarce),
        "needed": rule.value,
        "titles": "; ".join(scarce[:shown]) + ("; …" if len(scarce) > shown else ""),
    }
    return [Caution("too-few-copies", text, rule.basis, rule.is_limit)]


def box_weight(box: str, copies: int, grams: Rule | None, kilos: Rule | None) -> list[Caution]:
    """A box that two people would not want to lift (an estimate: copies times a mean)."""
    if grams is None or kilos is None or copies * grams.value <= kilos.value * 1000:
        return []
    text = _("Thùng %(box)s ước nặng %(weight)s kg, quá %(limit)s kg.") % {
        "box": box,
        "weight": round(copies * grams.value / 1000),
        "limit": kilos.value,
    }
    return [Caution("box-too-heavy", text, kilos.basis, kilos.is_limit)]
