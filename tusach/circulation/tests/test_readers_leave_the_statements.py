from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation.models import OpenLoan, Statement
from tusach.circulation.services import unlinking
from tusach.circulation.services.statements import prove, refold
from tusach.circulation.supplies import closed_days, loans, rules
from tusach.circulation.testing import make_loan, make_return, make_rule
from tusach.facts import api as facts
from tusach.holdings.api import Copy
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


def _lent_and_back(copy: Copy, point: ServicePoint, reader: Reader, days: int) -> None:
    now = timezone.now()
    make_loan(copy, point, reader, at=now - timedelta(days=days + 5))
    make_return(copy, point, at=now - timedelta(days=days))


def test_a_reader_leaves_when_the_time_for_disputes_is_over(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    _lent_and_back(copy, point, reader, days=31)
    assert unlinking.unlink_closed(at=timezone.now()) == 1
    said = Statement.objects.get(kind="lend")
    assert (said.reader, said.unlinked) == (None, "loan")
    today = timezone.localdate()
    assert facts.total("loan", today - timedelta(days=60), today) == 1
    refold([copy], by=HOUSE)
    assert facts.total("loan", today - timedelta(days=60), today) == 1
    assert prove() == []


def test_a_reader_stays_until_then_and_while_the_copy_is_out(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    _lent_and_back(copy, point, reader, days=29)
    other = make_copy(owner=point, collection="main", at=timezone.now() - timedelta(days=400))
    make_loan(other, point, reader, at=timezone.now() - timedelta(days=90))
    assert unlinking.unlink_closed(at=timezone.now()) == 0


def test_the_record_of_acts_never_names_who_borrowed(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    _lent_and_back(copy, point, reader, days=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT on_kind, on_label || changes::text FROM audit_act"
            " WHERE act LIKE 'circulation.%%'"
        )
        said = cursor.fetchall()
    assert len(said) == 2
    assert {kind for kind, _text in said} == {"holdings.copy"}
    assert not any("Páo" in text for _kind, text in said)


def test_a_statement_changes_in_nothing_else(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    make_loan(copy, point, reader)
    for change in ("due = '2020-01-01'", "reader_id = NULL, due = '2020-01-01'", "kind = 'lose'"):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE circulation_statement SET {change}")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM circulation_statement")


def test_what_is_held_is_handed_over_and_erased_but_for_what_is_out(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    _lent_and_back(copy, point, reader, days=1)
    other = make_copy(owner=point, collection="main", at=timezone.now() - timedelta(days=9))
    make_loan(other, point, reader)
    assert len(unlinking.hand_over(reader.pk)) == 2
    assert len(unlinking.blocks(reader.pk)) == 1
    assert unlinking.erase(reader.pk) == 1
    assert OpenLoan.objects.get().reader == reader
    make_return(other, point)
    assert unlinking.blocks(reader.pk) == []
    assert unlinking.erase(reader.pk) == 1
    assert unlinking.hand_over(reader.pk) == []


def test_two_readers_become_one_and_part_again(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    other = make_reader("Lò Văn Pao", home=point)
    make_loan(copy, point, other)
    moved = unlinking.merged(other.pk, reader.pk)
    assert OpenLoan.objects.get().reader == reader
    unlinking.parted(other.pk, reader.pk, moved)
    assert OpenLoan.objects.get().reader == other
    assert prove() == []


def test_devices_are_given_rules_and_loans_of_their_points(
    point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    done = make_loan(copy, point, reader)
    assert list(loans(frozenset({point.pk}))) == [
        [copy.barcode, reader.number, str(timezone.localdate()), str(done.due), 0]
    ]
    far = make_point("commune_library", "Thư viện xã khác")
    make_rule(point=far, days=99)
    assert list(loans(frozenset({far.pk}))) == []
    assert 99 not in {row[8] for row in rules(frozenset({point.pk}))}
    assert 99 in {row[8] for row in rules(frozenset({far.pk}))}
    assert list(closed_days(frozenset({point.pk}))) == []
