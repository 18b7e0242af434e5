"""What devices told of boxes, for those who answer."""

from __future__ import annotations

from django.db.models import QuerySet

from tusach.people.api import Account
from tusach.rotation.models import Told
from tusach.rotation.selectors.batches import points_named_to


def told_waiting_for(user: Account) -> QuerySet[Told]:
    """What waits for an answer at stores where this person hands over, the oldest first."""
    return (
        Told.objects.filter(
            waits=True,
            leg__batch__store__in=user.places_for("rotation.hand_over").values("pk"),
            leg__point__in=points_named_to(user).order_by().values("pk"),
        )
        .select_related("leg__batch", "leg__point", "device")
        .order_by("happened_at", "pk")
    )


def told_by_pk(pk: int) -> Told | None:
    return (
        Told.objects.filter(pk=pk)
        .select_related("leg__batch__store__parent", "leg__point", "device")
        .first()
    )
