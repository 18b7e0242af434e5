from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation import errors
from tusach.circulation.models import OpenLoan, Statement
from tusach.circulation.services.lending import found_here, lend, lose, renew, return_copy
from tusach.circulation.services.statements import prove
from tusach.circulation.services.undoing import undo
from tusach.circulation.testing import make_loan, make_return, make_rule
from tusach.facts import api as facts
from tusach.holdings import api as holdings
from tusach.holdings.api import Copy, CopyPlace, at_point
from tusach.holdings.testing import make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.readers.api import Reader
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def point() -> ServicePoint:
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def reader(point: ServicePoint) -> Reader:
    return make_reader("Lò Văn Páo", home=point)


@pytest.fixture
def copy(point: ServicePoint) -> Copy:
    return make_copy(owner=point, collection="main", at=timezone.now() - timedelta(days=400))


def _loans(measure: str = "loan") -> int:
    today = timezone.localdate()
    return facts.total(measure, today - timedelta(days=500), today + timedelta(days=1))


def test_a_copy_goes_home_with_a_reader(point: ServicePoint, reader: Reader, copy: Copy) -> None:
    done = make_loan(copy, point, reader)
    loan = OpenLoan.objects.get(copy=copy)
    assert (loan.reader, loan.point, loan.due) == (reader, point, done.due)
    assert CopyPlace.objects.get(copy=copy).state == "on_loan"
    assert (_loans(), prove(), holdings.prove()) == (1, [], [])


def test_the_rule_that_decided_is_told(point: ServicePoint, reader: Reader, copy: Copy) -> None:
    rule = make_rule(point=point, days=30)
    done = make_loan(copy, point, reader)
    assert done.rule == rule.pk
    assert done.due == timezone.localdate() + timedelta(days=30)


def test_a_copy_comes_back(point: ServicePoint, reader: Reader, copy: Copy) -> None:
    make_loan(copy, point, reader)
    done = make_return(copy, point)
    assert not OpenLoan.objects.exists()
    assert (done.late, done.amount, done.home) == (0, 0, None)
    assert CopyPlace.objects.get(copy=copy).holder == at_point(point.pk)
    assert (_loans(), prove(), holdings.prove()) == (1, [], [])


