"""The small commands: stop, status, doctor, service, manage."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from launcher.errors import CannotGoOn
from launcher.installation import Installation
from launcher.language import words
from launcher.postgres import program_of

STOP_PATIENCE = 120  # seconds


def stop(installation: Installation) -> int:
    """Ask the running start to stop and wait until it has."""
    if not installation.is_running():
        installation.screen.line(words("Tủ Sách không chạy.", "Tủ Sách is not running."))
        return 0
    number = int(installation.state.get("pid", 0))
    if not number or "run" not in program_of(number):
        raise CannotGoOn(
            words(
                f"Không rõ tiến trình nào đang giữ {installation.data}.",
                f"It is not clear which process holds {installation.data}.",
            )
        )
    with installation.screen.step(words("Dừng", "Stopping")):
        os.kill(number, signal.SIGTERM)
        deadline = time.monotonic() + STOP_PATIENCE
        while installation.is_running():
            if time.monotonic() > deadline:
                raise CannotGoOn(
                    words(f"Sau {STOP_PATIENCE} giây vẫn chưa dừng.",
                          f"It has not stopped within {STOP_PATIENCE} seconds.")
                )  # fmt: skip
            time.sleep(0.1)
    return 0


def status(installation: Installation) -> int:
    """0 when it runs, 1 when not."""
    if not installation.is_running():
        installation.screen.line(
            words(f"Không chạy ({installation.data}).", f"Not running ({installation.data}).")
        )
        return 1
    state = installation.state
    installation.screen.line(
        words(
            f"Đang chạy: {state.get('address')} (dữ liệu: {installation.data})",
            f"Running: {state.get('address')} (data: {installation.data})",
        )
    )
    for name, number in state.get("children", {}).items():
        installation.screen.line(f"  {name}: {number}")
    return 0


def doctor(installation: Installation) -> int:
    """What is wrong, in plain words: here what the launcher sees, then what the house sees."""
    line = installation.screen.line
    if not installation.about:
        raise CannotGoOn(
            words(f"Chưa có cài đặt nào trong {installation.data}: chạy ./run.",
                  f"There is no installation in {installation.data} yet: start ./run.")
        )  # fmt: skip
    running = installation.is_running()
    if running:
        line(f"  ✓ ./run: {installation.state.get('address')}")
    else:
        line(words("  ✗ ./run: không chạy\n      → ./run", "  ✗ ./run: not running\n      → ./run"))
    with installation.database():
        asked = subprocess.run(
            [str(installation.environment.python), "manage.py", "doctor"],
            cwd=installation.project,
            env=installation.environ(),
            check=False,
            **installation.identity("tusach"),
        )
    return 0 if running and asked.returncode == 0 else 1


def manage(installation: Installation) -> int:
    """One of Django's commands, with this installation's environment and the screen's input."""
    with installation.database():
        return subprocess.run(
            [str(installation.environment.python), "manage.py", *installation.options.arguments],
            cwd=installation.project,
            env=installation.environ(),
            check=False,
            **installation.identity("tusach"),
        ).returncode


UNIT = """\
[Unit]
Description=Tủ Sách
After=network.target
{after}
[Service]
ExecStart="{python}" "{run}" {options}
{user}Restart=always
RestartSec=5
TimeoutStartSec=infinity
TimeoutStopSec=150
KillMode=mixed

[Install]
WantedBy=multi-user.target
"""


def service(installation: Installation) -> int:
    """A unit for systemd, so that the house is open again after a power cut."""
    user = "" if os.geteuid() == 0 else f"User={os.environ.get('USER', os.getuid())}\n"
    quoted = f'--data "{installation.data}"' + ("" if installation.demonstration else " --empty")
    print(
        UNIT.format(
            after="After=postgresql.service\n" if installation.external else "",
            python=sys.executable,
            run=installation.project / "run",
            options=quoted,
            user=user,
        )
    )
    print(
        words(
            "# Cài: ./run service | sudo tee /etc/systemd/system/tusach.service\n"
            "#      sudo systemctl enable --now tusach",
            "# Install: ./run service | sudo tee /etc/systemd/system/tusach.service\n"
            "#          sudo systemctl enable --now tusach",
        )
    )
    return 0
