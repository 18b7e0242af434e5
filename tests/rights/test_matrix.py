"""Who may open what: every address × every role and nobody × a place inside and one outside.

``table.txt`` is the golden file: one line for each address, written by hand, so that a change
of rights shows in a diff. What an address does is derived from its view's guard and the role
table, and then really asked for, by GET and by POST without a body.

A line reads::

    people:account | administrator director | people.view anywhere | outside 404

Each save asks for every address as nobody and as a few of the roles: one that lacks the act, one
that holds it there, one that holds it elsewhere, others for each address. ``./test --all`` asks
as everybody.

The last part says what somebody gets (by GET or POST) who holds the act elsewhere but not
where the thing is.
Only addresses of things whose guard does not itself ask "there" have it: the view narrows
what it shows, and a thing of another province must not be among it, unless it belongs to all
(a record of the shared catalogue).
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from tests.rights.addresses import Address, every_address
from tests.rights.world import ANONYMOUS, Cast, examples, make_cast
from tusach.people.api import roles_with
from tusach.ui.web import refused

TABLE = Path(__file__).with_name("table.txt")
ADDRESSES = every_address()
ROOMS = sorted({address.room for address in ADDRESSES})


def golden() -> dict[str, str]:
    """Full name → the rest of its line."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line.strip() and not line.startswith("#")]
    return {
        name.strip(): rest.strip() for name, _, rest in (line.partition(" | ") for line in said)
    }


def who_of(line: str) -> str:
    return line.partition(" | outside ")[0]


def outside_of(line: str) -> str:
    return line.partition(" | outside ")[2]


def test_every_address_is_in_the_table_and_lets_in_whom_the_table_says() -> None:
    table = golden()
    wrong = [
        f"{address.full_name} | {address.who}"
        for address in ADDRESSES
        if who_of(table.get(address.full_name, "")) != address.who
    ]
    gone = sorted(set(table) - {address.full_name for address in ADDRESSES})
    assert not wrong, "put these lines into tests/rights/table.txt:\n" + "\n".join(wrong)
    assert not gone, "no such address any more, take out of table.txt:\n" + "\n".join(gone)


def test_the_table_stands_in_the_order_of_the_alphabet() -> None:
    names = list(golden())
    assert names == sorted(names)


def test_every_view_says_who_may_open_it() -> None:
    assert not [address.full_name for address in ADDRESSES if address.guard is None]


def test_every_act_that_a_view_asks_for_is_given_to_somebody() -> None:
    acts = {a.guard.act for a in ADDRESSES if a.guard and a.guard.act}
    assert not sorted(act for act in acts if not roles_with(act))


