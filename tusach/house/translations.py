"""Compiling the catalogues of the rooms, and proving that English is complete.

Vietnamese stands in the code; English in each room's ``locale/en``. ``ui/locale/vi`` says
Django's own sentences about forms in better Vietnamese than Django's. Compiling needs no gettext
on the machine; the proof uses Django's ``makemessages`` and so needs ``xgettext``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings

_PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")


def catalogues(language: str = "*") -> Iterator[Path]:
    """The catalogues of the rooms, of all languages or of one."""
    yield from sorted((settings.PROJECT / "tusach").glob(f"*/locale/{language}/LC_MESSAGES/*.po"))


def compile_all() -> int:
    """Write a .mo beside each .po that has changed, or that not all may read. Returns how
    many were written."""
    written = 0
    for path in catalogues():
        target = path.with_suffix(".mo")
        if target.exists():
            there = target.stat()
            if there.st_mtime_ns >= path.stat().st_mtime_ns and there.st_mode & 0o044 == 0o044:
                continue
        half = target.with_suffix(f".{os.getpid()}")
        polib.pofile(str(path)).save_as_mofile(str(half))
        # Whoever started ``./run`` writes them, a user of fewer rights reads them.
        half.chmod(0o644)
        half.replace(target)
        written += 1
    return written


def faults() -> list[str]:
    """What is wrong, one sentence each: a text in the code without English, an English text
    that is a guess (fuzzy), names of places that differ between the two, two rooms with
    different English for one text, English for a text that is gone."""
    found: list[str] = []
    english: dict[tuple[str | None, str], tuple[str, list[str]]] = {}
    for path in catalogues("en"):
        room = path.parents[3].name
        for entry in polib.pofile(str(path)):
            if entry.obsolete:
                continue
            found.extend(f"{room}: {fault}" for fault in _entry_faults(entry))
            texts = _english(entry)
            first, said = english.setdefault((entry.msgctxt, entry.msgid), (room, texts))
            if texts != said:
                found.append(
                    f"two English texts for {entry.msgid!r}: {first} says {' / '.join(said)!r}, "
                    f"{room} says {' / '.join(texts)!r}; Django makes one catalogue of all rooms, "
                    "so say the same or give one a context (pgettext)"
                )
    in_code = _texts_in_code()
    for entry in in_code:
        if (entry.msgctxt, entry.msgid) not in english:
            where = ", ".join(f"{name}:{line}" for name, line in entry.occurrences[:3])
            found.append(f"no English for {entry.msgid!r} ({where})")
    for key in sorted(english.keys() - {(one.msgctxt, one.msgid) for one in in_code}, key=str):
        found.append(f"{english[key][0]}: no text in the code for the English of {key[1]!r}")
    return found


def _english(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _entry_faults(entry: polib.POEntry) -> Iterator[str]:
    texts = _english(entry)
    if not texts or not all(texts):
        yield f"empty English for {entry.msgid!r}"
        return
    if entry.fuzzy:
        yield f"guessed (fuzzy) English for {entry.msgid!r}"
    wanted = set(_PLACEHOLDER.findall(entry.msgid))
    for text in texts:
        named = set(_PLACEHOLDER.findall(text))
        # A singular may leave out the number it names.
        if named == wanted or (entry.msgid_plural and named < wanted):
            continue
        yield f"places differ ({', '.join(sorted(named ^ wanted))}) in English for {entry.msgid!r}"


def _texts_in_code() -> list[polib.POEntry]:
    """Everything ``makemessages`` finds in the rooms, tests left out, with where it stands."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for room in sorted((settings.PROJECT / "tusach").iterdir()):
            for path in room.rglob("*") if room.is_dir() else ():
                inside = path.relative_to(room)
                if path.suffix not in {".py", ".html", ".txt"} or not path.is_file():
                    continue
                if {"tests", "static", "migrations"} & set(inside.parts):
                    continue
                target = work / room.name / inside
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        (work / "locale").mkdir()
        # Outside Django's settings, so that only this folder is read.
        environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", "en", "-e", "py,html,txt"],
            cwd=work,
            env=environment,
            check=True,
            capture_output=True,
        )
        made = work / "locale" / "en" / "LC_MESSAGES" / "django.po"
        return list(polib.pofile(str(made))) if made.exists() else []
