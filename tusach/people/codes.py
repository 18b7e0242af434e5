"""Making and hashing the codes that people type from paper."""

from __future__ import annotations

import hashlib
import secrets

# Without 0 O 1 I, which look alike on paper; 32 signs are 5 bits each.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12


def new_code() -> str:
    """Twelve random signs (60 bits) in groups of four: ``7KQM-2XWD-9TBF``."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(signs[i : i + 4] for i in range(0, LENGTH, 4))


def tidy(typed: str) -> str:
    """What was meant by a typed code: case, spaces and dashes do not matter."""
    return "".join(sign for sign in typed.upper() if sign in ALPHABET)


def hashed(purpose: str, account: int, code: str) -> str:
    """What the database keeps. A fast hash is enough for 60 random bits, and a restore on a
    machine with another signing secret does not make printed recovery codes worthless."""
    return hashlib.sha256(f"{purpose}:{account}:{tidy(code)}".encode()).hexdigest()
