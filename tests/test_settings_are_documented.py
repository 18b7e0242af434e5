"""docs/operate/settings.md names every setting that is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
READERS = re.compile(r"""(?:env\.\w+|setting|environ(?:\.get)?)[\[(]\s*"([A-Z][A-Z_]+)\"""")
OWN = ("TUSACH_", "DATABASE_URL")


def read() -> set[str]:
    found = set()
    for folder in ("tusach", "launcher"):
        for path in (PROJECT / folder).rglob("*.py"):
            if "tests" not in path.parts:
                found |= set(READERS.findall(path.read_text(encoding="utf-8")))
    return {name for name in found if name.startswith(OWN)}


DOCUMENTED = set(
    re.findall(r"^\| `([A-Z_]+)`", (PROJECT / "docs/operate/settings.md").read_text("utf-8"), re.M)
)


@pytest.mark.parametrize("name", sorted(read()))
def test_a_setting_that_is_read_is_documented(name: str) -> None:
    assert name in DOCUMENTED


def test_no_setting_is_documented_that_nobody_reads() -> None:
    assert DOCUMENTED - read() == set()
