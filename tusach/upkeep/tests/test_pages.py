"""A round of weeding as people walk it, page by page."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.holdings.api import CopyPlace, State
from tusach.holdings.testing import make_copies, make_copy
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.upkeep.models import Weeding
from tusach.upkeep.services.striking import work
from tusach.upkeep.testing import COUNCIL, criterion, make_weeding

pytestmark = pytest.mark.django_db
TODAY = f"{timezone.localdate():%Y-%m-%d}"


@pytest.fixture
def library():
    return make_point("provincial_library", "Thư viện tỉnh")


@pytest.fixture
def client(library):
    client = Client()
    client.force_login(make_account("director", at=library, full_name="Nguyễn Thị Hoa"))
    return client


def send(client, name, weeding, **typed):
    page = reverse(f"upkeep:{name}", args=[weeding.pk])
    token = re.search(r'name="once" value="([^"]+)"', client.get(page).content.decode())
    answer = client.post(page, {**typed, "once": token[1]} if token else typed)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    weeding.refresh_from_db()
    return client.get(answer["Location"]).content.decode()


def test_ten_books_go_from_the_list_to_the_paper_mill(client, library):
    copies = make_copies(100, owner=library, collection="main")
    begin = reverse("upkeep:new_weeding")
    token = re.search(r'name="once" value="([^"]+)"', client.get(begin).content.decode())[1]
    answer = client.post(begin, {
        "name": "Thanh lọc năm nay", "reason": "Sách rách nát", "once": token,
        "owner": f"{library.name} ({library.code})", "owner_id": library.pk,
    })  # fmt: skip
    one = Weeding.objects.get()
    assert answer["Location"] == one.get_absolute_url()
    reason = criterion("damaged").pk
    scanned = client.post(
        reverse("upkeep:scan", args=[one.pk]), {"scan": copies[0].barcode, "criterion": reason}
    )
    assert "Đã thêm" in client.get(scanned["Location"]).content.decode()
    client.post(
        reverse("upkeep:add_list", args=[one.pk]),
        {"codes": "\n".join(c.accession_no for c in copies[1:10]), "criterion": reason},
    )
    assert one.lines.count() == 10
    send(client, "submit", one, reason=one.reason, request_number="07/TTr", requested_on=TODAY)
    send(client, "appraise", one, council_decision="QĐ 12", council=COUNCIL, appraised_on=TODAY,
         conclusion="Nhất trí")  # fmt: skip
    said = send(client, "decide", one, decision="45/QĐ-TVT", decided_on=TODAY,
                decided_by="Nguyễn Thị Hoa")  # fmt: skip
    assert "Thi hành: xuất sổ" in said
    client.post(reverse("upkeep:carry_out", args=[one.pk]))
    work(one.pk)
    assert CopyPlace.objects.filter(state=State.WITHDRAWN).count() == 10
    said = send(client, "dispose", one, fate="sold", on_day=TODAY, amount="120.000")
    assert "bán giấy vụn" in said
    client.post(reverse("upkeep:close", args=[one.pk]))
    one.refresh_from_db()
    assert one.state == "closed"
    shown = client.get(one.get_absolute_url()).content.decode()
    assert f"{timezone.localdate().year + 5}" in shown
    # The register prints what stands before the colon in its column of withdrawals.
    assert CopyPlace.objects.get(copy=copies[0]).entry.note.startswith("45/QĐ-TVT: ")
    panel = client.get(reverse("upkeep:copy_panel", args=[copies[0].pk])).content.decode()
    assert "45/QĐ-TVT" in panel


def test_what_cannot_be_weeded_stays_in_the_form_with_the_reason(client, library):
    good = make_copies(20, owner=library, collection="main")
    local = make_copy(owner=library, collection="local_studies")
    one = make_weeding(library)
    answer = client.post(
        reverse("upkeep:add_list", args=[one.pk]),
        {"codes": f"{good[0].barcode} {local.barcode} 999", "criterion": criterion().pk},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Tài liệu địa chí không thanh lọc" in text
    assert "999" in text
    assert one.lines.count() == 1


def test_the_system_proposes_no_more_than_one_round_may_have(client, library):
    make_copies(50, owner=library, collection="main", condition="unusable")
    one = make_weeding(library)
    client.post(reverse("upkeep:add_found", args=[one.pk]), {"criterion": criterion("damaged").pk})
    assert one.lines.count() == 5


@pytest.mark.parametrize("kind", ["request", "list", "minutes", "decision", "disposal"])
def test_every_paper_is_a_pdf(client, library, kind):
    copies = make_copies(30, owner=library, collection="main")
    one = make_weeding(library, copies[:3], until="closed")
    answer = client.get(reverse("upkeep:paper", args=[one.pk, kind]))
    assert answer.content.startswith(b"%PDF-")


def test_a_scan_goes_into_the_file_and_comes_out_as_it_went_in(client, library):
    one = make_weeding(library, make_copies(20, owner=library, collection="main")[:1])
    data = b"%PDF-1.4\nquyet dinh\n%%EOF\n"
    client.post(
        reverse("upkeep:add_scan", args=[one.pk]),
        {"kind": "decision", "file": SimpleUploadedFile("QĐ 45.pdf", data)},
    )
    stored = one.files.get()
    answer = client.get(reverse("upkeep:file", args=[stored.pk]))
    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Type"] == "application/pdf"


def test_the_list_of_rounds_asks_no_more_for_many(client, library, django_assert_max_num_queries):
    for n in range(12):
        make_weeding(library, name=f"Đợt {n}")
    client.get(reverse("upkeep:weedings"))
    with django_assert_max_num_queries(15):
        client.get(reverse("upkeep:weedings"))


def test_the_page_of_a_round_asks_no_more_for_many(client, library, django_assert_max_num_queries):
    one = make_weeding(library, make_copies(400, owner=library, collection="main")[:40])
    client.get(one.get_absolute_url())
    with django_assert_max_num_queries(40):
        client.get(one.get_absolute_url())
