"""The machine: room on the disk, who owns the files, how old the last backup is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.house.backup import outcome
from tusach.house.health.finding import Finding, State

MEGABYTE = 1024 * 1024
# PostgreSQL stops when the disk is full, in the middle of what it was doing.
FEW = 1024  # megabytes: act now
LOW = 5 * 1024  # megabytes: act soon
# A power cut a week: a backup older than two nights is one that nobody makes.
OLD_BACKUP = timedelta(hours=50)
VERY_OLD_BACKUP = timedelta(days=7)
# The disk for copies goes home with somebody and comes back.
OLD_COPY = timedelta(days=8)
VERY_OLD_COPY = timedelta(days=31)


def disks() -> Iterator[Finding]:
    """Room on the disk of the data, and on that of the backups if it is another."""
    seen = set()
    for folder in (Path(settings.DATA), settings.BACKUPS):
        while not folder.exists():
            folder = folder.parent
        if (device := folder.stat().st_dev) not in seen:
            seen.add(device)
            yield disk(folder)


def disk(folder: Path) -> Finding:
    left = shutil.disk_usage(folder).free
    free = left // MEGABYTE
    told = _("Còn %(free)s trên đĩa của %(folder)s") % {
        "free": filesizeformat(left),
        "folder": folder,
    }
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


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())


def _said(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%d/%m/%Y %H:%M")


def backup(now: datetime) -> Finding:
    """How the last backup went, and how old the newest is."""
    subject = _("Sao lưu")
    remedy = _(
        "Chạy ./run backup; khi đang bật, máy tự sao lưu mỗi đêm "
        "(docs/operate/backup-and-restore.md)."
    )
    newest = newest_backup(settings.BACKUPS)
    tried = outcome.last(outcome.BACKUP)
    if tried and tried.why and (newest is None or tried.at > _changed(newest)):
        told = _("Lần sao lưu lúc %(when)s hỏng: %(why)s") % {
            "when": _said(tried.at),
            "why": tried.why,
        }
        return Finding("backup", subject, State.BAD, told, remedy)
    if newest is None:
        told = _("Chưa có bản sao lưu nào trong %(folder)s.") % {"folder": settings.BACKUPS}
        early = settings.DEMONSTRATION or now - _made_at() < OLD_BACKUP
        return Finding("backup", subject, State.WARN if early else State.BAD, told, remedy)
    made = _changed(newest)
    told = _("Bản mới nhất làm lúc %(when)s: %(name)s") % {
        "when": _said(made),
        "name": newest.name,
    }
    if now - made > VERY_OLD_BACKUP:
        return Finding("backup", subject, State.BAD, told, remedy)
    if now - made > OLD_BACKUP:
        return Finding("backup", subject, State.WARN, told, remedy)
    if not (settings.BACKUP_NIGHTLY or settings.DEMONSTRATION):
        off = _("Máy không tự sao lưu mỗi đêm (TUSACH_BACKUP_NIGHTLY=0). %(newest)s") % {
            "newest": told
        }
        remedy = _("Bỏ dòng đó trong settings.env rồi khởi động lại.")
        return Finding("backup", subject, State.WARN, off, remedy)
    return Finding("backup", subject, State.OK, told)


def copied(now: datetime) -> Iterator[Finding]:
    """Whether a copy lies off this machine, and how old it is. Nothing for the demonstration."""
    subject = _("Bản sao ngoài máy")
    folder = Path(settings.BACKUPS_COPY) if settings.BACKUPS_COPY else None
    tried = outcome.last(outcome.COPY)
    if folder is None and tried is None:
        if not settings.DEMONSTRATION:
            yield Finding(
                "copy",
                subject,
                State.WARN,
                _("Chưa có bản sao lưu nào ở ngoài máy này: máy hỏng hay mất là mất hết."),
                _(
                    "Cắm ổ USB, ghi TUSACH_BACKUPS_COPY=/media/usb/tusach vào settings.env rồi "
                    "khởi động lại; hoặc ./run backup --copy-to /media/usb."
                ),
            )
        return
    newest = newest_backup(folder) if folder and folder.is_dir() else None
    known = [_changed(newest)] if newest else []
    known += [tried.good_at] if tried and tried.good_at else []
    good = max(known, default=None)
    age = now - good if good else None
    state = (
        State.BAD if age is None or age > VERY_OLD_COPY
        else State.WARN if age > OLD_COPY
        else State.OK
    )  # fmt: skip
    when = _said(good) if good else _("chưa lần nào")
    if folder is not None and not folder.is_dir():
        told = _("Không thấy %(folder)s (ổ chưa cắm?). Bản sao gần nhất: %(when)s.") % {
            "folder": folder,
            "when": when,
        }
        remedy = _("Cắm ổ rồi chạy: ./run backup --copy-to %(folder)s") % {"folder": folder}
        yield Finding("copy", subject, state, told, "" if state is State.OK else remedy)
    elif tried and tried.why and (good is None or tried.at > good):
        told = _("Lần chép lúc %(at)s hỏng: %(why)s Bản sao gần nhất: %(when)s.") % {
            "at": _said(tried.at),
            "why": tried.why,
            "when": when,
        }
        worse = State.BAD if state is State.BAD else State.WARN
        yield Finding("copy", subject, worse, told, _("Thử lại: ./run backup --copy-to THƯ-MỤC"))
    else:
        told = _("Bản sao gần nhất: %(when)s") % {"when": when}
        remedy = _("Cắm ổ khác rồi chạy: ./run backup --copy-to THƯ-MỤC")
        yield Finding("copy", subject, state, told, "" if state is State.OK else remedy)


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
