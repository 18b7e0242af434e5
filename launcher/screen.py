"""Steps on the screen: what is being done, how far it is, how long it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from launcher.errors import CannotGoOn


class Step:
    """One line. ``tell`` shows how far it is; on a file or pipe only the end is written."""

    def __init__(self, title: str, out: TextIO) -> None:
        self.title = title
        self.out = out
        self.note = ""
        self._began = time.monotonic()
        self._live = out.isatty()
        self._shown = 0.0
        if self._live:
            self._draw("")

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def tell(self, note: str) -> None:
        self.note = note
        if self._live and time.monotonic() - self._shown > 0.1:
            self._draw(note)

    def _draw(self, note: str) -> None:
        self._shown = time.monotonic()
        self.out.write(f"\r\033[K  … {self.title}  {note[:60]}")
        self.out.flush()

    def end(self, mark: str) -> None:
        start = "\r\033[K" if self._live else ""
        note = f" — {self.note}" if self.note else ""
        self.out.write(f"{start}  {mark} {self.title}{note} ({self.seconds:.1f} s)\n")
        self.out.flush()


class Screen:
    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stdout

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Show a step; ✓ when the block ends, ✗ when it raises."""
        step = Step(title, self.out)
        try:
            yield step
        except BaseException as error:
            if not isinstance(error, CannotGoOn):
                step.note = type(error).__name__
            step.end("✗")
            raise
        step.end("✓")

    def line(self, text: str = "") -> None:
        self.out.write(f"{text}\n")
        self.out.flush()


def readable_output() -> None:
    """Vietnamese letters come out whatever the machine's locale is."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
