"""Readers who are probably one person."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tusach.network.api import ServicePoint
from tusach.readers.models import NotTheSame, Reader


def looks_like(reader: Reader) -> QuerySet[Reader]:
    """Others who stand with the same name (marks aside) and the same year of birth or telephone,
    and were not found to be somebody else."""
    same = Q(pk__in=[])
    if reader.birth_year is not None:
        same |= Q(birth_year=reader.birth_year)
    if reader.phone:
        same |= Q(phone=reader.phone)
    found = Reader.objects.filter(
        same, folded=reader.folded, merged_into__isnull=True, erased_at__isnull=True
    ).exclude(pk=reader.pk)
    said = NotTheSame.objects.filter(
        Q(first=reader, second=OuterRef("pk")) | Q(second=reader, first=OuterRef("pk"))
    )
    return found.exclude(Exists(said))


def with_a_double(points: QuerySet[ServicePoint]) -> QuerySet[Reader]:
    """The readers at these points to whom another reader at these points looks alike, of each
    pair the one with the lower number."""
    later = (
        Reader.objects.filter(
            Q(birth_year=OuterRef("birth_year")) | (Q(phone=OuterRef("phone")) & ~Q(phone="")),
            folded=OuterRef("folded"),
            pk__gt=OuterRef("pk"),
            home__in=points,
            merged_into__isnull=True,
            erased_at__isnull=True,
        )
        .exclude(
            Exists(NotTheSame.objects.filter(first=OuterRef(OuterRef("pk")), second=OuterRef("pk")))
        )
        .order_by()
    )
    return Reader.objects.filter(
        Exists(later), home__in=points, merged_into__isnull=True, erased_at__isnull=True
    ).order_by(F("sort_key"), "pk")
