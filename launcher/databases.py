"""Databases beside one another on one server, ours or a given one: for restoring."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from launcher import postgres
from launcher.errors import CannotGoOn
from launcher.installation import Installation
from launcher.language import words

# pg_restore 18 writes it first; servers before 17 do not know it.
UNKNOWN_TO_OLDER = b"SET transaction_timeout"
# Servers since the releases of November 2026 (15.20 and its sisters) keep a mark of their own
# with every column. A pg_dump older than that takes it for a setting and writes it down, and a
# server older than that refuses it; one that knows it makes its own.
COLUMN_MARK = re.compile(rb" SET \(([^)]*\bpg_attver=[^)]*)\);$")
COLUMN_MARK_IN_LIST = re.compile(rb"pg_attver=\w+(?:, )?|, pg_attver=\w+$")
# Characters of what PostgreSQL said that are shown.
SAID = 800


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
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
        environment = {**kept, "LC_ALL": "C"}
        script = subprocess.Popen(
            [self._program("pg_restore"), "--no-owner", "--no-privileges", "-f", "-", str(dump)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
        psql = subprocess.Popen(
            [self._program("psql"), "-Xq", "-v", "ON_ERROR_STOP=1", "-d", self.url(name)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
        )
        assert script.stdout is not None
        assert script.stderr is not None
        assert psql.stdin is not None
        assert psql.stderr is not None
        try:
            for line in loadable(script.stdout):
                psql.stdin.write(line)
            psql.stdin.close()
        except BrokenPipeError:
            script.kill()
        said = (psql.stderr.read() or script.stderr.read()).decode("utf-8", "replace").strip()
        if psql.wait() or script.wait():
            # The first line says what; what follows may be the statement, as long as a table.
            told = said if len(said) <= SAID else f"{said[: SAID // 2]} … {said[-SAID // 2 :]}"
            raise CannotGoOn(
                words(f"Không nạp được bản sao lưu: {told}",
                      f"The backup could not be loaded: {told}")
            )  # fmt: skip


def loadable(script: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a dump's script without what one release writes and another refuses.

    Rows of tables are passed on as they are, whatever they read like.
    """
    in_rows = False
    for line in script:
        if in_rows:
            in_rows = line != b"\\.\n"
        elif line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
            in_rows = True
        elif line.startswith(UNKNOWN_TO_OLDER):
            continue
        elif line.startswith(b"ALTER TABLE ") and (marked := COLUMN_MARK.search(line)):
            if not (others := COLUMN_MARK_IN_LIST.sub(b"", marked.group(1))):
                continue
            line = line[: marked.start(1)] + others + line[marked.end(1) :]
        yield line
