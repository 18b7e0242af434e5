"""A bundle up, a bundle down: over the line and carried."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tusach.audit.api import HOUSE
from tusach.network.testing import make_point
from tusach.offline.api import DeviceEvent, arrived, register_rows, revoke
from tusach.offline.bundles import DOWN, UP, Header, Keys, seal
from tusach.offline.exchange import exchange
from tusach.offline.models import ClockNote, Gap
from tusach.offline.services import change, judge
from tusach.offline.testing import Phone, make_phone
from tusach.offline.tests.ground import NOTE, NOW, House, Notes, notes, post, say
from tusach.ui.api import Refusal

__all__ = ["notes"]

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def phone(notes: Notes) -> Phone:
    return make_phone([make_point().pk], at=NOW - 9 * DAY)


def carry(phone: Phone, bundle: bytes, at: Any = NOW) -> dict[str, Any]:
    return phone.hear(exchange(bundle, at=at, carried="stick", by="Lò Văn Páo").answer)


def refusal(bundle: bytes, **how: Any) -> str:
    with pytest.raises(Refusal) as refused:
        exchange(bundle, at=NOW, **how)
    assert str(refused.value)
    return refused.value.code


def test_events_go_up_and_their_outcomes_come_down(phone: Phone, notes: Notes) -> None:
    say(phone, 250)
    answer = phone.sync(House(), NOW)
    assert (answer["safe"], phone.known) == (250, 250)
    assert phone.outcomes[1] == ["taken", "fits", {}]
    assert len(notes.written) == 250
    assert phone.device.last_way == "line"


def test_a_cut_line_loses_nothing_and_writes_nothing_twice(phone: Phone, notes: Notes) -> None:
    say(phone, 3)
    lost = phone.bundle(NOW)
    House()(lost)  # the answer never comes
    assert phone.sync(House(), NOW)["safe"] == 3
    House()(lost)  # and the first one arrives once more
    assert notes.calls == 3


def test_the_house_says_how_far_all_is_kept_when_a_part_is_missing(phone: Phone) -> None:
    say(phone, 6)
    contents = phone.contents(NOW)
    phone.serial += 1
    middle = {**contents, "events": contents["events"][3:]}
    assert phone.hear(House()(phone.sealed(middle)))["safe"] == 0
    assert phone.sync(House(), NOW)["safe"] == 6


def test_another_content_under_a_number_is_told_to_the_device(phone: Phone) -> None:
    say(phone, 1)
    House()(phone.bundle(NOW))
    phone.journal[0][3] = {"text": "khác"}
    said = phone.hear(House()(phone.bundle(NOW)))
    assert said["outcomes"] == [[1, "conflict", "another-content", {}]]


def test_a_later_outcome_is_told_until_the_device_has_heard_it(phone: Phone, notes: Notes) -> None:
    phone.note(NOTE, NOW, after="copy:1")
    phone.sync(House(), NOW)
    assert phone.outcomes[1][0] == "waiting"
    notes.there.add("copy:1")
    arrived(["copy:1"])
    House()(phone.bundle(NOW))  # lost on its way
    said = phone.hear(House()(phone.bundle(NOW)))
    assert said["later"] == [[1, "taken", "fits", {}]]
    assert phone.hear(House()(phone.bundle(NOW)))["later"] == []


def test_what_came_meanwhile_is_told_in_the_same_answer(phone: Phone) -> None:
    other = make_phone([make_point().pk], at=NOW - DAY)
    phone.note(NOTE, NOW, after="reader:1")
    phone.sync(House(), NOW)
    other.note(NOTE, NOW, makes="reader:1")
    other.sync(House(), NOW)
    said = phone.hear(House()(phone.bundle(NOW)))
    assert said["later"] == [[1, "taken", "fits", {}]]


# -- refusals --------------------------------------------------------------------------


def test_refusals_over_the_line_are_json_with_a_code_and_a_sentence(phone: Phone) -> None:
    whole = phone.bundle(NOW)
    altered = bytearray(whole)
    altered[-80] ^= 1
    for sent, status, code in (
        (b"", 400, "bundle-unreadable"),
        (b"%PDF-1.7", 400, "bundle-unreadable"),
        (whole[:100], 400, "bundle-unreadable"),
        (bytes(altered), 403, "bundle-altered"),
        (b"TSB9" + whole[4:], 400, "version-unknown"),
        (whole + bytes(2_000_000), 413, "too-big"),
    ):
        answer = post(Client(HTTP_ACCEPT_LANGUAGE="en"), sent)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.json()["sentence"]
        assert answer.headers["Cache-Control"] == "no-store"
    assert not DeviceEvent.objects.exists()


def test_a_bundle_of_another_province_is_refused(phone: Phone) -> None:
    contents = phone.contents(NOW)
    other = Header(UP, phone.key, phone.key, 1)
    bundle = seal(other, contents, mine=phone.keys, theirs=phone.theirs)
    assert refusal(bundle) == "bundle-of-another-house"


def test_a_device_nobody_enrolled_is_refused(phone: Phone) -> None:
    stranger = Header(UP, phone.house, phone.house, 1)
    bundle = seal(stranger, phone.contents(NOW), mine=phone.keys, theirs=phone.theirs)
    assert refusal(bundle) == "device-unknown"


def test_an_answer_sent_back_is_no_bundle_of_a_device(phone: Phone) -> None:
    assert refusal(House()(phone.bundle(NOW))) == "bundle-unreadable"
    forged = Header(DOWN, phone.house, phone.key, 1)
    down = seal(forged, {"now": 1}, mine=phone.keys, theirs=phone.theirs)
    assert refusal(down) == "bundle-unreadable"


def test_anothers_signature_is_refused(phone: Phone) -> None:
    phone.keys = Keys.made()
    assert refusal(phone.bundle(NOW)) == "bundle-altered"


@pytest.mark.parametrize(
    "wrong",
    [
        {"now": "hôm nay"},
        {"now": None},
        {"known": -1},
        {"events": {}},
        {"events": [[1, NOTE, 5]]},
        {"events": [["1", NOTE, 5, {}]]},
        {"events": [[True, NOTE, 5, {}]]},
        {"events": [[1, NOTE, 5.5, {}]]},
        {"events": [[1, NOTE, 5, []]]},
        {"events": [[0, NOTE, 5, {}]]},
        {"want": ["holdings.copies"]},
        {"want": {"holdings.copies": 5}},
        {"way": "pigeon"},
        {"heard": 2**70},
    ],
)
def test_contents_of_a_wrong_shape_are_refused_whole(phone: Phone, wrong: Any) -> None:
    contents = {**phone.contents(NOW), **wrong}
    phone.serial += 1
    assert refusal(phone.sealed(contents)) == "batch-unreadable"


def test_after_many_bundles_that_nobody_signed_an_address_must_wait(phone: Phone) -> None:
    client = Client()
    codes = [post(client, b"x").status_code for _try in range(22)]
    assert codes[:20] == [400] * 20
    late = post(client, b"x")
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0
    assert late.json()["code"] == "too-many-tries"


def test_a_device_in_order_is_never_slowed_down(phone: Phone) -> None:
    house = House()
    for _turn in range(30):
        house(phone.bundle(NOW))


# -- carried ---------------------------------------------------------------------------


def test_a_stick_that_is_taken_twice_is_answered_twice(phone: Phone, notes: Notes) -> None:
    say(phone, 2)
    bundle = phone.bundle(NOW)
    carry(phone, bundle)
    again = exchange(bundle, at=NOW + DAY, carried="stick", by="")
    assert again.repeated_of == NOW
    assert phone.hear(again.answer)["outcomes"][0][1] == "taken"
    assert notes.calls == 2


def test_a_stick_of_the_same_number_with_other_contents_is_refused(phone: Phone) -> None:
    carry(phone, phone.bundle(NOW))
    say(phone, 1)
    phone.serial -= 1
    assert refusal(phone.bundle(NOW), carried="stick") == "bundle-replayed"


def test_a_stick_older_than_the_last_is_refused(phone: Phone, notes: Notes) -> None:
    say(phone, 1)
    older, newer = phone.bundle(NOW), phone.bundle(NOW)
    carry(phone, newer)
    assert refusal(older, carried="stick") == "bundle-older"
    assert len(notes.written) == 1


def test_the_line_does_not_make_a_stick_old(phone: Phone) -> None:
    stick = phone.bundle(NOW)
    House()(phone.bundle(NOW))
    carry(phone, stick)


def test_a_stick_keeps_the_clock_that_was_known(phone: Phone) -> None:
    phone.clock = timedelta(days=-3000)
    exchange(phone.bundle(NOW - 5 * DAY), at=NOW - 5 * DAY)
    phone.note(NOTE, NOW - 4 * DAY, text="x")
    carry(phone, phone.bundle(NOW - 3 * DAY), at=NOW)
    event = DeviceEvent.objects.get(device=phone.device)
    assert (event.corrected_at, event.carried) == (NOW - 4 * DAY, True)
    assert ClockNote.objects.count() <= 1


@pytest.mark.parametrize("years", [-56, 9])
def test_a_stick_from_a_clock_of_1970_or_2035_is_dated_before_it_came(
    phone: Phone, years: int
) -> None:
    phone.clock = timedelta(days=365 * years)
    phone.note(NOTE, NOW - 2 * DAY, text="một")
    phone.note(NOTE, NOW - DAY, text="hai")
    carry(phone, phone.bundle(NOW), at=NOW)
    times = list(DeviceEvent.objects.order_by("seq").values_list("corrected_at", flat=True))
    assert times == [NOW - 2 * DAY, NOW - DAY]


@pytest.mark.parametrize("years", [-56, 9])
def test_a_clock_of_1970_or_2035_is_corrected_over_the_line(phone: Phone, years: int) -> None:
    phone.clock = timedelta(days=365 * years)
    phone.note(NOTE, NOW - 2 * DAY, text="một")
    exchange(phone.bundle(NOW), at=NOW)
    assert DeviceEvent.objects.get(device=phone.device).corrected_at == NOW - 2 * DAY


# -- a house restored from yesterday's backup ------------------------------------------


def test_a_restored_house_says_less_is_safe_and_is_sent_it_again(
    phone: Phone, notes: Notes
) -> None:
    say(phone, 5)
    phone.sync(House(), NOW)
    # Yesterday's state: the house had two of the five.
    DeviceEvent.objects.filter(device=phone.device, seq__gt=2).delete()
    type(phone.device).objects.filter(pk=phone.device.pk).update(safe=2, line_serial=0)
    notes.written.clear()
    said = phone.hear(House()(phone.bundle(NOW)))
    assert (said["safe"], phone.known) == (2, 2)
    assert phone.sync(House(), NOW)["safe"] == 5
    assert len(notes.written) == 3
    assert not Gap.objects.exists()


def test_what_neither_end_has_any_more_is_noted_and_the_rest_goes_on(
    phone: Phone, notes: Notes
) -> None:
    say(phone, 8)
    phone.sync(House(), NOW)
    DeviceEvent.objects.filter(device=phone.device, seq__gt=2).delete()
    type(phone.device).objects.filter(pk=phone.device.pk).update(safe=2)
    phone.drop_before(6)
    assert phone.sync(House(), NOW)["safe"] == 8
    gap = Gap.objects.get(device=phone.device)
    assert (gap.first, gap.last) == (3, 5)


# -- points and revoking ---------------------------------------------------------------


def test_what_was_seen_at_a_point_before_it_was_taken_away_still_counts(
    phone: Phone, notes: Notes
) -> None:
    [old] = phone.device.points.all()
    new = make_point(name="Trường Tiểu học Bản Bo")
    phone.note(NOTE, NOW - 3 * DAY, text="trước")
    phone.note(NOTE, NOW, text="sau")
    change(phone.device, name="Máy mới", points=[new.pk], by=HOUSE, at=NOW - DAY)
    exchange(phone.bundle(NOW), at=NOW)
    assert notes.points == [frozenset({old.pk, new.pk}), frozenset({new.pk})]


def test_a_lost_device_is_wiped_once_it_has_said_all_and_all_is_held(
    phone: Phone, notes: Notes
) -> None:
    say(phone, 150, name="Lò Thị An")
    kept = list(phone.journal)
    revoke(phone.device, by=HOUSE, at=NOW)
    said = phone.hear(House()(phone.bundle(NOW)))
    assert (said["closing"], said["safe"]) == (True, 100)
    assert "supplies" not in said
    assert not phone.wiped
    phone.hear(House()(phone.bundle(NOW)))
    assert phone.wiped
    assert not notes.written
    assert judge(phone.device, [1, 2, 3], accepted=True, by=HOUSE, at=NOW) == 3
    assert judge(phone.device, range(4, 151), accepted=False, by=HOUSE, at=NOW) == 147
    assert judge(phone.device, range(1, 151), accepted=True, by=HOUSE, at=NOW) == 0
    assert len(notes.written) == 3
    declined = DeviceEvent.objects.get(device=phone.device, seq=len(kept))
    assert (declined.standing, declined.code) == ("declined", "declined-by-a-person")
    assert "name" not in declined.payload


# -- supplies --------------------------------------------------------------------------


@pytest.fixture
def shelf(notes: Notes) -> dict[str, list[Any]]:
    rows = {f"{n:04}": [f"{n:04}", f"Sách {n}"] for n in range(1200)}
    register_rows("test.shelf", lambda points: rows.values())
    return rows


def test_a_supply_comes_in_pages_and_then_only_what_changed(
    phone: Phone, shelf: dict[str, list[Any]]
) -> None:
    house = House()
    assert phone.fetch(house, NOW, "test.shelf") == shelf
    assert phone.serial == 3
    shelf["0003"] = ["0003", "Tên mới"]
    del shelf["0007"]
    said = phone.hear(house(phone.bundle(NOW, want=phone.cursors)))
    page = said["supplies"]["test.shelf"]
    assert (page["rows"], page["gone"]) == ([["0003", "Tên mới"]], ["0007"])
    assert phone.tables["test.shelf"] == shelf
    again = phone.hear(house(phone.bundle(NOW, want=phone.cursors)))["supplies"]["test.shelf"]
    assert (again["rows"], again["gone"]) == ([], [])


def test_a_row_that_changes_while_pages_are_fetched_is_not_missed(
    phone: Phone, shelf: dict[str, list[Any]]
) -> None:
    house = House()
    phone.hear(house(phone.bundle(NOW, want={"test.shelf": ""})))
    shelf["0001"] = ["0001", "Sửa sau khi đã gửi"]
    del shelf["0002"]
    assert phone.fetch(house, NOW, "test.shelf") == shelf


def test_a_lost_answer_is_made_good_from_the_cursor_that_was_known(
    phone: Phone, shelf: dict[str, list[Any]]
) -> None:
    house = House()
    phone.fetch(house, NOW, "test.shelf")
    shelf["0001"] = ["0001", "Sửa"]
    house(phone.bundle(NOW, want=phone.cursors))
    shelf["0002"] = ["0002", "Sửa nữa"]
    assert phone.fetch(house, NOW, "test.shelf") == shelf


def test_a_cursor_the_house_does_not_know_is_answered_with_everything(
    phone: Phone, shelf: dict[str, list[Any]]
) -> None:
    phone.cursors["test.shelf"] = "từ trước khi khôi phục"
    phone.tables["test.shelf"] = {"lạ": ["lạ"]}
    assert phone.fetch(House(), NOW, "test.shelf") == shelf


def test_a_supply_nobody_gives_is_left_out(phone: Phone) -> None:
    said = phone.hear(House()(phone.bundle(NOW, want={"later.kind": ""})))
    assert said["supplies"] == {}


def test_what_is_too_much_for_one_bundle_is_given_in_more(phone: Phone, notes: Notes) -> None:
    import random

    chance = random.Random(4)
    rows = {n: [n, f"{chance.getrandbits(2000):x}"] for n in range(8000)}
    register_rows("test.shelf", lambda points: rows.values())
    said = carry(phone, phone.bundle(NOW, want={"test.shelf": ""}))
    assert said["supplies"]["test.shelf"]["more"]
    assert phone.fetch(House(), NOW, "test.shelf") == rows
