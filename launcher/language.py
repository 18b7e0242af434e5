"""The launcher speaks before any catalogue is compiled: both texts stand side by side."""

from __future__ import annotations

import os


def _english() -> bool:
    if asked := os.environ.get("TUSACH_LANGUAGE"):
        return asked.lower().startswith("en")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith("en")
    return False


ENGLISH = _english()


def words(vietnamese: str, english: str) -> str:
    """English where the machine's language is English, Vietnamese everywhere else."""
    return english if ENGLISH else vietnamese
