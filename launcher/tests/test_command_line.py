"""What may be typed, and what old Pythons are told."""

from __future__ import annotations

import ast
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.errors import CannotGoOn
from launcher.options import parse, read_settings_file

PROJECT = Path(__file__).resolve().parent.parent.parent
RUN = PROJECT / "run"
PLAIN = {k: v for k, v in os.environ.items() if not k.startswith("TUSACH_") and k != "DATABASE_URL"}


def test_every_python_can_read_the_first_file() -> None:
    """No f-strings, annotations or keyword-only arguments: Python 2.7 must get the sentence."""
    assert RUN.read_text(encoding="utf-8").isascii()
    tree = ast.parse(RUN.read_text(encoding="utf-8"))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Nonlocal)
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert not node.args.kwonlyargs
            assert node.returns is None


def _old_pythons() -> list[str]:
    """Those on this machine that start and are too old for us."""
    found = [p for v in ("2.7", "3.6", "3.8", "3.9", "3.10") if (p := shutil.which(f"python{v}"))]
    found += [str(p) for p in sorted(Path.home().glob(".pyenv/versions/*/bin/python"))]
    old = []
    for python in found:
        asked = subprocess.run(
            [python, "-c", "import sys; print(sys.version_info[:2] < (3, 11))"],
            capture_output=True, text=True, check=False,
        ).stdout.strip()  # fmt: skip
        if asked == "True":
            old.append(python)
    return old


OLD = _old_pythons()


@pytest.mark.skipif(not OLD, reason="this machine has no Python too old for us")
@pytest.mark.parametrize("python", OLD)
def test_an_old_python_gives_one_clear_line(python: str, tmp_path: Path) -> None:
    told = subprocess.run(
        [python, str(RUN)], env={"PATH": str(tmp_path)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert told.returncode == 2
    assert "3.11 to 3.14" in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(not OLD, reason="this machine has no Python too old for us")
def test_an_old_python_finds_a_fitting_one_on_the_path(tmp_path: Path) -> None:
    (tmp_path / "python3.12").symlink_to(sys.executable)
    told = subprocess.run(
        [OLD[-1], str(RUN), "--help"], env={"PATH": str(tmp_path)}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0
    assert "./run" in told.stdout


def test_a_port_that_is_taken_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        data = f"/tmp/tusach-port-{os.getpid()}"
        told = subprocess.run(
            [sys.executable, str(RUN), "--empty", "--data", data, "--port", str(port)],
            env=PLAIN, capture_output=True, text=True, check=False,
        )  # fmt: skip
    shutil.rmtree(data, ignore_errors=True)
    assert told.returncode == 2
    assert f"--port {port + 1}" in told.stderr
    assert "PostgreSQL" not in told.stdout


def test_what_follows_manage_is_left_alone() -> None:
    options = parse(["--port", "9000", "manage", "migrate", "--plan", "-v", "2"])
    assert options.command == "manage"
    assert options.arguments == ("migrate", "--plan", "-v", "2")
    assert options.given == {"TUSACH_PORT": "9000"}


def test_an_option_counts_before_the_environment_and_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = {"TUSACH_PORT": "3"}
    assert parse([]).setting("TUSACH_PORT", "4", file) == "3"
    monkeypatch.setenv("TUSACH_PORT", "2")
    assert parse([]).setting("TUSACH_PORT", "4", file) == "2"
    assert parse(["--port", "1"]).setting("TUSACH_PORT", "4", file) == "1"


def test_a_line_that_sets_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("# cổng\nTUSACH_PORT = '8080'\ncái gì đây\n", "utf-8")
    with pytest.raises(CannotGoOn, match="3"):
        read_settings_file(tmp_path)


def test_empty_and_demonstration_exclude_each_other() -> None:
    with pytest.raises(CannotGoOn):
        parse(["--empty", "--demonstration"])
