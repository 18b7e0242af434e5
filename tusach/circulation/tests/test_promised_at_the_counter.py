"""A copy that somebody waits for, at the counter: brought back, lent, undone, online and not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.circulation import errors
from tusach.circulation.asked_for_requests import LEND_PROMISED
from tusach.circulation.models import Request
from tusach.circulation.selectors import loans as found
from tusach.circulation.services import lending, requests
from tusach.circulation.services.undoing import undo
from tusach.circulation.supplies import promises
from tusach.circulation.testing import make_first_rules, make_loan, make_return
from tusach.holdings.testing import make_copy
from tusach.network.testing import make_point
from tusach.offline.api import Batch, Reported, take_in
from tusach.offline.testing import make_device
from tusach.people.testing import make_account
from tusach.policy.api import set_rule
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db
AGO = timedelta(days=9)
HOUR = timedelta(hours=1)


def now() -> dict[str, Any]:
    return {"by": HOUSE, "at": timezone.now()}


class Desk:
    """A library with one copy of a title, lent; somebody else waits for it."""

    def __init__(self) -> None:
        make_first_rules()
        self.here = make_point("commune_library", "Thư viện xã Bình Lư")
        self.has = make_reader("Lò Thị Mai", home=self.here)
        self.waits = make_reader("Vàng A Páo", home=self.here)
        self.record = make_record(title="Kỹ thuật nuôi lợn bản")
        self.copy = make_copy(self.record, self.here, collection="main", at=timezone.now() - AGO)
        make_loan(self.copy, self.here, self.has, at=timezone.now() - AGO / 2)
        self.asked = self.ask(self.waits)

    def ask(self, reader: Any, **more: Any) -> Request:
        return requests.ask(point=self.here, wanted=self.record, reader=reader, **more, **now())

    def state(self) -> str:
        self.asked.refresh_from_db()
        return self.asked.state

    def client(self) -> Client:
        client = Client()
        client.force_login(make_account("commune_librarian", at=self.here))
        return client

    def scan(self, client: Client, scan: str = "", **more: Any) -> str:
        said = {"diem": self.here.pk, "quay": "a1", "scan": scan, **more}
        return client.post(reverse("circulation:counter_act"), said).content.decode()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_comes_back_is_kept_for_whoever_waits(desk: Desk) -> None:
    client = desk.client()
    page = desk.scan(client, desk.copy.barcode)
    until = timezone.localdate() + timedelta(days=7)
    assert f"giữ cho Vàng A Páo, giữ đến ngày {until:%d/%m/%Y}" in page
    assert desk.state() == "ready"
    slip = reverse("circulation:request_slip", args=[desk.asked.pk])
    assert slip in page
    assert client.get(slip).content.startswith(b"%PDF")


def test_what_is_asked_for_elsewhere_is_set_aside_to_be_sent(desk: Desk) -> None:
    there = make_point("village_bookcase", "Tủ sách bản Nà Đon", parent=desk.here)
    requests.cancel(request=desk.asked, why="thôi", **now())
    far = requests.ask(point=there, wanted=desk.record, **now())
    page = desk.scan(desk.client(), desk.copy.barcode)
    assert "gửi đến Tủ sách bản Nà Đon" in page
    far.refresh_from_db()
    assert (far.state, far.lender_id) == ("assigned", desk.here.pk)


def test_a_damaged_copy_is_kept_for_nobody(desk: Desk) -> None:
    page = desk.scan(desk.client(), "", what="damage", copy=desk.copy.pk, reason="Rách bìa")
    assert "giữ cho" not in page
    assert desk.state() == "waiting"


def test_lending_it_to_another_needs_a_reason_and_the_one_who_waited_goes_on(desk: Desk) -> None:
    make_return(desk.copy, desk.here)
    other = make_reader("Giàng A Chớ", home=desk.here)
    client = desk.client()
    desk.scan(client, "", what="reader", reader=other.pk)
    page = desk.scan(client, desk.copy.barcode)
    assert "đang giữ cho người khác: Vàng A Páo" in page
    assert "Vẫn cho mượn" in page
    assert desk.state() == "ready"
    page = desk.scan(client, "", what="lend", copy=desk.copy.pk, override="Em thi ngày mai")
    assert "Đã cho mượn" in page
    assert desk.state() == "waiting"
    assert desk.asked.ready_until is None


def test_where_the_rule_says_never_a_reason_does_not_help(desk: Desk) -> None:
    make_return(desk.copy, desk.here)
    set_rule(
        key=LEND_PROMISED, value=0, basis="Nội quy", valid_from=timezone.localdate() - AGO,
        point=desk.here, **now(),
    )  # fmt: skip
    other = make_reader("Giàng A Chớ", home=desk.here)
    for override in ("", "Em thi ngày mai"):
        with pytest.raises(errors.PromisedFirmly):
            lending.lend(copy=desk.copy, point=desk.here, reader=other, override=override, **now())
    assert desk.state() == "ready"


def test_lending_it_to_whoever_asked_ends_the_request_and_undoing_takes_it_up_again(
    desk: Desk,
) -> None:
    make_return(desk.copy, desk.here)
    done = make_loan(desk.copy, desk.here, desk.waits)
    assert desk.state() == "fetched"
    assert desk.asked.reader is None
    lent = found.statement_of(done.statement)
    assert lent is not None
    undo(statement=lent, point=desk.here, **now())
    assert (desk.state(), desk.asked.reader_id) == ("ready", desk.waits.pk)


def test_another_copy_serves_as_well_and_frees_the_promised_one(desk: Desk) -> None:
    third = make_reader("Giàng A Chớ", home=desk.here)
    later = desk.ask(third)
    make_return(desk.copy, desk.here)
    assert desk.state() == "ready"
    more = make_copy(desk.record, desk.here, collection="main", at=timezone.now() - AGO)
    make_loan(more, desk.here, desk.waits)
    assert desk.state() == "fetched"
    later.refresh_from_db()
    assert (later.state, later.copy_id) == ("assigned", desk.copy.pk)


def test_an_undone_return_keeps_nothing(desk: Desk) -> None:
    done = make_return(desk.copy, desk.here)
    back = found.statement_of(done.statement)
    assert back is not None
    undo(statement=back, point=desk.here, **now())
    assert desk.state() == "waiting"


def _report(desk: Desk, device: Any, number: int, kind: str, **said: Any) -> None:
    at = timezone.now()
    payload = {"point": desk.here.code, "copy": desk.copy.barcode, **said}
    take_in(device, Batch(at, [Reported(number, kind, at, payload)]), timezone.now())


def test_a_device_that_lends_it_to_another_puts_the_first_back_in_the_queue(desk: Desk) -> None:
    device = make_device([desk.here.pk])
    _report(desk, device, 1, "circulation.return")
    assert desk.state() == "assigned"
    _report(desk, device, 2, "circulation.lend", reader=desk.has.number)
    assert desk.state() == "waiting"


def test_a_device_that_lends_it_to_whoever_asked_serves_the_request(desk: Desk) -> None:
    device = make_device([desk.here.pk])
    _report(desk, device, 1, "circulation.return")
    _report(desk, device, 2, "circulation.lend", reader=desk.waits.number)
    assert desk.state() == "fetched"
    _report(desk, device, 3, "circulation.undo", seq=2)
    assert (desk.state(), desk.asked.reader_id) == ("ready", desk.waits.pk)


def test_a_bundle_in_which_whoever_asked_has_had_it_and_brought_it_back_serves_the_request(
    desk: Desk,
) -> None:
    device, begun = make_device([desk.here.pk]), timezone.now()
    said = {"point": desk.here.code, "copy": desk.copy.barcode}
    events = [
        Reported(1, "circulation.return", begun, said),
        Reported(2, "circulation.lend", begun + HOUR, {**said, "reader": desk.waits.number}),
        Reported(3, "circulation.return", begun + 2 * HOUR, said),
    ]
    later = begun + 3 * HOUR
    answers = take_in(device, Batch(later, events), later)
    assert [one.code for one in answers] == ["fits"] * 3
    assert desk.state() == "fetched"


def test_a_lending_before_it_was_asked_for_and_long_over_serves_nobody(desk: Desk) -> None:
    device, now_ = make_device([desk.here.pk], at=timezone.now() - AGO), timezone.now()
    said = {"point": desk.here.code, "copy": desk.copy.barcode}
    early = now_ - AGO + 2 * HOUR
    events = [
        Reported(1, "circulation.lend", early, {**said, "reader": desk.waits.number}),
        Reported(2, "circulation.return", early + HOUR, said),
    ]
    take_in(device, Batch(now_, events), now_)
    assert desk.state() == "waiting"


def test_a_device_that_lends_another_copy_to_whoever_asked_serves_the_request(desk: Desk) -> None:
    other = make_copy(desk.record, desk.here, collection="main", at=timezone.now() - AGO)
    device, at = make_device([desk.here.pk]), timezone.now()
    said = {"point": desk.here.code, "copy": other.barcode, "reader": desk.waits.number}
    take_in(device, Batch(at, [Reported(1, "circulation.lend", at, said)]), timezone.now())
    assert desk.state() == "fetched"
    assert not Request.objects.filter(copy=desk.copy, ended_at=None).exists()


def test_a_device_is_told_for_whom_a_copy_is(desk: Desk) -> None:
    there = make_point("commune_library", "Thư viện xã Tà Lèng")
    here = frozenset([desk.here.pk])
    row = [desk.copy.barcode, "wanted", desk.waits.number, desk.here.code, desk.here.name, ""]
    assert list(promises(here)) == [row]
    make_return(desk.copy, desk.here)
    until = (timezone.localdate() + timedelta(days=7)).isoformat()
    assert list(promises(here)) == [[row[0], "kept", *row[2:5], until]]
    assert list(promises(frozenset([there.pk]))) == []


def test_a_device_is_told_no_reader_of_another_point(desk: Desk) -> None:
    other = make_point("village_bookcase", "Tủ sách bản Nà Đon", parent=desk.here)
    requests.cancel(request=desk.asked, why="thôi", **now())
    make_return(desk.copy, desk.here)
    requests.ask(
        point=other, wanted=desk.record, reader=make_reader("Lò Văn Ứng", home=other), **now()
    )
    row = [desk.copy.barcode, "promised", None, other.code, other.name, ""]
    assert list(promises(frozenset([desk.here.pk]))) == [row]
