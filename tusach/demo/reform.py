"""The districts end, and their libraries with them (B.9): who took over what they had."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from tusach.audit.api import HOUSE, record_as_of
from tusach.demo.places import BASIS, REFORM, Map
from tusach.holdings.api import transfers_of, work_on_transfer
from tusach.network.api import Reorganisation, ReorganisationPlan, ServicePoint, reorganise


def build(places: Map, at: datetime) -> None:
    """Close the libraries of the former districts, each by a decision.

    A commune library is heir to each: its books pass to it by the decision, with their
    numbers, as a worker would write it; the bookcases go to the library of the commune they
    now lie in. ``at`` is when it is said to have been written down.
    """
    day = timezone.make_aware(datetime.combine(REFORM, time(9))) + timedelta(days=1)
    moment = max(at, day)
    record_as_of(moment)
    heirs = {library.commune_id: library for library in places.communes}
    for library in places.districts:
        if library.closed_on is not None:
            continue  # loaded by an earlier version, which closed them with the places
        done = reorganise(
            ReorganisationPlan(
                kind=Reorganisation.Kind.DISSOLVE,
                sources=[library],
                targets=[heirs[library.commune_id]],
                on=REFORM,
                legal_basis=BASIS,
                children={
                    case.pk: heirs.get(case.commune_id, places.library)
                    for case in ServicePoint.objects.filter(parent=library)
                },
            ),
            by=HOUSE,
            at=moment,
        )
        for transfer in transfers_of(done.pk):
            work_on_transfer(transfer.pk)
            transfer.refresh_from_db()
            if transfer.problem:  # which a worker leaves for a person to see
                raise RuntimeError(f"{library.name}: {transfer.problem}")
