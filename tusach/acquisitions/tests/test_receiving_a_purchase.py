"""A purchase goes from a draft into the register in one act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tusach.acquisitions import errors
from tusach.acquisitions.models import Intake, LineCopy
from tusach.acquisitions.rules.states import IntakeState
from tusach.acquisitions.services.accepting import accept, progress_of, step, sums_of, work
from tusach.acquisitions.services.drafting import (
    add_line,
    change_intake,
    change_line,
    drop_intake,
    start_intake,
)
from tusach.acquisitions.services.undoing import draft_again, undo_intake
from tusach.acquisitions.testing import make_fund, make_intake, make_line, make_supplier
from tusach.acquisitions.titles import Title
from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record, RecordFields
from tusach.catalogue.testing import make_record
from tusach.holdings.api import Copy, State, described, lose, prove, sources, suggest_mark
from tusach.holdings.testing import make_copies, make_register, make_store
from tusach.network.testing import make_point

pytestmark = pytest.mark.django_db


def now() -> Any:
    return timezone.now()


def accepted(intake: Intake, **more: Any) -> Intake:
    intake.refresh_from_db()
    accept(intake=intake, version=intake.version, by=HOUSE, at=now(), **more)
    work(intake.pk)
    intake.refresh_from_db()
    return intake


def copies_of(intake: Intake) -> list[Copy]:
    found = Copy.objects.filter(pk__in=LineCopy.objects.filter(line__intake=intake).values("copy"))
    return list(found.select_related("record", "place").order_by("number"))


def test_the_copies_stand_in_one_unbroken_run_in_the_order_of_the_lines() -> None:
    known = make_record("Bến không chồng", "Dương Hướng")
    make_copies(4)
    intake = make_intake([(known, 2), ("Rừng thẳm", 3), (make_record("Sông Đà"), 1)])
    accepted(intake)
    assert intake.state == IntakeState.ACCEPTED
    copies = copies_of(intake)
    assert [copy.number for copy in copies] == [5, 6, 7, 8, 9, 10]
    assert (intake.first_number, intake.last_number) == (5, 10)
    titles = [copy.record.title for copy in copies]
    assert titles == ["Bến không chồng"] * 2 + ["Rừng thẳm"] * 3 + ["Sông Đà"]
    assert {copy.price for copy in copies} == {50_000}
    assert {copy.place.state for copy in copies} == {State.IN_STORE}
    assert prove() == []


def test_what_is_not_in_the_catalogue_gets_a_quick_record_and_what_is_described_a_full_one() -> (
    None
):
    intake = make_intake([])
    make_line(intake, "Rừng thẳm")
    make_line(intake, "Núi cao", is_described=True)
    accepted(intake)
    assert Record.objects.get(title="Rừng thẳm").is_quick
    assert not Record.objects.get(title="Núi cao").is_quick


def test_a_title_typed_twice_becomes_one_record() -> None:
    accepted(make_intake([("Rừng thẳm", 1), ("rung tham", 2)]))
    assert Record.objects.count() == 1


def test_a_draft_leaves_nothing_in_catalogue_or_register() -> None:
    register = make_register()
    drop_intake(intake=make_intake([("Rừng thẳm", 3)]), by=HOUSE, at=now())
    register.refresh_from_db()
    assert register.next_number == 1
    assert not Record.objects.exists()


def test_copies_say_from_which_money_they_came() -> None:
    fund = make_fund(name="Chương trình nông thôn mới", source="national_programme")
    intake = make_intake(fund=fund, decision="QĐ 15/QĐ-TVT")
    change_intake(intake=intake, version=1, source=fund.source, by=HOUSE, at=now())
    (copy, *_more) = copies_of(accepted(intake))
    assert copy.source.code == "national_programme"
    assert copy.fund == f"{intake.code}; Chương trình nông thôn mới; QĐ 15/QĐ-TVT"


def test_the_register_gets_the_list_price_or_the_price_paid_as_was_chosen() -> None:
    cover = make_intake([("A", 1)], discount=2500)
    paid = make_intake([("B", 1)], discount=2500, register_price="paid")
    assert copies_of(accepted(cover))[0].price == 50_000
    assert copies_of(accepted(paid))[0].price == 37_500


def test_the_day_of_the_register_is_the_day_the_books_came() -> None:
    came = timezone.localdate() - timedelta(days=9)
    intake = make_intake()
    change_intake(intake=intake, version=1, received_on=came, by=HOUSE, at=now())
    copy = copies_of(accepted(intake))[0]
    assert timezone.localdate(copy.accessioned_at) == came


def test_scanning_a_title_again_adds_a_copy_to_its_line() -> None:
    book, intake = make_record(), make_intake([])
    for _scan in range(3):
        added = add_line(intake=intake, title=Title(record=book), join=True, by=HOUSE, at=now())
    assert added.joined
    assert intake.lines.get().quantity == 3


def test_a_line_takes_price_and_shelf_mark_of_its_record() -> None:
    book = make_record("Sông Đà", class_number="895.9228", price=68_000)
    line = add_line(intake=make_intake([]), title=Title(record=book), by=HOUSE, at=now()).line
    assert line.list_price == 68_000
    assert line.shelf_mark == suggest_mark(described(book), line.intake.owner)
    assert line.shelf_mark.startswith("895.9228 ")


def test_sums_that_disagree_with_the_invoice_are_refused_until_the_reason_is_written() -> None:
    intake = make_intake([("A", 2), ("B", 1)], invoice_total=120_000, discount=2000)
    assert sums_of(intake)["difference"] == 0
    change_intake(intake=intake, version=1, invoice_total=125_000, by=HOUSE, at=now())
    with pytest.raises(errors.InvoiceDisagrees, match=r"125\.000.*120\.000.*5\.000"):
        accepted(intake)
    assert Copy.objects.count() == 0
    accepted(intake, difference_why="Làm tròn trên hoá đơn")
    assert len(copies_of(intake)) == 3


def test_copies_that_were_refused_stand_on_the_invoice_and_not_in_the_register() -> None:
    intake = make_intake([], invoice_total=150_000)
    make_line(intake, "A", 2, refused=1, refused_why="Rách bìa")
    make_line(intake, "B", 0, refused=1, refused_why="Giao thiếu", price=0)
    accepted(intake)
    assert len(copies_of(intake)) == 2


def test_refusing_copies_needs_a_reason() -> None:
    with pytest.raises(errors.ReasonMissing):
        make_line(make_intake([]), "A", 2, refused=1)


def test_a_line_without_a_price_cannot_be_held_against_an_invoice() -> None:
    intake = make_intake([("A", 1)], price=None, invoice_total=50_000)
    with pytest.raises(errors.PricesMissing, match="“A”"):
        accepted(intake)


@pytest.mark.parametrize("count", [0, -1, 5001])
def test_a_count_that_cannot_be_meant_is_refused(count: int) -> None:
    with pytest.raises(errors.BadQuantity, match="“A”"):
        make_line(make_intake([]), "A", count)


@pytest.mark.parametrize("price", [-1, 100_000_001])
def test_a_price_that_cannot_be_meant_is_refused(price: int) -> None:
    with pytest.raises(errors.BadMoney):
        make_line(make_intake([]), "A", 1, price=price)


def test_a_purchase_needs_a_supplier_and_a_gift_a_donor() -> None:
    common = {
        "owner": make_store(), "received_on": timezone.localdate(), "by": HOUSE, "at": now(),
    }  # fmt: skip
    make_register()
    source = sources().get(code="budget")
    with pytest.raises(errors.SupplierMissing):
        start_intake(kind="purchase", source=source, **common)
    with pytest.raises(errors.DonorMissing):
        start_intake(kind="gift", source=source, **common)


def test_a_register_of_another_library_is_refused() -> None:
    school = make_point()
    with pytest.raises(errors.RegisterNotOfOwner, match=school.name):
        make_intake(owner=school, register=make_register(make_store()))


def test_a_fund_of_another_year_is_refused() -> None:
    with pytest.raises(errors.FundNotThen, match="01/01/2019"):
        make_intake(fund=make_fund(year=2019))


def test_a_day_to_come_is_refused() -> None:
    with pytest.raises(errors.DayInFuture):
        change_intake(
            intake=make_intake(), version=1, by=HOUSE, at=now(),
            received_on=timezone.localdate() + timedelta(days=1),
        )  # fmt: skip


def test_without_lines_or_a_register_nothing_is_taken_in() -> None:
    with pytest.raises(errors.NothingToEnter):
        accepted(make_intake([]))
    bare = start_intake(
        kind="purchase", owner=make_store(), received_on=timezone.localdate(),
        source=sources().get(code="budget"), supplier=make_supplier(), by=HOUSE, at=now(),
    )  # fmt: skip
    make_line(bare, "A")
    with pytest.raises(errors.RegisterMissing):
        accepted(bare)


def test_an_accepted_intake_is_not_changed_any_more() -> None:
    intake = make_intake(accepted=True)
    with pytest.raises(errors.NotADraft):
        make_line(intake, "B")
    with pytest.raises(errors.NotADraft):
        drop_intake(intake=intake, by=HOUSE, at=now())


def test_an_older_version_is_refused_by_name_and_nothing_is_lost() -> None:
    intake = make_intake()
    change_intake(intake=intake, version=1, note="một", by=HOUSE, at=now())
    with pytest.raises(errors.ChangedMeanwhile, match=HOUSE.name):
        change_intake(intake=intake, version=1, note="hai", by=HOUSE, at=now())
    line = intake.lines.get()
    change_line(line=line, version=1, quantity=7, by=HOUSE, at=now())
    with pytest.raises(errors.ChangedMeanwhile):
        change_line(line=line, version=1, quantity=8, by=HOUSE, at=now())
    line.refresh_from_db()
    assert line.quantity == 7


def test_more_than_five_hundred_copies_of_a_title_are_entered_as_well() -> None:
    intake = accepted(make_intake([("Tiếng Việt 1", 620)]))
    assert len(copies_of(intake)) == 620
    assert progress_of(intake) == (620, 620)


def test_a_batch_enters_so_many_lines_and_the_next_goes_on() -> None:
    intake = make_intake([(f"Sách {n}", 1) for n in range(5)])
    accept(intake=intake, version=intake.version, by=HOUSE, at=now())
    assert step(intake.pk, lines=2)
    assert progress_of(intake) == (2, 5)
    assert step(intake.pk, lines=2)
    assert not step(intake.pk, lines=2)
    assert not step(intake.pk, lines=2)
    assert [copy.record.title for copy in copies_of(intake)] == [f"Sách {n}" for n in range(5)]


def test_others_who_enter_copies_meanwhile_do_not_break_the_run() -> None:
    intake = make_intake([(f"Sách {n}", 2) for n in range(3)])
    accept(intake=intake, version=intake.version, by=HOUSE, at=now())
    step(intake.pk, lines=1)
    other = make_copies(1)[0]
    work(intake.pk)
    intake.refresh_from_db()
    assert [copy.number for copy in copies_of(intake)] == [1, 2, 3, 4, 5, 6]
    assert other.number == 7


def test_undoing_strikes_the_copies_out_and_never_gives_their_numbers_again() -> None:
    intake = make_intake([("A", 3)], accepted=True)
    undo_intake(intake=intake, reason="Nhập nhầm kho", by=HOUSE, at=now())
    assert {copy.place.state for copy in copies_of(intake)} == {State.WITHDRAWN}
    again = draft_again(intake=intake, by=HOUSE, at=now())
    assert again.code != intake.code
    assert [line.quantity for line in again.lines.all()] == [3]
    accepted(again)
    assert [copy.number for copy in copies_of(again)] == [4, 5, 6]
    assert prove() == []


def test_an_intake_of_which_a_copy_was_used_is_not_undone() -> None:
    intake = make_intake([("A", 3)], accepted=True)
    lose(copy=copies_of(intake)[1], reason="Không thấy", by=HOUSE, at=now())
    with pytest.raises(errors.CopiesWereTouched, match=r"1 bản.*LC\.000002"):
        undo_intake(intake=intake, reason="Nhầm", by=HOUSE, at=now())
    assert {copy.place.state for copy in copies_of(intake)} == {State.IN_STORE, State.LOST}


def test_undoing_needs_a_reason_and_something_that_was_entered() -> None:
    with pytest.raises(errors.ReasonMissing):
        undo_intake(intake=make_intake(accepted=True), reason=" ", by=HOUSE, at=now())
    with pytest.raises(errors.NotNow):
        undo_intake(intake=make_intake(), reason="Nhầm", by=HOUSE, at=now())


def test_a_line_of_a_new_title_costs_some_forty_five_statements(
    django_assert_max_num_queries: Any,
) -> None:
    """Whatever stands in the tables: three hundred lines take seconds, not minutes. Some ten of
    them keep the record's links and headings."""
    intake = make_intake([])
    for n in range(10):
        add_line(
            intake=intake, title=Title(fields=RecordFields(title=f"Sách {n}", author="Lò")),
            quantity=3, list_price=1000, by=HOUSE, at=now(),
        )  # fmt: skip
    accept(intake=intake, version=intake.version, by=HOUSE, at=now())
    with django_assert_max_num_queries(10 * 45 + 30):
        work(intake.pk)
