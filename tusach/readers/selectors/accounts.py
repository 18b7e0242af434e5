"""Whose loans an account sees."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tusach.readers.models import Reader, ReaderAccount


def own_account(reader: Reader) -> ReaderAccount | None:
    """The open account of a reader, or of one who was merged into it."""
    return (
        ReaderAccount.objects.filter(
            Q(reader=reader) | Q(reader__merged_into=reader), own=True, ended_at=None
        )
        .select_related("account")
        .first()
    )


def parents_of(reader: Reader) -> QuerySet[ReaderAccount]:
    """The accounts of others that see this reader's loans."""
    return ReaderAccount.objects.filter(
        Q(reader=reader) | Q(reader__merged_into=reader), own=False, ended_at=None
    ).select_related("account")


def readers_of_account(account: int) -> list[Reader]:
    """Whom an account speaks for: its own reader first, then the children shown to it. Whoever
    was merged is read as the one that stands; an erased reader is left out."""
    links = (
        ReaderAccount.objects.filter(account=account, ended_at=None)
        .select_related("reader__home", "reader__merged_into__home", "reader__reader_class")
        .order_by("-own", "reader__sort_key", "pk")
    )
    found = {
        reader.pk: reader
        for reader in (link.reader.merged_into or link.reader for link in links)
        if reader.erased_at is None
    }
    return list(found.values())


def own_reader(account: int) -> Reader | None:
    """The reader an account was opened for, read as the one that stands; None where erased."""
    link = (
        ReaderAccount.objects.filter(account=account, own=True, ended_at=None)
        .select_related("reader__home", "reader__merged_into__home", "reader__reader_class")
        .first()
    )
    reader = (link.reader.merged_into or link.reader) if link is not None else None
    return reader if reader is not None and reader.erased_at is None else None


def children_of(reader: Reader) -> list[ReaderAccount]:
    """The children whose loans the account of this reader sees."""
    own = own_account(reader)
    if own is None:
        return []
    return list(
        ReaderAccount.objects.filter(account=own.account_id, own=False, ended_at=None)
        .select_related("reader")
        .order_by("reader__sort_key", "pk")
    )
