"""Every text of the database turned into one that attacks whoever shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

# A formula for a spreadsheet, then the way out of an attribute and of an element.
EVIL = "=1+1'\"><i data-evil>"
RAW = "<i data-evil"
LINK = "javascript:alert(1)//"
# Shorter ones are codes, which the database and the rules hold to their form.
_SHORT = 40
_LONG = 10_000
# Written by the house alone: hashes, names of files and of things.
_OURS = {"password", "path", "sha256", "act", "on_kind", "on_key"}
_LINKS = ("url", "website", "link")


def texts() -> Iterator[tuple[type[models.Model], Any]]:
    """The columns that hold what people write."""
    for model in apps.get_models():
        if not model.__module__.startswith("tusach."):
            continue
        for field in model._meta.local_concrete_fields:
            if not isinstance(field, models.CharField | models.TextField) or field.choices:
                continue
            if field.unique or field.name in _OURS or (field.max_length or _LONG) <= _SHORT:
                continue
            yield model, field


def spread() -> set[str]:
    """Puts ``EVIL`` before all that is written there (``LINK`` in place of addresses); names
    the columns that took it. Triggers and foreign keys rest meanwhile."""
    taken = set()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model, field in texts():
            table, column = model._meta.db_table, field.column
            evil = LINK if column.endswith(_LINKS) else EVIL
            value = "%s" if evil == LINK else f'left(%s || "{column}", %s)'
            values = [evil] if evil == LINK else [evil, field.max_length or _LONG]
            try:
                with transaction.atomic():
                    cursor.execute(
                        f'UPDATE "{table}" SET "{column}" = {value} WHERE "{column}" <> \'\'',
                        values,
                    )
            except DatabaseError:
                continue  # its form is held by the database itself
            if cursor.rowcount:
                taken.add(f"{table}.{column}")
        cursor.execute("SET LOCAL session_replication_role = origin")
    return taken
