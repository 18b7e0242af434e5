"""Form fields that choose a unit or a point by typing its name; they work without script."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tusach.network.models import AdminUnit, Level, ServicePoint
from tusach.network.selectors.labels import point_label, unit_label
from tusach.network.selectors.names import find_units
from tusach.network.selectors.registry import find_points, registry


class Picker(forms.Widget):
    """A text box with suggestions. With script it is a combobox (arrow keys, Enter, Escape);
    without it the name typed is looked up when the form is sent, and an ambiguous one comes
    back as a choice."""

    template_name = "network/picker.html"

    def __init__(self, source: str, label: Callable[[Any], str], **query: str) -> None:
        super().__init__()
        self.source = source
        self.label = label
        self.query = query
        # Set by the field when what was typed answers to several.
        self.candidates: list[tuple[int, str]] = []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        if isinstance(value, tuple):
            pk, text = value
        elif value is None or value == "":
            pk, text = "", ""
        else:
            pk, text = value.pk, self.label(value)
        source = reverse(self.source)
        context["widget"] |= {
            "pk": pk,
            "text": text,
            "candidates": self.candidates,
            "source": f"{source}?{urlencode(self.query)}" if self.query else f"{source}?",
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        return data.get(f"{name}_id", ""), data.get(name, "").strip()[:200]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data


class _PickedField(forms.Field, ABC):
    """What both fields share: a number counts only while the text beside it still says the
    same, so that a name typed over an earlier choice is never taken for it."""

    widget: Picker

    def clean(self, value: Any) -> Any:
        pk, text = value if isinstance(value, tuple) else ("", "")
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        found = self.look_up(text)
        chosen = self.by_number(pk) if str(pk).isdecimal() else None
        if chosen is not None and (
            self.widget.label(chosen) == text or chosen.pk in {one[0].pk for one in found}
        ):
            return self.accept(chosen)
        if not found:
            raise ValidationError(_("Không tìm thấy “%(text)s”.") % {"text": text}, code="none")
        exact = [one for one, sure in found if sure]
        if len(exact) == 1:
            return self.accept(exact[0])
        self.widget.candidates = [(one.pk, self.widget.label(one)) for one, _sure in found[:12]]
        raise ValidationError(
            _("“%(text)s” có thể là nhiều nơi: hãy chọn một ở dưới.") % {"text": text},
            code="ambiguous",
        )

    def accept(self, chosen: Any) -> Any:
        return chosen

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial.pk if initial is not None and hasattr(initial, "pk") else initial
        pk, text = data if isinstance(data, tuple) else ("", "")
        return str(before or "") != (str(pk) if text else "")

    @abstractmethod
    def look_up(self, text: str) -> list[tuple[Any, bool]]:
        """What answers to the text, each with whether its whole name was typed."""

    @abstractmethod
    def by_number(self, pk: str) -> Any | None:
        """What has this number and may be chosen; None where nothing does."""


class UnitField(_PickedField):
    """An administrative unit of the day ``on`` (default today), as :class:`AdminUnit`.

    A former name ("San Thàng") offers what it became. ``former`` True takes former units
    themselves. ``level`` and ``within`` narrow what is offered.
    """

    def __init__(
        self,
        *,
        level: str | None = Level.COMMUNE,
        within: AdminUnit | None = None,
        on: date | None = None,
        former: bool = False,
        **more: Any,
    ) -> None:
        self.level, self.within, self.on, self.former = level, within, on, former
        query = {"level": level or "", "on": on.isoformat() if on else ""}
        query |= {"within": str(within.pk) if within else "", "former": "1" if former else ""}
        more["widget"] = Picker(
            "network:unit_suggestions", unit_label, **{k: v for k, v in query.items() if v}
        )
        super().__init__(**more)

    def look_up(self, text: str) -> list[tuple[AdminUnit, bool]]:
        hits = find_units(
            # The label of a former unit ends in its last day.
            text.partition(" (")[0],
            on=self.on,
            within=self.within,
            level=self.level,
        )
        found: dict[int, tuple[AdminUnit, bool]] = {}
        for hit in hits:
            if not hit.is_former or self.former:
                found.setdefault(hit.unit.pk, (hit.unit, hit.rank <= 2))
            else:
                for one in hit.now:  # a former name never picks by itself
                    found.setdefault(one.unit.pk, (one.unit, False))
        return list(found.values())

    def by_number(self, pk: str) -> AdminUnit | None:
        units = AdminUnit.objects.select_related("province", "parent")
        return units.filter(pk=pk, **({"level": self.level} if self.level else {})).first()

    def accept(self, chosen: AdminUnit) -> AdminUnit:
        if not self.former and chosen.ended_on and (self.on is None or chosen.ended_on <= self.on):
            raise ValidationError(
                _("%(unit)s không còn nữa.") % {"unit": unit_label(chosen)}, code="former"
            )
        return chosen


class PointField(_PickedField):
    """A service point. ``points`` is what may be chosen (default: every public one)."""

    def __init__(self, *, points: QuerySet[ServicePoint] | None = None, **more: Any) -> None:
        self.points = points
        more["widget"] = Picker("network:point_suggestions", point_label)
        super().__init__(**more)

    def _choices(self) -> QuerySet[ServicePoint]:
        return self.points if self.points is not None else registry()

    def look_up(self, text: str) -> list[tuple[ServicePoint, bool]]:
        _name, bracket, code = text.rpartition(" (")
        if bracket and (point := self._choices().filter(code=code.rstrip(")")).first()):
            return [(point, True)]
        typed = text.casefold()
        return [
            (point, typed in {point.name.casefold(), point.code.casefold()})
            for point in find_points(text, self._choices())
        ]

    def by_number(self, pk: str) -> ServicePoint | None:
        return self._choices().filter(pk=pk).first()
