"""The proof that English is complete finds what is missing."""

from __future__ import annotations

import os
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


def english(room: Path, text: str, *, fuzzy: bool = False, context: str | None = None) -> None:
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    entry = polib.POEntry(msgid="Còn %(n)s bản", msgstr=text, msgctxt=context)
    if fuzzy:
        entry.flags.append("fuzzy")
    catalogue.append(entry)
    folder = room / "locale/en/LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(folder / "django.po"))


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


def test_two_rooms_that_say_one_text_differently_are_named(room: Path) -> None:
    english(room, "%(n)s copies left")
    english(room.parent / "attic", "%(n)s copies still there")
    (fault,) = translations.faults()
    assert "attic" in fault
    assert "shelf" in fault


def test_two_rooms_may_mean_two_things_by_one_text_with_a_context(room: Path) -> None:
    english(room, "%(n)s copies left")
    other = 'pgettext("under the roof", "Còn %(n)s bản")\n'
    (room / "models.py").write_text(other, "utf-8")
    english(room.parent / "attic", "%(n)s copies still there", context="under the roof")
    english(room.parent / "cellar", "%(n)s copies left")
    assert translations.faults() == []


def test_english_for_a_text_that_is_gone_is_named(room: Path) -> None:
    english(room, "%(n)s copies left")
    (room / "views.py").unlink()
    (fault,) = translations.faults()
    assert "shelf: no text in the code" in fault


def test_complete_english_is_compiled_once(room: Path) -> None:
    english(room, "%(n)s copies left")
    assert translations.faults() == []
    assert translations.compile_all() == 1
    assert translations.compile_all() == 0
    compiled = polib.mofile(str(room / "locale/en/LC_MESSAGES/django.mo"))
    assert compiled[0].msgstr == "%(n)s copies left"


def test_a_compiled_catalogue_is_for_the_server_to_read_too(room: Path) -> None:
    english(room, "%(n)s copies left")
    compiled = room / "locale/en/LC_MESSAGES/django.mo"
    former = os.umask(0o077)
    try:
        assert translations.compile_all() == 1
        assert translations.compile_all() == 0
        assert compiled.stat().st_mode & 0o777 == 0o644
        compiled.chmod(0o640)  # as an earlier version left it
        assert translations.compile_all() == 1
    finally:
        os.umask(former)
    assert compiled.stat().st_mode & 0o777 == 0o644
