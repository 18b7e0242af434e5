"""Every page of the room opens for those who may, and for nobody else."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.api import (
    Copy,
    Move,
    State,
    at_point,
    find_copies,
    in_container,
    lose,
    move,
    place_of,
)
from tusach.holdings.testing import make_box, make_copies, make_copy, make_register, make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client: Client) -> Client:
    """The warehouse keeper of the store."""
    client.force_login(make_account("warehouse_keeper", at=make_store()))
    return client


def _post(client: Client, url: str, **data: Any) -> Any:
    return client.post(url, {"once": str(uuid.uuid4()), **data}, follow=True)


def test_a_scan_opens_the_copy(keeper: Client) -> None:
    copy = make_copy()
    for scan in (copy.barcode, copy.accession_no, copy.accession_no.lower()):
        answer = keeper.get(reverse("holdings:find"), {"ma": scan})
        assert answer.headers["Location"] == copy.get_absolute_url()


def test_a_box_scan_opens_the_box(keeper: Client) -> None:
    box = make_box()
    for scan in (box.qr, box.code.lower()):
        answer = keeper.get(reverse("holdings:find"), {"ma": scan})
        assert answer.headers["Location"] == box.get_absolute_url()


def test_a_mistyped_barcode_is_told_from_an_unknown_one(keeper: Client) -> None:
    copy = make_copy()
    wrong = copy.barcode[:-1] + str((int(copy.barcode[-1]) + 1) % 10)
    assert "sai số kiểm tra" in keeper.get(reverse("holdings:find"), {"ma": wrong}).text
    assert "Không có bản nào" in keeper.get(reverse("holdings:find"), {"ma": "X-1"}).text


def test_an_ambiguous_scan_asks_which_copy_it_is(keeper: Client) -> None:
    store, school = make_store(), make_point(parent=make_store())
    make_copy(owner=store, aliases=["B001"])
    make_copy(owner=school, aliases=["B001"])
    page = keeper.get(reverse("holdings:find"), {"ma": "B001"}).text
    assert "2 bản" in page
    assert school.name in page
    assert len(find_copies("B001", owner=school)) == 1


def test_the_copy_page_tells_the_whole_chain(keeper: Client) -> None:
    copy, box = make_copy(), make_box()
    now = timezone.now()
    move([Move(copy.pk, in_container(box.pk), "pack", "packed")], by=HOUSE, at=now)
    page = keeper.get(copy.get_absolute_url()).text
    assert box.code in page
    assert "Ghi sổ" in page
    assert "Đóng vào thùng" in page


def test_lists_open_with_search_and_export(keeper: Client) -> None:
    copies = make_copies(3, make_record("Bến không chồng", "Dương Hướng"))
    make_copies(2, make_record("Sông Đà", "Nguyễn Tuân"))
    url = reverse("holdings:copies")
    assert copies[0].accession_no in keeper.get(url).text
    found = keeper.get(url, {"q": "ben khong chong"}).text
    assert copies[0].accession_no in found
    assert "Sông Đà" not in found
    assert copies[0].barcode in keeper.get(url, {"q": copies[0].barcode}).text
    table = keeper.get(url, {"export": "csv"})
    text = b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.count("Bến không chồng") == 3
    assert keeper.get(url, {"export": "xlsx"}).status_code == 200


def test_a_list_costs_the_same_queries_whatever_its_length(
    keeper: Client, django_assert_max_num_queries: Any
) -> None:
    copies = make_copies(40)
    for number, copy in enumerate(copies[:10]):
        school = make_point(name=f"Trường {number}", parent=make_store())
        move(
            [Move(copy.pk, at_point(school.pk), "receive", "in_service")],
            by=HOUSE,
            at=timezone.now(),
        )
    with django_assert_max_num_queries(22):
        assert keeper.get(reverse("holdings:copies")).status_code == 200


def test_a_lost_copy_is_written_by_the_form_once(keeper: Client) -> None:
    copy, token = make_copy(), str(uuid.uuid4())
    url = reverse("holdings:lose", args=[copy.pk])
    assert keeper.get(url).status_code == 200
    today = timezone.localdate().isoformat()
    said = {"once": token, "note": "không thấy", "day": today}
    assert keeper.post(url, said).status_code == 302
    assert place_of([copy.pk])[copy.pk].state == State.LOST
    # Sent once more, it leads to what was done.
    again = keeper.post(url, said, follow=True)
    assert again.redirect_chain == [(copy.get_absolute_url(), 302)]
    assert "đã được gửi một lần" in again.text


def test_a_day_of_the_wrong_century_is_refused_and_the_form_kept(keeper: Client) -> None:
    copy = make_copy()
    answer = _post(
        keeper, reverse("holdings:lose", args=[copy.pk]), note="mối xông", day="1026-03-01"
    )
    assert "01/03/1026" in answer.text
    assert "mối xông" in answer.text
    assert place_of([copy.pk])[copy.pk].state == State.IN_STORE


def test_damaged_mended_moved_and_taken_back(keeper: Client) -> None:
    copy = make_copy()
    school = make_point(parent=make_store())
    _post(keeper, reverse("holdings:damage", args=[copy.pk]), note="rách")
    assert place_of([copy.pk])[copy.pk].state == State.DAMAGED
    _post(keeper, reverse("holdings:mend", args=[copy.pk]), note="")
    assert place_of([copy.pk])[copy.pk].state == State.IN_STORE
    _post(keeper, reverse("holdings:move", args=[copy.pk]), point=school.name, note="")
    place = place_of([copy.pk])[copy.pk]
    assert (place.point_id, place.state) == (school.pk, State.IN_SERVICE)
    _post(keeper, reverse("holdings:undo", args=[copy.pk]), entry=place.entry_id)
    assert place_of([copy.pk])[copy.pk].point_id == copy.owner_id


def test_copies_are_entered_from_the_record(keeper: Client) -> None:
    record, register = make_record(price=52000), make_register()
    url = reverse("holdings:enter", args=[record.pk])
    assert "52.000" in keeper.get(url).text
    said = {
        "register": register.pk,
        "count": 3,
        "source": 1,
        "price": "45.000 đ",
        "day": timezone.localdate().isoformat(),
        "collection": "rotation",
        "condition": "new",
        "fund": "QĐ 12",
    }
    from tusach.holdings.selectors.copies import sources

    said["source"] = sources().get(code="budget").pk
    answer = _post(keeper, url, **said)
    assert "LC.000001" in answer.text
    assert "LC.000003" in answer.text
    copies = list(Copy.objects.filter(record=record))
    assert [copy.price for copy in copies] == [45000] * 3
    bad = _post(keeper, url, **{**said, "count": 2, "barcodes": copies[0].barcode + "\n12"})
    assert copies[0].barcode in bad.text
    assert Copy.objects.filter(record=record).count() == 3
    future = timezone.localdate() + timedelta(days=1)
    assert _post(keeper, url, **{**said, "day": future.isoformat()}).status_code == 200
    assert Copy.objects.filter(record=record).count() == 3


def test_a_box_is_filled_by_scanning(keeper: Client) -> None:
    copy, other, box = make_copy(), make_copy(), make_box()
    url = reverse("holdings:scan_box", args=[box.pk])
    assert "Đã bỏ vào" in _post(keeper, url, scan=copy.barcode).text
    assert copy.accession_no in keeper.get(box.get_absolute_url()).text
    again = _post(keeper, reverse("holdings:scan_box", args=[make_box().pk]), scan=copy.barcode)
    assert box.code in again.text
    assert "Đã lấy ra" in _post(keeper, url, scan=copy.barcode, take="1").text
    assert "Không có bản nào" in _post(keeper, url, scan="999").text
    move([Move(other.pk, in_container(box.pk), "pack", "packed")], by=HOUSE, at=timezone.now())
    full = _post(keeper, reverse("holdings:discard_box", args=[box.pk]))
    assert "còn 1 bản" in full.text


def test_many_lost_are_struck_by_one_decision_or_none(keeper: Client) -> None:
    copies = make_copies(3)
    url = reverse("holdings:withdraw_many")
    said = {"decision": "12/QĐ-TVT", "note": "lũ quét", "day": timezone.localdate().isoformat()}
    scans = "\n".join(c.barcode for c in copies)
    for copy in copies[:2]:
        lose(copy=copy, reason="lũ quét", by=HOUSE, at=timezone.now())
    there = _post(keeper, url, scans=scans, **said)
    assert "Dòng 3" in there.text
    assert "đợt thanh lọc" in there.text
    assert scans in there.text.replace("\r", "")
    lose(copy=copies[2], reason="lũ quét", by=HOUSE, at=timezone.now())
    bad = _post(keeper, url, scans=scans + "\n777", **said)
    assert "Dòng 4" in bad.text
    assert {p.state for p in place_of(c.pk for c in copies).values()} == {State.LOST}
    assert "3 bản" in _post(keeper, url, scans=scans, **said).text
    assert {p.state for p in place_of(c.pk for c in copies).values()} == {State.WITHDRAWN}


def test_the_balance_opens_into_its_rows(keeper: Client) -> None:
    copies = make_copies(4, at=timezone.now() - timedelta(days=40))
    lose(copy=copies[0], reason="mất", by=HOUSE, at=timezone.now())
    url = reverse("holdings:balance")
    for by in ("point", "state", "owner"):
        page = keeper.get(url, {"theo": by}).text
        assert "khớp" in page
        assert keeper.get(url, {"theo": by, "export": "csv"}).status_code == 200
        assert keeper.get(url, {"theo": by, "export": "xlsx"}).status_code == 200
    past = (timezone.localdate() - timedelta(days=10)).isoformat()
    rows = reverse("holdings:balance_rows")
    assert copies[0].accession_no in keeper.get(rows, {"ngay": past, "trangthai": "in_store"}).text
    now = keeper.get(rows, {"trangthai": "in_store"}).text
    assert copies[0].accession_no not in now
    assert copies[1].accession_no in now
    at_store = keeper.get(rows, {"diem": copies[0].owner_id, "ngay": past}).text
    assert copies[0].accession_no in at_store


def test_panels_open(keeper: Client) -> None:
    copy = make_copy()
    assert "1" in keeper.get(reverse("holdings:at_point_panel", args=[copy.owner_id])).text
    panel = keeper.get(reverse("holdings:record_panel", args=[copy.record_id])).text
    assert copy.accession_no in panel
    assert keeper.get(reverse("holdings:at_point", args=[copy.owner_id])).status_code == 200


def test_other_pages_open(keeper: Client) -> None:
    register, box = make_register(), make_box()
    for name, args in (
        ("boxes", []), ("new_box", []), ("box", [box.pk]), ("registers", []),
        ("new_register", []), ("register", [register.pk]), ("unsettled", []), ("labels", []),
        ("withdraw_many", []),
    ):  # fmt: skip
        assert keeper.get(reverse(f"holdings:{name}", args=args)).status_code == 200, name


def test_a_form_begins_with_the_place_of_ones_own_post(client: Client) -> None:
    point = make_point("village_bookcase", "Tủ sách Bản 1")
    store = make_store()
    register = make_register(store)
    client.force_login(make_account("warehouse_keeper", at=store))
    for name in ("new_register", "new_box"):
        form = client.get(reverse(f"holdings:{name}")).context["form"]
        assert point in form.fields["owner"].queryset
        assert form.initial["owner"] == store
    form = client.get(reverse("holdings:enter", args=[make_record().pk])).context["form"]
    assert form.initial["register"] == register
    assert form.initial["collection"] == "rotation"


def test_a_school_sees_neither_the_store_nor_what_it_may_not_do(client: Client) -> None:
    school = make_point()
    copy, mine = make_copy(), make_copy(owner=school)
    client.force_login(make_account("school_librarian", at=school))
    assert client.get(mine.get_absolute_url()).status_code == 200
    assert client.get(copy.get_absolute_url()).status_code == 404
    assert client.get(reverse("holdings:lose", args=[copy.pk])).status_code == 403
    assert client.get(reverse("holdings:withdraw", args=[mine.pk])).status_code == 403
    page = client.get(reverse("holdings:copies")).text
    assert mine.barcode in page
    assert copy.barcode not in page


def test_a_secret_point_has_no_name_for_those_who_do_not_work_with_it(client: Client) -> None:
    school, post = make_point(), make_point("border_post", "Đồn Biên phòng Ma Lù Thàng")
    copy = make_copy(owner=school)
    move([Move(copy.pk, at_point(post.pk), "receive", "in_service")], by=HOUSE, at=timezone.now())
    client.force_login(make_account("school_librarian", at=school))
    pages = [
        client.get(copy.get_absolute_url()).text,
        client.get(reverse("holdings:copies")).text,
        client.get(reverse("holdings:record_panel", args=[copy.record_id])).text,
        client.get(reverse("holdings:balance")).text,
    ]
    assert all("Ma Lù Thàng" not in page for page in pages)
    assert "một điểm khác" in pages[0]
