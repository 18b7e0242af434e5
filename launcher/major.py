"""A new major version of the PostgreSQL that the program brings: from the old cluster to a new one.

PostgreSQL does not read the files of another major version. The old programs, of which a copy is
kept (or the distribution's), open the old cluster once more; the new ones take a backup of it,
fill a new cluster with that and prove it equal. The old cluster stays beside the new one.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

from launcher import postgres
from launcher.databases import Databases
from launcher.errors import CannotGoOn
from launcher.installation import PROVEN, Installation, free_megabytes
from launcher.language import words
from launcher.preparation import check_disk

# Debian's and Ubuntu's, and where those of Red Hat's kin lie.
SYSTEM = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin")


def programs_of(installation: Installation, major: int) -> postgres.Binaries | None:
    """Programs of this major version: those of a former version of ours, or the system's."""
    kept = installation.programs.glob("*/pg/pginstall/bin")
    system = (Path(place.format(major)) for place in SYSTEM)
    for place in (*sorted(kept), *system):
        if (place / "postgres").exists():
            found = postgres.Binaries(place)
            if found.version[0] == major:
                return found
    return None


def move_to_new_major(installation: Installation, back_up: Callable[[], Path]) -> tuple[Path, Path]:
    """Fill a new cluster from the old one; returns the backup, and where the old one lies now.

    ``back_up`` makes a backup of the database that is open and returns its path. Refused,
    with everything as it was, when there are no programs for the old cluster, no room, or when
    the new one does not prove equal.
    """
    cluster = installation.cluster
    old, new = installation.made_by or 0, cluster.binaries.version[0]
    if old > new:
        raise CannotGoOn(installation.other_major(), 4)
    programs = programs_of(installation, old)
    if programs is None:
        raise CannotGoOn(
            words(
                f"Không còn chương trình PostgreSQL {old} để mở dữ liệu cũ. Cài: "
                f"sudo apt-get install postgresql-{old}, rồi chạy lại ./run upgrade.",
                f"The programs of PostgreSQL {old} that open the old data are gone. Install them: "
                f"sudo apt-get install postgresql-{old}, then ./run upgrade again.",
            )
        )
    size = sum(p.stat().st_size for p in cluster.data.rglob("*") if p.is_file()) // 1_000_000
    check_disk(installation.data, free_megabytes(installation.data), 2 * size + 100)
    former = dataclasses.replace(cluster, binaries=programs)
    former.configure()
    process = former.start()
    try:
        made = back_up()
    finally:
        former.stop(process)
    with installation.screen.step(f"PostgreSQL {old} → {new}") as step:
        step.note = _fill(installation, made)
        aside = installation.take_over()
    return made, aside


def _fill(installation: Installation, made: Path) -> str:
    """A new cluster beside the old one, equal to the backup; nothing else has changed yet."""
    cluster = dataclasses.replace(installation.cluster, data=installation.filling)
    databases = Databases(installation)  # reached by the socket, which is the same
    out = installation.data / "restoring"
    for left in (out, cluster.data):
        shutil.rmtree(left, ignore_errors=True)
    cluster.make()
    if (own := installation.cluster.data / "local.conf").exists():
        shutil.copy2(own, cluster.data / "local.conf")
    cluster.configure()
    process = cluster.start()
    try:
        cluster.make_roles()
        cluster.make_database(databases.name)
        installation.manage("check_backup", str(made), "--into", str(out), role=postgres.OWNER)
        databases.load(databases.name, out / "database.dump")
        proof = installation.manage("prove_restore", str(made), role=postgres.OWNER)
    finally:
        shutil.rmtree(out, ignore_errors=True)
        cluster.stop(process)
    (cluster.data / PROVEN).touch()
    return proof.splitlines()[-1]
