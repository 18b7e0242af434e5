"""A record's places: by commune, what can be had first, the near ones first, page by page."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.api import Move, at_point, move
from tusach.holdings.testing import make_copies, make_store
from tusach.network.testing import make_point, make_unit
from tusach.portal.whereabouts import PLACES
from tusach.rotation.api import LegState
from tusach.rotation.testing import make_batch

pytestmark = pytest.mark.django_db


def page_of(client: Client, record, **asked) -> str:
    answer = client.get(f"/sach/{record.control_number}/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def spread(record, points) -> None:
    """One copy at each of the points."""
    now = timezone.now()
    move(
        [
            Move(copy_id=copy.pk, to=at_point(point.pk), act="receive", state="in_service",
                 happened_at=now)
            for copy, point in zip(
                make_copies(len(points), record, owner=make_store()), points, strict=True
            )
        ],
        by=HOUSE,
        at=now,
    )  # fmt: skip


@pytest.fixture
def communes():
    names = ("Phường Tân Phong", "Xã Bum Tở", "Xã Sìn Hồ")
    found = [make_unit(name) for name in names]
    for unit, lat, lon in zip(found, (22.39, 22.37, 22.36), (103.46, 102.82, 103.25), strict=True):
        unit.lat, unit.lon = lat, lon
        unit.save()
    return found


def order_of(page: str, names) -> list[str]:
    where = page[page.index('id="where"') : page.index('id="about"')]
    return sorted((name for name in names if name in where), key=where.index)


def test_places_stand_by_commune_with_what_each_has(client, communes):
    record = make_record("Dế Mèn phiêu lưu ký", "Tô Hoài")
    tan_phong, bum_to, _ = communes
    spread(
        record,
        [
            make_point("school_library", "Trường San Thàng", tan_phong),
            make_point("school_library", "Trường Bum Tở", bum_to),
            make_point("commune_library", "Thư viện Tân Phong", tan_phong),
        ],
    )
    page = page_of(client, record)
    assert "3 bản</strong>" in page
    assert "3 bản có sẵn" in page
    assert order_of(page, ["Phường Tân Phong", "Xã Bum Tở"]) == ["Xã Bum Tở", "Phường Tân Phong"]
    [group] = re.findall(r"Phường Tân Phong</a>.*?</th>", page, re.DOTALL)
    assert "2 bản, 2 có sẵn" in group


def test_the_place_chosen_comes_first_then_the_others_by_distance(client, communes):
    record = make_record("Dế Mèn phiêu lưu ký", "Tô Hoài")
    spread(record, [make_point("school_library", f"Trường {u.name}", u) for u in communes])
    chosen = make_point("commune_library", "Thư viện xã Sìn Hồ", communes[2])
    answer = client.post("/gan-ban/", {"noi": f"d.{chosen.code}", "tu": f"/sach/{record.pk}/"})
    assert answer["Location"] == f"/sach/{record.pk}/"
    page = page_of(client, record)
    names = ["Xã Sìn Hồ", "Phường Tân Phong", "Xã Bum Tở"]
    assert order_of(page, names) == names
    assert "Gần <strong>Thư viện xã Sìn Hồ</strong>" in page
    assert ">22 km</span>" in page
    client.post("/gan-ban/", {"noi": ""})
    assert order_of(page_of(client, record), names)[0] != "Xã Sìn Hồ"


def test_many_places_are_paged_and_can_be_narrowed(client, communes):
    record = make_record("Sách ở khắp nơi", "")
    points = [
        make_point("school_library", f"Trường số {at:02d}", communes[at % 3])
        for at in range(PLACES + 5)
    ]
    spread(record, points)
    first, second = page_of(client, record), page_of(client, record, trang="2")
    seen = [[p.name for p in points if p.name in page] for page in (first, second)]
    assert [len(names) for names in seen] == [PLACES, 5]
    assert set(seen[0]).isdisjoint(seen[1])
    assert "trang=2#where" in first
    found = page_of(client, record, noi="truong so 07")
    assert [p.name for p in points if p.name in found] == ["Trường số 07"]
    assert "Không có nơi nào như đã lọc" in page_of(client, record, noi="zzz")
    for odd in ("-1", "0", "99999999", "x"):
        page_of(client, record, trang=odd)


def test_what_cannot_be_had_can_be_left_out(client, communes):
    record = make_record("Dế Mèn", "")
    points = [make_point("school_library", f"Trường số {at}", communes[0]) for at in range(10)]
    spread(record, points)
    on_loan = make_copies(1, record, owner=make_point("commune_library", "Thư viện Bum Tở"))
    move(
        [Move(copy_id=on_loan[0].pk, to=at_point(on_loan[0].owner_id), act="lend",
              state="on_loan", happened_at=timezone.now())],
        by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip
    assert "đang cho mượn" in page_of(client, record)
    assert "10 bản có sẵn" in page_of(client, record)
    assert "đang cho mượn" not in page_of(client, record, con="1")


def test_secret_points_are_one_line_without_commune_or_distance(client, communes):
    record = make_record("Dế Mèn", "")
    spread(
        record,
        [
            make_point("border_post", "Đồn Ma Lù Thàng", communes[0]),
            make_point("prison", "Trại tạm giam", communes[1]),
            make_point("school_library", "Trường Sìn Hồ", communes[2]),
        ],
    )
    client.cookies["gan"] = f"x.{communes[0].pk}"
    page = page_of(client, record)
    where = page[page.index('id="where"') : page.index('id="about"')]
    assert where.count("<tr><td>một điểm khác</td>") == 1
    assert "Nơi khác" in where
    assert "Xã Bum Tở" not in where
    assert "Ma Lù Thàng" not in where
    found = page_of(client, record, noi="ma lu thang")
    assert "Ma Lù Thàng" not in found.replace('value="ma lu thang"', "")


def test_days_gone_by_of_several_boxes_are_one_line(client, communes):
    record = make_record("Dế Mèn", "")
    then = timezone.now() - timedelta(days=60)
    school = make_point("school_library", "Trường San Thàng", communes[0])
    for days in (3, 9):
        make_batch(
            LegState.IN_SERVICE,
            copies=make_copies(2, record, owner=make_store(), at=then),
            points=[school],
            at=then,
            due_on=timezone.localdate() - timedelta(days=days),
        )
    page = page_of(client, record)
    where = page[page.index('id="where"') : page.index('id="about"')]
    assert where.count("sắp chuyển đi, hãy hỏi trước khi đến") == 1
    assert "4 bản có sẵn" in where
    assert f"{timezone.localdate() - timedelta(days=3):%d/%m/%Y}" not in where


def test_a_page_of_many_copies_asks_as_often_as_one_of_few(client, communes):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (2, 40):
        record = make_record(f"Sách {number}", "")
        spread(
            record,
            [
                make_point("school_library", f"Trường {number}.{at}", communes[at % 3])
                for at in range(number)
            ],
        )
        page_of(client, record)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page_of(client, record)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
