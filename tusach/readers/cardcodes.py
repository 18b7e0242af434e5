"""Numbers of reader cards: twelve digits that begin with 20, the last two checking the others.

The same check as on our copies (ISO/IEC 7064 MOD 97-10: the whole number leaves 1 when divided
by 97). Two digits longer than a copy's, so that neither is ever taken for the other; 20 opens
the numbers that GS1 leaves to shops for their own use, so that no bought thing carries it. An
even number of digits, which Code 128 sets in half the width.
"""

from __future__ import annotations

import re

PREFIX = "20"
LENGTH = 12
MOST = 10 ** (LENGTH - len(PREFIX) - 2) - 1
_FORM = re.compile(rf"{PREFIX}[0-9]{{{LENGTH - len(PREFIX)}}}")


def card_number(serial: int) -> str:
    """The card number of running number ``serial`` (1 to 99,999,999)."""
    if not 0 < serial <= MOST:
        raise ValueError(f"no card number for {serial}")
    body = f"{PREFIX}{serial:0{LENGTH - len(PREFIX) - 2}d}"
    return f"{body}{98 - int(body) * 100 % 97:02d}"


def is_own(text: str) -> bool:
    """Whether this is one of ours, with the right check digits."""
    return bool(_FORM.fullmatch(text)) and int(text) % 97 == 1


def looks_own(text: str) -> bool:
    """Whether it has the form of ours, right or mistyped."""
    return bool(_FORM.fullmatch(text))
