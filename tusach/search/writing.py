"""The one writer of an index: builds it, follows the change log, mends it by rebuilding."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import tantivy

from tusach.search import folders, log
from tusach.search.documents import BATCH, source, sources
from tusach.search.schema import fingerprint, identity, indexed, schema

logger = logging.getLogger(__name__)
# Bytes tantivy may fill before it writes a segment: small while following, larger to build.
_HEAP_FOLLOWING = 32_000_000
_HEAP_BUILDING = 128_000_000

Progress = Callable[[int], None]


def is_panic(error: BaseException) -> bool:
    """tantivy's Rust panics arrive outside Python's Exception."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


class Writer:
    """Writes the current folder. Made and used under :func:`folders.lock`."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.state: folders.State | None = None
        self._writer: tantivy.IndexWriter | None = None

    def ready(self, progress: Progress | None = None) -> bool:
        """Open the current folder, or build one when there is none that fits: none yet,
        damaged, made from another database or for other fields, or too far behind. True when
        it was built."""
        why = self._unfit()
        if why is None and self._writer is None and self.folder is not None:
            try:
                index = tantivy.Index.open(str(self.folder))
                self._writer = index.writer(_HEAP_FOLLOWING, 1)
            except BaseException as error:
                if not is_panic(error):
                    raise
                why = f"cannot be opened: {error}"
        if why is None:
            return False
        logger.warning("search index: %s; building a new one", why)
        self.rebuild(progress)
        return True

    def _unfit(self) -> str | None:
        """Why the current folder cannot be followed further; None when it can."""
        folder = folders.current()
        if folder is None:
            return "there is none"
        if folder != self.folder:
            self.close()
            self.folder, self.state = folder, folders.read_state(folder)
            if not folders.is_sound(folder):
                return "files are missing or cut short"
        if self.state is None:
            return "its state cannot be read"
        if self.state.fingerprint != fingerprint():
            return "its fields differ"
        if self.state.incarnation != log.incarnation():
            return "it was made from another database"
        if not log.is_followable(self.state.snapshot):
            return "the log no longer reaches back to it"
        if folders.rebuild_asked():
            return "a rebuild was asked for"
        return None

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build a new folder from the tables and switch to it; readers go on meanwhile with
        the old one. Returns how many documents it holds."""
        self.close()
        log.drop_foreign_rows()
        incarnation, snapshot = log.incarnation(), log.snapshot_now()
        folder = folders.new_folder()
        writer = tantivy.Index(schema(), path=str(folder)).writer(_HEAP_BUILDING, 2)
        count = 0
        for one in sources():
            for keys in one.batches():
                for document in one.documents(keys):
                    writer.add_document(indexed(one.kind, document))
                    count += 1
                if progress is not None:
                    progress(count)
        writer.commit()
        writer.wait_merging_threads()
        self.folder = folder
        self._note(incarnation, snapshot)
        folders.switch_to(folder)
        folders.rebuild_done()
        self._writer = tantivy.Index.open(str(folder)).writer(_HEAP_FOLLOWING, 1)
        return count

    def step(self) -> int:
        """Apply what changed since the last step; returns how many keys. ``ready`` first."""
        assert self.state is not None
        news = log.news_since(self.state.snapshot)
        if not news.keys:
            # The position moves on all the same, or the trimmed log would leave it behind.
            if news.snapshot != self.state.snapshot and time.time() - self.state.applied_at > 60:
                self._note(self.state.incarnation, news.snapshot)
            return 0
        try:
            self._apply(news)
        except BaseException as error:
            if not is_panic(error):
                raise
            self.close()
            folders.ask_rebuild()
            raise
        self._note(self.state.incarnation, news.snapshot)
        return len(news)

    def _apply(self, news: log.News) -> None:
        assert self._writer is not None
        for kind, changed in news.keys.items():
            known = source(kind)
            for keys in _batches(sorted(changed)):
                for key in keys:
                    self._writer.delete_documents_by_term("id", identity(kind, key))
                if known is not None:
                    for document in known.documents(keys):
                        self._writer.add_document(indexed(kind, document))
        self._writer.commit()

    def _note(self, incarnation: str, snapshot: str) -> None:
        assert self.folder is not None
        self.state = folders.State(incarnation, fingerprint(), snapshot, time.time())
        folders.write_state(self.folder, self.state)

    def close(self) -> None:
        """Let go of the folder, so that another writer may take it."""
        writer, self._writer, self.folder, self.state = self._writer, None, None, None
        if writer is not None:
            try:
                writer.wait_merging_threads()
            except BaseException as error:
                if not is_panic(error):
                    raise


def _batches(keys: list[str]) -> Iterable[list[str]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
