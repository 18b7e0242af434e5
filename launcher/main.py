"""The command line of ``./run``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from launcher import checks, commands, keeping
from launcher.errors import CannotGoOn
from launcher.installation import Installation
from launcher.options import parse
from launcher.screen import Screen, readable_output
from launcher.start import start, start_in_background

PROJECT = Path(__file__).resolve().parent.parent

ACTIONS: dict[str, Callable[[Installation], int]] = {
    "start": start,
    "stop": commands.stop,
    "status": commands.status,
    "doctor": commands.doctor,
    "service": commands.service,
    "backup": keeping.backup,
    "restore": keeping.restore,
    "upgrade": keeping.upgrade,
    "export": keeping.export,
    "manage": commands.manage,
}


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks; a sentence and an exit code when it cannot be done."""
    readable_output()
    try:
        if arguments[:1] == ["test"]:
            return checks.main(PROJECT, arguments[1:])
        options = parse(arguments)
        if options.command == "restore":
            options = keeping.of_which_kind(options)
        installation = Installation.open(PROJECT, options, Screen())
        if options.command == "start" and options.background:
            rest = [word for word in arguments if word != "--background"]
            return start_in_background(installation, rest)
        return ACTIONS[options.command](installation)
    except CannotGoOn as error:
        print(f"\n{error}", file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        return 130
