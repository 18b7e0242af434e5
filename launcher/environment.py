"""The Python environment: wheels named with their hashes in a lock file, made once a lock."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import CannotGoOn
from launcher.language import words
from launcher.machine import is_root, need_packages
from launcher.screen import Screen, Step

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; (.*?))?\s*\\?$")


def pins(lock: Path) -> dict[str, tuple[str, str]]:
    """Package → (version, marker) of every package in a lock file."""
    found = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if match := _PIN.match(line):
            found[match[1]] = (match[2], match[3] or "")
    return found


_WHERE = "import importlib.util as u, sys; print(u.find_spec(sys.argv[1]).origin)"


@dataclass(frozen=True)
class Environment:
    """An environment with everything of one lock file in it."""

    python: Path

    def site(self, package: str) -> Path:
        """The folder of an installed package, without importing it."""
        asked = subprocess.run(
            [self.python, "-c", _WHERE, package],
            capture_output=True,
            text=True,
            check=True,
        )
        return Path(asked.stdout.strip()).parent


def _present_here(lock: Path) -> bool:
    """Whether the Python that runs now is an environment holding just what the lock names."""
    if sys.prefix == sys.base_prefix:
        return False
    for name, (version, marker) in pins(lock).items():
        if "win32" in marker:
            continue
        try:
            if importlib.metadata.version(name) != version:
                return False
        except importlib.metadata.PackageNotFoundError:
            return False
    return True


def _key(lock: Path) -> str:
    content = lock.read_bytes() + sys.version.encode() + sys.base_prefix.encode()
    return hashlib.sha256(content).hexdigest()[:12]


def environment(screen: Screen, lock: Path, folder: Path) -> Environment:
    """The environment for ``lock`` in ``folder``; made, with progress, if it is not there.

    Each lock (and Python) has a folder of its own, so that a half-made one is never taken
    for a whole one and the one that serves is never changed under its feet.
    """
    if _present_here(lock):
        return Environment(Path(sys.executable))
    home = folder / _key(lock)
    python = home / "bin" / "python"
    whole = home / "whole"
    if whole.exists() and python.exists():
        return Environment(python)
    with screen.step(words("Môi trường Python", "Python environment")) as step:
        _make_venv(step, home)
        _install(step, python, lock)
        whole.touch()
    for old in folder.iterdir():
        if old != home and old.is_dir() and (old / "unused").exists():
            shutil.rmtree(old, ignore_errors=True)
        elif old != home and old.is_dir():
            (old / "unused").touch()  # still serving, perhaps; goes with the next change
    (home / "unused").unlink(missing_ok=True)
    return Environment(python)


def _make_venv(step: Step, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "venv", str(home)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode and "ensurepip" in made.stdout + made.stderr:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        need_packages(step, [f"python{version}-venv"], f"python{version}-venv")
        made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise CannotGoOn(
            words(
                f"Không tạo được môi trường Python trong {home}: {made.stderr or made.stdout}",
                f"Cannot make a Python environment in {home}: {made.stderr or made.stdout}",
            )
        )


def _install(step: Step, python: Path, lock: Path) -> None:
    """``pip install --require-hashes``; shows how many of the packages have come."""
    total = sum("win32" not in marker for _, marker in pins(lock).values())
    command: Sequence[str] = [
        *(str(python), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"),
        *("--no-input", "--disable-pip-version-check", "--progress-bar", "off"),
        *("-r", str(lock)),
    ]
    environment = {**os.environ, "PYTHONUTF8": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    if not is_root():
        environment.pop("PIP_USER", None)
    pip = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    assert pip.stdout is not None
    come = 0
    tail: list[str] = []
    for line in pip.stdout:
        tail = [*tail[-14:], line.rstrip()]
        if line.startswith("Collecting "):
            come += 1
            step.tell(words(f"{come}/{total} gói", f"{come} of {total} packages"))
        elif line.startswith("Installing "):
            step.tell(words(f"đặt {total} gói vào chỗ", f"putting {total} packages in place"))
    if pip.wait():
        last = "\n".join(tail)
        raise CannotGoOn(
            words(
                f"Không tải được các gói Python (cần mạng một lần đầu). Lời của pip:\n{last}",
                "Python packages could not be fetched (the first start needs a network)."
                f" pip says:\n{last}",
            )
        )
    step.note = words(f"{total} gói", f"{total} packages")
