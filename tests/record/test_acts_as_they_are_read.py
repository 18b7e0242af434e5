"""The record of acts, as it is read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit import names
from tusach.audit.api import HOUSE, Actor, name_act, name_field, record
from tusach.audit.models import Act
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
ACTS = "/nhat-ky/"


@pytest.fixture
def library(client: Client) -> ServicePoint:
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    client.force_login(make_account("director", at=library, full_name="Nguyễn Khắc Minh"))
    return library


def write(
    label: str, place: ServicePoint | None, *, name: str = "Lò Thị An",
    kind: str = "rotation.batch", **more: Any,
) -> Act:  # fmt: skip
    return record(
        more.pop("act", "rotation.hand_over"),
        by=Actor(account=None, name=name),
        on=(kind, 7, label),
        place=place.pk if place else None,
        **more,
    )


def read(client: Client, **query: str) -> str:
    return client.get(ACTS, query).content.decode()


@pytest.mark.as_owner
def test_nobody_changes_or_deletes_what_was_written() -> None:
    act = write("Đợt 7", None)
    for change in (
        lambda: Act.objects.filter(pk=act.pk).update(name="Ai khác"),
        lambda: Act.objects.filter(pk=act.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_acts_are_read_at_places_within_the_reach_only(
    client: Client, library: ServicePoint
) -> None:
    son_la = make_unit("Xã Tân Phong", province=make_province("Sơn La"))
    write("Đợt của ta", make_point(), at=timezone.now())
    write("Đợt tỉnh bạn", make_point("school_library", "Trường", son_la), at=timezone.now())
    write("Việc của nhà", None, at=timezone.now())
    page = read(client)
    assert "Đợt của ta" in page
    assert "Đợt tỉnh bạn" not in page
    assert "Việc của nhà" not in page


def test_acts_without_a_place_are_read_by_the_administrator(client: Client) -> None:
    write("Việc của nhà", None)
    client.force_login(make_account("administrator"))
    assert "Việc của nhà" in read(client)


def test_ones_own_acts_are_always_read(client: Client, library: ServicePoint) -> None:
    account = make_account("director", at=library, full_name="Đỗ Thu Hà")
    client.force_login(account)
    record("people.choose_password", by=Actor(account.pk, "Đỗ Thu Hà"), on=("x", 1, "Của tôi"))
    assert "Của tôi" in read(client)


def test_acts_and_fields_are_said_in_words(
    client: Client, library: ServicePoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = names._names
    for kind in ("acts", "fields"):
        monkeypatch.setattr(held, kind, dict(getattr(held, kind)))
    name_act("thử.việc", "Việc thử nghiệm")
    name_field("day", "ngày hẹn")
    write(
        "Đợt 7",
        library,
        act="thử.việc",
        changes={"day": ["2026-11-02", "2026-12-25"], "chưa đặt tên": [None, True]},
    )
    page = read(client)
    assert "Việc thử nghiệm" in page
    assert "ngày hẹn: 02/11/2026 → 25/12/2026" in page
    assert "chưa đặt tên: có" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"person": "thị an"}, {"Đợt A"}),
        ({"person": "lo thi"}, {"Đợt A"}),
        ({"person": "dot"}, set()),
        ({"thing": "đợt b"}, {"Đợt B"}),
        ({"place": "San Thàng"}, {"Đợt B"}),
        ({"act": "people.grant_post"}, {"Đợt C"}),
        ({"first": "", "last": "2026-01-31"}, {"Đợt cũ"}),
        ({"first": "2026-01-15", "last": "2026-01-15"}, {"Đợt cũ"}),
        ({"first": "2026-01-16", "last": "2026-01-20"}, set()),
    ],
)
def test_the_list_is_narrowed(
    client: Client, library: ServicePoint, query: dict[str, str], found: set[str]
) -> None:
    write("Đợt A", library)
    write("Đợt B", make_point(name="Trường Tiểu học San Thàng"), name="Vàng A Bình")
    write("Đợt C", library, name="Vàng A Bình", act="people.grant_post")
    old = timezone.make_aware(timezone.datetime(2026, 1, 15, 23, 30))
    write("Đợt cũ", library, name="Vàng A Bình", at=old)
    page = read(client, **query)
    assert {label for label in ("Đợt A", "Đợt B", "Đợt C", "Đợt cũ") if label in page} == found


def test_without_a_date_the_list_goes_back_thirty_days(
    client: Client, library: ServicePoint
) -> None:
    write("Đợt cũ", library, at=timezone.now() - timedelta(days=40))
    assert "Đợt cũ" not in read(client)
    assert "Đợt cũ" in read(client, first="", last="")


def test_a_date_that_is_none_is_said(client: Client, library: ServicePoint) -> None:
    answer = client.get(ACTS, {"first": "hôm qua"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_the_history_of_one_thing_is_a_page_and_a_panel(
    client: Client, library: ServicePoint
) -> None:
    for n in range(20):
        write("Đợt 7", library, changes={"lần": [n, n + 1]})
    url = reverse("audit:of", args=["rotation.batch", "7"])
    page = client.get(url).content.decode()
    assert page.count("lần: ") == 20
    panel = client.get(url, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in panel
    assert panel.count("lần: ") == 15
    assert "Xem toàn bộ lịch sử" in panel


def test_a_thing_to_which_nothing_was_done_says_so(client: Client, library: ServicePoint) -> None:
    answer = client.get(reverse("audit:of", args=["rotation.batch", "8"]))
    assert "Chưa có việc nào được ghi" in answer.text
    assert client.get(reverse("audit:of", args=["rotation.bucket", "8"])).status_code == 404


def test_a_thing_is_a_link_only_for_whoever_may_hold_its_page(
    client: Client, library: ServicePoint
) -> None:
    """A director reads that a reader was entered, and may not open the reader."""
    write("Lò Thị Mùi", library, kind="readers.reader")
    write("Đợt 7", library)
    said = read(client)
    assert "Lò Thị Mùi" in said
    assert reverse("readers:reader", args=["7"]) not in said
    assert f'href="{reverse("rotation:batch", args=["7"])}"' in said
    assert "Mở trang" not in client.get(reverse("audit:of", args=["readers.reader", "7"])).text
    assert "Mở trang" in client.get(reverse("audit:of", args=["rotation.batch", "7"])).text


def test_the_whole_list_is_exported(client: Client, library: ServicePoint) -> None:
    write("Đợt 7", library)
    sheet = b"".join(client.get(ACTS, {"export": "csv"})).decode()
    assert "Đợt 7" in sheet
    assert "Thư viện tỉnh Lai Châu" in sheet


def test_the_list_costs_the_same_for_fifty_rows(
    client: Client, library: ServicePoint, django_assert_max_num_queries: Any
) -> None:
    for n in range(60):
        write(f"Đợt {n}", library)
    with django_assert_max_num_queries(12):
        read(client)


def test_the_record_names_the_post_that_allowed_the_act(
    client: Client, library: ServicePoint
) -> None:
    account = make_account("school_librarian", at=make_point())
    client.post(reverse("people:close", args=[account.pk]))
    act = Act.objects.get(act="people.close_account")
    assert act.post == "Giám đốc thư viện, Thư viện tỉnh Lai Châu"
    assert act.name == "Nguyễn Khắc Minh"
    assert HOUSE.name not in act.name


def test_codes_of_fields_are_read_in_words(client: Client, library: ServicePoint) -> None:
    write(
        "Đoạn tuyệt", library, act="acquisitions.approve_wish", at=timezone.now(),
        changes={"state": ["new", "approved"]},
    )  # fmt: skip
    write("Trường", library, at=timezone.now(), changes={"kind": [None, "school_library"]})
    page = read(client)
    assert "tình trạng: Chờ duyệt → Đã duyệt" in page
    assert ": Thư viện trường học" in page
    assert "school_library" not in page
