"""A right that is given is asked for somewhere: none is left in the table of roles for nothing."""

from __future__ import annotations

from pathlib import Path

from tusach.people.roles import ACTS

TUSACH = Path(__file__).resolve().parents[2] / "tusach"
_TABLES = {"roles.py", "act_names.py"}


def test_every_right_in_the_table_of_roles_is_asked_for_by_some_code() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in TUSACH.rglob("*.py")
        if path.name not in _TABLES and "tests" not in path.parts
    )
    assert [act for act in ACTS if f'"{act}"' not in code] == []
