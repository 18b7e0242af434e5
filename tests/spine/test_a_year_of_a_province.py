"""A small province is lived through for a year and held against a plain account (``bench/year.py``
says what happens in it); then what is broken on purpose must be found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 900  # seconds; it takes one minute on two idle cores


def test_a_year_balances_and_no_event_is_missing() -> None:
    done = subprocess.run(
        [
            sys.executable, "bench/year.py", "--points", "9", "--items", "2500", "--visits", "900",
            "--workers", "3", "--kills", "15", "--faults",
            "--database", f"year_{os.getpid()}",
        ],
        cwd=PROJECT, capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    assert "0 differences" in done.stdout
    assert "killed 0" not in done.stdout
    assert "NOT SEEN" not in done.stdout
    # Two devices of a point that report at once wait for each other.
    assert "deadlock" not in done.stderr
    # Six things are broken, each is seen.
    assert done.stdout.split("broken on purpose")[1].count("  a") >= 6
