"""What the catalogue makes is found by the index, and what it hides is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record, marc_of, save_record
from tusach.catalogue.merge import decompose
from tusach.catalogue.services import delete_record, suppress
from tusach.catalogue.testing import make_record
from tusach.catalogue.tests.imports import accepted, sent, undone
from tusach.search.api import find
from tusach.search.testing import index_now

pytestmark = pytest.mark.django_db(transaction=True)


def found(query: str, audience: str = "public") -> list[int]:
    index_now()
    hits = find(query, filters={}, page=1, size=20, audience=audience)
    return [int(hit.key) for hit in hits.hits]


def test_a_new_record_is_found_without_marks() -> None:
    record = make_record(title="Kỹ thuật nuôi lợn bản", author="Lò Văn Muôn")
    assert found("ky thuat nuoi lon ban") == [record.pk]


def test_a_saved_change_is_found_and_the_old_words_are_not() -> None:
    record = make_record(title="Lều chõng", author="")
    fields = replace(decompose(marc_of(record)), title="Việc làng")
    save_record(record.pk, fields, version=1, by=HOUSE, at=timezone.now())
    assert found("việc làng") == [record.pk]
    assert found("lều chõng") == []


def test_a_hidden_record_is_found_by_staff_alone() -> None:
    record = make_record(title="Tắt đèn")
    suppress(record.pk, why="Trùng", by=HOUSE, at=timezone.now())
    assert found("tắt đèn") == []
    assert found("tắt đèn", audience="staff") == [record.pk]


def test_a_deleted_record_is_gone() -> None:
    record = make_record(title="Tắt đèn")
    assert found("tắt đèn") == [record.pk]
    delete_record(record.pk, version=1, by=HOUSE, at=timezone.now())
    assert found("tắt đèn", audience="staff") == []


def test_what_an_import_brings_is_found_and_what_it_takes_back_is_gone() -> None:
    imported = accepted(sent("jazz_1k.mrc"))
    pk = Record.objects.get(origin__position=2).pk
    assert pk in found("incredible jazz guitar of Wes Montgomery")
    undone(imported)
    assert found("Montgomery") == []
