"""Every code that an event of a device may be answered with has words, in both languages."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

from tusach.circulation.models import RemarkKind
from tusach.offline.handlers import in_words
from tusach.rotation.models.told import WHY

TUSACH = Path(__file__).resolve().parents[2] / "tusach"
# Where the code is worked out, what it may be.
WORKED_OUT = {
    "circulation/loan_events.py: code": {
        "reader-unknown", *(kind.value.replace("_", "-") for kind in RemarkKind)
    },
    "rotation/device_events.py: told.why or plain[Told.Kind(told.kind)]": {
        *WHY, "received", "handed-on", "wished"
    },
    "offline/intake.py: refusal.code": set(),  # with the refusal's own sentence
}  # fmt: skip


def _answers(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if named and node.func.id in {"taken", "declined"} and node.args:
            yield node


def _code(path: Path, call: ast.Call) -> set[str]:
    """What one answer says; a refusal that is passed on brings a sentence of its own."""
    said = ast.unparse(call.args[0])
    module = ".".join(("tusach", *path.relative_to(TUSACH).with_suffix("").parts))
    known = WORKED_OUT.get(f"{path.relative_to(TUSACH)}: {said}")
    if known is not None:
        return known
    codes = {
        node.value
        for node in ast.walk(call.args[0])
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    if codes:
        return codes
    if any(word.arg == "sentence" for word in call.keywords):
        return set()
    try:
        found = eval(said, vars(importlib.import_module(module)))
    except NameError:
        raise AssertionError(f"{path}:{call.lineno}: which codes may {said} be?") from None
    return {str(found)}


def every_code() -> set[str]:
    speaking = [
        path
        for path in TUSACH.rglob("*.py")
        if "tests" not in path.parts and "from tusach.offline.api import" in path.read_text("utf-8")
    ]
    codes = {code for path in speaking for call in _answers(path) for code in _code(path, call)}
    return codes | {"unknown-kind", "failed", "device-revoked", "declined-by-a-person", "waits"}


def test_every_code_an_event_is_answered_with_has_words_in_both_languages() -> None:
    codes = every_code()
    assert {"fits", "registered", "counted", "received", "no-loan"} <= codes
    silent = []
    for code in sorted(codes):
        with translation.override("vi"):
            ours = in_words(code)
        with translation.override("en"):
            theirs = in_words(code)
        if ours in (code, theirs):
            silent.append(f"{code}: {ours!r}, {theirs!r}")
    assert not silent, "\n".join(silent)
