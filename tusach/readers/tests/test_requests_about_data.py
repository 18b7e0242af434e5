"""What people ask about their own data, and when it is due."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.audit.testing import written
from tusach.policy.api import note_days
from tusach.readers import errors, holders
from tusach.readers.models import CardAct, Reader
from tusach.readers.selectors.privacy import everything_of, late_on, requests_of
from tusach.readers.selectors.readers import find_by_card, find_readers
from tusach.readers.services.bars import bar
from tusach.readers.services.merging import merge
from tusach.readers.services.privacy import answer_by, answer_request, erase, note_request
from tusach.readers.services.registering import GuardianSaid
from tusach.readers.testing import make_card, make_reader

pytestmark = pytest.mark.django_db


def _now() -> dict:
    return {"by": HOUSE, "at": timezone.now()}


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 23), date(2026, 11, 25)),  # Monday → Wednesday
        (date(2026, 11, 26), date(2026, 11, 30)),  # Thursday → Monday
        (date(2026, 11, 28), date(2026, 12, 1)),  # Saturday → Tuesday
        (date(2026, 12, 30), date(2027, 1, 4)),  # New Year's Day is a Friday
    ],
)
def test_two_working_days_pass_over_weekends_and_holidays(received: date, due: date) -> None:
    assert answer_by(received)[0] == due


def test_a_saturday_worked_for_a_day_off_counts_and_the_day_off_does_not() -> None:
    said = {"basis": "Thông báo nghỉ lễ năm 2026", **_now()}
    off, worked = date(2026, 11, 30), date(2026, 11, 28)
    note_days(first=off, last=off, is_working=False, name="Nghỉ hoán đổi", **said)
    friday = date(2026, 11, 27)
    assert answer_by(friday)[0] == date(2026, 12, 2)
    note_days(first=worked, last=worked, is_working=True, name="Làm bù ngày 30/11", **said)
    assert answer_by(friday)[0] == date(2026, 12, 1)


def test_a_request_is_late_after_its_term_and_no_more_once_answered() -> None:
    reader = make_reader()
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    asked = note_request(reader=reader, kind="see", asked_by="reader", by=HOUSE, at=at)
    assert (asked.due_on, asked.basis) == (date(2026, 3, 4), "Nghị định 356/2025/NĐ-CP")
    assert note_request(reader=reader, kind="see", asked_by="reader", by=HOUSE, at=at) == asked
    every = requests_of(reader)
    assert not late_on(every, date(2026, 3, 4))
    assert list(late_on(every, date(2026, 3, 5))) == [asked]
    answer_request(request=asked, answer="Đã cho xem", **_now())
    assert not late_on(every, date(2026, 3, 5))
    with pytest.raises(errors.RequestAnswered):
        answer_request(request=asked, **_now())


def test_a_refusal_has_a_reason() -> None:
    asked = note_request(reader=make_reader(), kind="erase", asked_by="reader", **_now())
    with pytest.raises(errors.ReasonMissing):
        answer_request(request=asked, refuse=True, **_now())


@pytest.fixture
def loans(monkeypatch: pytest.MonkeyPatch) -> dict[int, list[str]]:
    """A room that holds books lent to people, and cannot forget them while they are out."""
    held: dict[int, list[str]] = {}
    monkeypatch.setattr(holders, "_holders", {})
    holders.holds(
        "loans",
        label="Sách mượn",
        hand_over=lambda pk: [{"Nhan đề": title} for title in held.get(pk, [])],
        erase=lambda pk: len(held.pop(pk, [])),
        merged=lambda gone, kept: held.pop(gone, []),
        parted=lambda gone, kept, moved: None,
        blocks=lambda pk: [f"chưa trả “{title}”" for title in held.get(pk, [])],
    )
    return held


def test_all_that_any_room_holds_is_handed_over(loans: dict[int, list[str]]) -> None:
    reader = make_reader("Giàng Thị Mỷ", phone="0912345678")
    card = make_card(reader)
    loans[reader.pk] = ["Dế Mèn phiêu lưu ký"]
    told = str(everything_of(reader))
    for value in ("Giàng Thị Mỷ", "0912345678", card.number, "Dế Mèn phiêu lưu ký"):
        assert value in told


def test_nobody_is_erased_who_still_owes_a_book(loans: dict[int, list[str]]) -> None:
    reader = make_reader()
    loans[reader.pk] = ["Dế Mèn phiêu lưu ký"]
    with pytest.raises(errors.StillOwes, match="Dế Mèn"):
        erase(reader=reader, **_now())
    reader.refresh_from_db()
    assert reader.erased_at is None


def test_an_erased_reader_leaves_figures_and_nothing_of_the_person() -> None:
    reader = make_reader(
        "Giàng Thị Mỷ",
        reader_class="child",
        birth_year=2018,
        phone="0912345678",
        guardian=GuardianSaid("Giàng A Sử", "0987654321"),
    )
    twin = make_reader("Giàng Thị Mị")
    merge(gone=twin, kept=reader, **_now())
    card = make_card(reader)
    bar(reader=reader, reason="Giàng Thị Mỷ làm rách sách", **_now())
    asked = note_request(
        reader=reader, kind="erase", asked_by="guardian", what="Giàng A Sử xin xoá", **_now()
    )
    answer_request(request=asked, **_now())
    assert find_by_card(card.number) is None
    assert find_readers("giang thi my") == []
    assert CardAct.objects.filter(kind="new").count() == 1
    rows: list[Any] = [*Reader.objects.values(), *reader.requests.values(), *reader.bars.values()]
    log = " ".join(f"{act.on_label} {act.changes}" for act in written())
    for private in ("Giàng", "0912345678", "0987654321", card.number):
        assert private not in str(rows)
        assert private not in log
    with pytest.raises(errors.ReaderIsGone):
        erase(reader=reader, **_now())
