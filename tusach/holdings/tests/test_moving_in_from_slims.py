"""A SLiMS export, titles and copies in two files as its own pages write them, moved in whole."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from tusach.catalogue.api import Import, Record
from tusach.catalogue.testing import accept_import, join_items, make_import, work_on_import
from tusach.holdings.api import Copy, find_copies, prove
from tusach.holdings.testing import make_register

pytestmark = pytest.mark.django_db

# The columns of SLiMS 9: Bibliography › Export, and Items › Export. Lists stand in <…><…>.
BIBLIO = (
    '"title","gmd","edition","isbn","publisher","year","collation","series","call_number",'
    '"language","place","classification","notes","image","sor","authors","topics","item_code"\n'
    '"Dế Mèn phiêu lưu ký","Text","Tái bản","9786042094115","Kim Đồng","2019","147 tr. ; 21 cm",'
    '"","895.922 TH","Vietnamese","Hà Nội","895.922","","","Tô Hoài","<Tô Hoài>",'
    '"<Văn học thiếu nhi><Truyện dài>","<B00001><B00002>"\n'
    '"Truyện Kiều","Text","","","Văn học","2015","250 tr.","","895.922 ND","Vietnamese","Hà Nội",'
    '"895.922","","","Nguyễn Du","<Nguyễn Du>","<Thơ>","<B00003>"\n'
).encode()
ITEMS = (
    '"item_code","call_number","coll_type_name","inventory_code","received_date","supplier_name",'
    '"order_no","location_name","order_date","item_status_name","site","source","invoice","price",'
    '"price_currency","invoice_date","input_date","last_update","title"\n'
    '"B00001","895.922 TH","Textbook","ST.0001","2020-01-15","Fahasa","","","","","","1","HD 12",'
    '"45000","VND","","2020-01-15 08:00:00","","Dế Mèn phiêu lưu ký"\n'
    '"B00002","895.922 TH","Textbook","ST.0002","2020-01-15","Fahasa","","","","Missing","","1",'
    '"HD 12","45000","VND","","2020-01-15 08:00:00","","Dế Mèn phiêu lưu ký"\n'
    '"B00003","895.922 ND","Reference","ST.0003","2021-09-05","Fahasa","","","","Repair","","1",'
    '"HD 15","60000","VND","","2021-09-05 08:00:00","","Truyện Kiều"\n'
).encode()


def test_titles_and_copies_of_two_files_come_in_together() -> None:
    register = make_register(prefix="ST.")
    one = make_import(BIBLIO, name="senayan_biblio_export.csv")
    assert one.kind == Import.Kind.CSV
    # Its columns are known by their names, and what joins the two files by what both hold.
    one = join_items(one, ITEMS, "senayan_item_export.csv")
    assert one.items_key == "barcode"
    work_on_import(one.pk)
    choices = {"holdings": {"register": str(register.pk), "source": "budget"}}
    accept_import(one, choices)
    work_on_import(one.pk)
    one.refresh_from_db()
    assert one.state == Import.State.DONE
    toad = Record.objects.get(title="Dế Mèn phiêu lưu ký")
    assert toad.author == "Tô Hoài"
    assert toad.subjects == ["Văn học thiếu nhi", "Truyện dài"]
    assert (toad.isbn, toad.year, toad.language) == ("9786042094115", 2019, "vie")
    [first] = find_copies("B00001")
    assert first.accession_no == register.accession_no(1)
    assert (first.price, first.shelf_mark) == (45000, "895.922 TH")
    assert timezone.localdate(first.accessioned_at) == date(2020, 1, 15)
    assert {
        copy.aliases.get().value: copy.place.state for copy in Copy.objects.select_related("place")
    } == {"B00001": "in_store", "B00002": "lost", "B00003": "damaged"}
    assert prove() == []
