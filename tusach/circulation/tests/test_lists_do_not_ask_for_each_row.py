"""What a list asks of the database does not grow with its rows: with four as with fourteen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.circulation.services.requests import ask
from tusach.circulation.testing import make_first_rules, make_tally
from tusach.holdings.testing import make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.offline.api import Batch, Reported, take_in
from tusach.offline.testing import make_device
from tusach.people.testing import make_account
from tusach.readers.testing import make_class_list, make_privacy_request, make_reader

pytestmark = pytest.mark.django_db
NOW = timezone.now()
THEN = NOW - timedelta(days=40)

# Adds one row, the nth, to what a page lists at this point; returns what it shows of it.
Add = Callable[[ServicePoint, int], str]


def _request(point: ServicePoint, n: int) -> str:
    book = make_record(title=f"Sách số {n}")
    make_copy(book, point, collection="main", at=THEN)
    reader = make_reader(f"Lò Văn {n}", home=point, at=THEN)
    ask(point=point, wanted=book, reader=reader, by=HOUSE, at=NOW)
    return f"Sách số {n}"


def _tally(point: ServicePoint, n: int) -> str:
    day = timezone.localdate(NOW) - timedelta(days=n)
    make_tally(point, {"visit": 701 + n}, day=day, at=NOW)
    return f"{701 + n}"


def _settled(point: ServicePoint, n: int) -> str:
    """The same copy lent to two readers: the first loan was not seen to end."""
    copy = make_copy(make_record(title=f"Sách số {n}"), point, collection="main", at=THEN)
    device = make_device([point.pk], f"Máy {n}", at=THEN)
    said = {"point": point.code, "copy": copy.barcode}
    readers = [make_reader(f"Lò Văn {n}{one}", home=point, at=THEN) for one in "AB"]
    events = [
        Reported(
            seq, "circulation.lend", THEN + timedelta(days=seq), {**said, "reader": one.number}
        )
        for seq, one in enumerate(readers, 1)
    ]
    take_in(device, Batch(NOW, events), NOW)
    return f"Sách số {n}"


def _double(point: ServicePoint, n: int) -> str:
    name = f"Giàng A {chr(65 + n)}"
    for _twice in range(2):
        make_reader(name, home=point, at=THEN)
    return name


def _privacy(point: ServicePoint, n: int) -> str:
    reader = make_reader(f"Lò Văn {n}", home=point, at=THEN)
    make_privacy_request(reader, at=NOW)
    return f"#{reader.number}"


def _class_list(point: ServicePoint, n: int) -> str:
    rows = f"Họ và tên;Năm sinh\nVừ Thị {chr(65 + n)};2016\n"
    make_class_list(point, f"{n}A", rows, name=f"lop-{n}.csv", at=NOW)
    return f"lop-{n}.csv"


PAGES: list[tuple[str, Add, str]] = [
    ("circulation:requests", _request, "commune_library"),
    ("circulation:pull_list", _request, "commune_library"),
    ("circulation:tallies", _tally, "commune_library"),
    ("circulation:settled", _settled, "commune_library"),
    ("readers:doubles", _double, "commune_library"),
    ("readers:requests", _privacy, "commune_library"),
    ("readers:class_lists", _class_list, "school_library"),
]


def _questions(seen: CaptureQueriesContext) -> int:
    """Without what is noted once a minute: when a session was last seen."""
    return sum(one["sql"].lstrip().startswith(("SELECT", "WITH")) for one in seen)


@pytest.mark.parametrize(("page", "add", "kind"), PAGES, ids=[one[0] for one in PAGES])
def test_a_list_asks_no_more_the_longer_it_is(
    client: Client, page: str, add: Add, kind: str
) -> None:
    point = make_point(kind)
    make_first_rules()
    role = "school_librarian" if kind == "school_library" else "commune_librarian"
    client.force_login(make_account(role, at=point))

    def asked(shown: set[str]) -> int:
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(reverse(page), {"size": 100})
        assert answer.status_code == 200
        text = answer.content.decode()
        assert {one for one in shown if one not in text} == set()
        return _questions(seen)

    rows = {add(point, n) for n in range(4)}
    asked(rows)  # what is asked once for each process
    few = asked(rows)
    rows |= {add(point, n) for n in range(4, 14)}
    assert asked(rows) <= few


def test_one_class_list_asks_no_more_the_longer_it_is(client: Client) -> None:
    point = make_point("school_library")
    client.force_login(make_account("school_librarian", at=point))

    def asked(pupils: int) -> int:
        rows = "".join(f"Vừ Thị {chr(65 + n)}{pupils};2016\n" for n in range(pupils))
        sent = make_class_list(
            point, f"{pupils}A", f"Họ và tên;Năm sinh\n{rows}", applied=False, at=NOW
        )
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse("readers:class_list", args=[sent.pk])).content.decode()
        assert page.count("Vừ Thị") >= pupils
        return _questions(seen)

    asked(2)
    assert asked(14) <= asked(3)
