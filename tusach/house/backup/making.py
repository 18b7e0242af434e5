"""Making a backup: one file that proves itself.

A tar (readable anywhere) of ``database.dump`` (pg_dump's custom format), ``files/…``, what
belongs to the installation, and last ``manifest.json`` with the counts of every table, the
ledger's balance and the SHA-256 of each part. Counts and dump see the same instant.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from tusach.house.backup.contents import facts
from tusach.house.errors import CannotWrite, DumpFailed, FolderIsMissing, NoRoom

FORMAT = 1
MEGABYTE = 1024 * 1024
# The installation's own small files: without the secret nobody stays signed in, and second
# factors could not be read.
BELONGINGS = ("secret", "installation.json", "settings.env")


def make(folder: Path, *, pg_dump: str, keep: int, copy_to: Path | None, at: datetime) -> Path:
    """Make ``tusach-<date>-<time>.tar`` in ``folder``; returns its path.

    The file appears whole or not at all. Of those in ``folder`` the newest ``keep`` stay.
    With ``copy_to``, a copy is written there and read back. Refused: NoRoom, FolderIsMissing
    (the folder of the copy), CannotWrite, DumpFailed.
    """
    if copy_to is not None and not copy_to.is_dir():
        raise FolderIsMissing(folder=copy_to)
    with told_of_disk(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        needed = _expected_size()
        _check_room(folder, needed)
        target = folder / f"tusach-{at:%Y%m%d-%H%M%S}.tar"
        half = target.with_suffix(".partial")
        dump = target.with_suffix(".dump.partial")
        try:
            _write(half, dump, pg_dump, at)
            half.rename(target)
            _sync_folder(folder)
        finally:
            half.unlink(missing_ok=True)
            dump.unlink(missing_ok=True)
    if copy_to is not None:
        copy(target, copy_to)
    prune(folder, keep)
    return target


def copy(backup: Path, folder: Path) -> Path:
    """Copy a backup off the machine; the copy is read back and compared before it counts."""
    target = folder / backup.name
    half = target.with_suffix(".partial")
    with told_of_disk(folder):
        _check_room(folder, backup.stat().st_size)
        try:
            shutil.copyfile(backup, half)
            with half.open("rb+") as file:
                os.fsync(file.fileno())
            if _hash(half) != _hash(backup):
                raise CannotWrite(path=target, reason="copy differs from what was written")
            half.rename(target)
        finally:
            half.unlink(missing_ok=True)
    return target


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest ``keep`` backups (at least one stays); returns the removed."""
    found = sorted(folder.glob("tusach-*.tar"))
    old = found[: -max(1, keep)]
    for path in old:
        path.unlink()
    # A power cut in the middle of an earlier backup leaves its half behind.
    for path in folder.glob("tusach-*.partial"):
        path.unlink()
    return old


def _write(half: Path, dump: Path, pg_dump: str, at: datetime) -> None:
    connection.close()  # the isolation level must be the transaction's first word
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
            snapshot, server = cursor.fetchone() or ("", "")
            cursor.execute("SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app")
            migrations = dict(cursor.fetchall())
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "made_at": at.isoformat(),
            "version": version(),
            "postgresql": server,
            "demonstration": settings.DEMONSTRATION,
            "migrations": migrations,
            **facts(at),
        }
        _dump(dump, pg_dump, snapshot)
    parts: dict[str, str] = {}
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w") as tar:
        for name, path in _parts(dump):
            if digest := _add(tar, name, path):
                parts[name] = digest
        manifest["parts"] = parts
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo("manifest.json")
        info.size, info.mtime, info.mode = len(text), int(at.timestamp()), 0o600
        tar.addfile(info, io.BytesIO(text))
        tar.close()
        out.flush()
        os.fsync(out.fileno())


def _parts(dump: Path) -> Iterator[tuple[str, Path]]:
    yield "database.dump", dump
    for name in BELONGINGS:
        if (settings.DATA / name).exists():
            yield name, settings.DATA / name
    for path in sorted(Path(settings.MEDIA_ROOT).rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"files/{path.relative_to(settings.MEDIA_ROOT).as_posix()}", path


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str | None:
    """Add one file; its SHA-256, or None when it was removed meanwhile."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    with file:
        info = tar.gettarinfo(arcname=name, fileobj=file)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        reader = _Hashing(file)
        tar.addfile(info, reader)
    return reader.digest.hexdigest()


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.file.read(size)
        self.digest.update(data)
        return data


def _dump(target: Path, pg_dump: str, snapshot: str) -> None:
    wanted = {
        k: v
        for k, v in connection.get_connection_params().items()
        if k in {"dbname", "user", "host", "port", "sslmode", "sslrootcert"} and v
    }
    password = connection.settings_dict.get("PASSWORD") or ""
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        done = subprocess.run(  # noqa: S603 - our own pg_dump, arguments of our own
            [pg_dump, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
             "--dbname", make_conninfo(**wanted)],
            stdout=out, stderr=subprocess.PIPE, env=environment, check=False,
        )  # fmt: skip
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        if "No space left" in said:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        raise DumpFailed(reason=said[-400:])


def _expected_size() -> int:
    """Bytes: the database as it lies (a dump is smaller) and the files."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone() or (0,)
    files = Path(settings.MEDIA_ROOT).rglob("*")
    return int(size) + sum(path.stat().st_size for path in files if path.is_file())


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NoRoom(folder=folder, needed=needed // MEGABYTE + 1, free=free // MEGABYTE)


@contextlib.contextmanager
def told_of_disk(folder: Path) -> Iterator[None]:
    """An error of the disk becomes a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            free = shutil.disk_usage(folder).free // MEGABYTE
            raise NoRoom(folder=folder, needed="?", free=free) from error
        path = error.filename or folder
        raise CannotWrite(path=path, reason=error.strerror or str(error)) from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def version() -> str:
    """The product's version, as pyproject.toml says."""
    with (settings.PROJECT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
