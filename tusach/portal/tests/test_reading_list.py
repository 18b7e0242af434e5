"""A reader's own list: kept in the browser, shared by an address, taken away, printed."""

import pytest
from django.test import Client

from tusach.catalogue.testing import make_record
from tusach.portal import reading_list as lists
from tusach.portal.citing import citation
from tusach.search.testing import index_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return make_record("Dế Mèn phiêu lưu ký", "Tô Hoài", year=1941), make_record("Tắt đèn", "")


def put_in(client: Client, *records) -> None:
    answer = client.post("/danh-sach/sua/", {"them": [one.control_number for one in records]})
    assert answer.status_code == 302


def text_of(client: Client, **asked) -> str:
    answer = client.get("/danh-sach/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_titles_are_put_in_taken_out_and_keep_their_order(client, two):
    one, other = two
    page = client.get(f"/sach/{other.control_number}/").content.decode()
    assert 'form="keep"' in page
    put_in(client, other)
    put_in(client, one, other)
    page = text_of(client)
    assert page.index("Tắt đèn</a>") < page.index("Dế Mèn phiêu lưu ký</a>")
    assert page.count("Tắt đèn</a>") == 1
    assert "Bỏ khỏi danh sách" in client.get(f"/sach/{one.control_number}/").content.decode()
    client.post("/danh-sach/sua/", {"bot": other.control_number})
    assert "Tắt đèn</a>" not in text_of(client)
    client.post("/danh-sach/sua/", {"bo-het": "1"})
    assert "Danh sách còn trống" in text_of(client)


def test_an_address_holds_the_list_and_nothing_of_who_made_it(client, two):
    put_in(client, *two)
    inside = lists.written([one.control_number for one in two])
    assert f"/danh-sach/?sach={inside}".replace("~", "~") in text_of(client).replace("%7E", "~")
    stranger = Client()
    page = text_of(stranger, sach=inside)
    assert "Danh sách được chia sẻ" in page
    assert "Tắt đèn</a>" in page
    assert lists.COOKIE not in stranger.cookies
    put_in(stranger, *two)
    assert "Tắt đèn</a>" in text_of(stranger)


def test_nothing_is_kept_on_the_server(client, two):
    from django.contrib.sessions.models import Session

    put_in(client, *two)
    assert Session.objects.count() == 0
    assert client.cookies[lists.COOKIE]["httponly"]


@pytest.mark.parametrize("form", ["mrc", "xml", "ris", "bib"])
def test_the_whole_list_is_taken_away_in_each_format(client, two, form):
    put_in(client, *two)
    answer = client.get(f"/danh-sach/tai-ve.{form}")
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    body = answer.content.decode()
    assert "Dế Mèn phiêu lưu ký" in body
    assert "Tắt đèn" in body
    assert client.get("/danh-sach/tai-ve.exe").status_code == 404
    assert Client().get(f"/danh-sach/tai-ve.{form}").status_code == 404


def test_the_list_can_be_sent_as_text(client, two):
    put_in(client, *two)
    page = text_of(client)
    assert citation(two[0], "").split(". ")[0] in page
    assert 'href="mailto:?subject=Danh%20s%C3%A1ch%20s%C3%A1ch&amp;body=' in page


def test_a_merged_or_vanished_title_is_told(client, two):
    put_in(client, *two)
    type(two[1]).objects.filter(pk=two[1].pk).update(is_suppressed=True)
    page = text_of(client)
    assert "1 cuốn trong danh sách không còn trong mục lục." in page
    assert "Tắt đèn</a>" not in page


def test_a_full_list_says_so_and_loses_nothing(client):
    records = [make_record(f"Sách số {number}", "") for number in range(lists.MOST + 1)]
    put_in(client, *records[: lists.MOST])
    answer = client.post(
        "/danh-sach/sua/", {"them": records[-1].control_number}, follow=True
    ).content.decode()
    assert "Danh sách nhận nhiều nhất 100 cuốn" in answer
    assert f"Sách số {lists.MOST - 1}</a>" in answer
    assert f"Sách số {lists.MOST}</a>" not in answer


@pytest.mark.parametrize("text", ["", "~~~", "%00~%0A", "x" * 9_000, "~".join(["1"] * 5_000), "%"])
def test_a_list_made_up_is_read_as_far_as_it_goes(client, text):
    index_now()
    assert len(lists.read(text)) <= lists.MOST
    client.cookies[lists.COOKIE] = text
    assert "Danh sách còn trống" in text_of(client)
    if text:
        assert "Không có cuốn nào" in text_of(client, sach=text)


def test_numbers_with_odd_signs_come_back():
    numbers = ["TS1", "vtls 000~12/3", "số 5", "a%b"]
    assert lists.read(lists.written(numbers)) == numbers
