"""The index on disk: one folder at a time is current, and can be thrown away.

::

    index/
      lock       held by the one process that writes
      current    the name of the folder that is read
      wanted     somebody asks for a rebuild
      i-…/       a tantivy index with its state.json
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import struct
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

# The last bytes of every file tantivy writes.
_FOOTER_MAGIC = 1337


@dataclass
class State:
    """What an index holds: which database, fields and position it was made from."""

    incarnation: str
    fingerprint: str
    snapshot: str
    applied_at: float


class Busy(Exception):
    """Another process writes this index; ``holder`` tells which."""

    def __init__(self, holder: str) -> None:
        self.holder = holder
        super().__init__(holder)


def root() -> Path:
    return Path(settings.SEARCH_INDEX)


def current() -> Path | None:
    """The folder that is read now; None when there is none yet."""
    try:
        name = (root() / "current").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    folder = root() / name
    return folder if name and "/" not in name and folder.is_dir() else None


def new_folder() -> Path:
    folder = root() / f"i-{time.strftime('%Y%m%d%H%M%S')}-{uuid.uuid4().hex[:6]}"
    folder.mkdir(parents=True)
    return folder


def switch_to(folder: Path) -> None:
    """Make the folder current, all at once, and throw the others away."""
    _write(root() / "current", folder.name)
    for other in root().glob("i-*"):
        if other != folder:
            # Readers keep what they have open; their next look finds the new folder.
            shutil.rmtree(other, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def write_state(folder: Path, state: State) -> None:
    _write(folder / "state.json", json.dumps(asdict(state)))


def read_state(folder: Path) -> State | None:
    try:
        return State(**json.loads((folder / "state.json").read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError):
        return None


def is_sound(folder: Path) -> bool:
    """Whether every file of the index is there and whole to its last bytes, as after a power
    cut they may not be."""
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        for segment in meta["segments"]:
            name = str(segment["segment_id"]).replace("-", "")
            for suffix in ("idx", "pos", "term", "store", "fast", "fieldnorm"):
                with (folder / f"{name}.{suffix}").open("rb") as file:
                    file.seek(-4, os.SEEK_END)
                    if struct.unpack("<I", file.read(4))[0] != _FOOTER_MAGIC:
                        return False
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return True


def ask_rebuild() -> None:
    root().mkdir(parents=True, exist_ok=True)
    _write(root() / "wanted", "")


def rebuild_asked() -> bool:
    return (root() / "wanted").exists()


def rebuild_done() -> None:
    (root() / "wanted").unlink(missing_ok=True)


def holder() -> str | None:
    """Who writes this index now; None when nobody does."""
    try:
        with (root() / "lock").open("r", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read().strip() or "?"
    except OSError:
        return None
    return None


@contextlib.contextmanager
def lock() -> Iterator[None]:
    """Be the one process that writes this index; raises :class:`Busy` when another is.

    The kernel lets go of the lock when its holder dies, however it dies.
    """
    root().mkdir(parents=True, exist_ok=True)
    with (root() / "lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Busy(file.read().strip() or "?") from None
        file.truncate(0)
        file.write(f"process {os.getpid()}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
