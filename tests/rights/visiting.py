"""Every page of a room, each opened as somebody who may."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.rights.addresses import Address, every_address
from tests.rights.world import ANONYMOUS, Cast, examples, make_cast
from tusach.people.api import roles_with

ADDRESSES = every_address()
ROOMS = sorted({address.room for address in ADDRESSES})
# Of those who hold an act, who sees most comes first.
_ORDER = (
    "director", "warehouse_keeper", "cataloguer", "commune_librarian", "school_librarian",
    "reader_librarian", "point_keeper", "department", "administrator", "reader",
)  # fmt: skip


class Visit:
    """``faults`` says what was wrong; ``judge`` is asked about each answer."""

    language = "vi"

    def __init__(self, room: str) -> None:
        self.addresses = [address for address in ADDRESSES if address.room == room]
        self.cast: Cast = make_cast()
        self.arguments = examples(self.cast.inside, room)
        self.faults: list[str] = []
        self.clients: dict[str, Client] = {}

    def judge(self, where: str, kind: str, text: str) -> None:
        """``kind`` is the content type of the answer."""

    def client(self, role: str) -> Client:
        if role not in self.clients:
            client = Client(
                raise_request_exception=False, headers={"accept-language": self.language}
            )
            if role != ANONYMOUS:
                client.force_login(self.cast.people[role])
            self.clients[role] = client
        return self.clients[role]

    def role(self, address: Address) -> str:
        """Of those who hold the act, the one who sees most there."""
        if address.guard.kind == "public":
            return ANONYMOUS
        able = roles_with(address.guard.act) if address.guard.act else {"director"}
        return next(role for role in _ORDER if role in able)

    def ask(self, client: Client, method: str, url: str, data: dict[str, str] | None = None) -> str:
        """The page that answers, judged; what was changed is taken back."""
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
        self.judge(where, kind, text)
        return text if kind.startswith("text/html") else ""

    def pages(self, asked: dict[str, str]) -> Iterator[tuple[Client, str, str]]:
        """(who, address, text) of each page; lists are also asked so, and exported."""
        for address in self.addresses:
            if address.guard is None or (address.takes and address.name not in self.arguments):
                continue
            url = reverse(address.full_name, kwargs=self.arguments.get(address.name, {}))
            client = self.client(self.role(address))
            yield client, url, self.ask(client, "get", url)
            if not address.takes:
                self.ask(client, "get", f"{url}?{urlencode(asked)}")
                self.ask(client, "get", f"{url}?export=csv")


@contextmanager
def quietly() -> Iterator[None]:
    """Refusals are what is asked for: nothing is logged."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)
