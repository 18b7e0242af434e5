"""The database: reached, recent enough, migrated, guarded."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.house.health.finding import Finding, State

# Debian 12's; nothing newer is relied on.
OLDEST = 15


def reached() -> Finding:
    """Whether the database answers, and its version."""
    subject = _("Cơ sở dữ liệu")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version')")
            (version,) = cursor.fetchone() or ("",)
    except DatabaseError as error:
        return Finding(
            "database",
            subject,
            State.BAD,
            _("Không kết nối được: %(reason)s") % {"reason": str(error).strip()},
            _("Chạy ./run status; nếu không chạy, ./run. Xem nhật ký trong thư mục logs."),
        )
    major = int(str(version).split(".")[0])
    told = _("PostgreSQL %(version)s trả lời") % {"version": version}
    if major < OLDEST:
        return Finding(
            "database",
            subject,
            State.BAD,
            _("PostgreSQL %(version)s quá cũ: cần %(oldest)s trở lên.")
            % {"version": version, "oldest": OLDEST},
            _("Nâng cấp máy chủ PostgreSQL đó (Debian: pg_upgradecluster), hoặc ./run backup rồi "
              "bỏ DATABASE_URL và ./run restore vào PostgreSQL đi kèm."),
        )  # fmt: skip
    dumps = _major_of_pg_dump()
    if dumps is None or dumps < major:
        return Finding(
            "database",
            subject,
            State.BAD,
            _("PostgreSQL %(version)s mới hơn pg_dump (%(dumps)s): không sao lưu được.")
            % {"version": version, "dumps": dumps or "–"},
            _("Cài chương trình cùng bản (Debian: postgresql-client-%(major)s) rồi ghi "
              "TUSACH_PG_DUMP=/usr/lib/postgresql/%(major)s/bin/pg_dump vào settings.env.")
            % {"major": major},
        )  # fmt: skip
    return Finding("database", subject, State.OK, told)


def _major_of_pg_dump() -> int | None:
    """The major version of the program that backups are made with; None if there is none."""
    try:
        said = subprocess.run(  # noqa: S603 - our own setting
            [settings.PG_DUMP, "--version"], capture_output=True, text=True, check=True
        ).stdout
        return int(re.findall(r"\d+", said)[0])
    except (OSError, subprocess.CalledProcessError, IndexError):
        return None


def unknown_migrations() -> list[str]:
    """Steps the data has taken that this version does not know: a newer one wrote it."""
    loader = MigrationLoader(connection)
    known = loader.disk_migrations.keys() if loader.disk_migrations else set()
    return [
        f"{room}.{name}"
        for room, name in loader.applied_migrations
        if (room, name) not in known and f"tusach.{room}" in settings.ROOMS
    ]


def waiting_migrations() -> int:
    """How many steps the data has not taken yet that this version knows."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrated() -> Finding:
    """Whether the tables are those of this version."""
    subject = _("Bảng dữ liệu")
    waiting = waiting_migrations()
    newer = unknown_migrations()
    if newer:
        return Finding(
            "tables",
            subject,
            State.BAD,
            _("Dữ liệu do một bản mới hơn ghi (%(names)s).") % {"names": ", ".join(newer[:3])},
            _("Chạy đúng bản mới đó, hoặc phục hồi bản sao lưu làm trước khi nâng cấp."),
        )
    if waiting:
        told = ngettext(
            "Còn %(count)s bước nâng cấp chưa chạy.",
            "Còn %(count)s bước nâng cấp chưa chạy.",
            waiting,
        ) % {"count": waiting}
        return Finding("tables", subject, State.BAD, told, _("Chạy ./run upgrade."))
    return Finding("tables", subject, State.OK, _("Đúng với phiên bản đang chạy"))


def clock() -> Finding:
    """A machine without a good battery starts in the past after a power cut; acts would then
    be written in the wrong order."""
    subject = _("Đồng hồ")
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(at) FROM audit_act WHERE id > (SELECT max(id) FROM audit_act) - 100"
        )
        (last,) = cursor.fetchone() or (None,)
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone() or (now,)
    shown = timezone.localtime(now).strftime("%d/%m/%Y %H:%M")
    remedy = _("Chỉnh giờ máy chủ (timedatectl) và bật đồng bộ giờ; thay pin đồng hồ nếu cần.")
    if isinstance(last, datetime) and (last - now).total_seconds() > 120:
        told = _("Máy chủ đang ghi %(now)s, sớm hơn việc ghi cuối cùng (%(last)s).") % {
            "now": shown,
            "last": timezone.localtime(last).strftime("%d/%m/%Y %H:%M"),
        }
        return Finding("clock", subject, State.BAD, told, remedy)
    if abs((theirs - timezone.now()).total_seconds()) > 30:
        told = _("Giờ của máy chủ và của cơ sở dữ liệu lệch nhau %(seconds)s giây.") % {
            "seconds": round(abs((theirs - now).total_seconds()))
        }
        return Finding("clock", subject, State.WARN, told, remedy)
    return Finding("clock", subject, State.OK, shown)


