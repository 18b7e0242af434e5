"""What the server's database role may do: everything it needs, and no more.

Rows that record what happened are never changed. A trigger refuses it for everybody (each
room's migration sets ``tusach_append_only``); here the server's role loses the very right,
so that a mistake or a break-in through the server cannot take the trigger away.
"""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from psycopg import sql

# Bits of pg_trigger.tgtype: at which statements a trigger is called.
_DELETE, _UPDATE = 8, 16


def append_only_tables() -> list[str]:
    """The tables of which nobody may change a row: those of ``APPEND_ONLY`` and all whose
    trigger refuses an update."""
    return _kept_from(_UPDATE)


def undeletable_tables() -> list[str]:
    """The tables of which nobody may delete a row: those that are append-only, and those whose
    rows may be changed and never go, such as copies."""
    return sorted({*_kept_from(_DELETE), *append_only_tables()})


def _kept_from(statement: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT c.relname FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_proc p ON p.oid = t.tgfoid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT t.tgisinternal AND p.proname LIKE '%%append_only%%'
              AND n.nspname = 'public' AND t.tgtype & %s <> 0
            """,
            [statement],
        )
        marked = {str(name) for (name,) in cursor.fetchall()}
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        there = {str(name) for (name,) in cursor.fetchall()}
    return sorted((marked | set(settings.APPEND_ONLY)) & there)


def grant(role: str) -> list[str]:
    """Give ``role`` its rights on all tables as they are now; returns the append-only ones.

    Called by the owner after every migration. Harmless when repeated.
    """
    closed = append_only_tables()
    name = sql.Identifier(role)
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {role}").format(role=name),
        sql.SQL(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
        ).format(role=name),
        sql.SQL("GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role}").format(
            role=name
        ),
        # Which migrations ran is the owner's to write.
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}").format(role=name),
    ]
    statements += [
        sql.SQL("REVOKE UPDATE ON {table} FROM {role}").format(
            table=sql.Identifier(table), role=name
        )
        for table in closed
    ]
    statements += [
        sql.SQL("REVOKE DELETE, TRUNCATE ON {table} FROM {role}").format(
            table=sql.Identifier(table), role=name
        )
        for table in undeletable_tables()
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return closed
