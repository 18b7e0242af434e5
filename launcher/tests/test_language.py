"""The launcher speaks the machine's language, all of it."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

LAUNCHER = Path(__file__).resolve().parent.parent
RUN = LAUNCHER.parent / "run"
NAME = "Tủ Sách"


def is_vietnamese(text: str) -> bool:
    """Whether letters with Vietnamese marks stand in it, the product's name left out."""
    letters = unicodedata.normalize("NFD", text.replace(NAME, ""))
    return "đ" in letters.lower() or any(unicodedata.combining(c) for c in letters)


@pytest.mark.parametrize(
    ("machine", "vietnamese"),
    [
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "vi_VN.UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, False),
        ({"LANG": "vi_VN.UTF-8", "TUSACH_LANGUAGE": "en"}, False),
        ({"LANG": "en_US.UTF-8", "TUSACH_LANGUAGE": "vi"}, True),
    ],
)
def test_help_is_in_one_language(machine: dict[str, str], vietnamese: bool) -> None:
    told = subprocess.run(
        [sys.executable, str(RUN), "--help"],
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **machine},
        capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert NAME in told.stdout
    assert is_vietnamese(told.stdout) is vietnamese


def _spoken() -> list[tuple[str, ast.expr, ast.expr]]:
    found = []
    for file in sorted(LAUNCHER.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "words":
                found.append((f"{file.name}:{node.lineno}", node.args[0], node.args[1]))
    return found


def _texts(node: ast.expr) -> str:
    return " ".join(
        n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    )


def _values(node: ast.expr) -> set[str]:
    return {ast.unparse(n.value) for n in ast.walk(node) if isinstance(n, ast.FormattedValue)}


def test_every_sentence_has_its_english_with_the_same_values() -> None:
    spoken = _spoken()
    assert len(spoken) > 100
    for where, vietnamese, english in spoken:
        assert _texts(english) or isinstance(english, ast.Name), where
        assert not is_vietnamese(_texts(english)), where
        assert _values(vietnamese) == _values(english), where
