"""Form fields of a point: opening hours, a position."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tusach.network.errors import BadFact
from tusach.network.models import Topic
from tusach.network.rules.topics import WEEKDAYS
from tusach.network.rules.topics import clean as clean_value
from tusach.network.web.values import DAY_NAMES


class HoursWidget(forms.Widget):
    """A line for each day of the week and one for remarks."""

    template_name = "network/hours.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        value = value or {}
        context["widget"]["days"] = [
            (f"{name}_{day}", DAY_NAMES[day], _spans_as_typed(value.get(day))) for day in WEEKDAYS
        ]
        context["widget"]["note"] = (f"{name}_note", value.get("note", ""))
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        typed = {key: data.get(f"{name}_{key}", "").strip() for key in (*WEEKDAYS, "note")}
        return {key: text for key, text in typed.items() if text}

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_mon" if id_ else ""


def _spans_as_typed(spans: Any) -> str:
    return spans if isinstance(spans, str) else ", ".join("-".join(one) for one in spans or [])


class TopicField(forms.Field):
    """A field of several controls; empty when none of them holds anything."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or None) != self.to_python(data))
        except ValidationError:
            return True


class HoursField(TopicField):
    """Opening hours as ``rules.topics`` keeps them."""

    widget = HoursWidget

    def to_python(self, value: Any) -> Any:
        try:
            return clean_value(Topic.HOURS, value or {})
        except BadFact as refusal:
            raise ValidationError(str(refusal.facts["why"])) from None


class PositionWidget(forms.Widget):
    template_name = "network/position.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        value = value or {}
        context["widget"] |= {"lat": value.get("lat", ""), "lon": value.get("lon", "")}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        typed = {key: data.get(f"{name}_{key}", "").strip() for key in ("lat", "lon")}
        return {key: text for key, text in typed.items() if text}

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_lat" if id_ else ""


class PositionField(TopicField):
    """Latitude and longitude in degrees (WGS 84), a comma or a dot before the decimals."""

    widget = PositionWidget

    def to_python(self, value: Any) -> Any:
        if not value:
            return None
        try:
            return clean_value(
                Topic.POSITION, {key: str(v).replace(",", ".") for key, v in value.items()}
            )
        except BadFact as refusal:
            raise ValidationError(str(refusal.facts["why"])) from None
