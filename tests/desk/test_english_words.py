"""Every sentence of the desk is there in both languages, and no other words are on its screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.desk.proof_page import FRONTEND, PROJECT
from tusach.offline.handlers import named_codes

DESK = FRONTEND / "src" / "desk"
# A table of sentences: key: ["Vietnamese", "English"], on one line or several.
_ENTRY = re.compile(
    r'^\s+(?:"(?P<quoted>[\w-]+)"|(?P<plain>\w+)): \[\s*"(?P<vi>(?:[^"\\]|\\.)*)",'
    r'\s*"(?P<en>(?:[^"\\]|\\.)*)",?\s*\],$', re.M,
)  # fmt: skip
_MARKED = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9àáãèéìíĩòóõùúũýÀÁÃÈÉÌÍÒÓÕÙÚÝ]")
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w])//[^\n]*", re.S)
_NAME = re.compile(r"\{(\w+)(?:\|[^}]*)?\}")
TABLES = sorted(DESK.rglob("words.ts"))
# Names stay as it is.
_OWN_NAMES = ("Tủ Sách", "Tiếng Việt", "Páo")


def entries(path: Path) -> dict[str, tuple[str, str]]:
    text = path.read_text(encoding="utf-8")
    found = {one["quoted"] or one["plain"]: (one["vi"], one["en"]) for one in _ENTRY.finditer(text)}
    # Each line that begins an entry was read.
    assert len(re.findall(r"^\s+(?:\"[\w-]+\"|\w+): \[", text, re.M)) == len(
        _ENTRY.findall(text)
    ), path
    return found


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.parent.name)
def test_every_sentence_is_in_both_languages(path: Path) -> None:
    wrong = []
    said = entries(path)
    assert said
    for key, (vi, en) in said.items():
        english = en
        for own in _OWN_NAMES:
            english = english.replace(own, "")
        # The button that changes the language is in the other one.
        if key == "language":
            continue
        if not vi.strip() or not en.strip():
            wrong.append(f"{key}: empty")
        if _MARKED.search(english):
            wrong.append(f"{key}: Vietnamese in the English: {en}")
        if set(_NAME.findall(vi)) != set(_NAME.findall(en)):
            wrong.append(f"{key}: other values in the two languages")
    assert wrong == []


def test_no_screen_has_words_of_its_own() -> None:
    """A Vietnamese letter outside a table of sentences would be shown in English, too."""
    wrong = []
    for path in sorted(DESK.rglob("*.ts*")):
        if path in TABLES or path.name in ("folding.ts", "language.ts"):
            continue
        text = re.sub(
            r"/\*.*?\*/|(?<![:\w])//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.S
        )
        for own in _OWN_NAMES:
            text = text.replace(own, "")
        wrong += [
            f"{path.relative_to(DESK)}: {line.strip()}"
            for line in text.splitlines()
            if _MARKED.search(line)
        ]
    assert wrong == []


def test_every_refusal_of_the_desk_has_a_sentence() -> None:
    known = entries(DESK / "shell" / "words.ts")
    thrown = {
        code
        for path in DESK.rglob("*.ts*")
        for code in re.findall(r'new Refusal\("([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert thrown
    assert sorted(thrown - set(known)) == []


def test_every_code_a_device_is_answered_with_has_a_sentence() -> None:
    """What the rooms answer a device's events with is said in words on the telephone."""
    answered: set[str] = set()
    for room in ("holdings", "readers", "circulation", "rotation"):
        for path in (PROJECT / "tusach" / room).glob("*events*.py"):
            answered |= set(re.findall(r'declined\("([\w-]+)"', path.read_text(encoding="utf-8")))
    assert answered
    desk = "".join(path.read_text(encoding="utf-8") for path in sorted(DESK.rglob("*.tsx")))
    named = set(re.findall(r'^\s+"?([\w-]+)"?: \((?:detail)?\) =>', desk, re.M))
    # One sentence for all that cannot be read.
    named |= {code for code in answered if code.endswith("-unreadable")}
    assert sorted(answered - named) == []


def test_every_code_that_has_words_for_staff_has_words_on_the_desk() -> None:
    """A reason is never shown as the bare code. Those of `for-a-person` stand in the table of
    `readers`, what was taken as it was said needs none."""
    desk = "".join(path.read_text(encoding="utf-8") for path in sorted(DESK.rglob("*.ts*")))
    said = set(re.findall(r'^\s+"?([\w-]+)"?: \((?:detail)?\) =>', desk, re.M))
    said |= set(entries(DESK / "readers" / "words.ts"))
    journal = (DESK / "shell" / "journal.tsx").read_text(encoding="utf-8")
    said |= set(
        re.findall(r'"([\w-]+)"', re.findall(r"const PLAIN = new Set\((.*?)\)", journal, re.S)[0])
    )
    silent = {code for code in named_codes() if not code.endswith("-unreadable")} - said
    # Told with its copies by the journal itself.
    assert sorted(silent - {"unsettled"}) == []
