"""The command line of ``./run``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from launcher import checks
from launcher.errors import CannotGoOn
from launcher.screen import readable_output

PROJECT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str]) -> int:
    readable_output()
    try:
        if arguments[:1] == ["test"]:
            return checks.main(PROJECT, arguments[1:])
    except CannotGoOn as error:
        print(f"\n{error}", file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        return 130
    return 2
