"""The database: reached, recent enough, migrated, guarded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

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
    return Finding(
        "database", subject, State.OK, _("PostgreSQL %(version)s trả lời") % {"version": version}
    )


def unknown_migrations() -> list[str]:
    """Steps the data has taken that this version does not know: a newer one wrote it."""
    loader = MigrationLoader(connection)
    known = loader.disk_migrations.keys() if loader.disk_migrations else set()
    return [
        f"{room}.{name}"
        for room, name in loader.applied_migrations
        if (room, name) not in known and f"tusach.{room}" in settings.ROOMS
    ]


def migrated() -> Finding:
    """Whether the tables are those of this version."""
    subject = _("Bảng dữ liệu")
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
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
