"""Form fields for what this room's papers hold: sums, discounts, days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tusach.acquisitions.models import Fund
from tusach.holdings.api import Register
from tusach.ui.api import DayField as OneDay
from tusach.vietnamese.api import NotANumber, parse_number

_EARLIEST, _LATEST = date(1990, 1, 1), date(2099, 12, 31)


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


class DayField(OneDay):
    """A day of this room's papers: none is older than the books that libraries still buy."""

    def __init__(self, **more: Any) -> None:
        super().__init__(earliest=_EARLIEST, latest=_LATEST, **more)


class RegisterField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A register, called by its library too: several have one of the same name."""

    def __init__(self, **more: Any) -> None:
        super().__init__(Register.objects.none(), **more)

    def label_from_instance(self, obj: Register) -> str:
        return f"{obj.owner.name} – {obj.name}"


class FundField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A fund, with its library and year."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", pgettext_lazy("one thing", "Kinh phí"))
        super().__init__(Fund.objects.none(), **more)

    def label_from_instance(self, obj: Fund) -> str:
        return f"{obj.name} ({obj.owner.name}, {obj.starts_on.year})"


def choose_from(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a field choose among these rows."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
