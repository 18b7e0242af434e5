"""While a name is typed the headings that are there are offered; what is typed is matched."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tusach.catalogue.api import Record
from tusach.catalogue.testing import make_authority, make_record
from tusach.catalogue.tests.forms import hidden_of

pytestmark = pytest.mark.django_db
NEW = "/bien-muc/bieu-ghi/moi/"


def test_headings_are_offered_for_a_name_and_for_the_last_line_of_a_list(client: Client) -> None:
    make_authority("Nguyễn Du", see=("Tố Như",))
    make_authority("Nông nghiệp", "subject")
    ask = reverse("catalogue:suggest_headings")
    page = client.get(ask, {"loai": "author", "author": "nguyen"}).content.decode()
    assert '<option value="Nguyễn Du">' in page
    typed = "Văn học\nnong ng"
    page = client.get(ask, {"loai": "subject", "dang": "chu", "subjects": typed}).content.decode()
    assert "<strong>Nông nghiệp</strong>" in page
    found = client.get(ask, {"loai": "author", "dang": "json", "typed": "to nhu"}).json()["found"]
    assert [one["text"] for one in found] == ["Nguyễn Du"]
    assert not client.get(ask, {"loai": "author", "author": "x"}).content.strip()


def test_another_form_that_is_typed_becomes_the_heading(client: Client) -> None:
    make_authority("Nguyễn Du", see=("Tố Như",))
    make_authority("Nông nghiệp", "subject", see=("Nghề nông",))
    hidden = hidden_of(client.get(NEW).content.decode())
    data = {"title": "Truyện Kiều", "author": "Tố Như", "subjects": "Nghề nông\nThơ"}
    client.post(NEW, {**hidden, **data, "language": "vie"})
    record = Record.objects.get()
    assert record.author == "Nguyễn Du"
    assert record.subjects == ["Nông nghiệp", "Thơ"]


def test_what_stood_there_before_stays_when_the_form_is_saved(client: Client) -> None:
    record = make_record("Truyện Kiều", "Tố Như")
    make_authority("Nguyễn Du", see=("Tố Như",))
    address = reverse("catalogue:edit", args=[record.pk])
    opened = client.get(address)
    values = {
        name: "" if value is None else str(value)
        for name, value in opened.context["form"].initial.items()
        if name != "is_unsure"
    }
    client.post(address, {**hidden_of(opened.content.decode()), **values, "year": "1965"})
    record.refresh_from_db()
    assert (record.author, record.year) == ("Tố Như", 1965)
