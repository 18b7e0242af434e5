"""Copies out of an imported spreadsheet."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import ImportedBatch, ImportedRow, RowCopies
from tusach.catalogue.testing import make_import, make_record
from tusach.holdings.api import Copy, find_copies, prove
from tusach.holdings.barcodes import barcode
from tusach.holdings.imports import ImportForm, apply, check, uses
from tusach.holdings.list_places import ToldBranch, ToldPrefix
from tusach.holdings.models import Register
from tusach.holdings.services.list_places import keep_places
from tusach.holdings.testing import make_copy, make_register, make_store
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


def _apply(rows: list[dict[str, str]], **choices: Any) -> list[int]:
    records = [make_record(f"Sách số {n}") for n in range(len(rows))]
    apply(
        ImportedBatch(
            imported=make_import().pk,
            file_name="sach.xlsx",
            rows=[
                ImportedRow(n + 2, r.pk, False, v)
                for n, (r, v) in enumerate(zip(records, rows, strict=True))
            ],
            choices=choices,
            by=HOUSE,
            at=timezone.now(),
        )
    )
    return [Copy.objects.filter(record=r).count() for r in records]


def test_a_list_makes_copies_with_price_number_and_old_barcode() -> None:
    make_copy()
    register = make_register()
    counts = _apply(
        [
            {"copies": "3", "price": "45.000"},
            {"accession_no": "LC.000777", "barcode": "CU-12", "price": "12000"},
            {"barcode": barcode(99_000_001)},
            {"price": "30000"},
        ],
        register=str(register.pk),
        source="gift_person",
        collection="rotation",
    )
    assert counts == [3, 1, 1, 0]
    [old] = find_copies("CU-12")
    assert (old.accession_no, old.price, old.source.code) == ("LC.000777", 12000, "gift_person")
    assert find_copies(barcode(99_000_001))
    register.refresh_from_db()
    # Those without a number get what follows the last that the list gives.
    assert register.next_number == 782
    assert prove() == []


def test_a_barcode_that_exists_is_told_by_line_and_nothing_is_half_done() -> None:
    there, register = make_copy(aliases=["CU-1"]), make_register()
    rows = [
        {"copies": "2", "barcode": f"{there.barcode};{barcode(99_000_002)}"},
        {"barcode": "CU-1"},
        {"accession_no": there.accession_no},
        {"copies": "2", "barcode": "CU-9"},
        {"barcode": "CU-10"},
        {"barcode": "CU-10"},
        {"copies": "mười"},
    ]
    choices = {"register": str(register.pk), "source": "budget"}
    faults = check(0, [RowCopies(n + 2, row) for n, row in enumerate(rows)], choices)
    assert sorted(faults) == [2, 3, 4, 5, 7, 8]
    assert there.barcode in faults[2][0]
    assert there.accession_no in faults[3][0]
    assert _apply(rows, **choices) == [0, 0, 0, 0, 1, 0, 0]
    assert not find_copies(barcode(99_000_002))


def test_without_a_register_no_copies_are_made() -> None:
    assert _apply([{"copies": "3"}], register="") == [0]


def test_the_form_offers_the_registers_of_ones_own_libraries() -> None:
    mine, keeper = make_register(), make_account("warehouse_keeper", at=make_store())
    form = ImportForm(user=keeper, data={"register": str(mine.pk), "source": "budget"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["register"] == str(mine.pk)


def test_a_record_with_copies_is_kept() -> None:
    copy = make_copy()
    assert "1 bản" in uses([copy.record_id])[copy.record_id]


KOHA = [
    {"branch": "LC", "barcode": "0001", "accession_no": "LC.12", "price": "45000.00"},
    {"branch": "LC", "barcode": "0002", "accession_no": "LC.13", "lost": "1"},
    {"branch": "TU", "barcode": "0003", "accession_no": "TU.1"},
]
CHOICES = {"mapped": "yes", "source": "budget"}


def _told(imported: int, register: Register) -> None:
    """LC is the register's library, TU is left out."""
    keep_places(
        imported,
        [
            ToldBranch("LC", [ToldPrefix("LC.", 2, 12, 13, 1, register)], point=register.owner),
            ToldBranch("TU", [ToldPrefix("TU.", 1, 1, 1, 1)], is_left_out=True),
        ],
    )


def test_copies_that_a_marc_record_tells_of_are_entered_for_the_library_chosen() -> None:
    register, imported = make_register(), make_import().pk
    _told(imported, register)
    row = ImportedRow(1, make_record("Truyện Kiều").pk, False, {}, copies=KOHA)
    batch = ImportedBatch(imported, "koha.mrc", [row], CHOICES, HOUSE, timezone.now())
    told = check(imported, [RowCopies(1, {}, KOHA)], CHOICES)
    said = apply(batch)
    there, lost = Copy.objects.order_by("number")
    assert (there.number, there.price) == (12, 45000)
    assert find_copies("0001") == [there]
    assert (lost.number, lost.place.state) == (13, "lost")
    # What is not entered is told before and stays told after.
    assert said == told
    assert len(said[1]) == 1
    assert "TU" in said[1][0]
    register.refresh_from_db()
    assert register.next_number == 14


def test_the_same_file_sent_again_enters_no_copy_twice() -> None:
    register, record = make_register(), make_record("Truyện Kiều").pk
    for _time in range(2):
        imported = make_import().pk
        _told(imported, register)
        row = ImportedRow(1, record, True, {}, copies=KOHA)
        apply(ImportedBatch(imported, "koha.mrc", [row], CHOICES, HOUSE, timezone.now()))
    assert Copy.objects.count() == 2
