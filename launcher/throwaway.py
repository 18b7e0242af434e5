"""A PostgreSQL for one run of the checks, with the tables already made.

Making the tables takes longer than most rooms' tests. They are made once for a state of the
migrations, in a database that every test database is a copy of; the cluster that holds it is
kept in ``var/test`` and copied for the next run.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher import postgres
from launcher.errors import CannotGoOn
from launcher.machine import SYSTEM_USER, is_root, make_system_user
from launcher.screen import Screen

# The database with the tables; tests/conftest and tests/journeys read TEST_TEMPLATE.
TEMPLATE = "tusach_template"

# Nothing of it need survive a power cut.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "logging_collector": "off",
    "log_min_messages": "fatal",
    "shared_buffers": "256MB",
    "max_connections": "200",
}


def _key(project: Path, version: str) -> str:
    """The same for the same migrations and packages on the same server."""
    found = hashlib.sha256(version.encode())
    parts = sorted((project / "tusach").glob("*/migrations/*.py"))
    for path in (project / "requirements-test.lock", *parts):
        found.update(path.relative_to(project).as_posix().encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


@contextmanager
def server(
    screen: Screen,
    binaries: postgres.Binaries,
    work: Path,
    project: Path,
    migrate: Callable[[str], None],
    *,
    anew: bool,
) -> Iterator[str]:
    """A server in ``work``, gone afterwards; gives the address of its database ``postgres``.

    ``migrate`` gets an address and makes the tables there. ``anew``: what was kept is made
    once more, as whoever checks everything wants it.
    """
    user = make_system_user() if is_root() else None
    cluster = postgres.Cluster(
        binaries, work / "pg", postgres.socket_folder(work, user), user, SETTINGS
    )
    version = ".".join(map(str, binaries.version))
    store = project / "var" / "test"
    kept = store / f"postgresql-{version}-{_key(project, version)}"
    work.mkdir()
    if user:
        shutil.chown(work, SYSTEM_USER, SYSTEM_USER)
    if anew or not kept.exists():
        with screen.step(f"PostgreSQL {version} and its tables"):
            _make(cluster, migrate)
            for old in store.glob(f"postgresql-{version}-*"):
                shutil.rmtree(old, ignore_errors=True)
            store.mkdir(parents=True, exist_ok=True)
            _copy(cluster.data, kept)
    with screen.step(f"PostgreSQL {version} to test on"):
        if not cluster.exists:
            _copy(kept, cluster.data)
        cluster.configure()
        process = cluster.start()
    try:
        yield cluster.url(database="postgres")
    finally:
        cluster.stop(process)
        shutil.rmtree(cluster.socket, ignore_errors=True)


def _make(cluster: postgres.Cluster, migrate: Callable[[str], None]) -> None:
    cluster.make()
    cluster.configure()
    process = cluster.start()
    try:
        made = cluster.psql(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0", database="postgres")
        if made.returncode:
            raise CannotGoOn(made.stderr)
        migrate(cluster.url(database=TEMPLATE))
    finally:
        cluster.stop(process)


def _copy(source: Path, target: Path) -> None:
    """With owners and modes; whole or not at all."""
    half = target.with_name(target.name + ".copying")
    shutil.rmtree(half, ignore_errors=True)
    done = subprocess.run(
        ["cp", "-a", str(source), str(half)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        shutil.rmtree(half, ignore_errors=True)
        raise CannotGoOn(done.stderr)
    try:
        half.rename(target)
    except OSError:  # another run was quicker
        shutil.rmtree(half, ignore_errors=True)
