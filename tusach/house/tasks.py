"""What the house does by itself: a backup every night."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from tusach.house.backup import outcome
from tusach.house.backup.making import copy, make, prune
from tusach.house.errors import FolderIsMissing
from tusach.house.health.machine import newest_backup
from tusach.ui.api import Refusal

log = logging.getLogger(__name__)

NIGHT = range(1, 5)  # hours in which nobody works
OVERDUE = timedelta(hours=36)  # the machine was off at night: then by day


def backup_is_due(newest: datetime | None, now: datetime) -> bool:
    """In the night when the newest is of another day; by day when it is overdue."""
    if newest is None:
        return True
    if now - newest > OVERDUE:
        return True
    return now.hour in NIGHT and now - newest > timedelta(hours=6)


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="nightly-backup", pass_context=False)
def nightly_backup(timestamp: int) -> str:
    """Every hour: make a backup if one is due. Returns its path, "" when none was due."""
    if not settings.BACKUP_NIGHTLY:
        return ""
    folder: Path = settings.BACKUPS
    found = newest_backup(folder) if folder.is_dir() else None
    newest = (
        datetime.fromtimestamp(found.stat().st_mtime, tz=timezone.get_current_timezone())
        if found
        else None
    )
    now = timezone.localtime()
    if not backup_is_due(newest, now):
        return ""
    with outcome.watched(outcome.BACKUP, now):
        made = make(
            folder,
            pg_dump=settings.PG_DUMP,
            keep=settings.BACKUPS_KEEP,
            copy_to=None,
            at=now,
        )
    if settings.BACKUPS_COPY:
        try:
            _copy_off(made, Path(settings.BACKUPS_COPY), now)
        except Refusal as refusal:
            # The disk may be on its way home in somebody's bag: the health page says so.
            log.warning("backup not copied: %s", refusal)
    return str(made)


def _copy_off(made: Path, folder: Path, now: datetime) -> None:
    with outcome.watched(outcome.COPY, now):
        if not folder.is_dir():
            raise FolderIsMissing(folder=folder)
        copy(made, folder)
    prune(folder, settings.BACKUPS_KEEP)
