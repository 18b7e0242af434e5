"""The cataloguers' list: what is wanted stands first; a library asks and is answered."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.acquisitions.testing import make_intake, take_in
from tusach.audit.api import Actor
from tusach.catalogue.errors import AskedAlready, WorkFollowsTheRecord, WorkIsDone, WorkIsTaken
from tusach.catalogue.models import Record, Work
from tusach.catalogue.testing import make_merge, make_record, take_apart
from tusach.catalogue.tests.forms import hidden_of
from tusach.catalogue.working import selectors, services
from tusach.catalogue.working.listeners import titles_by_library
from tusach.holdings.testing import make_copies, make_store
from tusach.network.testing import make_point
from tusach.people.api import Account
from tusach.people.testing import make_account
from tusach.rotation.api import LegState
from tusach.rotation.testing import make_batch
from tusach.ui.testing import together

pytestmark = pytest.mark.django_db
HOA, AN = Actor(901, "Hoa"), Actor(902, "An")


def quick(title: str) -> Record:
    return make_record(title=title, author="", is_quick=True)


def in_order() -> list[tuple[str, str]]:
    found = selectors.worklist().order_by(*selectors.FIRST)
    return [(one.record.title, one.wanted_by) for one in found]


def test_what_an_open_intake_or_a_batch_waits_for_stands_first() -> None:
    quick("Một")
    bought, packed, gone = quick("Hai"), quick("Ba"), quick("Bốn")
    intake = make_intake([(bought, 2)])
    make_batch(LegState.PACKED, copies=make_copies(2, packed))
    make_batch(LegState.IN_SERVICE, copies=make_copies(2, gone))
    assert in_order() == [
        ("Hai", "acquisitions"), ("Ba", "rotation"), ("Một", ""), ("Bốn", ""),
    ]  # fmt: skip
    take_in(intake)
    assert in_order()[0] == ("Ba", "rotation")


def test_work_is_taken_by_one_and_given_back() -> None:
    work = Work.objects.get(record=quick("Một"))
    services.take([work.pk], by=HOA, at=timezone.now())
    with pytest.raises(WorkIsTaken, match="Hoa"):
        services.take([work.pk], by=AN, at=timezone.now())
    assert services.give_back([work.pk], by=AN) == 0
    assert services.give_back([work.pk], by=HOA) == 1
    assert services.take([work.pk], by=AN, at=timezone.now()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_take_the_same_at_once_and_one_gets_it() -> None:
    work = Work.objects.get(record=quick("Một"))
    results = together(
        *[lambda who=who: services.take([work.pk], by=who, at=timezone.now()) for who in (HOA, AN)]
    )
    assert sorted(str(type(one).__name__) for one in results) == ["WorkIsTaken", "int"]


def test_a_library_asks_once_and_is_answered() -> None:
    record = make_record()
    now = timezone.now()
    work = services.ask(record, "Thiếu ký hiệu", library="Thư viện xã", by=AN, at=now)
    with pytest.raises(AskedAlready, match="Thư viện xã"):
        services.ask(record, "Tôi cũng cần", library="Trường", by=HOA, at=now)
    services.finish(work.pk, "Đã thêm 895.9223", by=HOA, at=now)
    assert [one.answer for one in selectors.asked_by(902)] == ["Đã thêm 895.9223"]
    with pytest.raises(WorkIsDone, match="Hoa"):
        services.finish(work.pk, "Nữa", by=HOA, at=now)
    assert services.ask(record, "Còn sai năm", library="", by=AN, at=now).pk != work.pk


def test_what_follows_from_the_record_is_not_closed_by_hand() -> None:
    work = Work.objects.get(record=quick("Một"))
    with pytest.raises(WorkFollowsTheRecord):
        services.finish(work.pk, by=HOA, at=timezone.now())


def test_what_was_asked_follows_a_merge_and_comes_back() -> None:
    kept, gone = make_record(), make_record()
    work = services.ask(gone, "Sai tên", library="Trường", by=AN, at=timezone.now())
    merge = make_merge(kept, gone)
    work.refresh_from_db()
    assert work.record == kept
    take_apart(merge)
    work.refresh_from_db()
    assert work.record == gone


def test_titles_are_counted_once_for_each_library_processed_and_not() -> None:
    store, school = make_store(), make_point("school_library", "Trường Tiểu học San Thàng")
    shared, hasty = make_record(title="Một"), quick("Hai")
    make_copies(3, shared, owner=store)
    make_copies(1, shared, owner=school)
    make_copies(2, hasty, owner=school)
    found = {one.name: (one.processed, one.unprocessed) for one in titles_by_library()}
    assert found == {store.name: (1, 0), school.name: (1, 1)}
    assert (selectors.processed_titles().processed, selectors.processed_titles().unprocessed) == (
        1,
        1,
    )


def client_of(account: Account) -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(account)
    return client


def sent(client: Client, address: str, **values: Any) -> str:
    page = client.get(address).content.decode()
    answer = client.post(address, {**hidden_of(page), **values}, follow=True)
    return answer.content.decode()


def test_a_school_asks_and_a_cataloguer_takes_answers_and_is_counted_on_the_pages() -> None:
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    teacher = client_of(make_account("school_librarian", at=school, full_name="Lò Thị An"))
    desk = client_of(make_account("cataloguer", at=library, full_name="Nguyễn Thị Hoa"))
    record = make_record(title="Lượm")
    address = reverse("catalogue:ask_cataloguing", args=[record.pk])
    assert "Đã gửi cho cán bộ biên mục" in sent(teacher, address, note="Thiếu ký hiệu phân loại")
    waiting = reverse("catalogue:to_be_catalogued")
    page = desk.get(waiting).content.decode()
    assert "Thiếu ký hiệu phân loại" in page
    assert "Trường Tiểu học San Thàng" in desk.get(record.get_absolute_url()).content.decode()
    taken = desk.post(reverse("catalogue:take_next"), follow=True)
    assert taken.redirect_chain[-1][0] == record.get_absolute_url()
    assert "Lượm" in desk.get(waiting, {"taken": "mine"}).content.decode()
    assert "Không có dòng nào" in desk.get(waiting, {"taken": "others"}).content.decode()
    none = desk.post(reverse("catalogue:take_next"), follow=True).content.decode()
    assert "Không còn việc nào chưa có người nhận" in none
    work = Work.objects.get()
    answering = reverse("catalogue:finish_work", args=[work.pk])
    assert "Đã xong việc này" in sent(desk, answering, answer="Đã thêm 895.92213")
    assert "Đã thêm 895.92213" in teacher.get(reverse("catalogue:asked")).content.decode()
    figures = desk.get(reverse("catalogue:work_figures")).content.decode()
    assert "Nguyễn Thị Hoa" in figures
    assert "Thư viện xin biên mục" in figures
