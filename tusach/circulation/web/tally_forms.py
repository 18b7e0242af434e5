"""Forms of counting."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.circulation.classes import audience_of, classes_at
from tusach.circulation.models import Family, OverlapChoice, Tally
from tusach.circulation.selectors.tallies import Overlap
from tusach.circulation.services.tallies import Figure, last_of
from tusach.facts.api import Audience, Measure, Mode
from tusach.network.api import PointField, ServicePoint
from tusach.policy.api import add_months
from tusach.ui.api import DayField, number

MODES = [(m.value, m.label) for m in Mode if m not in (Mode.ONLINE, Mode.HOME)]
# What a sheet asks, and whether by class of reader.
BY_CLASS = (Measure.VISIT, Measure.IN_HOUSE, Measure.LOAN, Measure.ITEM_SERVED)
_BY_DAY_TOTALS = (Measure.IN_HOUSE, Measure.LOAN)
_MONTHS_BACK = 36


def months_back(today: date, count: int = _MONTHS_BACK) -> list[date]:
    """This month and those before it."""
    return [add_months(today.replace(day=1), -n) for n in range(count)]


def read_month(text: str) -> date | None:
    """ "2026-10" as its first day; None for anything else."""
    try:
        return date.fromisoformat(f"{text.strip()[:7]}-01")
    except ValueError:
        return None


class PlaceForm(forms.Form):
    """Which point, for those who have many."""

    def __init__(self, mine: QuerySet[ServicePoint], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["point"] = PointField(label=gettext_lazy("Điểm phục vụ"), points=mine)


class WhichSheetForm(PlaceForm):
    """Of what a sheet speaks, before its figures are entered."""

    month = forms.ChoiceField(label=gettext_lazy("Tháng"))
    mode = forms.ChoiceField(label=gettext_lazy("Hình thức phục vụ"), choices=MODES)
    shape = forms.ChoiceField(
        label=gettext_lazy("Trên phiếu ghi"),
        choices=[
            ("tong", gettext_lazy("Tổng của cả tháng")),
            ("ngay", gettext_lazy("Số của từng ngày")),
        ],
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (f"{one:%Y-%m}", f"{one:%m/%Y}") for one in months_back(timezone.localdate())
        ]
        self.order_fields(["point", "month", "mode", "shape"])


class SheetForm(forms.Form):
    """The figures of a sheet: rows of days or one of the month, columns of measures and
    classes, as on the printed one."""

    exact = forms.ChoiceField(
        label=gettext_lazy("Cách đếm"),
        choices=[
            ("1", gettext_lazy("Đếm từng lượt")),
            ("", gettext_lazy("Ước tính")),
        ],
        required=False,
        initial="1",
    )
    reference = forms.CharField(
        label=gettext_lazy("Số phiếu, nơi lưu"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Để tìm lại tờ giấy: số trên phiếu, tập lưu."),
    )
    wishes = forms.CharField(
        label=gettext_lazy("Bạn đọc muốn có thêm"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Loại sách, nhan đề. Không ghi tên người."),
    )

    def __init__(
        self, point: ServicePoint, month: date, by_day: bool, *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.point, self.month, self.by_day = point, month, by_day
        classes = classes_at(point)
        last = min(last_of(month), timezone.localdate())
        self.days: list[date | None] = (
            [date.fromordinal(n) for n in range(month.toordinal(), last.toordinal() + 1)]
            if by_day
            else [None]
        )
        self.columns: list[tuple[str, str]] = (
            [
                *((Measure.VISIT.value, one) for one in classes),
                *((one.value, audience_of(point)) for one in _BY_DAY_TOTALS),
            ]
            if by_day
            else [(measure.value, one) for measure in BY_CLASS for one in classes]
        )
        for day in self.days:
            for measure, audience in self.columns:
                self.fields[self.name(measure, audience, day)] = forms.CharField(
                    required=False, max_length=12
                )

    @staticmethod
    def name(measure: str, audience: str, day: date | None) -> str:
        return f"{measure}.{audience}.{day.day if day else 0}"

    def _typed(self, name: str) -> str:
        if self.is_bound:
            return str(self.data.get(name, ""))
        value = self.initial.get(name, "")
        return str(value) if value else ""

    @property
    def table(self) -> list[dict[str, Any]]:
        """For the template: rows with their cells."""
        rows: list[dict[str, Any]] = []
        if self.by_day:
            for day in self.days:
                rows.append({"day": day, "cells": [self._cell(m, a, day) for m, a in self.columns]})
            return rows
        for measure in BY_CLASS:
            cells = [self._cell(m, a, None) for m, a in self.columns if m == measure]
            rows.append({"label": measure.label, "cells": cells})
        return rows

    def _cell(self, measure: str, audience: str, day: date | None) -> dict[str, Any]:
        name = self.name(measure, audience, day)
        label = f"{Measure(measure).label}, {Audience(audience).label}"
        if day is not None:
            label = f"{label}, {day:%d/%m}"
        return {
            "name": name,
            "value": self._typed(name),
            "label": label,
            "wrong": self.is_bound and name in self.errors,
        }

    @property
    def headings(self) -> list[str]:
        if not self.by_day:
            return [str(Audience(one).label) for one in classes_at(self.point)]
        return [
            str(Audience(audience).label)
            if measure == Measure.VISIT
            else str(Measure(measure).label)
            for measure, audience in self.columns
        ]

    @property
    def visit_columns(self) -> int:
        return len(classes_at(self.point))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.figures: list[Figure] = []
        wrong = []
        for day in self.days:
            for measure, audience in self.columns:
                name = self.name(measure, audience, day)
                text = str(data.get(name) or "").replace(".", "").replace(" ", "")
                if not text:
                    continue
                if not (text.isascii() and text.isdecimal() and len(text) <= 7):
                    wrong.append(
                        _("%(cell)s: “%(text)s” không phải là số.")
                        % {"cell": self._cell(measure, audience, day)["label"], "text": data[name]}
                    )
                    self.add_error(name, "")
                    continue
                self.figures.append(Figure(measure, audience, int(text), day))
        for sentence in wrong[:10]:
            self.add_error(None, sentence)
        return data

    @property
    def plain(self) -> list[Any]:
        """The fields beside the table."""
        return [self[name] for name in ("exact", "reference", "wishes")]

    @property
    def is_exact(self) -> bool:
        return bool(self.cleaned_data["exact"] == "1")


def typed_of(tally: Tally) -> dict[str, Any]:
    """A tally's figures as the form that changes it begins."""
    found: dict[str, Any] = {
        "exact": "1" if tally.exact else "",
        "reference": tally.reference,
        "wishes": tally.wishes,
    }
    for line in tally.lines.all():
        day = line.day if line.span == "day" else None
        found[SheetForm.name(line.measure, line.audience, day)] = line.quantity
    return found


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Lý do"), max_length=300)


class ChoiceForm(forms.Form):
    """Whose figure of a month counts."""

    counts = forms.ChoiceField(label=gettext_lazy("Lấy số của"), widget=forms.RadioSelect)
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300)

    def __init__(self, overlap: Overlap, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["counts"].choices = [  # type: ignore[attr-defined]
            *(
                (side.family, f"{Family(side.family).label}: {number(side.quantity)}")
                for side in overlap.sides
            ),
            (OverlapChoice.BOTH, dict(OverlapChoice.CHOICES)[OverlapChoice.BOTH]),
        ]


class CountingRuleForm(PlaceForm):
    mode = forms.ChoiceField(
        label=gettext_lazy("Hình thức phục vụ"),
        required=False,
        choices=[("", gettext_lazy("mọi hình thức")), *MODES],
    )
    counts = forms.ChoiceField(label=gettext_lazy("Lấy số của"), choices=Family.choices)
    valid_from = DayField(label=gettext_lazy("Áp dụng từ ngày"))
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        help_text=gettext_lazy("Văn bản, hoặc biên bản thống nhất giữa hai bên."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.order_fields(["point", "mode", "counts", "valid_from", "basis"])
