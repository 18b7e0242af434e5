"""Why a record cannot be read, as a stable code with its facts.

The words shown to people are made elsewhere from code and facts (``catalogue/reasons.py``);
here nothing is translated.
"""

from __future__ import annotations

from typing import Any


class Fault(Exception):
    """A record that a strict reading refuses. ``code`` names the rule, ``facts`` what and where."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code} {facts}" if facts else code)
