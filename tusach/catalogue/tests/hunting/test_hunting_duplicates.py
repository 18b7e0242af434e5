"""The whole catalogue is compared; what is found is decided once and stays decided."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.errors import HuntIsUnderWay, PairIsDecided
from tusach.catalogue.hunting import selectors, services
from tusach.catalogue.hunting.keys import CROWD
from tusach.catalogue.hunting.work import work
from tusach.catalogue.models import Hunt, HuntKey, Merge, Pair, Record
from tusach.catalogue.services import delete_record
from tusach.catalogue.tasks import resume_hunts, work_on_hunt
from tusach.catalogue.testing import make_hunt, make_merge, make_record, take_apart
from tusach.catalogue.tests.forms import hidden_of
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.ui.api import stalled
from tusach.ui.testing import kill_in_the_middle, together

pytestmark = pytest.mark.django_db
State = Pair.State


def twins(title: str = "Tắt đèn", **more: Any) -> tuple[Record, Record]:
    common = {"author": "Ngô Tất Tố", "year": 2015, "publisher": "Văn học", **more}
    return make_record(title=title, **common), make_record(title=title, **common)


def together_in_a_group(*records: Record) -> bool:
    pairs = Pair.objects.filter(first__in=records, second__in=records)
    return len(set(pairs.values_list("group", flat=True))) == 1


def codes(pair: Pair) -> set[str]:
    return {part["code"] for part in pair.reasons}


def test_each_way_in_which_two_are_alike_is_found_and_explained() -> None:
    exact = twins()
    bare = (
        make_record(title="Dất rừng phương Nam".replace("D", "Đ"), author="Đoàn Giỏi", year=2019),
        make_record(title="Dat rung phuong nam", author="Doan Gioi", year=2019),
    )
    turned = (
        make_record(title="Mắt biếc", author="Nguyễn Nhật Ánh", year=2019),
        make_record(title="Mắt biếc", author="Ánh, Nguyễn Nhật", year=2019),
    )
    isbn = (
        make_record(title="Nhật ký trong tù", author="Hồ Chí Minh", isbn="9786042093231"),
        make_record(title="Nhật ký trong tù (song ngữ)", author="Hồ Chí Minh",
                    isbn="9786042093231"),
    )  # fmt: skip
    make_record(title="Lão Hạc", author="Nam Cao", year=2015)
    hunt = make_hunt()
    assert (hunt.state, hunt.records_done, hunt.groups) == (Hunt.State.DONE, 9, 4)
    found = {(one.first, one.second): one for one in Pair.objects.select_related("first", "second")}
    assert set(found) == {exact, bare, turned, isbn}
    assert found[exact].is_certain
    assert "title-no-marks" in codes(found[bare])
    assert "isbn-shared" in codes(found[isbn])
    assert not found[isbn].is_certain
    assert not HuntKey.objects.exists()


def test_volumes_printings_and_reprints_are_never_certain() -> None:
    make_record(title="Kính vạn hoa", subtitle="Tập 1", author="Nguyễn Nhật Ánh", year=2020,
                publisher="Kim Đồng")  # fmt: skip
    make_record(title="Kính vạn hoa", subtitle="Tập 2", author="Nguyễn Nhật Ánh", year=2020,
                publisher="Kim Đồng")  # fmt: skip
    twins("Lều chõng", edition="Tái bản lần 1")
    Record.objects.filter(title="Lều chõng").order_by("-pk")[0]
    second = Record.objects.filter(title="Lều chõng").order_by("-pk")[0]
    Record.objects.filter(pk=second.pk).update(edition="Tái bản lần 2", pages="300 tr.")
    make_hunt()
    volumes, printings = Pair.objects.order_by("first")
    assert "subtitle-differs" in codes(volumes)
    assert "edition-differs" in codes(printings)
    assert not volumes.is_certain
    assert not printings.is_certain


def test_a_title_that_crowds_share_is_compared_by_author_and_year_alone() -> None:
    for number in range(CROWD + 5):
        make_record(title="Báo cáo", author=f"Sở số {number}", year=1960 + number)
    same = [make_record(title="Báo cáo", author="Sở Y tế", year=2001) for _two in range(2)]
    hunt = make_hunt()
    assert hunt.crowded >= 1
    pair = Pair.objects.get(first__in=same, second__in=same)
    assert pair.score >= services.threshold()
    assert hunt.compared < 100


def test_what_was_decided_is_not_asked_again() -> None:
    apart, aside, waits = twins("Một"), twins("Hai"), twins("Ba")
    make_hunt()
    by_first = {one.first_id: one for one in Pair.objects.all()}
    now = timezone.now()
    services.decide([by_first[apart[0].pk].pk], State.DIFFERENT, by=HOUSE, at=now)
    services.decide([by_first[aside[0].pk].pk], State.LATER, by=HOUSE, at=now)
    hunt = make_hunt()
    assert hunt.groups == 1
    assert [one.first for one in selectors.groups()] == [waits[0]]
    assert selectors.counts() == {"open": 1, "later": 1, "different": 1}
    services.decide([by_first[apart[0].pk].pk], State.OPEN, by=HOUSE, at=now)
    assert selectors.counts()["open"] == 2


def test_pairs_that_are_no_longer_alike_go_with_the_next_hunt() -> None:
    _one, other = twins()
    make_hunt()
    assert Pair.objects.count() == 1
    Record.objects.filter(pk=other.pk).update(title="Lều chõng", title_words="leu chong")
    make_hunt()
    assert Pair.objects.count() == 0


def test_three_alike_are_one_group_that_shrinks_with_each_merge_and_grows_back() -> None:
    first, second = twins()
    third = make_record(title="Tắt đèn", author="Ngô Tất Tố", year=2015, publisher="Văn học")
    make_hunt()
    lead = selectors.groups().get()
    assert lead.size == 3
    assert together_in_a_group(first, second, third)
    merge = make_merge(first, second)
    lead = selectors.groups().get()
    assert (lead.size, {lead.first_id, lead.second_id}) == (2, {first.pk, third.pk})
    assert Pair.objects.get(first=first, second=second).state == State.MERGED
    take_apart(merge)
    assert selectors.groups().get().size == 3


def test_told_apart_from_the_one_that_is_gone_is_told_apart_from_the_one_that_stays() -> None:
    kept, gone = twins()
    other = make_record(title="Tắt đèn", author="Ngô Tất Tố", year=1990, publisher="Văn học")
    make_hunt()
    pair = Pair.objects.get(first=gone, second=other)
    services.decide([pair.pk], State.DIFFERENT, by=HOUSE, at=timezone.now())
    Pair.objects.filter(first=kept, second=other).delete()
    merge = make_merge(kept, gone)
    make_hunt()
    assert Pair.objects.get(first=kept, second=other).state == State.DIFFERENT
    assert not selectors.groups().exists()
    take_apart(merge)
    assert not Pair.objects.filter(first=kept, second=other).exists()


def test_a_pair_is_not_decided_after_its_records_were_merged() -> None:
    kept, gone = twins()
    make_hunt()
    pair = Pair.objects.get()
    make_merge(kept, gone)
    with pytest.raises(PairIsDecided):
        services.decide([pair.pk], State.DIFFERENT, by=HOUSE, at=timezone.now())


def test_deleting_a_record_leaves_the_rest_of_its_group_in_the_list() -> None:
    first, second = twins()
    third = make_record(title="Tắt đèn", author="Ngô Tất Tố", year=2015, publisher="Văn học")
    make_hunt()
    delete_record(first.pk, version=1, by=HOUSE, at=timezone.now())
    lead = selectors.groups().get()
    assert (lead.first, lead.second, lead.size) == (second, third, 2)


def test_one_hunt_at_a_time_and_a_stopped_one_leaves_the_list_as_it_was() -> None:
    twins()
    make_hunt()
    twins("Lều chõng")
    begun = services.begin(by=HOUSE, at=timezone.now())
    with pytest.raises(HuntIsUnderWay):
        services.begin(by=HOUSE, at=timezone.now())
    services.stop(begun.pk, at=timezone.now())
    work(begun.pk)
    assert [one.first.title for one in selectors.groups()] == ["Tắt đèn"]
    assert not HuntKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_hunt_that_is_killed_goes_on_and_finds_the_same() -> None:
    Record.objects.bulk_create(
        Record(control_number=f"K{n:06}", title=f"Sách {n // 2}", title_words=f"sach {n // 2}",
               author="Tô Hoài", authors=["Tô Hoài"], year=2000 + n % 4 // 2,
               made_at=timezone.now(), changed_at=timezone.now())
        for n in range(3000)
    )  # fmt: skip
    for field, after in (("records_done", 500), ("slices_done", 0)):
        hunt = Hunt.objects.first() or services.begin(by=HOUSE, at=timezone.now())

        def reached(hunt: Hunt = hunt, field: str = field, after: int = after) -> bool:
            hunt.refresh_from_db()
            return bool(getattr(hunt, field) > after)

        kill_in_the_middle(
            f"from tusach.catalogue.hunting import work\nwork._KEYS_OF_A_SLICE = 300\n"
            f"work.work({hunt.pk}, batch=100)\n",
            reached=reached,
        )
        hunt.refresh_from_db()
        assert hunt.is_under_way
    later = timezone.now() + timezone.timedelta(seconds=90)
    assert stalled(Hunt, later) == [hunt.pk]
    resume_hunts(0)
    together(lambda: work_on_hunt(hunt.pk), lambda: work_on_hunt(hunt.pk))
    hunt.refresh_from_db()
    assert (hunt.state, hunt.records_done, hunt.groups) == (Hunt.State.DONE, 3000, 1500)
    pairs = set(Pair.objects.values_list("first__title", "second__title"))
    assert all(one == other for one, other in pairs)
    assert Pair.objects.count() == 1500


@pytest.fixture
def desk() -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("cataloguer", at=make_point("provincial_library")))
    return client


def pressed(desk: Client, page: str, address: str, **sent: Any) -> str:
    answer = desk.post(address, {**hidden_of(page), **sent}, follow=True)
    return answer.content.decode()


def test_a_cataloguer_hunts_merges_tells_apart_and_sets_aside_on_the_pages(desk: Client) -> None:
    merged, apart, aside = twins("Một"), twins("Hai"), twins("Ba", pages="100 tr.")
    Record.objects.filter(pk=aside[1].pk).update(pages="300 tr.")
    page = desk.get(reverse("catalogue:duplicates")).content.decode()
    assert "Chưa dò lần nào" in page
    page = desk.post(reverse("catalogue:hunt_begin"), follow=True).content.decode()
    assert "Đang lập khoá" in page
    hunt = Hunt.objects.get()
    assert desk.get(reverse("catalogue:hunt_progress", args=[hunt.pk])).status_code == 200
    work(hunt.pk)
    done = desk.get(reverse("catalogue:hunt_progress", args=[hunt.pk]))
    assert done.headers["HX-Refresh"] == "true"
    page = desk.get(reverse("catalogue:duplicates")).content.decode()
    assert "thấy 3 nhóm" in page
    assert "2 nhóm chắc chắn trùng" in page
    likely = desk.get(reverse("catalogue:duplicates"), {"certainty": "likely"}).content.decode()
    assert "Ba" in likely
    assert "1–1 trong 1" in likely

    pair = Pair.objects.get(first=merged[0])
    page = desk.get(pair.get_absolute_url()).content.decode()
    assert "Cùng nhà xuất bản Văn học" in page
    address = reverse("catalogue:decide_pair", args=[pair.pk])
    nothing = desk.post(address, {**hidden_of(page), "what": "merge", "kept": merged[0].pk})
    assert nothing.status_code in (302, 422)
    page = desk.get(pair.get_absolute_url()).content.decode()
    sent = {"what": "merge", "kept": merged[1].pk, "record": [one.pk for one in merged]}
    hidden = dict(hidden_of(page))
    versions = {f"version-{one.pk}": one.version for one in merged}
    page = desk.post(address, {**hidden, **versions, **sent}, follow=True).content.decode()
    assert "Đã gộp 1 biểu ghi vào “Một”" in page
    assert Merge.objects.get().kept == merged[1]

    pair = Pair.objects.get(first=apart[0])
    page = desk.get(pair.get_absolute_url()).content.decode()
    address = reverse("catalogue:decide_pair", args=[pair.pk])
    assert "Đã nhớ là không trùng" in pressed(desk, page, address, what="different")
    page = desk.get(pair.get_absolute_url()).content.decode()
    assert "Xét lại" in page
    pair = Pair.objects.get(first=aside[0])
    page = desk.get(pair.get_absolute_url()).content.decode()
    address = reverse("catalogue:decide_pair", args=[pair.pk])
    assert "Đã để lại xem sau" in pressed(desk, page, address, what="later")
    assert selectors.counts() == {"open": 0, "later": 1, "different": 1}


def test_the_certain_ones_are_merged_together_as_they_were_shown(desk: Client) -> None:
    first, second, changed = twins("Một"), twins("Hai"), twins("Ba")
    make_hunt()
    address = reverse("catalogue:certain")
    page = desk.get(address).content.decode()
    sent = {f"version-{one.pk}": "1" for one in (*first, *second, *changed)}
    sent[f"version-{changed[1].pk}"] = "7"
    kept = [first[0].pk, changed[0].pk]
    answer = desk.post(address, {**hidden_of(page), **sent, "kept": kept}, follow=True)
    assert "Đã gộp 1 biểu ghi" in answer.content.decode()
    assert "sau khi bạn mở" in answer.content.decode()
    assert [one.gone for one in Merge.objects.all()] == [first[1]]
    again = desk.post(address, {**hidden_of(page), **sent, "kept": [second[0].pk]}, follow=True)
    assert "đã được gửi một lần rồi" in again.content.decode()
    assert Merge.objects.count() == 1


def test_the_pages_ask_no_more_for_a_long_list(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        twins(f"Sách {number}")
    make_hunt()
    with django_assert_max_num_queries(22):
        desk.get(reverse("catalogue:duplicates"))
    with django_assert_max_num_queries(22):
        desk.get(reverse("catalogue:certain"))
