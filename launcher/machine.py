"""What this machine has: rights, packages, memory, another user to run as."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from launcher.errors import CannotGoOn
from launcher.language import words
from launcher.screen import Step

# PostgreSQL refuses to run as root; as root everything runs under this user's name.
SYSTEM_USER = "tusach"


def is_root() -> bool:
    return os.geteuid() == 0


def memory_megabytes() -> int:
    """Memory of the machine, or of the container if that is less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
        total = min(total, limit)
    return total // (1024 * 1024)


def make_system_user(name: str = SYSTEM_USER) -> str:
    """As root: the user ``tusach``, made without a password or a shell if it is missing."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        made = subprocess.run(
            [
                *("useradd", "--system", "--user-group", "--no-create-home"),
                *("--home-dir", "/var/lib/tusach", "--shell", "/usr/sbin/nologin", name),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode not in (0, 9):  # 9: somebody made it meanwhile
            raise CannotGoOn(
                words(
                    f"Không tạo được người dùng hệ thống {name}: {made.stderr.strip()}",
                    f"Cannot make the system user {name}: {made.stderr.strip()}",
                )
            ) from None
    return name


def user_id(name: str) -> int:
    return pwd.getpwnam(name).pw_uid


def group_id(name: str) -> int:
    return pwd.getpwnam(name).pw_gid


def group_name(user: str) -> str:
    return grp.getgrgid(group_id(user)).gr_name


def can_enter(folder: Path, user: str) -> bool:
    """Whether ``user`` may enter ``folder`` (asked of the machine, not worked out from modes)."""
    asked = subprocess.run(
        ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)],
        user=user,
        group=group_id(user),
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0


def need_packages(step: Step, missing: Sequence[str], why: str) -> None:
    """Install Debian packages as root; for anybody else, or elsewhere, say the very line."""
    if not missing:
        return
    line = f"apt-get install -y {' '.join(missing)}"
    if not (is_root() and shutil.which("apt-get")):
        raise CannotGoOn(
            words(f"Thiếu {why}. Cài bằng: sudo {line}", f"{why} is missing. Install: sudo {line}"),
            2,
        )
    step.tell(line)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], [*line.split(), "-qq"]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode and command[1] == "install":
            raise CannotGoOn(
                words(
                    f"Không cài được: {line}\n{done.stderr.strip()}",
                    f"Could not install: {line}\n{done.stderr.strip()}",
                )
            )
