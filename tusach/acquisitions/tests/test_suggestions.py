"""What staff and readers suggest, and what is answered."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.acquisitions import errors
from tusach.acquisitions.models import Wish
from tusach.acquisitions.rules.states import WishState
from tusach.acquisitions.selectors.wishes import standing_of
from tusach.acquisitions.services.wishing import change_wish, decide, merge_wishes, suggest
from tusach.acquisitions.testing import make_intake, make_order, make_wish, take_in
from tusach.acquisitions.titles import Title
from tusach.audit.api import HOUSE
from tusach.catalogue.api import RecordFields
from tusach.catalogue.testing import make_record
from tusach.holdings.api import lose
from tusach.holdings.testing import make_copies, make_register, make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


def by() -> dict[str, Any]:
    return {"by": HOUSE, "at": timezone.now()}


def post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    url = reverse(f"acquisitions:{name}", args=args)
    return client.post(url, {"once": str(uuid.uuid4()), **data}, follow=True)


def asked_again(title: str, author: str = "", **more: Any) -> bool:
    return suggest(
        point=make_store(), title=Title(fields=RecordFields(title=title, author=author)),
        channel=Wish.Channel.READER, **more, **by(),
    ).again  # fmt: skip


def test_a_title_asked_for_again_is_counted_and_not_written_twice() -> None:
    wish = make_wish("Dế Mèn phiêu lưu ký", why="Lớp 4 học bài này")
    assert asked_again("DE MEN PHIEU LUU KY", why="Trẻ em bản Thẳm hỏi", quantity=4)
    wish.refresh_from_db()
    assert (wish.asked, wish.quantity) == (2, 4)
    assert wish.why == "Lớp 4 học bài này; Trẻ em bản Thẳm hỏi"
    assert Wish.objects.count() == 1


def test_two_books_of_one_title_by_two_authors_stay_two() -> None:
    assert not asked_again("Tuyển tập", "Tô Hoài")
    assert not asked_again("Tuyển tập", "Nam Cao")
    assert asked_again("Tuyển tập", "nam cao")
    # Without an author it may be either: the first is meant.
    assert asked_again("Tuyển tập")
    assert Wish.objects.count() == 2


def test_what_was_refused_may_be_asked_for_anew() -> None:
    wish = make_wish("A")
    decide(wishes=[wish], approve=False, reason="Hết kinh phí", **by())
    assert not asked_again("A")


def test_a_title_that_the_catalogue_has_is_known_with_its_copies() -> None:
    book = make_record("Truyện Kiều", "Nguyễn Du")
    copies = make_copies(4, book)
    lose(copy=copies[0], reason="Không thấy", **by())
    wish = suggest(
        point=make_store(),
        title=Title(fields=RecordFields(title="truyen kieu", author="Nguyễn Du")),
        channel="staff", **by(),
    ).wish  # fmt: skip
    assert wish.record == book
    make_order([(book, 5)], sent=True)
    make_intake([(book, 2)])
    standing = standing_of([book.pk])[book.pk]
    assert (standing.held, standing.free, standing.ordered, standing.drafted, standing.wished) == (
        4, 3, 5, 2, 1,
    )  # fmt: skip


def test_refusing_needs_a_reason_and_may_be_thought_over() -> None:
    wish = make_wish()
    with pytest.raises(errors.ReasonMissing):
        decide(wishes=[wish], approve=False, **by())
    decide(wishes=[wish], approve=False, reason="Đã có ở xã bên", **by())
    decide(wishes=[wish], approve=True, **by())
    wish.refresh_from_db()
    assert wish.state == WishState.APPROVED


def test_what_is_ordered_is_not_decided_again() -> None:
    from tusach.acquisitions.services.ordering import order_wishes

    wish = make_wish(approved=True)
    order_wishes(order=make_order([]), wishes=[wish], **by())
    with pytest.raises(errors.WishAnswered, match="Đã đặt mua"):
        decide(wishes=[wish], approve=False, reason="Thôi", **by())


def test_deciding_nothing_is_refused() -> None:
    with pytest.raises(errors.NothingChosen):
        decide(wishes=[], approve=True, **by())


def test_merging_adds_the_times_and_reasons() -> None:
    one, two = make_wish("Nuôi lợn", why="a"), make_wish("Nuôi lợn bản", why="b")
    kept = merge_wishes(wish=two, into=one, **by())
    two.refresh_from_db()
    assert (kept.asked, kept.why, two.state) == (2, "a; b", WishState.MERGED)
    with pytest.raises(errors.WishAnswered):
        merge_wishes(wish=two, into=one, **by())


def test_a_suggestion_is_not_merged_into_itself_or_another_librarys() -> None:
    one, other = make_wish("A"), make_wish("A", make_point())
    with pytest.raises(errors.WishIntoItself):
        merge_wishes(wish=one, into=one, **by())
    with pytest.raises(errors.WishOfAnotherPoint):
        merge_wishes(wish=one, into=other, **by())


def test_an_older_version_is_refused() -> None:
    wish = make_wish()
    change_wish(wish=wish, version=1, quantity=2, **by())
    with pytest.raises(errors.ChangedMeanwhile):
        change_wish(wish=wish, version=1, quantity=3, **by())


@pytest.mark.parametrize("quantity", [0, 501])
def test_a_count_that_cannot_be_meant_is_refused(quantity: int) -> None:
    with pytest.raises(errors.BadQuantity):
        make_wish(quantity=quantity)


def test_books_that_come_without_an_order_fulfil_the_wish_for_them() -> None:
    book = make_record()
    wish = make_wish(book, approved=True)
    take_in(make_intake([(book, 1)]))
    wish.refresh_from_db()
    assert wish.state == WishState.RECEIVED


def test_a_village_keeper_suggests_for_her_own_point_only(client: Client) -> None:
    bookcase = make_point("village_bookcase", "Tủ sách Bản Thẳm")
    other = make_point("village_bookcase", "Tủ sách Bản Bó")
    client.force_login(make_account("point_keeper", at=bookcase))
    page = post(client, "new_wish", point=bookcase.name, title="Trồng chè", quantity="2",
                channel="reader", for_whom="bà con trồng chè")  # fmt: skip
    assert "Đã ghi đề nghị" in page.text
    wish = Wish.objects.get()
    assert (wish.point, wish.channel, wish.quantity) == (bookcase, "reader", 2)
    answer = post(client, "new_wish", point=other.name, title="X", quantity="1", channel="staff")
    assert answer.status_code == 422
    assert client.get(make_wish("Y", other).get_absolute_url()).status_code == 403


def test_the_director_answers_many_at_once_and_sees_what_is_there(client: Client) -> None:
    store = make_store()
    book = make_record("Truyện Kiều")
    make_copies(3, book)
    first, second = make_wish(book), make_wish("Sách lạ")
    client.force_login(make_account("director", at=store))
    page = client.get(reverse("acquisitions:review")).text
    assert "đã có 3 bản, 3 bản rỗi" in page
    answer = post(client, "review", wish=[first.pk, second.pk], do="refuse", reason="")
    assert "Hãy ghi lý do" in answer.text
    post(client, "review", wish=[first.pk], do="refuse", reason="Đủ rồi")
    post(client, "review", wish=[second.pk], do="approve")
    states = dict(Wish.objects.values_list("pk", "state"))
    assert states == {first.pk: "refused", second.pk: "approved"}


def test_a_reader_asks_without_account_and_leaves_no_trace_of_himself(client: Client) -> None:
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    make_register(library, "Sổ", "VL.")
    page = client.get(reverse("acquisitions:ask"), {"nhan-de": "Nuôi ong"}).text
    assert 'value="Nuôi ong"' in page
    answer = post(client, "ask", library=library.pk, title="Nuôi ong lấy mật", why="nhà có ong")
    assert "Cảm ơn bạn" in answer.text
    wish = Wish.objects.get()
    assert (wish.channel, wish.made_by, wish.point) == ("public", "", library)
    act = apps.get_model("audit", "Act").objects.get(act="acquisitions.suggest")
    assert (act.account, act.name) == (None, "")


def test_libraries_of_army_and_prison_are_not_offered_to_readers(client: Client) -> None:
    post_ = make_point("border_post", "Đồn BP-01")
    make_register(post_, "Sổ", "BP.")
    assert "BP-01" not in client.get(reverse("acquisitions:ask")).text


def test_many_suggestions_from_one_address_have_to_wait(client: Client) -> None:
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    make_register(library, "Sổ", "VL.")
    statuses = [
        post(client, "ask", library=library.pk, title=f"Sách {n}").status_code for n in range(22)
    ]
    assert statuses[:20] == [200] * 20
    assert 429 in statuses[20:]
    assert Wish.objects.count() <= 21


def test_a_program_that_fills_in_every_field_is_thanked_and_not_kept(client: Client) -> None:
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    make_register(library, "Sổ", "VL.")
    answer = post(client, "ask", library=library.pk, title="Buy", website="http://spam.example")
    assert "Cảm ơn bạn" in answer.text
    assert not Wish.objects.exists()


def test_a_readers_mistake_keeps_what_was_typed(client: Client) -> None:
    answer = post(client, "ask", library="", title="Nuôi ong lấy mật")
    assert answer.status_code == 422
    assert "Nuôi ong lấy mật" in answer.text


def test_the_list_is_searched_without_marks_and_exported(client: Client) -> None:
    make_wish("Kỹ thuật nuôi lợn")
    make_wish("Số đỏ")
    client.force_login(make_account("cataloguer", at=make_store()))
    url = reverse("acquisitions:wishes")
    page = client.get(url, {"q": "nuoi lon"}).text
    assert "Kỹ thuật nuôi lợn" in page
    assert "Số đỏ" not in page
    table = b"".join(client.get(url, {"export": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert table.count("\n") == 3
