"""A Koha export with its 952 fields, from the file to copies under their old numbers."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tusach.catalogue.api import Record
from tusach.catalogue.testing import last_import, make_marc
from tusach.holdings.api import Copy, find_copies
from tusach.holdings.testing import make_register, make_store
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


FILE = make_marc(
    "1",
    "Kỹ thuật nuôi lợn bản",
    {"a": "LC", "b": "LC", "p": "K0001", "i": "LC.101", "g": "30000.00", "o": "636.4 K600T"},
    {"a": "LC", "b": "LC", "p": "K0002", "i": "LC.102", "g": "30000.00"},
    {"a": "TU", "b": "TU", "p": "K0003", "i": "TU.7"},
) + make_marc("2", "Truyện Kiều", {"a": "LC", "b": "LC", "p": "K0004", "i": "LC.103", "1": "1"})


def test_a_koha_export_brings_records_and_copies_with_their_numbers() -> None:
    register = make_register(make_store())
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("cataloguer", at=register.owner))
    client.post(reverse("catalogue:imports"), {"file": SimpleUploadedFile("koha.mrc", FILE)})
    imported = last_import()
    page = client.get(imported.get_absolute_url()).content.decode()
    assert "Tệp còn kể 4 bản sách" in page
    assert "LC (3)" in page
    accept = reverse("catalogue:import_accept", args=[imported.pk])
    # Of two libraries a person says for which.
    refused = client.post(accept, {"register": str(register.pk)})
    assert refused.status_code == 422
    chosen = {
        "register": str(register.pk), "branch": "LC", "source": "budget", "collection": "main"
    }  # fmt: skip
    # What would be left out is shown before anything is written.
    looked = client.post(accept, chosen).content.decode()
    assert "K0003" in looked
    assert Record.objects.count() == 0
    seen = re.search(r'name="seen" value="([^"]+)"', looked)
    assert seen is not None
    client.post(accept, {**chosen, "seen": seen[1]})
    last_import()
    assert Record.objects.count() == 2
    numbers = Copy.objects.order_by("number").values_list("accession_no", "price", "shelf_mark")
    assert [tuple(one)[:2] for one in numbers] == [("LC.000101", 30000), ("LC.000102", 30000)]
    assert find_copies("K0001")[0].shelf_mark == "636.4 K600T"
    register.refresh_from_db()
    assert register.next_number == 103
    # What was left out stays told with its line.
    rows = {row.number: row.warnings for row in imported.rows.all()}
    assert "K0003" in rows[1][0]["facts"]["sentence"]
    assert "K0004" in rows[2][0]["facts"]["sentence"]
