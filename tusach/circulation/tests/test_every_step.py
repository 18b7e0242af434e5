"""Every act in every state: what the tables say is what the services do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.circulation import loan_states, request_states
from tusach.circulation.api import prove
from tusach.circulation.loan_states import STEPS, LoanState
from tusach.circulation.models import OpenLoan, Request
from tusach.circulation.request_errors import NotThisStep
from tusach.circulation.request_states import ACTS, RequestState
from tusach.circulation.services import lending, queue, requests, riding
from tusach.circulation.services.agreements import make_agreement
from tusach.circulation.testing import make_loan, make_rule
from tusach.holdings.api import Copy, State, damage, place_of
from tusach.holdings.testing import make_copy, make_store
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.readers.testing import make_reader
from tusach.ui.api import Refusal

README = Path(__file__).parent.parent / "README.md"
LONG_AGO = timedelta(days=9)


class _Undo(Exception):
    """Takes a tried act back."""


def _now() -> dict[str, Any]:
    return {"by": HOUSE, "at": timezone.now()}


def test_the_readme_shows_both_tables() -> None:
    text = README.read_text()
    assert loan_states.as_table() in text
    assert request_states.as_table() in text


def test_every_step_leads_to_a_state_or_a_named_refusal() -> None:
    for row in STEPS.values():
        assert list(row) == LoanState.values


class _Desk:
    def __init__(self) -> None:
        self.here = make_point("commune_library", "Thư viện xã Bình Lư")
        self.there = make_point("commune_library", "Thư viện xã Tà Lèng")
        for point in (self.here, self.there):
            make_rule(point=point, days=14, renewals=5, most_copies=5)
        self.reader = make_reader("Lò Thị Mai", home=self.here)
        self.other = make_reader("Giàng A Sử", home=self.here)

    def copy(self, state: str) -> Copy:
        owner = self.there if state == LoanState.ELSEWHERE else self.here
        at = timezone.now() - LONG_AGO
        copy = make_copy(make_record(title=f"Bản {state}"), owner, collection="main", at=at)
        if state in (LoanState.LENT, LoanState.LOST):
            make_loan(copy, self.here, self.reader)
        if state == LoanState.LENT_OTHER:
            make_loan(copy, self.here, self.other)
        if state == LoanState.LOST:
            lending.lose(copy=copy, point=self.here, reason="rơi xuống suối", **_now())
        if state == LoanState.DAMAGED:
            damage(copy=copy, reason="ướt", **_now())
        return copy

    def acts(self, copy: Copy) -> dict[str, Callable[[], Any]]:
        said = {"copy": copy, "point": self.here}
        return {
            "lend": lambda: lending.lend(**said, reader=self.reader, **_now()),
            "return": lambda: lending.return_copy(**said, **_now()),
            "renew": lambda: lending.renew(**said, **_now()),
            "lose": lambda: lending.lose(**said, reason="mất", **_now()),
            "close": lambda: lending.close_loan(copy=copy, **_now()),
        }

    def state_of(self, copy: Copy) -> str:
        loan = OpenLoan.objects.filter(copy=copy).first()
        place = place_of([copy.pk])[copy.pk]
        if loan is not None:
            return LoanState.LENT if loan.reader_id == self.reader.pk else LoanState.LENT_OTHER
        if place.state == State.LOST:
            return LoanState.LOST
        if place.state == State.DAMAGED:
            return LoanState.DAMAGED
        return LoanState.HERE if place.point_id == self.here.pk else LoanState.ELSEWHERE


@pytest.mark.django_db
@pytest.mark.parametrize("state", LoanState.values)
def test_every_act_at_the_desk_in_every_state(state: str) -> None:
    desk = _Desk()
    copy = desk.copy(state)
    assert desk.state_of(copy) == state
    for act, do in desk.acts(copy).items():
        try:
            with transaction.atomic():
                do()
                came = desk.state_of(copy)
                raise _Undo
        except Refusal as refusal:
            came = refusal.code
        except _Undo:
            pass
        assert (act, came) == (act, STEPS[act][state])
        assert desk.state_of(copy) == state
    assert prove() == []


class _Counter:
    def __init__(self) -> None:
        self.here = make_point("commune_library", "Thư viện xã Bình Lư")
        self.there = make_point("commune_library", "Thư viện xã Tà Lèng")
        self.store = make_store()
        for point in (self.here, self.there):
            make_rule(point=point, days=14)
        self.reader = make_reader("Lò Thị Mai", home=self.here)
        make_agreement(
            name="Liên thông", document="1/TT", valid_from=date(2020, 1, 1),
            kinds=["commune_library"], by=HOUSE, at=timezone.now(),
        )  # fmt: skip

    def request(self, state: str, lender: ServicePoint | None = None) -> Request:
        record = make_record(title=f"Sách {state}")
        asked = requests.ask(point=self.here, wanted=record, reader=self.reader, **_now())
        if state == RequestState.WAITING:
            return asked
        if state == RequestState.COMING:
            self.ride(asked)
            asked.refresh_from_db()
            return asked
        make_copy(record, lender or self.there, collection="main", at=timezone.now() - LONG_AGO)
        queue.promise(records=[record.pk], at=timezone.now())
        if state != RequestState.ASSIGNED:
            requests.pull(request=asked, **_now())
        if state not in (RequestState.ASSIGNED, RequestState.ON_THE_WAY):
            requests.arrive(request=asked, **_now())
        if state == RequestState.FETCHED:
            requests.fetch(request=asked, **_now())
        if state == RequestState.EXPIRED:
            self.expire()
        if state == RequestState.CANCELLED:
            requests.cancel(request=asked, why="thôi", **_now())
        asked.refresh_from_db()
        return asked

    def expire(self) -> None:
        requests.expire(on=timezone.localdate() + timedelta(days=60), at=timezone.now())

    def assign(self, asked: Request) -> None:
        assert asked.record is not None
        make_copy(asked.record, self.there, collection="main", at=timezone.now() - LONG_AGO)
        if not queue.promise(records=[asked.record.pk], at=timezone.now()):
            raise NotThisStep(title=asked.title, state=asked.state)

    def ride(self, asked: Request) -> None:
        assert asked.record is not None
        copy = asked.copy or make_copy(asked.record, self.store, at=timezone.now() - LONG_AGO)
        said = {"copy": copy, "store": self.store, "point": self.here, "batch": "LC-1"}
        if riding.ride(**said, **_now()) is None:
            raise NotThisStep(title=asked.title, state=asked.state)

    def box(self, do: Callable[..., int], asked: Request) -> None:
        if not do(copies=[asked.copy_id or 0], **_now()):
            raise NotThisStep(title=asked.title, state=asked.state)

    def acts(self, asked: Request) -> dict[str, Callable[[], Any]]:
        return {
            "assign": lambda: self.assign(asked),
            "release": lambda: queue.release(request=asked, **_now()),
            "ride": lambda: self.ride(asked),
            "stay": lambda: self.box(riding.stay, asked),
            "come": lambda: self.box(riding.came, asked),
            "send": lambda: requests.pull(request=asked, **_now()),
            "arrive": lambda: requests.arrive(request=asked, **_now()),
            "fetch": lambda: requests.fetch(request=asked, **_now()),
            "cancel": lambda: requests.cancel(request=asked, why="thôi", **_now()),
        }


@pytest.mark.django_db
@pytest.mark.parametrize("state", RequestState.values)
def test_every_act_on_a_request_in_every_state(state: str) -> None:
    counter = _Counter()
    asked = counter.request(state)
    assert asked.state == state
    for act, do in counter.acts(asked).items():
        before, after = ACTS[act]
        try:
            with transaction.atomic():
                do()
                came = Request.objects.get(pk=asked.pk).state
                raise _Undo
        except NotThisStep:
            came = "refused"
        except _Undo:
            pass
        assert (act, came) == (act, after if state in before else "refused")
        assert Request.objects.get(pk=asked.pk).state == state
    counter.expire()
    kept = Request.objects.get(pk=asked.pk).state
    assert kept == (ACTS["expire"][1] if state in ACTS["expire"][0] else state)


@pytest.mark.django_db
def test_a_copy_of_the_asked_point_is_held_and_not_sent() -> None:
    counter = _Counter()
    asked = counter.request(RequestState.ASSIGNED, lender=counter.here)
    held = requests.pull(request=asked, **_now())
    assert held.state == ACTS["hold"][1]
