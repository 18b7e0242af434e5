"""A reader asks for a title from the public page; whoever has no account leaves nothing there."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
import zxingcpp
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw

from tusach.audit.api import HOUSE
from tusach.audit.testing import written
from tusach.catalogue.testing import make_record
from tusach.circulation.api import Request, RequestState, ask_for, requests_of_reader
from tusach.circulation.testing import make_first_rules
from tusach.holdings.testing import make_copy
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.policy.api import set_rule
from tusach.portal.web.asking import slip_square
from tusach.readers.api import bar, open_account, show_child
from tusach.readers.testing import make_card, make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def point():
    make_first_rules()
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def reader(point):
    return make_card(name="Lò Thị An", home=point).reader


@pytest.fixture
def signed_in(client: Client, reader) -> Client:
    client.force_login(open_account(reader=reader, by=HOUSE, at=timezone.now()).account)
    return client


@pytest.fixture
def record():
    return make_record(title="Kỹ thuật nuôi lợn bản")


def ask(client: Client, record, **more: str) -> str:
    sent = {"sach": record.control_number, "once": str(uuid.uuid4()), **more}
    return client.post("/cua-toi/hoi-muon/", sent, follow=True).content.decode()


def test_a_reader_asks_in_one_press_and_sees_the_place_in_the_queue(
    signed_in: Client, point, reader, record
) -> None:
    first = make_reader("Vàng A Páo", home=point)
    ask_for(point=point, wanted=record, reader=first, by=HOUSE, at=timezone.now())
    page = ask(signed_in, record)
    assert "Đã ghi: “Kỹ thuật nuôi lợn bản”" in page
    assert "1 người hỏi trước bạn" in page
    [mine] = requests_of_reader(reader.pk)
    assert (mine.request.point_id, mine.before) == (point.pk, 1)


def test_a_free_copy_is_promised_at_once(signed_in: Client, point, reader, record) -> None:
    make_copy(record, point, collection="main", at=timezone.now() - timedelta(days=9))
    assert "đang lấy trên giá" in ask(signed_in, record)


def test_the_record_of_acts_does_not_say_who_asked(signed_in: Client, reader, record) -> None:
    ask(signed_in, record)
    (act,) = written(act="circulation.request_ask")
    assert act.account is None
    assert str(reader.number) not in str(vars(act))


def test_a_reader_takes_it_back(signed_in: Client, reader, record) -> None:
    ask(signed_in, record)
    [mine] = requests_of_reader(reader.pk)
    page = signed_in.post(
        "/cua-toi/huy-yeu-cau/", {"yeu-cau": mine.request.pk}, follow=True
    ).content.decode()
    assert "Đã huỷ yêu cầu" in page
    assert Request.objects.get(pk=mine.request.pk).state == RequestState.CANCELLED


def test_anothers_request_is_out_of_reach(signed_in: Client, point, record) -> None:
    other = ask_for(
        point=point, wanted=record, reader=make_reader("Giàng A Páo", home=point), by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip
    page = signed_in.post("/cua-toi/huy-yeu-cau/", {"yeu-cau": other.pk}, follow=True)
    assert "Không còn thấy" in page.content.decode()
    other.refresh_from_db()
    assert other.ended_at is None


def test_a_parent_asks_for_a_child(signed_in: Client, point, reader, record) -> None:
    child = make_card(name="Lò Văn Bé", home=point, reader_class="child").reader
    show_child(child=child, parent=reader, by=HOUSE, at=timezone.now())
    ask(signed_in, record, **{"ban-doc": str(child.number)})
    assert len(requests_of_reader(child.pk)) == 1
    assert requests_of_reader(reader.pk) == []


def test_asking_twice_barred_or_for_too_many_is_refused_in_words(
    signed_in: Client, point, reader, record
) -> None:
    ask(signed_in, record)
    assert "rồi và đang chờ" in ask(signed_in, record)
    set_rule(
        key="circulation.most_requests", value=1, basis="Nội quy", is_verified=False,
        valid_from=timezone.localdate(), point=point, by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    assert "nhiều nhất 1 cuốn" in ask(signed_in, make_record(title="Trồng chè San tuyết"))
    bar(reader=reader, reason="Chưa trả sách", by=HOUSE, at=timezone.now())
    page = ask(signed_in, make_record(title="Nuôi ong rừng"))
    assert "Chưa trả sách" in page


def test_whoever_has_no_account_gets_a_slip_that_asks_for_no_name(client: Client, record) -> None:
    page = client.get(f"/sach/{record.control_number}/hoi-muon/").content.decode()
    assert record.control_number in page
    assert 'name="sach"' not in page
    assert not Request.objects.exists()
    assert client.post("/cua-toi/hoi-muon/", {"sach": record.control_number}).status_code == 302
    assert not Request.objects.exists()


def test_the_slips_square_opens_the_request_at_the_counter(client: Client, point, record) -> None:
    read = zxingcpp.read_barcodes(_picture(slip_square(record.control_number)))
    path = read[0].text.split("://", 1)[1].split("/", 1)[1]
    client.force_login(make_account("commune_librarian", point))
    form = client.get(f"/{path}").content.decode()
    assert f'value="{record.control_number}"' in form
    # Scanned into the field of an open form the whole address does.
    reader = make_reader("Lò Thị An", home=point)
    said = {"point_id": point.pk, "point": point.name, "scan": read[0].text,
            "reader": str(reader.number)}  # fmt: skip
    answer = client.post(f"/{path}", said | {"once": str(uuid.uuid4())}, follow=True)
    assert "Đã ghi yêu cầu" in answer.content.decode()
    assert Request.objects.get().record_id == record.pk


def _picture(svg: str):
    """The modules of segno's QR, painted ten pixels wide."""
    size = int(re.search(r'width="(\d+)"', svg)[1])
    image = Image.new("L", (size * 2, size * 2), 255)
    draw = ImageDraw.Draw(image)
    scale = 8
    path = re.search(r'class="qrline"[^>]* d="([^"]+)"|stroke="#000"[^>]* d="([^"]+)"', svg)
    d = next(part for part in path.groups() if part)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", d):
        n = [float(one) for one in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "M":
            x, y = n
        elif command == "m":
            x, y = x + n[0], y + n[1]
        else:
            top = (y - 0.5) * scale
            draw.rectangle([x * scale, top, (x + n[0]) * scale - 1, top + scale - 1], fill=0)
            x += n[0]
    return image
