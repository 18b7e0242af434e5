"""The classes of readers and the purposes of consent, with how many have them."""

from __future__ import annotations

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tusach.readers.models import Consent, ConsentPurpose, Reader, ReaderClass


def every_class() -> QuerySet[ReaderClass]:
    """Each with ``used``: its readers who have not left."""
    return ReaderClass.objects.annotate(
        used=_counted(
            Reader.objects.filter(
                reader_class=OuterRef("pk"), left_on=None, erased_at=None, merged_into=None
            ),
            "reader_class",
        )
    )


def every_purpose() -> QuerySet[ConsentPurpose]:
    """Each with ``used``: consents to it that nobody took back."""
    return ConsentPurpose.objects.annotate(
        used=_counted(Consent.objects.filter(purpose=OuterRef("pk"), withdrawn_on=None), "purpose")
    )


def _counted(rows: QuerySet[Reader] | QuerySet[Consent], by: str) -> Coalesce:
    found = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)
