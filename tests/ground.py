"""An installation to be ill-treated: started, killed, filled up and brought back for real."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from launcher.postgres import DATABASE, PORT, SERVER

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 900  # seconds for one command; a first start fetches packages


def is_root() -> bool:
    return os.geteuid() == 0


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def copy_project(target: Path) -> Path:
    """What git knows (or would) of the project, without what was built."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=PROJECT, capture_output=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.decode().split("\0")):
        source = PROJECT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    return target


def borrow_builds(target: Path) -> Path:
    """Lend a copy the environment, the front end and the compiled files of the project, to save
    minutes."""
    (PROJECT / "var" / "venv").mkdir(parents=True, exist_ok=True)
    (target / "var").mkdir(exist_ok=True)
    (target / "var" / "venv").symlink_to(PROJECT / "var" / "venv")
    translations = [str(one.relative_to(PROJECT)) for one in PROJECT.glob("tusach/**/*.mo")]
    compiled = [str(one.relative_to(PROJECT)) for one in PROJECT.glob("tusach/**/__pycache__")]
    built = ("tusach/ui/static/ui", "tusach/ui/fonts", "var/frontend.built")
    for name in (*built, *translations, *compiled):
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, target / name, dirs_exist_ok=True)
        elif source.exists():
            shutil.copy2(source, target / name)
    return target


@contextmanager
def folder(parent: str = "/tmp") -> Iterator[Path]:
    """A folder that any user may enter; gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix="tusach-ground-", dir=parent))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def made_once(kept: Path) -> Path:
    """The data folder of an empty installation, stopped; made when ``kept`` is not there yet, by
    whichever worker is first, for making the tables takes a minute."""
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            with folder() as place:
                house = House(borrow_builds(copy_project(place / "tusach")), place / "data")
                house.start()
                house.stop()
                copy_with_owners(house.data, kept)
    return kept


def copy_with_owners(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


class House:
    """One copy of the project with one data folder, as one user."""

    def __init__(
        self,
        project: Path,
        data: Path,
        *,
        user: str | None = None,
        python: str = "",
        environment: dict[str, str] | None = None,
    ) -> None:
        self.project = project
        self.data = data
        self.port = free_port()
        self.user = user
        self.python = python or sys.executable
        self.kind = "--empty"
        home = pwd.getpwnam(user).pw_dir if user else os.environ.get("HOME", "/root")
        leave = ("TUSACH_", "DATABASE_URL", "PYTEST", "DJANGO", "XDG_", "VIRTUAL_ENV")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(leave)}
        self.environment = {**kept, "HOME": home, "LANG": "en_US.UTF-8", **(environment or {})}
        if user:
            self.environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"

    def run(self, *arguments: str, umask: int = 0o022) -> subprocess.CompletedProcess[str]:
        """``./run`` with these arguments; whatever comes of it."""
        identity: dict[str, Any] = {}
        if self.user:
            entry = pwd.getpwnam(self.user)
            identity = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        return subprocess.run(
            [
                *(self.python, str(self.project / "run"), "--data", str(self.data)),
                *("--port", str(self.port), *arguments),
            ],
            cwd="/",
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            umask=umask,
            check=False,
            **identity,
        )

    def well(self, *arguments: str, umask: int = 0o022) -> str:
        """``run`` that must succeed; returns what it printed."""
        done = self.run(*arguments, umask=umask)
        assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self, *more: str, umask: int = 0o022) -> str:
        kind = [self.kind] if self.kind else []
        return self.well(*kind, "--background", *more, umask=umask)

    def stop(self) -> None:
        self.run("stop")

    @property
    def state(self) -> dict[str, Any]:
        return dict(json.loads((self.data / "run/state.json").read_text(encoding="utf-8")))

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")
        except OSError as error:
            return 0, str(error)

    def wait_until(self, what: Any, seconds: float = 60) -> None:
        """Wait until ``what()`` is true."""
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, (self.state, self.log())
            time.sleep(0.2)

    def answers(self) -> bool:
        return self.get("/khoe") == (200, "ok\n")

    def log(self) -> str:
        return (self.data / "run/start.log").read_text(encoding="utf-8")[-3000:]

    def sql(self, text: str) -> str:
        """What the database answers to the server's role: first value, or the number of rows.

        Straight through the socket where that is open to us; else by a command of the house, which
        takes Django's seconds to begin.
        """
        for running in self.data.glob("*/postmaster.pid"):
            socket_folder = running.read_text(encoding="ascii").splitlines()[4]
            address = f"postgresql://{SERVER}@/{DATABASE}?host={socket_folder}&port={PORT}"
            with (
                contextlib.suppress(psycopg.OperationalError),
                psycopg.connect(address, autocommit=True) as connection,
            ):
                done = connection.execute(text.encode())
                row = done.fetchone() if done.description else (done.rowcount,)
                return str(row[0] if row else None)
        program = (
            "from django.db import connection as c\n"
            "with c.cursor() as k:\n"
            f"    k.execute({text!r})\n"
            "    print('=', k.fetchone()[0] if k.description else k.rowcount)"
        )
        said = self.well("manage", "shell", "-v", "0", "-c", program)
        return said.rpartition("= ")[2].strip()

    def write_acts(self, number: int) -> None:
        self.sql(
            "INSERT INTO audit_act"
            " (act, at, name, post, on_kind, on_key, on_label, folded, changes)"
            " SELECT 'test.act', now(), '', '', '', '', '', '', '{}'"
            f" FROM generate_series(1, {number})"
        )

    def last_backup(self) -> Path:
        """The house makes its own first one soon after it starts."""
        return max((self.data / "backups").glob("*.tar"))

    def acts(self) -> int:
        return int(self.sql("SELECT count(*) FROM audit_act WHERE act = 'test.act'"))
