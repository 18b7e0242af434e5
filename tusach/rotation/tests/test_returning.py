"""Coming back: scanned is back, missing is lost only when somebody says so."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation.api import OpenLoan, balance_of
from tusach.circulation.api import prove as prove_loans
from tusach.circulation.models import Remark
from tusach.circulation.testing import make_loan, make_rule
from tusach.holdings.api import State, place_of, prove
from tusach.holdings.testing import make_copy, make_store
from tusach.offline.testing import house, make_phone
from tusach.people.testing import make_account
from tusach.readers.testing import make_reader
from tusach.rotation import errors
from tusach.rotation.models import Line
from tusach.rotation.rules.states import LegState, LineState, ReturnedAs
from tusach.rotation.selectors.sums import sums_of
from tusach.rotation.services.closing import close_batch
from tusach.rotation.services.returning import (
    Loss,
    confirm_lost,
    find_lost,
    finish_return,
    inspect,
    reopen_return,
    take_back,
    undo_take_back,
    withdraw,
)
from tusach.rotation.testing import make_batch, only_leg

pytestmark = pytest.mark.django_db


@pytest.fixture
def leg():
    return only_leg(make_batch(LegState.RECALLED, count=3))


def now_by():
    return {"by": HOUSE, "at": timezone.now()}


def lines(leg):
    return list(Line.objects.filter(leg=leg).select_related("copy").order_by("pk"))


def scan(leg, line, condition=ReturnedAs.GOOD):
    return take_back(leg=leg, scan=line.copy.barcode, condition=condition, **now_by())


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        (ReturnedAs.GOOD, State.IN_STORE),
        (ReturnedAs.DAMAGED, State.DAMAGED),
        (ReturnedAs.QUARANTINE, State.QUARANTINE),
    ],
)
def test_a_copy_comes_back_in_the_state_its_condition_asks_for(leg, condition, state):
    line = lines(leg)[0]
    scan(leg, line, condition)
    place = place_of([line.copy_id])[line.copy_id]
    assert (place.point, place.state) == (make_store(), state)


def test_a_copy_scanned_twice_is_counted_once(leg):
    scan(leg, lines(leg)[0])
    with pytest.raises(errors.AlreadyBack):
        scan(leg, lines(leg)[0])
    assert sums_of([leg.pk]).returned == 1


def test_a_book_of_another_batch_or_of_the_school_is_named(leg):
    with pytest.raises(errors.CopyNotOfBatch) as refused:
        take_back(leg=leg, scan=make_copy().barcode, **now_by())
    assert leg.batch.code in str(refused.value)


def test_the_last_scan_is_taken_back(leg):
    line = lines(leg)[0]
    scan(leg, line)
    undo_take_back(leg=leg, **now_by())
    assert place_of([line.copy_id])[line.copy_id].point_id == leg.point_id
    assert sums_of([leg.pk]).still_out == 3


def test_the_return_does_not_end_while_a_copy_is_missing(leg):
    first, second, third = lines(leg)
    scan(leg, first)
    scan(leg, second)
    with pytest.raises(errors.StillOut) as refused:
        finish_return(leg=leg, **now_by())
    assert "1" in str(refused.value)
    confirm_lost(leg=leg, losses=[Loss(third.pk, 45_000)], **now_by())
    paper = finish_return(leg=leg, **now_by())
    assert (paper.copies, len(paper.content["lost"])) == (2, 1)


def test_a_lost_copy_counts_at_the_point_until_withdrawn(leg):
    line = lines(leg)[0]
    confirm_lost(leg=leg, losses=[Loss(line.pk)], **now_by())
    place = place_of([line.copy_id])[line.copy_id]
    assert (place.point_id, place.state) == (leg.point_id, State.LOST)
    withdraw(leg=leg, line_ids=[line.pk], decision="QĐ 12/QĐ-TVT", **now_by())
    assert place_of([line.copy_id])[line.copy_id].state == State.WITHDRAWN
    assert sums_of([leg.pk]).withdrawn == 1


def test_a_withdrawal_names_its_decision(leg):
    with pytest.raises(errors.NoDecision):
        withdraw(leg=leg, line_ids=[lines(leg)[0].pk], decision=" ", **now_by())


def test_a_lost_copy_found_before_the_end_simply_comes_back(leg):
    line = lines(leg)[0]
    confirm_lost(leg=leg, losses=[Loss(line.pk, 10_000)], **now_by())
    back = scan(leg, line)
    assert (back.state, back.compensation) == (LineState.RETURNED, 0)


def test_lost_and_found_after_the_close_is_a_new_entry_and_leaves_the_sums(leg):
    first, *rest = lines(leg)
    for line in rest:
        scan(leg, line)
    confirm_lost(leg=leg, losses=[Loss(first.pk)], **now_by())
    finish_return(leg=leg, **now_by())
    today = timezone.localdate()
    inspect(leg=leg, made_on=today, inspectors=["A"], finding="Mất 1", **now_by())
    close_batch(batch=leg.batch, made_on=today, **now_by())
    before = sums_of([leg.pk])
    found = find_lost(line=first, **now_by())
    assert found.found_at is not None
    assert sums_of([leg.pk]) == before
    assert place_of([first.copy_id])[first.copy_id].state == State.IN_STORE
    with pytest.raises(errors.NotALostCopy):
        find_lost(line=first, **now_by())
    assert prove() == []


def test_a_part_that_comes_back_early_is_an_exchange_and_the_rest_serves_on():
    leg = only_leg(make_batch(LegState.IN_SERVICE, count=3))
    scan(leg, lines(leg)[0])
    assert only_leg(leg.batch).state == LegState.IN_SERVICE


def test_a_return_finished_too_early_can_be_taken_up_again():
    leg = only_leg(make_batch(LegState.RETURNED))
    reopen_return(leg=leg, **now_by())
    assert only_leg(leg.batch).state == LegState.RECALLED


def test_a_long_list_of_what_is_missing_is_shown_on_demand_alone(client, monkeypatch):
    """A scan of a big box is answered as fast as of a small one."""
    monkeypatch.setattr("tusach.rotation.web.returning.SHOWN", 2)
    leg = only_leg(make_batch(LegState.IN_SERVICE, count=3))
    client.force_login(make_account("warehouse_keeper", at=make_store()))
    address = reverse("rotation:take_back", args=[leg.pk])
    line = leg.lines.select_related("copy").first()
    field = f'name="line" value="{line.pk}"'
    assert field not in client.get(address).content.decode()
    assert field in client.get(address, {"thieu": "1"}).content.decode()
    client.post(address, {"scan": leg.lines.last().copy.barcode})
    assert field in client.get(address).content.decode()


def lent(leg, line):
    """The copy is lent at the point by a rule that fines."""
    make_rule(point=leg.point, days=1, fine_per_day=1000)
    reader = make_reader(home=leg.point)
    make_loan(line.copy, leg.point, reader, at=timezone.now() - timedelta(hours=2))
    return reader


def remark(line):
    return Remark.objects.filter(copy=line.copy_id).values_list("kind", flat=True).first()


def test_a_loan_that_nobody_noted_as_returned_is_closed_and_shown_without_a_fine(leg, client):
    line = lines(leg)[0]
    reader = lent(leg, line)
    late = timezone.now() + timedelta(days=40)
    back = take_back(leg=leg, scan=line.copy.barcode, by=HOUSE, at=late)
    assert back.loan_closed
    assert not OpenLoan.objects.filter(copy=line.copy_id).exists()
    assert (remark(line), balance_of(reader.pk).owed) == ("boxed", 0)
    assert place_of([line.copy_id])[line.copy_id].state == State.IN_STORE
    assert (prove_loans(), prove()) == ([], [])
    client.force_login(make_account("commune_librarian", at=leg.point))
    page = client.get(reverse("circulation:settled")).content.decode()
    assert "về trong thùng luân chuyển khi chưa ghi trả" in page
    assert "khép lượt mượn, không tính phạt" in page


def test_a_copy_that_nobody_had_closes_nothing(leg):
    line = lines(leg)[0]
    assert not scan(leg, line).loan_closed
    assert remark(line) is None


def test_taking_the_scan_back_opens_the_loan_again(leg):
    line = lines(leg)[0]
    reader = lent(leg, line)
    scan(leg, line)
    undo_take_back(leg=leg, **now_by())
    assert OpenLoan.objects.get(copy=line.copy_id).reader == reader
    place = place_of([line.copy_id])[line.copy_id]
    assert (place.point, place.state) == (leg.point, State.ON_LOAN)
    scan(leg, line)
    assert not OpenLoan.objects.filter(copy=line.copy_id).exists()
    assert (prove_loans(), prove()) == ([], [])


def test_a_lost_copy_that_turns_up_later_closes_its_loan(leg):
    line, *others = lines(leg)
    lent(leg, line)
    for other in others:
        scan(leg, other)
    confirm_lost(leg=leg, losses=[Loss(line.pk)], **now_by())
    finish_return(leg=leg, **now_by())
    find_lost(line=line, **now_by())
    assert not OpenLoan.objects.filter(copy=line.copy_id).exists()
    assert (prove_loans(), prove()) == ([], [])


def test_a_return_noted_before_and_sent_after_the_box_takes_its_own_place():
    long_ago, now = timezone.now() - timedelta(hours=3), timezone.now()
    leg = only_leg(make_batch(LegState.RECALLED, at=long_ago))
    line = lines(leg)[0]
    device = make_phone([leg.point_id], at=long_ago)
    lent(leg, line)
    said = {"point": leg.point.code, "copy": line.copy.barcode}
    device.note("circulation.return", now - timedelta(hours=1), **said)
    scan(leg, line)
    assert remark(line) == "boxed"
    device.sync(house, timezone.now())
    assert (remark(line), prove_loans()) == ("", [])
