"""The indexer process: wakes on NOTIFY, polls besides, survives the database's restarts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import psycopg
from django.db import close_old_connections, connection
from django.db.utils import Error as DatabaseError

from tusach.search import folders, log, reading
from tusach.search.services import CHANNEL
from tusach.search.writing import Progress, Writer, is_panic

logger = logging.getLogger(__name__)
# Seconds: a lost notification delays a change so long at most.
_POLL = 2.0
_TRIM_EVERY = 3600.0
_RETRY = 2.0


def follow(*, until: Callable[[], bool] = lambda: False, progress: Progress | None = None) -> None:
    """Keep this server's index at the tables' state until ``until()`` is true.

    Raises :class:`folders.Busy` at once when another process does. A database that is away
    is waited for; a damaged index is rebuilt.
    """
    with folders.lock():
        writer = Writer()
        try:
            while not until():
                try:
                    _follow(writer, until, progress)
                except (DatabaseError, psycopg.Error) as error:
                    logger.warning("search index: database: %s", error)
                    connection.close()
                    time.sleep(_RETRY)
                except BaseException as error:
                    if not is_panic(error):
                        raise
                    logger.exception("search index: applying changes failed")
                    time.sleep(_RETRY)
        finally:
            writer.close()


def _listening() -> psycopg.Connection[tuple[object, ...]]:
    known = {"cursor_factory", "context", "prepare_threshold"}
    params = {k: v for k, v in connection.get_connection_params().items() if k not in known}
    return psycopg.connect(**params, autocommit=True)


def _follow(writer: Writer, until: Callable[[], bool], progress: Progress | None) -> None:
    trimmed = time.monotonic()
    with _listening() as ear:
        ear.execute(f"LISTEN {CHANNEL}")
        while not until():
            close_old_connections()
            writer.ready(progress)
            # What comes in while a step works is taken by the next, without waiting.
            if writer.step() == 0:
                for _ in ear.notifies(timeout=_POLL, stop_after=1):
                    pass
            if writer.state is not None and time.monotonic() - trimmed > _TRIM_EVERY:
                log.trim(writer.state.snapshot)
                trimmed = time.monotonic()


def wait_until_applied(timeout: float = 2.0) -> bool:
    """Wait until this server's index holds every change the caller can see; True when it does.

    Called after a commit and before showing a list, so that what was just saved is found.
    Returns False after ``timeout`` seconds, and at once when no indexer runs.
    """
    deadline = time.monotonic() + timeout
    while True:
        folder = folders.current()
        state = folders.read_state(folder) if folder is not None else None
        if state is not None and log.all_applied(state.snapshot):
            return True
        if time.monotonic() >= deadline or folders.holder() is None:
            return False
        time.sleep(0.02)


def status() -> dict[str, object]:
    """What the health page tells of this server's index: whether an indexer runs (``holder``),
    how many documents it holds, how many rows of the log wait, for how many seconds."""
    folder = folders.current()
    state = folders.read_state(folder) if folder is not None else None
    found: dict[str, object] = {
        "holder": folders.holder(),
        "built": state is not None,
        "documents": 0,
        "waiting": 0,
        "behind": 0.0,
        "rebuild_asked": folders.rebuild_asked(),
    }
    if state is not None:
        found["waiting"], found["behind"] = log.waiting_since(state.snapshot)
        try:
            found["documents"] = reading.searcher().num_docs
        except reading.NotReady as error:
            found["error"] = str(error)
    return found
