"""Two people at two connections: one copy goes into one box."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import prove
from tusach.holdings.testing import make_box, make_copy
from tusach.network.testing import make_point
from tusach.rotation import errors
from tusach.rotation.models import Line
from tusach.rotation.rules.states import OPEN_LINES
from tusach.rotation.services.packing import pack
from tusach.rotation.services.picking import pick
from tusach.rotation.testing import make_batch, only_leg
from tusach.ui.api import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def both(*acts):
    """Run the acts at the same time, each on a connection of its own."""
    results, gate = [], threading.Barrier(len(acts))

    def run(act):
        try:
            gate.wait(5)
            results.append(act())
        except Refusal as refusal:
            results.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results


def test_one_copy_packed_by_two_people_goes_into_one_box():
    copy = make_copy()
    legs = [only_leg(make_batch(points=[make_point(name=name)])) for name in ("Một", "Hai")]
    boxes = [make_box(), make_box()]
    results = both(
        *(
            lambda leg=leg, box=box: pack(
                leg=leg, box=box, scan=copy.barcode, by=HOUSE, at=timezone.now()
            )
            for leg, box in zip(legs, boxes, strict=True)
        )
    )
    refused = [r for r in results if isinstance(r, Refusal)]
    assert len(refused) == 1
    (line,) = Line.objects.filter(copy=copy, state__in=OPEN_LINES).select_related("box")
    assert line.box.code in str(refused[0])
    assert prove() == []


def test_one_copy_picked_by_two_people_is_promised_once():
    copy = make_copy()
    legs = [only_leg(make_batch(points=[make_point(name=name)])) for name in ("Một", "Hai")]
    results = both(
        *(
            lambda leg=leg: pick(leg=leg, copy_ids=[copy.pk], by=HOUSE, at=timezone.now())
            for leg in legs
        )
    )
    assert sorted(isinstance(r, errors.CopyIsPromised) for r in results) == [False, True]
    assert Line.objects.filter(copy=copy, state__in=OPEN_LINES).count() == 1


def test_numbers_given_at_once_are_all_different():
    point = make_point()
    results = both(*(lambda: make_batch(points=[point]).code for _ in range(3)))
    assert len({str(r) for r in results}) == 3
