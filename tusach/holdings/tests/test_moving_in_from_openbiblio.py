"""OpenBiblio and VietBiblio, which is made of it, moved in by the pages.

Two ways out of it: its report of copies as CSV (semicolons, a line for each copy), and the tables
``biblio`` and ``biblio_copy`` as phpMyAdmin writes them, joined by ``bibid``.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tusach.catalogue.api import Import, Record
from tusach.holdings.api import Copy, find_copies, prove
from tusach.holdings.testing import make_register
from tusach.holdings.tests.moving_in import accept, add_items, cataloguer, fit, send

pytestmark = pytest.mark.django_db

# Reports › Copy Search › CSV.
REPORT = (
    "Barcode;Call Num.;Author;Title;Collection\r\n"
    "TK.00003;895.922 T450H;Tô Hoài;Dế Mèn phiêu lưu ký;Sách thiếu nhi\r\n"
    "TK.00004;895.922 T450H;Tô Hoài;Dế Mèn phiêu lưu ký;Sách thiếu nhi\r\n"
    'TK.00005;636.4 NG527A;Nguyễn Văn An, Trần Thị Bình, Lê C;"Nuôi lợn; nuôi ""gà""";Tham khảo\r\n'
    "TK.00009;495.922;Hà Huy Khoái, Lê Anh Vinh, Nguyễn Áng;Toán, Tiếng Việt 4;Giáo khoa\r\n"
)
VIETNAMESE = REPORT.replace(
    "Barcode;Call Num.;Author;Title;Collection",
    "Barcode/Số ĐKCB;Số gọi;Tác giả;Tiêu đề;Bộ sưu tập",
)


@pytest.mark.parametrize("report", [REPORT, VIETNAMESE, "\ufeff" + VIETNAMESE])
def test_the_report_of_copies_moves_in_each_line_a_copy(report: str) -> None:
    register = make_register(prefix="TK.")
    client = cataloguer()
    one = send(client, report.encode(), "copies.csv")
    assert one.kind == Import.Kind.CSV
    told = {one.header[int(at)]: to for at, to in one.mapping.items()}
    assert list(told.values()) in (
        ["barcode", "shelf_mark", "author", "title", "collection"],
        ["accession_no", "shelf_mark", "author", "title", "collection"],
    )
    one = fit(client, one, {one.header[0]: "accession_no"})
    assert accept(client, one, register=str(register.pk)).status_code == 302
    assert sorted(Record.objects.values_list("title", flat=True)) == [
        "Dế Mèn phiêu lưu ký", 'Nuôi lợn; nuôi "gà"', "Toán, Tiếng Việt 4",
    ]  # fmt: skip
    assert sorted(Copy.objects.values_list("accession_no", flat=True)) == [
        register.accession_no(number) for number in (3, 4, 5, 9)
    ]
    [second] = find_copies(register.accession_no(4))
    assert (second.record.title, second.shelf_mark) == ("Dế Mèn phiêu lưu ký", "895.922 T450H")
    assert prove() == []


BIBLIO = (
    '"bibid","create_dt","last_change_dt","last_change_userid","material_cd","collection_cd",'
    '"call_nmbr1","call_nmbr2","call_nmbr3","title","title_remainder","responsibility_stmt",'
    '"author","topic1","topic2","topic3","topic4","topic5","opac_flg"\n'
    '"1","2019-08-20 08:00:00","2019-08-20 08:00:00","1","2","1","895.922","T450H","",'
    '"Dế Mèn phiêu lưu ký","truyện dài","Tô Hoài","Tô Hoài","Văn học thiếu nhi","Truyện","","",'
    '"","Y"\n'
    '"2","2020-02-11 08:00:00","2020-02-11 08:00:00","1","2","6","636.4","NG527A","",'
    '"Kỹ thuật nuôi lợn bản","","Nguyễn Văn An","Nguyễn Văn An","Chăn nuôi","","","","","Y"\n'
    '"3","2020-02-11 08:00:00","2020-02-11 08:00:00","1","2","6","895.9","","","Tắt đèn","",'
    '"Ngô Tất Tố","Ngô Tất Tố","","","","","","Y"\n'
).encode()
COPIES = (
    '"bibid","copyid","create_dt","copy_desc","barcode_nmbr","status_cd","status_begin_dt",'
    '"due_back_dt","mbrid","renewal_count"\n'
    '"1","1","2019-08-20 08:00:00","","PM.002774","in","2019-08-20 08:00:00",NULL,NULL,"0"\n'
    '"1","2","2019-08-20 08:00:00","bìa rách","PM.002775","mnd","2021-05-03 09:00:00",NULL,NULL,'
    '"0"\n'
    '"2","3","2020-02-11 08:00:00","","PM.002776","lst","2022-06-01 09:00:00",NULL,NULL,"0"\n'
    '"2","4","2020-02-11 08:00:00","","PM.002777","out","2024-09-10 09:00:00","2024-09-24",'
    '"51","1"\n'
).encode()


def test_its_two_tables_move_in_joined_by_the_number_of_the_record() -> None:
    register = make_register(prefix="PM.")
    client = cataloguer()
    one = send(client, BIBLIO, "biblio.csv")
    one = add_items(client, one, COPIES, "biblio_copy.csv")
    assert one.items_key == "record_id"
    told = {one.items_header[int(at)]: to for at, to in one.items_mapping.items()}
    assert told["barcode_nmbr"] == "barcode"
    assert told["create_dt"] == "acquired_on"
    page = client.get(reverse("catalogue:import_fit", args=[one.pk])).content.decode()
    assert "barcode_nmbr" in page
    # In VietBiblio the barcode is the accession number: a person says so.
    at = next(at for at, to in one.items_mapping.items() if to == "barcode")
    one.items_mapping[at] = "accession_no"
    one = fit(client, one)
    assert accept(client, one, register=str(register.pk)).status_code == 302
    toad = Record.objects.get(title="Dế Mèn phiêu lưu ký")
    assert (toad.subtitle, toad.author) == ("truyện dài", "Tô Hoài")
    assert toad.subjects == ["Văn học thiếu nhi", "Truyện"]
    assert Record.objects.count() == 3
    places = {
        copy.accession_no: (copy.place.state, copy.shelf_mark)
        for copy in Copy.objects.select_related("place")
    }
    assert places == {
        register.accession_no(2774): ("in_store", "895.922 T450H"),
        register.accession_no(2775): ("damaged", "895.922 T450H"),
        register.accession_no(2776): ("lost", "636.4 NG527A"),
        # Loans do not move along: the note says that a reader has it.
        register.accession_no(2777): ("in_store", "636.4 NG527A"),
    }
    [first] = find_copies(register.accession_no(2774))
    assert timezone.localdate(first.accessioned_at) == date(2019, 8, 20)
    [lent] = find_copies(register.accession_no(2777))
    assert "out" in lent.note or "mượn" in lent.note
    assert prove() == []
