"""Our own barcodes: eight digits of a running number and two that check them.

ISO/IEC 7064 MOD 97-10: the whole number leaves 1 when divided by 97. It finds every single
wrong digit and every swap of two neighbours. Ten digits are an even number, which Code 128
sets in half the width.
"""

from __future__ import annotations

import re

LENGTH = 10
MOST = 10 ** (LENGTH - 2) - 1
_FORM = re.compile(rf"[0-9]{{{LENGTH}}}")


def barcode(serial: int) -> str:
    """The barcode of running number ``serial`` (1 to 99,999,999)."""
    if not 0 < serial <= MOST:
        raise ValueError(f"no barcode for {serial}")
    return f"{serial:0{LENGTH - 2}d}{98 - serial * 100 % 97:02d}"


def is_own(text: str) -> bool:
    """Whether this is one of ours, with the right check digits."""
    return bool(_FORM.fullmatch(text)) and int(text) % 97 == 1


def looks_own(text: str) -> bool:
    """Whether it has the form of ours, right or mistyped."""
    return bool(_FORM.fullmatch(text))
