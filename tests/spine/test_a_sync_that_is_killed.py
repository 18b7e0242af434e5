"""The server is killed outright while a phone reports, and the line is cut at every step.

A real server on a database of its own, real HTTP. A phone moves books by the hundred; whatever
happens on the way, in the end each move stands in the ledger exactly once.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.journeys.house import House
from tusach.offline.testing import Phone

pytestmark = pytest.mark.long

EVENTS = 600
KILLS = 6

_PREPARE = """
import json
from django.utils import timezone
from tusach.audit.api import HOUSE
from tusach.holdings.testing import make_copies
from tusach.network.testing import make_point
from tusach.offline.services import invite
point = make_point()
copies = make_copies(30, owner=point)
made, token = invite(name="Máy", points=[point.pk], by=HOUSE, at=timezone.now())
print(json.dumps([token, point.code, [copy.barcode for copy in copies]]))
"""


class Line:
    """HTTP to a house that may be gone."""

    def __init__(self, house: House) -> None:
        self.house = house

    def __call__(self, bundle: bytes) -> bytes:
        request = urllib.request.Request(
            f"{self.house.address}/thiet-bi/dong-bo",
            data=bundle,
            headers={"Content-Type": "application/octet-stream"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    found = House(tmp_path, os.environ["DATABASE_URL"], f"killed_{os.getpid()}")
    found.build()
    found.open()
    yield found
    found.close()


def kill(house: House) -> None:
    """The server and its workers, at once, without a word."""
    process = house.processes.pop("server")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for number in (*map(int, children), process.pid):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    process.wait()


def report(phone: Phone, line: Line, problems: list[BaseException]) -> None:
    """Send, oldest first, until all is safe; begin again whenever the line breaks."""
    until = time.monotonic() + 600
    while phone.known < len(phone.journal):
        try:
            phone.hear(line(phone.bundle(datetime.now(UTC), most=20)))
        except urllib.error.HTTPError as error:
            problems.append(AssertionError(f"{error.code} {error.read()!r}"))
            return
        except OSError:
            time.sleep(0.05)
        if time.monotonic() > until:
            problems.append(AssertionError("it never became safe"))
            return


def enrolled(house: House) -> tuple[Phone, str, list[str]]:
    said = house.manage("shell", "-c", _PREPARE, as_owner=True)
    token, point, barcodes = json.loads(said.strip().splitlines()[-1])
    phone = Phone()
    request = urllib.request.Request(
        f"{house.address}/thiet-bi/ghi-nhan",
        data=json.dumps(phone.request(token, datetime.now(UTC))).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        phone.hear_enrolment(json.loads(answer.read()))
    return phone, point, barcodes


def count(house: House, query: str) -> int:
    with psycopg.connect(house.url) as connection:
        row: Any = connection.execute(query).fetchone()
    return int(row[0])


def work(phone: Phone, point: str, barcodes: list[str], many: int) -> None:
    here = {"point": point}
    for n in range(many):
        lent = (n // len(barcodes)) % 2 == 0
        phone.note(
            "holdings.move",
            datetime.now(UTC),
            act="lend" if lent else "return",
            state="on_loan" if lent else "in_service",
            copies=[barcodes[n % len(barcodes)]],
            **{"from": here, "to": here},
        )


def test_nothing_is_lost_and_nothing_is_written_twice(house: House) -> None:
    phone, point, barcodes = enrolled(house)
    before = count(house, "SELECT count(*) FROM holdings_ledgerentry")
    work(phone, point, barcodes, EVENTS)
    problems: list[BaseException] = []
    chance = random.Random(7)
    reporting = threading.Thread(target=report, args=(phone, Line(house), problems))
    reporting.start()
    for _turn in range(KILLS):
        time.sleep(chance.uniform(0.05, 0.6))
        kill(house)
        for what in ("indexer", "worker"):
            if process := house.processes.pop(what, None):
                process.kill()
                process.wait()
        house.open()
    reporting.join(600)
    assert not problems
    assert phone.known == EVENTS
    assert {said[0] for said in phone.outcomes.values()} == {"taken"}
    assert count(house, "SELECT count(*) FROM offline_deviceevent") == EVENTS
    assert count(house, "SELECT count(*) FROM holdings_ledgerentry") == before + EVENTS

    # The same house: the line is cut while the bundle goes up, and before the answer comes down.
    work(phone, point, barcodes, 20)
    bundle = phone.bundle(datetime.now(UTC))
    head = (
        f"POST /thiet-bi/dong-bo HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\n"
        f"Content-Type: application/octet-stream\r\nContent-Length: {len(bundle)}\r\n\r\n"
    ).encode()
    for sent in (head, head + bundle[:100], head + bundle[:-1], head + bundle, head + bundle):
        with socket.create_connection(("127.0.0.1", house.port), timeout=30) as cut:
            cut.sendall(sent)
    time.sleep(1)
    report(phone, Line(house), problems)
    assert not problems
    assert count(house, "SELECT count(*) FROM holdings_ledgerentry") == before + EVENTS + 20
