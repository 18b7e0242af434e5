"""What the house does by itself: a backup every night."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from tusach.house.backup.making import copy, make, prune
from tusach.house.health.machine import newest_backup

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
    made = make(
        folder,
        pg_dump=settings.PG_DUMP,
        keep=settings.BACKUPS_KEEP,
        copy_to=None,
        at=now,
    )
    if settings.BACKUPS_COPY:
        _copy_off(made, Path(settings.BACKUPS_COPY))
    return str(made)


def _copy_off(made: Path, folder: Path) -> None:
    """The disk for copies may be on its way home in somebody's bag: then tomorrow's copy."""
    if not folder.is_dir():
        log.warning("backup not copied: no folder %s", folder)
        return
    copy(made, folder)
    prune(folder, settings.BACKUPS_KEEP)