def test_a_copy_that_comes_back_elsewhere_stays_there(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    other = make_point("village_bookcase", "Tủ sách bản Nà Đon")
    make_loan(copy, point, reader)
    done = make_return(copy, other)
    assert done.home == point
    place = CopyPlace.objects.get(copy=copy)
    assert (place.holder, place.state) == (at_point(other.pk), "in_service")
    assert holdings.prove() == []


def test_a_copy_on_loan_to_another_is_refused_by_name(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    make_loan(copy, point, reader)
    with pytest.raises(errors.OnLoanToAnother) as refused:
        make_loan(copy, point, make_reader("Giàng A Sử", home=point))
    assert copy.barcode in str(refused.value)
    assert point.name in str(refused.value)
    assert "Páo" not in str(refused.value)
    with pytest.raises(errors.OnLoanAlready):
        make_loan(copy, point, reader)


def test_a_copy_that_is_elsewhere_is_lent_once_it_is_found_here(
    point: ServicePoint, reader: Reader
) -> None:
    copy = make_copy()
    with pytest.raises(errors.CopyNotHere):
        make_loan(copy, point, reader)
    found_here(copy=copy, point=point, by=HOUSE, at=timezone.now())
    make_loan(copy, point, reader)
    assert OpenLoan.objects.get().copy == copy


def test_a_book_of_the_rotation_counts_once_under_its_mode(
    point: ServicePoint, reader: Reader
) -> None:
    copy = make_copy()
    found_here(copy=copy, point=point, by=HOUSE, at=timezone.now())
    make_loan(copy, point, reader)
    today = timezone.localdate()
    by_mode = facts.totals_by("mode", "loan", today, today + timedelta(days=1))
    assert by_mode == {"rotation": 1}


@pytest.mark.parametrize("state", ["lost", "damaged"])
def test_a_lost_or_damaged_copy_is_refused(
    point: ServicePoint, reader: Reader, copy: Copy, state: str
) -> None:
    act = holdings.lose if state == "lost" else holdings.damage
    act(copy=copy, reason="kiểm kê", by=HOUSE, at=timezone.now())
    with pytest.raises(errors.CopyNotForLoan):
        make_loan(copy, point, reader)


def test_more_than_the_rule_lets_is_refused_unless_somebody_says_why(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    make_rule(point=point, most_copies=0)
    with pytest.raises(errors.TooMany):
        make_loan(copy, point, reader)
    lend(
        copy=copy, point=point, reader=reader, override="thầy giáo soạn bài", by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip
    assert Statement.objects.get().note == "thầy giáo soạn bài"


def test_nobody_is_named_where_a_point_keeps_no_names(reader: Reader) -> None:
    post = make_point("border_post", "Đồn A")
    copy = make_copy(owner=post, collection="main")
    with pytest.raises(errors.CountsOnly):
        make_loan(copy, post, reader)
    make_loan(copy, post, audience="soldiers")
    assert OpenLoan.objects.get().reader is None


def test_renewing_counts_by_itself_and_only_so_often(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    lent = make_loan(copy, point, reader, at=timezone.now() - timedelta(days=14))
    done = renew(copy=copy, point=point, by=HOUSE, at=timezone.now())
    assert lent.due is not None
    assert done.due == timezone.localdate() + timedelta(days=7)
    with pytest.raises(errors.TooManyRenewals):
        renew(copy=copy, point=point, by=HOUSE, at=timezone.now())
    assert (_loans(), _loans("renewal"), prove()) == (1, 1, [])


def test_late_days_and_the_fine_are_told_by_the_rule_that_lent(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    make_rule(point=point, days=5, fine_per_day=500, fine_most=2_000, grace_days=1)
    make_loan(copy, point, reader, at=timezone.now() - timedelta(days=9))
    done = make_return(copy, point)
    assert (done.late, done.amount) == (3, 1_500)


def test_a_lost_copy_is_paid_for_by_the_rule(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    make_rule(point=point, lost_percent=400)
    make_loan(copy, point, reader)
    done = lose(copy=copy, point=point, reason="rơi xuống suối", by=HOUSE, at=timezone.now())
    assert done.amount == 180_000
    assert CopyPlace.objects.get(copy=copy).state == "lost"
    assert (OpenLoan.objects.exists(), prove()) == (False, [])
    # It turns up: it is returned like any other.
    make_return(copy, point)
    assert CopyPlace.objects.get(copy=copy).state == "in_store"
    assert holdings.prove() == []


def test_a_copy_that_nobody_has_is_not_taken_back(point: ServicePoint, copy: Copy) -> None:
    with pytest.raises(errors.NotOnLoan):
        return_copy(copy=copy, point=point, by=HOUSE, at=timezone.now())


def test_undoing_a_lending_takes_back_what_was_counted(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    done = make_loan(copy, point, reader)
    said = Statement.objects.get(pk=done.statement)
    undo(statement=said, point=point, by=HOUSE, at=timezone.now())
    assert not OpenLoan.objects.exists()
    assert CopyPlace.objects.get(copy=copy).state == "in_store"
    assert (_loans(), prove(), holdings.prove()) == (0, [], [])
    with pytest.raises(errors.NotUndoable):
        undo(statement=said, point=point, by=HOUSE, at=timezone.now())


def test_undoing_a_return_opens_the_loan_again(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    make_loan(copy, point, reader)
    before = OpenLoan.objects.values().get()
    done = make_return(copy, point)
    said = Statement.objects.get(pk=done.statement)
    undo(statement=said, point=point, by=HOUSE, at=timezone.now())
    assert OpenLoan.objects.values().get() == before
    assert CopyPlace.objects.get(copy=copy).state == "on_loan"
    assert (_loans(), prove(), holdings.prove()) == (1, [], [])


def test_only_the_last_act_of_a_copy_is_undone(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    done = make_loan(copy, point, reader)
    make_return(copy, point)
    with pytest.raises(errors.NotUndoable):
        undo(
            statement=Statement.objects.get(pk=done.statement), point=point, by=HOUSE,
            at=timezone.now(),
        )  # fmt: skip
