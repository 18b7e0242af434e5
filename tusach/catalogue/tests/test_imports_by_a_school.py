"""A school moves its own list in: what it makes waits for a cataloguer, what is there stays."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tusach.catalogue.importing.work import work
from tusach.catalogue.models import Import, ImportRow, Record, RecordVersion, Work
from tusach.catalogue.testing import make_import, make_record
from tusach.catalogue.tests.imports import workbook
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db

LIST = (
    ("Tên sách", "Tác giả", "Nhà xuất bản", "Năm XB"),
    ("Dế mèn phiêu lưu ký", "Tô Hoài", "Kim Đồng", 2020),
    ("Quê nội", "Võ Quảng", "Kim Đồng", 2018),
)


@pytest.fixture
def school(client: Client) -> Client:
    point = make_point("school_library", "Trường Tiểu học San Thàng")
    client.force_login(make_account("school_librarian", at=point, username="san"))
    return client


def sent(client: Client, *rows: tuple[object, ...]) -> Import:
    """The school's list, read as far as its preview, through the pages."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("danh-sach.xlsx", workbook(*rows))
    client.post(reverse("catalogue:imports"), {"file": file})
    one = Import.objects.latest("pk")
    fit = client.get(reverse("catalogue:import_fit", args=[one.pk]))
    assert fit.status_code == 200
    client.post(
        reverse("catalogue:import_fit", args=[one.pk]),
        {f"column-{at}": to for at, to in one.mapping.items()},
    )
    work(one.pk)
    one.refresh_from_db()
    assert one.state == Import.State.READ
    return one


def test_it_finds_the_page_in_its_menu(school: Client) -> None:
    page = school.get("/ban-lam-viec/").content.decode()
    assert reverse("catalogue:imports") in page


def test_its_new_titles_wait_for_a_cataloguer(school: Client) -> None:
    one = sent(school, *LIST)
    school.post(reverse("catalogue:import_accept", args=[one.pk]))
    work(one.pk)
    made = Record.objects.get(title__startswith="Dế mèn")
    assert made.is_quick
    assert Work.objects.get(record=made).reason == Work.Reason.QUICK
    version = RecordVersion.objects.filter(record=made).latest("pk")
    assert version.marc["leader"][17] == "5"
    assert Record.objects.filter(is_quick=True).count() == 2


def test_a_cataloguers_list_waits_for_nobody(client: Client) -> None:
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    client.force_login(make_account("cataloguer", at=library, username="bien-muc"))
    one = sent(client, *LIST)
    client.post(reverse("catalogue:import_accept", args=[one.pk]))
    work(one.pk)
    assert Record.objects.filter(is_quick=False).count() == 2
    assert not Work.objects.exists()


def test_it_changes_no_record_that_is_there(school: Client) -> None:
    there = make_record(title="Quê nội", author="Võ Quảng", year=2018, publisher="Kim Đồng")
    one = sent(school, (*LIST[0], "Từ khoá"), (*LIST[2], "Truyện Tây Nguyên"))
    row = one.rows.get()
    assert (row.status, row.record_id) == (ImportRow.Status.DIFFERS, there.pk)
    said = {"take": "take"}
    answer = school.post(reverse("catalogue:import_row", args=[one.pk, row.number]), said)
    assert answer.status_code == 403
    school.post(reverse("catalogue:import_accept", args=[one.pk]), {"on_difference": "take"})
    work(one.pk)
    there.refresh_from_db()
    assert there.subjects == []
    assert not there.is_quick


def test_it_takes_its_list_back(school: Client) -> None:
    one = sent(school, *LIST)
    school.post(reverse("catalogue:import_accept", args=[one.pk]))
    work(one.pk)
    school.post(reverse("catalogue:import_undo", args=[one.pk]))
    work(one.pk)
    assert not Record.objects.exists()
    assert not Work.objects.exists()


def test_it_does_not_see_what_the_house_brought_in(school: Client) -> None:
    one = make_import(name="cua-nha.csv")
    assert "cua-nha.csv" not in school.get(reverse("catalogue:imports")).content.decode()
    assert school.get(reverse("catalogue:import", args=[one.pk])).status_code == 404


def test_the_rules_of_imports_are_the_cataloguers(school: Client) -> None:
    assert school.get(reverse("catalogue:import_ways")).status_code == 403
    assert reverse("catalogue:import_likeness") not in (
        school.get(reverse("catalogue:imports")).content.decode()
    )
