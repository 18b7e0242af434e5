from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tusach.circulation.models import OpenLoan, Statement
from tusach.circulation.testing import make_loan, make_rule
from tusach.holdings.api import Copy, CopyPlace, at_point
from tusach.holdings.testing import make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.readers.api import Reader
from tusach.readers.testing import make_card, make_reader

pytestmark = pytest.mark.django_db

ACT = reverse("circulation:counter_act")


@pytest.fixture
def point() -> ServicePoint:
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def reader(point: ServicePoint) -> Reader:
    return make_reader("Lò Văn Páo", home=point)


@pytest.fixture
def copy(point: ServicePoint) -> Copy:
    return make_copy(owner=point, collection="main", at=timezone.now() - timedelta(days=99))


@pytest.fixture
def desk(client: Client, point: ServicePoint) -> Client:
    client.force_login(make_account("commune_librarian", at=point))
    return client


def _scan(desk: Client, point: ServicePoint, scan: str, **more: object) -> str:
    said = {"diem": point.pk, "quay": "a1", "scan": scan, **more}
    return desk.post(ACT, said).content.decode()


def test_a_card_then_a_book_lends_it(
    desk: Client, point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    card = make_card(reader)
    assert "Lò Văn Páo" in _scan(desk, point, card.number)
    page = _scan(desk, point, copy.barcode)
    loan = OpenLoan.objects.get()
    assert (loan.copy, loan.reader) == (copy, reader)
    assert f"{loan.due:%d/%m/%Y}" in page


def test_a_name_without_marks_finds_the_reader(
    desk: Client, point: ServicePoint, reader: Reader
) -> None:
    make_reader("Lò Thị Páo", home=point)
    page = _scan(desk, point, "lo pao")
    assert "Chọn bạn đọc" in page
    page = _scan(desk, point, "", what="reader", reader=reader.pk)
    assert "Quét sách để cho mượn" in page


def test_without_a_reader_a_book_comes_back(
    desk: Client, point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    make_loan(copy, point, reader)
    page = _scan(desk, point, copy.accession_no)
    assert "Đã nhận trả" in page
    assert "Lò Văn Páo" in page
    assert not OpenLoan.objects.exists()


def test_a_book_that_another_has_is_taken_back_and_lent_at_one_press(
    desk: Client, point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    make_loan(copy, point, make_reader("Vàng A Chớ", home=point))
    _scan(desk, point, "", what="reader", reader=reader.pk)
    page = _scan(desk, point, copy.barcode)
    assert "đang do người khác mượn" in page
    assert "Vàng A Chớ" not in page.split("Bạn vừa ghi")[0]
    _scan(desk, point, "", what="return_lend", copy=copy.pk)
    assert OpenLoan.objects.get().reader == reader


def test_a_book_of_another_place_is_found_here_and_lent(
    desk: Client, point: ServicePoint, reader: Reader
) -> None:
    copy = make_copy()
    _scan(desk, point, "", what="reader", reader=reader.pk)
    assert "Sách ở đây" in _scan(desk, point, copy.barcode)
    _scan(desk, point, "", what="found_lend", copy=copy.pk)
    assert OpenLoan.objects.get().copy == copy
    assert CopyPlace.objects.get(copy=copy).holder == at_point(point.pk)


def test_a_rule_is_set_aside_with_a_reason_by_whoever_may(
    desk: Client, point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    make_rule(point=point, most_copies=0)
    _scan(desk, point, "", what="reader", reader=reader.pk)
    page = _scan(desk, point, copy.barcode)
    assert "Vẫn cho mượn" in page
    _scan(desk, point, "", what="lend", copy=copy.pk, override="học sinh giỏi")
    assert OpenLoan.objects.exists()


def test_a_keeper_may_not_set_a_rule_aside(
    client: Client, point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    client.force_login(make_account("point_keeper", at=point))
    make_rule(point=point, most_copies=0)
    _scan(client, point, "", what="reader", reader=reader.pk)
    page = _scan(client, point, "", what="lend", copy=copy.pk, override="cứ cho")
    assert "Vẫn cho mượn" not in page
    assert not OpenLoan.objects.exists()


def test_the_last_act_is_undone_at_the_counter(
    desk: Client, point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    _scan(desk, point, "", what="reader", reader=reader.pk)
    _scan(desk, point, copy.barcode)
    lend = OpenLoan.objects.get().lend
    assert "Đã hoàn tác" in _scan(desk, point, "", what="undo", statement=lend)
    assert not OpenLoan.objects.exists()


def test_damage_and_loss_need_words(
    desk: Client, point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    make_loan(copy, point, reader)
    assert "Hãy ghi lý do" in _scan(desk, point, "", what="damage", copy=copy.pk)
    assert OpenLoan.objects.exists()
    _scan(desk, point, "", what="damage", copy=copy.pk, reason="rách bìa")
    assert CopyPlace.objects.get(copy=copy).state == "damaged"
    other = make_copy(owner=point, collection="main", price=45_000)
    make_loan(other, point, reader)
    page = _scan(desk, point, "", what="lose", copy=other.pk, reason="trôi sông")
    assert "45.000" in page


def test_what_nobody_knows_is_refused_by_name(desk: Client, point: ServicePoint) -> None:
    assert "“zzz999”" in _scan(desk, point, "zzz999")


def test_a_post_that_keeps_no_names_lends_to_a_class(client: Client) -> None:
    post = make_point("border_post", "Đồn A")
    client.force_login(make_account("point_keeper", at=post))
    copy = make_copy(owner=post, collection="main")
    _scan(client, post, copy.barcode, audience="soldiers")
    loan = OpenLoan.objects.get()
    assert (loan.reader, loan.audience) == (None, "soldiers")
    _scan(client, post, copy.barcode)
    assert not OpenLoan.objects.exists()


def test_the_page_works_whole_and_in_part(
    desk: Client, point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    page = desk.get(reverse("circulation:counter"), {"ban-doc": reader.pk})
    assert "Lò Văn Páo" in page.content.decode()
    part = desk.post(
        ACT, {"diem": point.pk, "quay": "a1", "scan": copy.barcode}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in part
    assert 'data-heard="bad"' in part


def test_another_places_counter_is_closed(desk: Client, copy: Copy) -> None:
    other = make_point("commune_library", "Thư viện xã khác")
    assert desk.post(ACT, {"diem": other.pk, "scan": copy.barcode}).status_code == 403


def _part(desk: Client, point: ServicePoint, scan: str, **more: object) -> tuple[str, bool]:
    """What the page's script gets, and whether it is one change to what is shown."""
    said = {"diem": point.pk, "quay": "a1", "scan": scan, **more}
    answer = desk.post(ACT, said, headers={"HX-Request": "true"})
    return answer.content.decode(), answer.headers.get("HX-Retarget") == "#counter-said"


def test_the_script_gets_the_lines_that_changed(
    desk: Client, point: ServicePoint, reader: Reader, copy: Copy
) -> None:
    card = make_card(reader)
    whole, change = _part(desk, point, card.number)
    assert not change
    assert 'id="counter-loans"' in whole
    assert 'id="counter-last"' in whole
    lent, change = _part(desk, point, copy.barcode)
    assert change
    assert "#counter-loans" in lent
    assert f'id="loan-{copy.pk}"' in lent
    back, change = _part(desk, point, copy.barcode, what="return")
    assert change
    assert f'id="loan-{copy.pk}" hx-swap-oob="delete"' in back
    # Taking back a return brings the loan again: the whole state is sent.
    again, change = _part(desk, point, "", what="undo", statement=_last_statement())
    assert not change
    assert f'id="loan-{copy.pk}"' in again


def _last_statement() -> int:
    return Statement.objects.order_by("-pk").values_list("pk", flat=True)[0]


def test_an_act_at_the_counter_asks_few_things(
    desk: Client,
    point: ServicePoint,
    reader: Reader,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_rule(collection="main", most_copies=30)
    copies = [make_copy(owner=point, collection="main") for _ in range(5)]
    _part(desk, point, make_card(reader).number)
    for copy in copies[:4]:
        _part(desk, point, copy.barcode)
    with django_assert_max_num_queries(32):
        assert _part(desk, point, copies[4].barcode)[1]
    with django_assert_max_num_queries(24):
        assert _part(desk, point, copies[4].barcode, what="return")[1]
