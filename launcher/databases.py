"""Databases beside one another on one server, ours or a given one: for restoring."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from launcher import postgres
from launcher.errors import CannotGoOn
from launcher.installation import Installation
from launcher.language import words

# Servers from 17 on know every setting that pg_restore 18 writes first.
KNOWS_ALL_SETTINGS = 17


@dataclass(frozen=True)
class Databases:
    installation: Installation

    @property
    def name(self) -> str:
        return unquote(urlsplit(self.installation.url(postgres.OWNER)).path.lstrip("/"))

    def url(self, name: str) -> str:
        """The owner's address of another database on the same server."""
        parts = urlsplit(self.installation.url(postgres.OWNER))
        return urlunsplit(parts._replace(path="/" + quote(name)))

    def _program(self, name: str) -> str:
        return self.installation.cluster.binaries.program(name)

    def _sql(self, text: str) -> str:
        """Run SQL beside the databases: as PostgreSQL's own superuser on our server, as the
        owner on a given one."""
        if not self.installation.external:
            done = self.installation.cluster.psql(text, database="postgres")
        else:
            done = subprocess.run(
                [
                    *(self._program("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", text),
                    self.url("postgres"),
                ],
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            raise CannotGoOn(
                words(f"PostgreSQL từ chối: {done.stderr.strip()}",
                      f"PostgreSQL refused: {done.stderr.strip()}")
            )  # fmt: skip
        return done.stdout.strip()

    def has(self, name: str) -> bool:
        return bool(self._sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def like(self, pattern: str) -> list[str]:
        escaped = pattern.replace("_", r"\_")
        return self._sql(f"SELECT datname FROM pg_database WHERE datname LIKE '{escaped}'").split()

    def make(self, name: str) -> None:
        if not self.installation.external:
            self.installation.cluster.make_database(name)
            return
        # On a given server the owner needs the right to make one: ALTER ROLE … CREATEDB.
        self._sql(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")

    def drop(self, name: str) -> None:
        self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def rename(self, name: str, other: str) -> None:
        self._sql(f'ALTER DATABASE "{name}" RENAME TO "{other}"')

    def load(self, name: str, dump: Path) -> None:
        """Fill an empty database from a dump, as the owner; refused at the first error."""
        version = int(self._sql("SELECT current_setting('server_version_num')")) // 10000
        restore = [self._program("pg_restore"), "--no-owner", "--no-privileges"]
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
        environment = {**kept, "LC_ALL": "C"}
        if version >= KNOWS_ALL_SETTINGS:
            command = [*restore, "--exit-on-error", "--dbname", self.url(name), str(dump)]
            done = subprocess.run(
                command, capture_output=True, text=True, env=environment, check=False
            )
            said, failed = done.stderr, done.returncode != 0
        else:
            said, failed = self._load_older(name, [*restore, "-f", "-", str(dump)], environment)
        if failed:
            raise CannotGoOn(
                words(f"Không nạp được bản sao lưu: {said.strip()[-600:]}",
                      f"The backup could not be loaded: {said.strip()[-600:]}")
            )  # fmt: skip

    def _load_older(
        self, name: str, restore: list[str], environment: dict[str, str]
    ) -> tuple[str, bool]:
        """Through psql, without the one line that an older server does not know."""
        script = subprocess.Popen(restore, stdout=subprocess.PIPE, env=environment)
        psql = subprocess.Popen(
            [self._program("psql"), "-Xq", "-v", "ON_ERROR_STOP=1", "-d", self.url(name)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
        )
        assert script.stdout is not None
        assert psql.stdin is not None
        try:
            for line in script.stdout:
                if not line.startswith(b"SET transaction_timeout"):
                    psql.stdin.write(line)
            psql.stdin.close()
        except BrokenPipeError:
            script.kill()
        said = psql.stderr.read().decode("utf-8", "replace") if psql.stderr else ""
        return said, bool(psql.wait()) | bool(script.wait())
