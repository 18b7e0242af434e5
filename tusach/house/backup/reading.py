"""Reading a backup: whether it is whole, and taking its parts out."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from tusach.house.backup.making import FORMAT
from tusach.house.errors import BackupIsDamaged, NotABackup

_BLOCK = 1024 * 1024


def manifest_of(file: Path) -> dict[str, Any]:
    """The manifest alone, without reading the parts. Refused: NotABackup."""
    try:
        with tarfile.open(file, mode="r:") as tar:
            member = tar.getmember("manifest.json")
            reader = tar.extractfile(member)
            found = dict(json.loads(reader.read())) if reader else {}
    except KeyError:
        raise NotABackup(file=file, reason="manifest.json") from None
    except (OSError, ValueError, tarfile.TarError) as error:
        raise NotABackup(file=file, reason=str(error)) from error
    if found.get("format") != FORMAT:
        raise NotABackup(file=file, reason=f"format {found.get('format')}")
    return found


def take_out(file: Path, folder: Path | None) -> dict[str, Any]:
    """Check every part against the manifest, and write it to ``folder`` (if one is given).

    Returns the manifest. Refused: NotABackup, BackupIsDamaged (naming the part). Nothing is
    written outside ``folder``, whatever a file of strangers says.
    """
    manifest = manifest_of(file)
    wanted = dict(manifest["parts"])
    try:
        with tarfile.open(file, mode="r:") as tar:
            for member in tar:
                if member.name == "manifest.json":
                    continue
                digest = wanted.pop(member.name, None)
                reader = tar.extractfile(member) if member.isfile() else None
                if digest is None or reader is None or not _is_safe(member.name):
                    raise BackupIsDamaged(file=file, part=member.name)
                found = hashlib.sha256()
                with _Target(folder, member.name) as write:
                    while block := reader.read(_BLOCK):
                        found.update(block)
                        write(block)
                if found.hexdigest() != digest:
                    raise BackupIsDamaged(file=file, part=member.name)
    except tarfile.TarError as error:
        raise BackupIsDamaged(file=file, part=str(error)) from error
    if wanted:
        raise BackupIsDamaged(file=file, part=", ".join(sorted(wanted)[:3]))
    return manifest


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


class _Target:
    """Where a part is written; nowhere when it is only checked."""

    def __init__(self, folder: Path | None, name: str) -> None:
        self.path = folder / name if folder is not None else None

    def __enter__(self) -> Callable[[bytes], object]:
        if self.path is None:
            return len
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.path.open("wb")
        return self.file.write

    def __exit__(self, *_: object) -> None:
        if self.path is not None:
            self.file.close()
