"""What the machine knows of processes: who is in a group, what is left of a killed start."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from launcher.postgres import program_of

# What a process of ours has in its command line.
OURS = ("granian", "manage.py", "multiprocessing", "postgres")


def members(group: int) -> list[int]:
    """The processes of a process group that are still there."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        state, _, pgrp, *_rest = fields.rpartition(")")[2].split()
        if int(pgrp) == group and state != "Z":
            found.append(int(folder.name))
    return found


def end_group(group: int, patience: float) -> None:
    """SIGTERM to a whole group, SIGKILL to what is left of it after ``patience`` seconds."""
    for number, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline:
            if not members(group):
                return
            time.sleep(0.05)


def end_leftovers(groups: Mapping[str, int]) -> list[str]:
    """End what a killed start left running; returns the names of what was ended.

    A number may have been given to a stranger since: a group is only touched when every
    process in it has a command line like ours.
    """
    ended = []
    for name, group in groups.items():
        inside = members(group)
        if inside and all(_is_ours(program_of(number)) for number in inside):
            # PostgreSQL takes SIGTERM as "wait for the clients", who have just been ended.
            end_group(group, 30.0 if name == "postgres" else 5.0)
            ended.append(name)
    return ended


def _is_ours(command: str) -> bool:
    return any(word in command for word in OURS)


def last_line(path: Path) -> str:
    """The last thing a log says, for the screen."""
    try:
        with path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 4000))
            lines: Iterable[str] = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(list(lines)) if line.strip()), "")
