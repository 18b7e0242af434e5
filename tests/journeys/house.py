"""A whole house on a database of its own: server, indexer, worker, as `./run` starts them."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 300.0  # seconds; a slow machine is not a fault


# The server has a role of its own, as in service: what it may not do fails here too.
SERVER = "tusach_journey_server"


class House:
    """Processes on a fresh database; ``prepare`` names the management commands to run first."""

    def __init__(self, data: Path, url: str, name: str) -> None:
        self.data = data
        self.name = name
        self.server_url = url
        parts = urlsplit(url)
        self.url = urlunsplit(parts._replace(path=f"/{name}"))
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.sign_ins: dict[str, str] = {}  # name → password, as the demonstration tells them
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.collected = False

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.url,
            "TUSACH_DATA": str(self.data),
            "TUSACH_DEMONSTRATION": "1",
            "TUSACH_ADDRESS": self.address,
            "TUSACH_COLLECTED": "1" if self.collected else "",
            "DJANGO_SETTINGS_MODULE": "tusach.house.settings",
            "PGOPTIONS": f"-c role={SERVER}",
        }

    def manage(self, *words: str, as_owner: bool = False) -> str:
        """Run a management command; its output, or an error with its output in it."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=PROJECT,
            env={**self.environment, "PGOPTIONS": ""} if as_owner else self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"manage.py {' '.join(words)}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def row(self, query: str) -> tuple[Any, ...]:
        """The first row that the database itself answers: no process of Django has to begin."""
        with psycopg.connect(self.url) as connection:
            found = connection.execute(query.encode()).fetchone()
        assert found is not None
        return found

    def build(self, *prepare: list[str]) -> None:
        template = os.environ.get("TEST_TEMPLATE", "")
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{self.name}" TEMPLATE {template or "template0"}')
            with contextlib.suppress(
                psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation
            ):
                connection.execute(f'CREATE ROLE "{SERVER}"')
        if not template:
            self.manage("migrate", "--verbosity", "0", as_owner=True)
        self.manage("grant_rights", SERVER, as_owner=True)
        for words in prepare:
            self.manage(*words)

    def copy(self, other: House) -> None:
        """Take over the database and the data of a house that is closed."""
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{other.name}"')
        shutil.copytree(other.data, self.data, dirs_exist_ok=True)
        self.collected = other.collected

    def collect(self) -> None:
        """Serve styles, scripts and fonts as an installation does: named by content, packed."""
        self.collected = True
        self.manage("collectstatic", "--no-input", "-v", "0")

    def open(self) -> None:
        """Start what serves and wait until it answers."""
        self.start("indexer", [sys.executable, "manage.py", "indexer"])
        self.start("worker", [sys.executable, "manage.py", "procrastinate", "worker"])
        self.start(
            "server",
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
                "--port", str(self.port), "--workers", "1", "--blocking-threads", "4",
                "tusach.house.wsgi:application",
            ],
        )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.address}/dang-nhap/", timeout=10)
                return
            except urllib.error.HTTPError:
                return  # it answers; what it answers is for the tests to look at
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                self._must_live()
                time.sleep(0.2)
        raise AssertionError("the server does not answer:\n" + self.said("server"))

    def start(self, what: str, command: list[str]) -> None:
        log = (self.data / f"{what}.log").open("ab")
        self.processes[what] = subprocess.Popen(
            command, cwd=PROJECT, env=self.environment, stdout=log, stderr=log
        )

    def said(self, what: str) -> str:
        return (self.data / f"{what}.log").read_text(errors="replace")[-4000:]

    def _must_live(self) -> None:
        for what, process in self.processes.items():
            if process.poll() is not None:
                raise AssertionError(f"{what} stopped:\n{self.said(what)}")

    def close(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
