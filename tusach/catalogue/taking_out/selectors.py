"""Exports to be seen and fetched."""

from __future__ import annotations

from django.db.models import QuerySet

from tusach.catalogue.models import Export
from tusach.catalogue.sent_from import sent_from
from tusach.people.api import Account


def exports(user: Account) -> QuerySet[Export]:
    """The exports that ``user`` may see and fetch."""
    return sent_from(Export.objects.all(), user, "catalogue.export")


def search_exports(found: QuerySet[Export], words: str) -> QuerySet[Export]:
    return found.filter(what__icontains=words)
