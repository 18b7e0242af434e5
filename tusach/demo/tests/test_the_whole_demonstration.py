"""Loads all of it once, twice: numbers, secrets, the ledger, and that the second does nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from tusach.catalogue.api import Record
from tusach.circulation.api import (
    OpenLoan,
    Statement,
    Tally,
    TallyLine,
    wanted_titles,
)
from tusach.circulation.api import prove as prove_loans
from tusach.circulation.testing import RequestState, requests_in, unseen_remarks
from tusach.demo.carried import LOST, PHONE, TABLET
from tusach.demo.parts import PARTS
from tusach.demo.persons import PASSWORD, PEOPLE, sign_ins
from tusach.holdings.api import (
    Copy,
    CopyPlace,
    LedgerEntry,
    LibraryHabit,
    Ownership,
    balance,
    owner_on,
    prove,
    prove_owners,
)
from tusach.network.api import SECRET_KINDS, ServicePoint, commune_of, find_units
from tusach.offline.api import Device, DeviceEvent, Standing
from tusach.people.api import Account
from tusach.readers.api import Reader, needs_guardian, readers_at
from tusach.rotation.api import Batch, Line, LineState, sums_of

pytestmark = [pytest.mark.long, pytest.mark.django_db]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        from django.db import connection, transaction
        from django.test.utils import override_settings

        with override_settings(DEMONSTRATION=True), transaction.atomic():
            call_command("demo", stdout=StringIO())
            # What was put off to the commit is checked here, once: each test ends with a check
            # in a savepoint, which would go through all of the load again.
            connection.check_constraints()
            yield
            transaction.set_rollback(True)


@pytest.fixture
def again(loaded, django_db_blocker):
    """The loaded province; each test looks only."""
    with django_db_blocker.unblock():
        yield


def test_points_stand_in_the_numbers_of_the_province(again):
    kinds = Counter(ServicePoint.objects.values_list("kind", flat=True))
    assert kinds == {
        "provincial_library": 1,
        "rotation_store": 1,
        "district_library": 8,
        "commune_library": 14,
        "law_bookcase": 108,
        "village_bookcase": 158,
        "school_library": 208,
        "post_culture_point": 15,
        "border_post": 13,
        "armed_forces_library": 1 + 3,
        "police": 2,
        "prison": 1,
    }


def test_san_thang_lies_in_tan_phong_since_the_first_of_july(again):
    school = ServicePoint.objects.get(name="Trường Tiểu học San Thàng")
    assert not school.invented
    assert commune_of(school, date(2025, 6, 30)).name == "Xã San Thàng"
    assert commune_of(school, date(2025, 7, 1)).name == "Phường Tân Phong"


def test_points_of_army_police_and_prisons_have_code_names_and_no_position(again):
    for point in ServicePoint.objects.filter(kind__in=SECRET_KINDS):
        assert point.name.startswith("Đơn vị "), point
        assert point.lat is None, point
        assert commune_of(point) is None, point


def test_names_that_are_made_up_say_so(again):
    true = set(ServicePoint.objects.filter(invented=False).values_list("name", flat=True))
    assert "Thư viện tỉnh Lai Châu" in true
    assert len(true) == 1 + 8 + 3


def test_the_rotation_store_owns_more_than_ten_thousand_copies(again):
    assert Copy.objects.filter(collection="rotation").count() > 10_000


def test_every_copy_is_where_its_ledger_says(again):
    assert CopyPlace.objects.count() == Copy.objects.count()
    assert list(prove()) == []


def test_books_of_the_former_districts_belong_to_who_took_over(again):
    districts = ServicePoint.objects.filter(kind="district_library")
    assert all(library.closed_on == date(2025, 7, 1) for library in districts)
    assert not Copy.objects.filter(owner__in=districts).exists()
    passed = Ownership.objects.filter(former__in=districts).select_related("owner")
    assert passed.count() > 300
    for row in passed[:20]:
        assert row.owner.kind == "commune_library"
        assert row.transfer.decision.startswith("Nghị quyết 1670")
        assert owner_on(row.copy_id, date(2025, 6, 30)) == row.former_id
        assert owner_on(row.copy_id, date(2025, 7, 1)) == row.owner_id
    assert prove_owners() == []


def test_nothing_happened_after_today(again, django_db_blocker):
    from django.utils import timezone

    assert not LedgerEntry.objects.filter(happened_at__gt=timezone.now()).exists()


def test_what_was_known_on_an_earlier_day_is_less_than_now(again):
    now = timezone.now()
    known = [sum(balance(now, known_at=now - timedelta(days=d)).values()) for d in (200, 100, 0)]
    serving = [
        CopyPlace.objects.filter(state="in_service").count(),
        sum(
            count
            for state, count in balance(now, known_at=now - timedelta(days=150), by="state").items()
            if state == "in_service"
        ),
    ]
    assert 0 < known[0] <= known[1] <= known[2]
    assert 0 < serving[1] != serving[0]


def test_the_newest_records_are_those_that_a_reader_here_can_read(again):
    newest = Record.objects.order_by("-made_at", "-pk")[:8]
    assert {record.language for record in newest} == {"vie"}


def test_a_school_goes_by_tables_of_its_own(again):
    habit = LibraryHabit.objects.select_related("subjects", "marks", "owner").get(
        subjects__shipped=False
    )
    assert habit.owner.kind == "school_library"
    assert not habit.marks.shipped
    assert habit.marks.marks["t"] == str("abcdđeghiklmnopqrstuvxy".index("t") + 1)


def test_some_records_say_what_their_makers_were_not_sure_of(again):
    assert {tuple(one.unsure) for one in Record.objects.exclude(unsure=[])} >= {
        ("260c",),
        ("260b", "260c"),
    }


def test_some_refused_books_are_still_on_the_road(again):
    refused = Line.objects.filter(state=LineState.REFUSED)
    assert refused.filter(came_back_at__isnull=True).count() == 4
    assert refused.filter(came_back_at__isnull=False).count() == 8


def test_the_year_holds_more_than_twenty_batches_in_every_state(again):
    states = set(Batch.objects.values_list("state", flat=True))
    assert Batch.objects.count() > 20
    assert states >= {
        "planned", "picking", "packed", "sent", "in_service", "recalled", "returned", "closed",
        "cancelled",
    }  # fmt: skip


def test_every_closed_batch_answers_for_what_it_handed_over(again):
    for batch in Batch.objects.filter(state="closed"):
        assert sums_of(list(batch.legs.values_list("pk", flat=True))).agree, batch.code


def test_batches_are_numbered_in_the_order_in_which_they_were_made(again):
    days = list(Batch.objects.order_by("year", "serial").values_list("leaves_on", flat=True))
    assert days == sorted(days)


def test_everybody_can_sign_in(again):
    assert len(sign_ins()) == len(PEOPLE) + 1
    name, _password, role, place = sign_ins()[-1]
    assert Account.objects.get(username=name).check_password(PASSWORD)
    assert (role, place) == ("Bạn đọc", "Thư viện xã Bình Lư")


def test_loans_stand_in_every_state(again):
    said = Counter(Statement.objects.values_list("kind", flat=True))
    assert said["lend"] > 180
    assert said["return"] > 100
    assert said["renew"] > 10
    assert said["lose"] >= 3
    late = OpenLoan.objects.filter(due__lt=timezone.localdate())
    assert late.count() >= 8
    assert OpenLoan.objects.count() - late.count() >= 20
    assert OpenLoan.objects.filter(renewals__gt=0).exists()
    assert OpenLoan.objects.filter(copy__collection="rotation").exists()
    assert prove_loans() == []


def test_requests_stand_in_every_state(again):
    assert {state for state in RequestState if requests_in(state)} == set(RequestState)
    assert any(one.at_home for one in requests_in("ready"))
    bookcases = ServicePoint.objects.filter(kind="village_bookcase")
    assert wanted_titles(bookcases.values_list("pk", flat=True))


def test_no_soldier_and_no_prisoner_is_a_reader_but_their_points_count(again):
    secret = ServicePoint.objects.filter(kind__in=SECRET_KINDS)
    assert not readers_at(secret).exists()
    sources = Tally.objects.filter(point__in=secret, state="live").values_list("source", flat=True)
    assert set(sources) >= {"sheet", "sms", "device", "box"}


def test_of_two_counts_of_the_same_readers_one_is_left_out(again):
    lines = TallyLine.objects.filter(point__name="Thư viện xã Sìn Hồ", live=True, mode="rotation")
    kinds = {(line.family, line.counts) for line in lines.filter(measure="visit")}
    assert {("sheet", True), ("box", False)} <= kinds


def test_children_have_guardians_and_one_has_the_right_to_accessible_books(again):
    day = timezone.localdate()
    readers = Reader.objects.filter(invented=True)
    children = [one for one in readers if needs_guardian(one, day) is not None]
    assert len(children) > 30
    assert all(hasattr(one, "guardian") for one in children)
    assert readers.filter(accessible_on__isnull=False).exclude(accessible_by="").count() == 1


def test_devices_have_reported_and_one_that_was_lost_waits_for_a_judgement(again):
    states = Counter(DeviceEvent.objects.values_list("device__name", "standing"))
    assert states[(PHONE, Standing.TAKEN)] >= 10
    assert states[(TABLET, Standing.TAKEN)] >= 6
    assert states[(LOST, Standing.HELD)] == 2
    assert Device.objects.get(name=LOST).revoked_at is not None
    assert unseen_remarks() >= 1


def test_a_village_bookcase_holds_books_of_three_owners(again):
    here = CopyPlace.objects.filter(point__name="Tủ sách Bản 1, xã Bình Lư", state="in_service")
    owners = Counter(here.values_list("copy__owner__kind", flat=True))
    assert set(owners) == {"rotation_store", "law_bookcase", "commune_library"}


def test_a_second_load_does_nothing(again):
    before = (ServicePoint.objects.count(), Copy.objects.count(), LedgerEntry.objects.count())
    out = StringIO()
    settings.DEMONSTRATION, was = True, settings.DEMONSTRATION
    try:
        call_command("demo", stdout=out)
    finally:
        settings.DEMONSTRATION = was
    assert out.getvalue().count("đã có") == len(PARTS)
    after = (ServicePoint.objects.count(), Copy.objects.count(), LedgerEntry.objects.count())
    assert before == after


def test_the_other_tan_phong_is_another_place(again):
    hits = find_units("tan phong", on=date(2026, 1, 1))
    assert len({hit.unit.province_id for hit in hits}) > 1
