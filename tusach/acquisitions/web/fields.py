"""Form fields for what this room's papers hold: sums, discounts, days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.acquisitions.models import Fund
from tusach.holdings.api import Register
from tusach.vietnamese.api import NotANumber, grouped, parse_number

_MOST = 10**12
_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 1, 1)


class DongField(forms.CharField):
    """A sum in đồng as people write it: 45000, 45.000, 45 000 đ. None for nothing."""

    def __init__(self, *, below_zero: bool = False, **more: Any) -> None:
        self.below_zero = below_zero
        super().__init__(max_length=30, **more)
        self.widget.attrs["inputmode"] = "numeric"

    def prepare_value(self, value: Any) -> Any:
        return grouped(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value) or ""
        if not text:
            return None
        try:
            amount = parse_number(text)
        except NotANumber as error:
            if error.reason == "ambiguous":
                raise ValidationError(
                    _("“%(text)s” có thể hiểu hai cách; hãy viết %(ways)s.")
                    % {"text": text, "ways": text.replace(",", ".")}
                ) from error
            raise ValidationError(
                _("“%(text)s” không phải là một số đồng.") % {"text": text}
            ) from error
        least = -_MOST if self.below_zero else 0
        if amount != int(amount) or not least <= amount <= _MOST:
            raise ValidationError(_("“%(text)s” không phải là một số đồng.") % {"text": text})
        return int(amount)


class PercentField(forms.CharField):
    """A discount as people write it: 25, 25%, 12,5. Hundredths of a per cent; 0 for nothing."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=10, **more)
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return f"{value / 100:g}".replace(".", ",") if value else ""

    def clean(self, value: Any) -> Any:
        text = (super().clean(value) or "").replace("%", "").strip()
        if not text:
            return 0
        try:
            per_cent = parse_number(text)
        except NotANumber as error:
            raise ValidationError(
                _("“%(text)s” không phải là số phần trăm.") % {"text": text}
            ) from (error)
        if not 0 <= per_cent <= 100 or per_cent * 100 != int(per_cent * 100):
            raise ValidationError(_("Chiết khấu phải từ 0 đến 100 %, nhiều nhất hai số lẻ."))
        return int(per_cent * 100)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day as dd/mm/yyyy or as the browser's calendar gives it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            widget=DayInput(),
            input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
            **more,
        )

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not _EARLIEST <= day <= _LATEST:
            raise ValidationError(_("Ngày %(day)s có lẽ gõ nhầm năm.") % {"day": f"{day:%d/%m/%Y}"})
        return day


class RegisterField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A register, called by its library too: several have one of the same name."""

    def __init__(self, **more: Any) -> None:
        super().__init__(Register.objects.none(), **more)

    def label_from_instance(self, obj: Register) -> str:
        return f"{obj.owner.name} – {obj.name}"


class FundField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A fund, with its library and year."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", gettext_lazy("Kinh phí"))
        super().__init__(Fund.objects.none(), **more)

    def label_from_instance(self, obj: Fund) -> str:
        return f"{obj.name} ({obj.owner.name}, {obj.starts_on.year})"


def choose_from(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a field choose among these rows."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
