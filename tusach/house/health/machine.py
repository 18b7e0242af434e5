"""The machine: room on the disk, who owns the files, how old the last backup is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.house.health.finding import Finding, State

MEGABYTE = 1024 * 1024
# PostgreSQL stops when the disk is full, in the middle of what it was doing.
FEW = 1024  # megabytes: act now
LOW = 5 * 1024  # megabytes: act soon
# A power cut a week: a backup older than two nights is one that nobody makes.
OLD_BACKUP = timedelta(hours=50)
VERY_OLD_BACKUP = timedelta(days=7)


def disk() -> Finding:
    """Room on the disk of the data."""
    found = shutil.disk_usage(settings.DATA)
    free = found.free // MEGABYTE
    told = _("Còn %(free)s MB trên đĩa của %(folder)s") % {"free": free, "folder": settings.DATA}
    remedy = _("Chuyển bản sao lưu cũ ra ổ khác, xoá tệp không cần; đĩa đầy thì máy chủ dừng.")
    if free < FEW:
        return Finding("disk", _("Chỗ trên đĩa"), State.BAD, told, remedy)
    if free < LOW:
        return Finding("disk", _("Chỗ trên đĩa"), State.WARN, told, remedy)
    return Finding("disk", _("Chỗ trên đĩa"), State.OK, told)


def newest_backup(folder: Path) -> Path | None:
    found = sorted(folder.glob("tusach-*.tar"), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


def _made_at() -> datetime:
    """When this installation was made: the secret is written once."""
    secret = settings.DATA / "secret"
    when = secret.stat().st_mtime if secret.exists() else 0.0
    return datetime.fromtimestamp(when, tz=timezone.get_current_timezone())


def backup(now: datetime) -> Finding:
    """How old the newest backup is."""
    subject = _("Sao lưu")
    remedy = _(
        "Chạy ./run backup; khi đang bật, máy tự sao lưu mỗi đêm "
        "(docs/operate/backup-and-restore.md)."
    )
    newest = newest_backup(settings.BACKUPS)
    if newest is None:
        told = _("Chưa có bản sao lưu nào trong %(folder)s.") % {"folder": settings.BACKUPS}
        early = settings.DEMONSTRATION or now - _made_at() < OLD_BACKUP
        return Finding("backup", subject, State.WARN if early else State.BAD, told, remedy)
    made = datetime.fromtimestamp(newest.stat().st_mtime, tz=timezone.get_current_timezone())
    told = _("Bản mới nhất làm lúc %(when)s: %(name)s") % {
        "when": made.strftime("%d/%m/%Y %H:%M"),
        "name": newest.name,
    }
    if now - made > VERY_OLD_BACKUP:
        return Finding("backup", subject, State.BAD, told, remedy)
    if now - made > OLD_BACKUP:
        return Finding("backup", subject, State.WARN, told, remedy)
    return Finding("backup", subject, State.OK, told)


def _strangers(folder: Path, limit: int = 20_000) -> Iterator[Path]:
    """Paths that the server may not write; stops looking after ``limit`` of them."""
    seen = 0
    for here, folders, files in os.walk(folder):
        for name in [".", *files]:
            path = Path(here) / name
            if not os.access(path, os.W_OK):
                yield path
            seen += 1
            if seen > limit:
                return
        folders.sort()


def ownership() -> Finding:
    """Whether the server can write its own folders (a copy made as root often breaks that)."""
    subject = _("Quyền trên tệp")
    for folder in (settings.MEDIA_ROOT, settings.SEARCH_INDEX):
        if folder.exists() and (path := next(_strangers(folder), None)):
            return Finding(
                "ownership",
                subject,
                State.BAD,
                _("Máy chủ không ghi được %(path)s.") % {"path": path},
                _("Chạy ./run stop rồi ./run với đúng người dùng đã cài đặt."),
            )
    secret = settings.DATA / "secret"
    if secret.exists() and secret.stat().st_mode & 0o077:
        return Finding(
            "ownership",
            subject,
            State.BAD,
            _("Người khác trên máy đọc được khoá %(path)s.") % {"path": secret},
            _("Chạy: chmod 600 %(path)s") % {"path": secret},
        )
    return Finding("ownership", subject, State.OK, _("Máy chủ ghi được các thư mục của mình"))
