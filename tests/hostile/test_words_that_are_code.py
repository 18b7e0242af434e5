"""Whatever stands in the database or is typed into a form is shown as text, on every page.

Every text of the database is turned into mark-up that breaks out of where it is shown, and into
a formula; then every address is opened. ``./test --all`` also fills in every form.
"""

from __future__ import annotations

import csv
import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.hostile.poison import EVIL, RAW, spread
from tests.rights.addresses import Address, every_address
from tests.rights.world import ANONYMOUS, Cast, examples, make_cast
from tusach.people.api import roles_with
from tusach.search.testing import index_now

pytestmark = pytest.mark.django_db

ADDRESSES = every_address()
ROOMS = sorted({address.room for address in ADDRESSES})
SCRIPT = re.compile(r"""(?:href|src|action|formaction)\s*=\s*["']?\s*javascript:""", re.I)
ASKED = urlencode(dict.fromkeys(("q", "sort", "page", "next", "tu", "ngay", "dong"), EVIL))
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Forms(HTMLParser):
    """The forms of a page: method, address, names of fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("method", "get").lower(), given.get("action", ""), {}))
        elif tag in {"input", "textarea", "select"} and self.found and given.get("name"):
            kept = given.get("type") == "hidden"
            self.found[-1][2][given["name"]] = given.get("value", "") if kept else EVIL


class Visit:
    """One room's pages, each opened as somebody who may."""

    def __init__(self, room: str) -> None:
        self.cast: Cast = make_cast()
        self.arguments = examples(self.cast.inside, room)
        self.taken = spread()
        index_now()
        self.faults: list[str] = []
        self.clients: dict[str, Client] = {ANONYMOUS: Client(raise_request_exception=False)}

    def client(self, role: str) -> Client:
        if role not in self.clients:
            self.clients[role] = Client(raise_request_exception=False)
            self.clients[role].force_login(self.cast.people[role])
        return self.clients[role]

    def role(self, address: Address) -> str:
        """Of those who hold the act, the one who sees most there."""
        if address.guard.kind == "public":
            return ANONYMOUS
        able = roles_with(address.guard.act) if address.guard.act else {"director"}
        order = ("director", "warehouse_keeper", "cataloguer", "commune_librarian",
                 "school_librarian", "point_keeper", "department", "administrator",
                 "reader")  # fmt: skip
        return next(role for role in order if role in able)

    def ask(self, client: Client, method: str, url: str, data: dict[str, str] | None = None) -> str:
        """The page that answers, looked at; what was changed is taken back."""
        with transaction.atomic():
            cookies = client.cookies.copy()
            answer = client.get(url) if method == "get" else client.post(url, data)
            client.cookies = cookies
            transaction.set_rollback(True)
        kind = answer.get("Content-Type", "")
        body = b"".join(answer) if answer.streaming else answer.content
        where = f"{method.upper()} {url[:120]}"
        if answer.status_code >= 500:
            self.faults.append(f"{where}: answers {answer.status_code}")
        text = body.decode("utf-8", "replace") if kind.startswith("text/") else ""
        if kind.startswith("text/html"):
            if RAW in text:
                at = text.index(RAW)
                self.faults.append(f"{where}: …{text[max(0, at - 160) : at + 30]}…")
            if found := SCRIPT.search(text):
                self.faults.append(f"{where}: {text[found.start() : found.end() + 30]}")
        if kind.startswith("text/csv"):
            self.formulas(where, text)
        return text if kind.startswith("text/html") else ""

    def formulas(self, where: str, text: str) -> None:
        for line in csv.reader(text.lstrip("\ufeff").splitlines()):
            bad = [cell for cell in line if cell.startswith(FORMULA) and not _is_number(cell)]
            self.faults += [f"{where}: a formula: {cell[:60]}" for cell in bad]

    def pages(self, addresses: list[Address]) -> Iterator[tuple[Client, str, str]]:
        """(who, address, text) of each page; lists also as asked by an attacker's link."""
        for address in addresses:
            if address.guard is None or (address.takes and address.name not in self.arguments):
                continue
            url = reverse(address.full_name, kwargs=self.arguments.get(address.name, {}))
            client = self.client(self.role(address))
            yield client, url, self.ask(client, "get", url)
            if not address.takes:
                self.ask(client, "get", f"{url}?{ASKED}")
                self.ask(client, "get", f"{url}?export=csv")


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"-?[\d.,]+", cell))


@pytest.fixture
def quiet() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_written_anywhere_is_shown_as_text(room: str, quiet: None) -> None:
    visit = Visit(room)
    assert "network_servicepoint.name" in visit.taken  # the attack did take place
    shown = [text for _c, _u, text in visit.pages([a for a in ADDRESSES if a.room == room])]
    assert not visit.faults, "\n".join(visit.faults)
    if room in {"network", "rotation", "holdings", "catalogue"}:
        assert any("data-evil" in text for text in shown)


@pytest.mark.long
@pytest.mark.parametrize("room", ROOMS)
def test_what_is_typed_into_any_form_is_shown_as_text(room: str, quiet: None) -> None:
    visit = Visit(room)
    for client, url, text in list(visit.pages([a for a in ADDRESSES if a.room == room])):
        for method, action, fields in Forms(text).found:
            target = (action or url).partition("?")[0]
            if not target.startswith("/"):
                target = url
            if method == "get":
                visit.ask(client, "get", f"{target}?{urlencode(fields)}")
            else:
                visit.ask(client, "post", target, fields)
    assert not visit.faults, "\n".join(visit.faults)
