"""Keeps the processes of an installation running, and stops them in order."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from launcher.errors import CannotGoOn
from launcher.installation import Installation, write_json
from launcher.language import words
from launcher.postgres import die_with_parent
from launcher.processes import end_group, last_line

LONGEST_WAIT = 60.0  # seconds between two tries of what keeps failing
STEADY = 60.0  # running that long, the next failure counts as the first
LARGEST_LOG = 10 * 1024 * 1024


@dataclass
class Child:
    """A process that is started again when it ends. ``begin`` starts it."""

    name: str
    begin: Callable[[], subprocess.Popen[bytes]]
    end: Callable[[subprocess.Popen[bytes]], None]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    failures: int = 0
    next_try: float = 0.0

    def start(self) -> None:
        self.process = self.begin()
        self.began = time.monotonic()

    @property
    def dead(self) -> bool:
        return self.process is None or self.process.poll() is not None


def program(
    installation: Installation, name: str, command: Sequence[str], extra: Mapping[str, str]
) -> Child:
    """A process of the server: as its user, in a group of its own, writing to its log."""
    log = installation.data / "logs" / f"{name}.log"

    def begin() -> subprocess.Popen[bytes]:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            return subprocess.Popen(
                command,
                cwd=installation.project,
                env={**installation.environ(), **extra},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
                **installation.identity("tusach"),
            )

    def end(process: subprocess.Popen[bytes]) -> None:
        # The whole group: a server killed outright leaves its workers behind.
        end_group(process.pid, 20.0)
        process.wait()

    return Child(name, begin, end, log)


@dataclass
class Supervisor:
    installation: Installation
    children: list[Child] = field(default_factory=list)
    stopping: bool = False
    facts: dict[str, Any] = field(default_factory=dict)

    def listen_to_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, number: int, frame: object) -> None:
        if self.stopping:
            return
        self.stopping = True
        if not self.facts.get("ready"):
            raise KeyboardInterrupt  # a start that is under way is left where it is

    def add(self, child: Child) -> None:
        child.start()
        self.children.append(child)
        self.note()

    def note(self, **facts: object) -> None:
        """Write down who runs, for ``stop``, ``status`` and a start after a kill."""
        self.facts.update(facts)
        groups = {c.name: c.process.pid for c in self.children if c.process is not None}
        write_json(
            self.installation.run / "state.json",
            {
                "pid": os.getpid(),
                "address": self.installation.address,
                "project": str(self.installation.project),
                "since": datetime.now(UTC).isoformat(timespec="seconds"),
                **self.facts,
                "children": groups,
            },
        )

    def watch(self) -> None:
        """Until asked to stop: start again what ended, waiting longer each time."""
        checked = time.monotonic()
        while not self.stopping:
            time.sleep(0.3)
            now = time.monotonic()
            for child in self.children:
                if child.dead:
                    self._revive(child, now)
                elif child.failures and now - child.began > STEADY:
                    child.failures = 0
            if now - checked > 600:
                checked = now
                self._shorten_logs()

    def _revive(self, child: Child, now: float) -> None:
        if child.process is not None:
            code = child.process.returncode
            child.end(child.process)
            child.process = None
            child.next_try = now + min(LONGEST_WAIT, 2.0**child.failures - 1)
            child.failures += 1
            said = last_line(child.log)
            self._say(
                words(f"{child.name} dừng (mã {code}), khởi động lại. {said}",
                      f"{child.name} ended (code {code}), starting it again. {said}")
            )  # fmt: skip
        if now < child.next_try:
            return
        try:
            child.start()
        except (CannotGoOn, OSError) as error:
            child.next_try = now + min(LONGEST_WAIT, 2.0**child.failures)
            child.failures += 1
            self._say(f"{child.name}: {error}")
            return
        self.note()

    def _say(self, text: str) -> None:
        self.installation.screen.line(f"  {datetime.now().astimezone():%H:%M:%S} {text}")

    def _shorten_logs(self) -> None:
        """Keep the newest part of a long log beside an older one; writers append."""
        for child in self.children:
            try:
                if child.log.stat().st_size > LARGEST_LOG:
                    older = child.log.with_suffix(".log.1")
                    older.write_bytes(child.log.read_bytes())
                    os.truncate(child.log, 0)
            except OSError:
                continue

    def stop(self) -> None:
        """Everything, the last started first: nobody is left without the database."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in reversed(self.children):
            if child.process is not None:
                child.end(child.process)
        self.children = []