class Asking:
    """One room's addresses, asked by everybody; ``problems`` says what went wrong."""

    def __init__(self, cast: Cast, room: str, everybody: bool) -> None:
        self.cast = cast
        self.everybody = everybody
        self.room = room
        self.problems: list[str] = []
        self.arguments = {
            where: examples(getattr(cast, where), room) for where in ("inside", "outside")
        }
        self.clients = {ANONYMOUS: Client(raise_request_exception=False)}
        for role, account in cast.people.items():
            self.clients[role] = Client(raise_request_exception=False)
            self.clients[role].force_login(account)

    def status(self, role: str, method: str, url: str) -> tuple[int, str]:
        """What is answered; whatever it changed is taken back."""
        client = self.clients[role]
        with transaction.atomic():
            cookies = client.cookies.copy()
            answer = client.get(url) if method == "GET" else client.post(url)
            if answer.streaming:
                b"".join(answer)  # read to its end, a file is closed
            client.cookies = cookies
            transaction.set_rollback(True)
        return answer.status_code, answer.get("Location", "")

    def placed(self, address: Address, where: str) -> object:
        """The place that the guard asks about; None for "anywhere"; 404 if hidden."""
        request = HttpRequest()
        request.user = self.cast.people["administrator"]
        return address.guard.at(request, **self.arguments[where].get(address.name, {}))

    def may(self, role: str, address: Address, where: str) -> bool:
        guard = address.guard
        if guard.kind == "public":
            return True
        if role == ANONYMOUS:
            return False
        if guard.kind == "signed-in":
            return True
        if role not in roles_with(guard.act):
            return False
        if guard.at is None:
            return True
        place = self.placed(address, where)
        return place is None or place.pk in self.cast.reached[role]  # type: ignore[attr-defined]

    def say(self, role: str, method: str, address: Address, where: str, text: str) -> None:
        self.problems.append(f"{method} {address.full_name} as {role}, {where}: {text}")

    def few(self, address: Address, where: str) -> list[str]:
        """Nobody, and one role of each kind; which one, the name of the address draws."""
        kinds: dict[tuple[bool, bool], list[str]] = {}
        for role in self.cast.people:
            holds = not (address.guard and address.guard.act) or role in roles_with(
                address.guard.act
            )
            kinds.setdefault((self.may(role, address, where), holds), []).append(role)
        drawn = zlib.crc32(f"{address.full_name} {where}".encode())
        if where == "outside":  # told of those whose post does not reach everywhere
            kinds = {k: [r for r in v if r != "administrator"] or v for k, v in kinds.items()}
        return [ANONYMOUS, *(roles[drawn % len(roles)] for roles in kinds.values())]

    def ask(self, address: Address, where: str) -> Iterator[tuple[str, str, int]]:
        """Asks for one address; yields (role, method, status) of those whom the guard lets in."""
        arguments = self.arguments[where].get(address.name, {})
        url = reverse(address.full_name, kwargs=arguments)
        for role in self.clients if self.everybody else self.few(address, where):
            may = self.may(role, address, where)
            for method in ("GET", "POST"):
                got, to = self.status(role, method, url)
                if got >= 500:
                    self.say(role, method, address, where, f"answered {got}")
                elif role == ANONYMOUS and not may:
                    if got != 302 or not to.startswith(reverse("people:sign_in")):
                        self.say(role, method, address, where, f"{got}, not to sign in")
                elif not may and got not in {403, 404}:
                    self.say(role, method, address, where, f"let in ({got})")
                elif may and got == 403 and (address.guard.at or not address.takes):
                    self.say(role, method, address, where, "kept out (403)")
                elif may:
                    yield role, method, got


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Thousands of refusals are what is asked for: no log, and no page drawn for each (that
    page has tests of its own)."""
    monkeypatch.setattr(
        refused, "_page", lambda request, status, *sentences, **more: HttpResponse(status=status)
    )
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize(
    "everybody",
    [
        pytest.param(False, marks=pytest.mark.part_of_long, id="few"),
        pytest.param(True, marks=[pytest.mark.long, pytest.mark.begins_first], id="everybody"),
    ],
)
def test_each_gets_what_the_table_says_by_get_and_by_post(
    room: str, everybody: bool, quiet: None
) -> None:
    asking = Asking(make_cast(), room, everybody)
    table = golden()
    for address in (a for a in ADDRESSES if a.room == room):
        if address.takes and address.name not in asking.arguments["inside"]:
            asking.problems.append(
                f"tusach.{room}.testing.url_examples(world) says nothing for "
                f'"{address.name}" ({", ".join(address.takes)})'
            )
            continue
        for role, method, got in asking.ask(address, "inside"):
            if got == 404 and address.guard.kind == "needs" and address.guard.at:
                asking.say(role, method, address, "inside", "not found, though hers")
        if not address.takes:
            continue
        # The administrator's post reaches everywhere. 405 is what the other method gets.
        found = {
            got
            for role, _method, got in asking.ask(address, "outside")
            if role != "administrator" and got != 405
        }
        narrowed = address.guard.kind == "needs" and not address.guard.at
        said = outside_of(table.get(address.full_name, ""))
        seen = " ".join(str(status) for status in sorted(found))
        agree = seen == said if everybody else found <= set(map(int, said.split()))
        if narrowed and not agree:
            asking.problems.append(
                f"{address.full_name} | {address.who} | outside {seen}  (table: {said or '-'})"
            )
    assert not asking.problems, "\n" + "\n".join(asking.problems)
