"""Work that takes long: done by the worker, followed on a page, taken up again after a kill.

An import of records or of points and the transfer of a stock are such work. Each has a row
that says how far it came (:class:`LongWork`), a task that moves it on, and a page with
``ui/progress.html``, which asks again every other second while it is under way.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from procrastinate import exceptions
from procrastinate.contrib.django.models import ProcrastinateWorker
from procrastinate.tasks import Task

from tusach.ui.refusals import Refusal

log = logging.getLogger(__name__)

# A batch takes a second or two; after a minute without one the worker is gone.
STALLED = timedelta(seconds=60)
# How long a page waits before it says that nobody takes the work, or that it stands still.
PATIENCE = timedelta(seconds=15)
# A worker writes a heartbeat every ten seconds.
_HEARTBEAT = timedelta(seconds=40)


class LongWork(models.Model):
    """When it was asked for, when somebody last moved it, when it was done, what stopped it.

    ``problem`` is empty or holds a code and a sentence. A subclass has a column ``state`` and
    says in which of its values the work is under way.
    """

    UNDER_WAY: ClassVar[frozenset[str]] = frozenset()

    queued_at = models.DateTimeField(null=True)
    worked_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("xong lúc"), null=True)
    problem = models.JSONField(default=dict)

    class Meta:
        abstract = True

    @property
    def is_under_way(self) -> bool:
        return self.__dict__["state"] in self.UNDER_WAY


def note_asked(work: LongWork, at: datetime) -> None:
    """Write that a worker was asked for this just now, and has not begun."""
    type(work)._default_manager.filter(pk=work.pk).update(queued_at=at, worked_at=None)
    work.queued_at, work.worked_at = at, None


def enqueue(task: Task[Any, Any, Any], *, lock: str, **arguments: Any) -> None:
    """Ask a worker for a task, in the caller's transaction. What waits in the queue under
    the same ``lock`` is not asked for twice."""
    try:
        with transaction.atomic():
            task.configure(queueing_lock=lock).defer(**arguments)
    except exceptions.AlreadyEnqueued:
        pass  # it waits in the queue already


@contextmanager
def stopped_by_name(what: str, stop: Callable[[dict[str, str]], None]) -> Iterator[None]:
    """Whatever stops the work within is given to ``stop`` as the ``problem`` of a
    :class:`LongWork`: a refusal in its words, anything else logged and by its type."""
    try:
        yield
    except Refusal as refusal:
        stop({"code": refusal.code, "sentence": str(refusal)})
    except Exception as error:
        log.exception("%s stopped", what)
        stop({"code": "unexpected", "sentence": "", "error": type(error).__name__})


def stalled(kind: type[LongWork], now: datetime) -> list[int]:
    """The numbers of works under way that nobody has moved for a minute."""
    before = now - STALLED
    found = kind._default_manager.filter(
        # The column that each kind has for itself.
        Q(("state__in", kind.UNDER_WAY)),
        Q(worked_at__lt=before) | Q(worked_at__isnull=True),
        queued_at__lt=before,
    )
    return list(found.values_list("pk", flat=True))


class Standing(StrEnum):
    """How work that is under way stands, as its page says it."""

    NOT_UNDER_WAY = ""
    WAITING = "waiting"  # a worker lives and has not begun with it
    MOVING = "moving"
    INTERRUPTED = "interrupted"  # begun, and not moved for a while; it is taken up again
    UNATTENDED = "unattended"  # no worker has given a sign of life lately


def standing(work: LongWork, now: datetime) -> Standing:
    """How the work stands. :func:`stalled` has interrupted work taken up again by itself."""
    if not work.is_under_way:
        return Standing.NOT_UNDER_WAY
    moments: Iterable[datetime] = filter(None, [work.queued_at, work.worked_at])
    is_quiet = now - max(moments, default=now) >= PATIENCE
    if is_quiet and not _a_worker_lives(now):
        return Standing.UNATTENDED
    if work.worked_at is None:
        return Standing.WAITING
    return Standing.INTERRUPTED if is_quiet else Standing.MOVING


def _a_worker_lives(now: datetime) -> bool:
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - _HEARTBEAT).exists()
