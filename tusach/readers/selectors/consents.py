"""What readers agreed to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from tusach.readers.models import Consent, ConsentPurpose, Reader


def purposes_on(day: date) -> QuerySet[ConsentPurpose]:
    """The purposes offered on a day."""
    return ConsentPurpose.objects.filter(
        Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day)
    )


def consents_of(reader: Reader) -> QuerySet[Consent]:
    """Every consent there was, of those merged into the reader too."""
    return Consent.objects.filter(Q(reader=reader) | Q(reader__merged_into=reader)).select_related(
        "purpose"
    )


def agreed(reader: int, purpose: str, day: date) -> bool:
    """Whether a reader (by primary key) has agreed to a purpose (by code) on a day."""
    return reader in agreed_of_all([reader], purpose, day)


def agreed_of_all(readers: Collection[int], purpose: str, day: date) -> set[int]:
    """Those of ``readers`` who have agreed to a purpose on a day; one query."""
    rows = Consent.objects.filter(
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
        Q(reader__in=readers) | Q(reader__merged_into__in=readers),
        purpose__code=purpose,
        given_on__lte=day,
    ).values_list("reader", "reader__merged_into")
    return {into or pk for pk, into in rows}


def consent_of(pk: int) -> Consent | None:
    return Consent.objects.select_related("reader__home", "purpose").filter(pk=pk).first()