# Seconds. Less is what keeping time with a server does by itself.
JUMP = 120


def clock_jumps() -> Iterator[Finding]:
    """Whether the clock was set, by a person or by a server of time, since PostgreSQL started.

    PostgreSQL remembers by the clock when it started, the kernel counts the seconds since:
    where the two differ the clock was moved. Only for a server on this machine.
    """
    if not str(connection.settings_dict.get("HOST", "")).startswith("/"):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), pg_postmaster_start_time()")
        backend, told_at = cursor.fetchone() or (0, None)
    ran = _seconds_since_start_of_parent(backend)
    if ran is None or told_at is None:
        return
    moved = (timezone.now() - told_at).total_seconds() - ran
    if abs(moved) < JUMP:
        return
    minutes = round(abs(moved) / 60)
    ahead = ngettext(
        "Đồng hồ đã nhảy tới %(minutes)s phút từ khi máy chủ khởi động.",
        "Đồng hồ đã nhảy tới %(minutes)s phút từ khi máy chủ khởi động.",
        minutes,
    )
    back = ngettext(
        "Đồng hồ đã lùi lại %(minutes)s phút từ khi máy chủ khởi động.",
        "Đồng hồ đã lùi lại %(minutes)s phút từ khi máy chủ khởi động.",
        minutes,
    )
    yield Finding(
        "clock-jump",
        _("Đồng hồ"),
        State.WARN,
        (ahead if moved > 0 else back) % {"minutes": minutes},
        _("Nếu giờ bây giờ đúng: ./run stop rồi ./run là hết; việc ghi trước đó mang giờ sai, "
          "xem ở nhật ký. Nếu sai: chỉnh giờ (timedatectl), thay pin đồng hồ."),
    )  # fmt: skip


def _seconds_since_start_of_parent(pid: int) -> float | None:
    """How long the parent of this process has run by the kernel's count; None if unknown."""
    try:
        parent = int(_stat(pid)[1])
        began = int(_stat(parent)[19]) / os.sysconf("SC_CLK_TCK")
        if "postgres" not in Path(f"/proc/{parent}/comm").read_text(encoding="utf-8"):
            return None
        return time.clock_gettime(time.CLOCK_BOOTTIME) - began
    except (OSError, ValueError, IndexError, AttributeError):
        return None


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; the name before it may hold spaces."""
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return text.rpartition(")")[2].split()


def guarded() -> Finding:
    """Whether the server's role is kept from the rows that are never changed."""
    from tusach.house.rights import append_only_tables

    subject = _("Sổ chỉ ghi thêm")
    tables = append_only_tables()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relname = ANY(%s) AND has_table_privilege(oid, 'UPDATE')",
            [tables],
        )
        open_to_us = [name for (name,) in cursor.fetchall()]
    if open_to_us:
        return Finding(
            "append-only",
            subject,
            State.WARN,
            _("Vai trò của máy chủ sở hữu cả bảng: chỉ có trigger giữ %(tables)s khỏi bị sửa.")
            % {"tables": ", ".join(open_to_us)},
            _("Tách hai vai trò như docs/operate/postgresql.md chỉ."),
        )
    return Finding(
        "append-only",
        subject,
        State.OK,
        _("Máy chủ không có quyền sửa hay xoá (%(count)s bảng)") % {"count": len(tables)},
    )


def jobs() -> Iterator[Finding]:
    """The worker is alive and its work is not piling up."""
    subject = _("Việc nền")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers"
            " WHERE last_heartbeat > clock_timestamp() - interval '2 minutes'"
        )
        (alive,) = cursor.fetchone() or (0,)
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'failed'),"
            " count(*) FILTER (WHERE status = 'todo'"
            "   AND coalesce(scheduled_at, '-infinity') < clock_timestamp() - interval '15 min')"
            " FROM procrastinate_jobs"
        )
        failed, late = cursor.fetchone() or (0, 0)
    if not alive:
        yield Finding(
            "worker",
            subject,
            State.BAD,
            _("Tiến trình làm việc nền không chạy; %(late)s việc đang chờ.") % {"late": late},
            _("Khởi động lại: ./run stop rồi ./run. Xem logs/worker.log."),
        )
    elif late:
        yield Finding(
            "worker",
            subject,
            State.WARN,
            ngettext(
                "Đang chạy, nhưng %(count)s việc đã chờ quá 15 phút.",
                "Đang chạy, nhưng %(count)s việc đã chờ quá 15 phút.",
                late,
            )
            % {"count": late},
            _("Chờ việc lớn đang làm xong; nếu kéo dài: ./run stop rồi ./run."),
        )
    elif failed:
        yield Finding(
            "worker",
            subject,
            State.WARN,
            ngettext("%(count)s việc đã hỏng.", "%(count)s việc đã hỏng.", failed)
            % {"count": failed},
            _("Xem logs/worker.log; gửi kèm khi hỏi người viết phần mềm."),
        )
    else:
        yield Finding("worker", subject, State.OK, _("Đang chạy"))
