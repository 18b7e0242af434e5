"""A SLiMS export, titles and copies in two files as its own pages write them, moved in by ours.

SLiMS 9 writes each cell in quotes, quotes within a cell unmarked, and a comma behind the last name
of a column that no line has (admin/modules/bibliography/export.php and item_export.php).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from django.utils import timezone

from tusach.catalogue.api import Import, Record
from tusach.holdings.api import Copy, find_copies, prove
from tusach.holdings.testing import make_register
from tusach.holdings.tests.moving_in import accept, add_items, cataloguer, fit, send

pytestmark = pytest.mark.django_db

BIBLIO = (
    ("title", "gmd_name", "edition", "isbn_issn", "publisher_name", "publish_year", "collation",
     "series_title", "call_number", "language_name", "place_name", "classification", "notes",
     "image", "sor", "authors", "topics", "item_code"),
    ("Dế Mèn phiêu lưu ký", "Text", "Tái bản", "9786042094115", "Kim Đồng", "2019",
     "147 tr. ; 21 cm", "", "895.922 TH", "Vietnamese", "Hà Nội", "895.922", "", "", "Tô Hoài",
     "<Tô Hoài>", "<Văn học thiếu nhi><Truyện dài>", "<B00001><B00002>"),
    ('Truyện "Kiều", bản "Nôm"', "Text", "", "", "Văn học", "2015", "250 tr.", "", "895.922 ND",
     "Vietnamese", "Hà Nội", "895.922", "", "", "Nguyễn Du", "<Nguyễn Du>", "<Thơ>", "<B00003>"),
)  # fmt: skip
ITEMS = (
    ("item_code", "call_number", "coll_type_name", "inventory_code", "received_date",
     "supplier_name", "order_no", "location_name", "order_date", "item_status_name", "site",
     "source", "invoice", "price", "price_currency", "invoice_date", "input_date", "last_update",
     "title"),
    ("B00001", "895.922 TH", "Textbook", "ST.0001", "2020-01-15", "Fahasa", "", "", "", "", "", "1",
     "HD 12", "45000", "VND", "", "2020-01-15 08:00:00", "", "Dế Mèn phiêu lưu ký"),
    ("B00002", "895.922 TH", "Textbook", "ST.0002", "2020-01-15", "Fahasa", "", "", "", "Missing",
     "", "1", "HD 12", "45000", "VND", "", "2020-01-15 08:00:00", "", "Dế Mèn phiêu lưu ký"),
    ("B00003", "895.922 ND", "Reference", "ST.0003", "2021-09-05", "Fahasa", "", "", "", "Repair",
     "", "1", "HD 15", "60000", "VND", "", "2021-09-05 08:00:00", "", 'Truyện "Kiều", bản "Nôm"'),
)  # fmt: skip


def exported(rows: Sequence[Sequence[str]], *, names: bool = True) -> bytes:
    """The table as SLiMS writes it, with the names of its columns where that was asked for."""
    head, *below = [",".join(f'"{cell}"' for cell in row) for row in rows]
    return "".join(f"{line}\n" for line in ([head + ","] if names else []) + below).encode()


@pytest.mark.parametrize("names", [True, False])
def test_titles_and_copies_of_two_files_come_in_together(names: bool) -> None:
    register = make_register(prefix="ST.")
    client = cataloguer()
    titles = BIBLIO if names else [*BIBLIO[:2], _plain(BIBLIO[2])]
    one = send(client, exported(titles, names=names), "senayan_biblio_export.csv")
    assert one.kind == Import.Kind.CSV
    # Its columns are known by their names or their order, and what joins the two files by what
    # both hold.
    one = add_items(client, one, exported(ITEMS), "senayan_item_export.csv")
    assert one.items_key == "barcode"
    one = fit(client, one)
    assert accept(client, one, register=str(register.pk), source="budget").status_code == 302
    toad = Record.objects.get(title="Dế Mèn phiêu lưu ký")
    assert toad.author == "Tô Hoài"
    assert toad.subjects == ["Văn học thiếu nhi", "Truyện dài"]
    assert (toad.isbn, toad.year, toad.language) == ("9786042094115", 2019, "vie")
    kieu = Record.objects.get(author="Nguyễn Du")
    assert kieu.title == ('Truyện "Kiều", bản "Nôm"' if names else "Truyện Kiều")
    [first] = find_copies("B00001")
    assert first.accession_no == register.accession_no(1)
    assert (first.price, first.shelf_mark) == (45000, "895.922 TH")
    assert timezone.localdate(first.accessioned_at) == date(2020, 1, 15)
    assert {
        copy.aliases.get().value: copy.place.state for copy in Copy.objects.select_related("place")
    } == {"B00001": "in_store", "B00002": "lost", "B00003": "damaged"}
    assert prove() == []


def _plain(row: Sequence[str]) -> Sequence[str]:
    return ["Truyện Kiều", *row[1:]]
