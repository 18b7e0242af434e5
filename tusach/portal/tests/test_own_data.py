"""A reader sees, takes away and asks to erase what is held of them, from the own account."""

from __future__ import annotations

import csv
import io
import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.audit.testing import written
from tusach.circulation.testing import make_first_rules, make_loan
from tusach.holdings.testing import make_copy
from tusach.network.testing import make_point
from tusach.readers.api import data_requests_of, open_account, show_child
from tusach.readers.testing import make_card, make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def point():
    make_first_rules()
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def reader(point):
    return make_card(name="Lò Thị An", home=point).reader


@pytest.fixture
def signed_in(client: Client, reader) -> Client:
    client.force_login(open_account(reader=reader, by=HOUSE, at=timezone.now()).account)
    return client


def ask(client: Client, **said: str) -> str:
    sent = {"once": str(uuid.uuid4()), **said}
    return client.post("/cua-toi/du-lieu/xin/", sent, follow=True).content.decode()


def test_the_page_shows_card_and_loans_and_the_look_is_written_down(
    signed_in: Client, point, reader
) -> None:
    copy = make_copy(owner=point, collection="main", at=timezone.now() - timedelta(days=9))
    make_loan(copy, point, reader)
    page = signed_in.get("/cua-toi/du-lieu/").content.decode()
    assert "Lò Thị An" in page
    assert copy.barcode in page or copy.record.shown_title in page
    assert len(written(act="readers.hand_over")) == 1


def test_both_files_hold_the_same(signed_in: Client, reader) -> None:
    held = json.loads(signed_in.get("/cua-toi/du-lieu/tep.json").content)
    table = signed_in.get("/cua-toi/du-lieu/tep.csv")
    assert "no-store" in table["Cache-Control"]
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))[1:]
    assert {row[0] for row in rows} == set(held)
    assert "Lò Thị An" in [row[3] for row in rows]


def test_asking_to_erase_is_clocked_for_the_library(signed_in: Client, reader) -> None:
    page = ask(signed_in, viec="erase")
    [asked] = data_requests_of(reader)
    assert (asked.kind, asked.state, asked.asked_by) == ("erase", "open", "reader")
    assert f"{asked.due_on:%d/%m/%Y}" in page
    ask(signed_in, viec="erase")
    assert len(data_requests_of(reader)) == 1


def test_a_correction_says_what_is_wrong(signed_in: Client, reader) -> None:
    ask(signed_in, viec="correct", **{"noi-dung": " "})
    assert not data_requests_of(reader)
    ask(signed_in, viec="correct", **{"noi-dung": "Tôi họ Lù"})
    [asked] = data_requests_of(reader)
    assert asked.what == "Tôi họ Lù"


def test_a_childs_data_are_not_handed_to_the_account_that_sees_the_loans(
    signed_in: Client, point, reader
) -> None:
    child = make_reader("Lò Văn Bé", home=point, reader_class="child")
    show_child(child=child, parent=reader, by=HOUSE, at=timezone.now())
    for path in ("", "tep.json", "tep.csv"):
        answer = signed_in.get(f"/cua-toi/du-lieu/{path}?ban-doc={child.number}")
        assert "Lò Văn Bé" not in answer.content.decode()
