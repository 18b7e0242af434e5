"""The readers' side of the index: opened once in a process, reopened when it changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import tantivy

from tusach.search import folders
from tusach.search.writing import is_panic

Stamp = tuple[int, int, int]


class NotReady(Exception):
    """There is no index that can be read: none was built yet, or it is damaged."""


@dataclass
class _Open:
    folder: Path
    index: tantivy.Index
    stamp: Stamp


_lock = threading.Lock()
_open: _Open | None = None


def _stamp(folder: Path) -> Stamp:
    meta = (folder / "meta.json").stat()
    return meta.st_mtime_ns, meta.st_size, meta.st_ino


def searcher() -> tantivy.Searcher:
    """A searcher over the last commit, two file look-ups when nothing changed since.

    Raises :class:`NotReady`. A folder that cannot be opened is reported to the indexer, which
    builds another.
    """
    global _open
    # A second try: the folder may be exchanged between looking and opening.
    for last in (False, True):
        folder = folders.current()
        if folder is None:
            raise NotReady("there is no index yet")
        try:
            stamp = _stamp(folder)
            with _lock:
                if _open is None or _open.folder != folder:
                    index = tantivy.Index.open(str(folder))
                    index.config_reader("manual")
                    index.reload()
                    _open = _Open(folder, index, stamp)
                elif _open.stamp != stamp:
                    _open.index.reload()
                    _open.stamp = stamp
                return _open.index.searcher()
        except BaseException as error:
            if not is_panic(error):
                raise
            if last:
                broken(folder)
                raise NotReady(f"the index cannot be opened: {error}") from error
    raise AssertionError("unreachable")


def is_ready() -> bool:
    """Whether there is an index to read."""
    try:
        searcher()
    except NotReady:
        return False
    return True


def broken(folder: Path | None = None) -> None:
    """Reading failed: forget what is open and ask for a rebuild."""
    global _open
    with _lock:
        _open = None
    if folder is None or folder == folders.current():
        folders.ask_rebuild()
