"""No form cuts what is typed or pasted: it is refused with a sentence, and stays."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django import forms
from django.utils.translation import override

from tusach.ui.api import DongField

ROOMS = Path(__file__).resolve().parents[2]


class Short(forms.Form):
    name = forms.CharField(label="Tên", max_length=5)
    note = forms.CharField(label="Ghi chú", max_length=5, widget=forms.Textarea)


def test_the_browser_is_given_a_measure_not_a_knife() -> None:
    page = str(Short())
    assert "maxlength" not in page
    assert page.count('data-most="5"') == 2


def test_a_text_beyond_its_measure_is_refused_and_stays() -> None:
    form = Short({"name": "Tân Phong", "note": "ngắn"})
    assert form.errors["name"] == ["Dài quá: nhiều nhất 5 chữ, đang có 9."]
    assert "Tân Phong" in str(form)
    with override("en"):
        assert Short({"name": "Tân Phong"}).errors["name"] == [
            "Ensure this value has at most 5 characters (it has 9)."
        ]


def test_a_sum_is_never_taken_for_another() -> None:
    field = DongField(required=False)
    assert [field.clean(text) for text in ("45.000", "45 000 đ", "45000 đồng", "")] == [
        45000, 45000, 45000, None,
    ]  # fmt: skip
    for text in ("45 nghìn", "10tr", "45.000.000.000.000"):
        form = type("F", (forms.Form,), {"price": DongField(label="Giá")})({"price": text})
        assert form.errors["price"], text
        assert text in str(form)


def _sources(pattern: str) -> Iterator[tuple[str, str]]:
    for path in sorted(ROOMS.rglob(pattern)):
        if not {"tests", "static", "migrations", "locale"} & set(path.parts):
            yield str(path.relative_to(ROOMS)), path.read_text("utf-8")


def test_no_template_cuts_either() -> None:
    """But the cells of the MARC editor: a tag has three letters, a mark one, a position its own."""
    cell = re.compile(r'<input (class="marc-(tag|ind|code)"|id="marc-position-)[^>]*>')
    cutting = [name for name, text in _sources("*.html") if "maxlength" in cell.sub("", text)]
    assert cutting == []


def test_every_day_of_a_form_is_read_by_the_house() -> None:
    """Django's own date fields take the year 1020."""
    own = {"DateField", "DateTimeField", "SplitDateTimeField"}
    found = [
        f"{name}:{node.lineno}"
        for name, text in _sources("*.py")
        if name != "ui/fields.py"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        and node.attr in own
        and isinstance(node.value, ast.Name)
        and node.value.id == "forms"
    ]
    assert found == []
