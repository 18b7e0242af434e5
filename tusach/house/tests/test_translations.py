"""The proof that English is complete finds what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
import pytest

from tusach.house import translations


@pytest.fixture
def room(tmp_path: Path, settings: Any) -> Path:
    """A house of one room with one text."""
    settings.PROJECT = tmp_path
    folder = tmp_path / "tusach" / "shelf"
    (folder / "locale/en/LC_MESSAGES").mkdir(parents=True)
    (folder / "views.py").write_text('from x import _\ntext = _("Còn %(n)s bản")\n', "utf-8")
    return folder


def english(room: Path, text: str, *, fuzzy: bool = False) -> None:
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    entry = polib.POEntry(msgid="Còn %(n)s bản", msgstr=text)
    if fuzzy:
        entry.flags.append("fuzzy")
    catalogue.append(entry)
    catalogue.save(str(room / "locale/en/LC_MESSAGES/django.po"))


def test_a_text_without_english_is_named_with_its_place(room: Path) -> None:
    (fault,) = translations.faults()
    assert "Còn %(n)s bản" in fault
    assert "shelf/views.py:2" in fault


@pytest.mark.parametrize(("text", "fuzzy", "said"), [
    ("", False, "empty"), ("%(n)s copies left", True, "fuzzy"), ("%(m)s copies", False, "places"),
])  # fmt: skip
def test_english_that_will_not_do_is_said(room: Path, text: str, fuzzy: bool, said: str) -> None:
    english(room, text, fuzzy=fuzzy)
    assert said in translations.faults()[0]


def test_complete_english_is_compiled_once(room: Path) -> None:
    english(room, "%(n)s copies left")
    assert translations.faults() == []
    assert translations.compile_all() == 1
    assert translations.compile_all() == 0
    compiled = polib.mofile(str(room / "locale/en/LC_MESSAGES/django.mo"))
    assert compiled[0].msgstr == "%(n)s copies left"
