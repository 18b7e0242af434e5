"""An article of a newspaper: made, found, shown, led back to its newspaper."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record, marc_of
from tusach.catalogue.documents import build
from tusach.catalogue.linking.articles import Place, place_of
from tusach.catalogue.linking.selectors import articles_of, hosts_of
from tusach.catalogue.services import delete_record
from tusach.catalogue.testing import make_article, make_merge, make_record, make_serial, take_apart
from tusach.catalogue.tests.forms import hidden_of

pytestmark = pytest.mark.django_db
NEW = "/bien-muc/bai-trich/moi/"


def typed(client: Client, address: str, **values: str) -> dict[str, str]:
    return {**hidden_of(client.get(address).content.decode()), **values}


def test_a_cataloguer_makes_an_article_by_typing_the_name_of_the_newspaper(client: Client) -> None:
    host = make_serial("Báo Lai Châu")
    data = typed(
        client, NEW, title="Giữ nghề dệt của người Lự", author="Hà Minh Hưng",
        host="bao lai chau", issue="Số 2345", day="12/05/2025", in_pages="tr. 3", language="vie",
    )  # fmt: skip
    answer = client.post(NEW, data)
    record = Record.objects.get(kind="article")
    assert answer.headers["Location"] == record.get_absolute_url()
    marc = marc_of(record)
    assert marc.leader[6:8] == "ab"
    [field] = marc.data("773")
    assert (field.ind1, field.ind2) == ("0", " ")
    assert field.subfields == [
        ("t", "Báo Lai Châu"),
        ("g", "Số 2345 (12/05/2025), tr. 3"),
        ("w", host.control_number),
        ("7", "nnas"),
    ]
    assert record.year == 2025
    page = client.get(record.get_absolute_url()).content.decode()
    assert host.get_absolute_url() in page
    assert "// Báo Lai Châu. – Số 2345 (12/05/2025), tr. 3" in page
    page = client.get(host.get_absolute_url()).content.decode()
    assert record.get_absolute_url() in page
    listed = client.get(reverse("catalogue:articles", args=[host.pk])).content.decode()
    assert "Giữ nghề dệt của người Lự" in listed


def test_a_name_that_two_have_is_asked_about_and_what_was_typed_stays(client: Client) -> None:
    first, second = make_serial("Văn nghệ"), make_serial("Văn nghệ", is_newspaper=False)
    data = typed(client, NEW, title="Mùa hoa ban", host="Văn nghệ", language="vie")
    answer = client.post(NEW, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert first.control_number in page
    assert second.control_number in page
    assert 'value="Mùa hoa ban"' in page
    assert not Record.objects.filter(kind="article").exists()
    client.post(NEW, {**data, "host_pick": str(second.pk)})
    record = Record.objects.get(kind="article")
    assert hosts_of([record.pk])[record.pk].host == second


def test_a_newspaper_that_is_not_there_is_made_with_the_article(client: Client) -> None:
    data = typed(client, NEW, title="Mùa hoa ban", host="Báo Mường Tè", language="vie")
    assert "Lập mới" in client.post(NEW, data).content.decode()
    client.post(NEW, {**data, "host_pick": "new:newspaper"})
    record = Record.objects.get(kind="article")
    host = hosts_of([record.pk])[record.pk].host
    assert host is not None
    assert (host.title, host.kind) == ("Báo Mường Tè", "serial")


def test_an_article_of_a_collection_is_a_part_of_a_book() -> None:
    book = make_record("Tuyển tập văn học Lai Châu")
    marc = marc_of(make_article(host=book, issue="", day="", pages="15-30"))
    assert marc.leader[6:8] == "aa"
    assert marc.first("773", "g") == "tr. 15-30"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("title", "", "bắt buộc"), ("host", "", "bắt buộc"), ("day", "31/13/2025", "31/13/2025")],
)
def test_what_is_wrong_is_said(client: Client, field: str, value: str, said: str) -> None:
    make_serial()
    data = typed(client, NEW, title="Mùa hoa ban", host="Báo Lai Châu", issue="7")
    answer = client.post(NEW, {**data, field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Record.objects.filter(kind="article").exists()


def test_the_form_over_an_article_changes_only_what_was_changed(client: Client) -> None:
    record = make_article(author="Hà Minh Hưng", subjects=("Nghề dệt",))
    address = reverse("catalogue:edit_article", args=[record.pk])
    opened = client.get(address)
    values = {n: str(v).replace("\n", "\r\n") for n, v in opened.context["form"].initial.items()}
    data = {**hidden_of(opened.content.decode()), **values}
    assert client.post(address, data).status_code == 302
    record.refresh_from_db()
    assert record.version == 1
    before = marc_of(record)
    client.post(address, {**data, "day": "13/05/2024"})
    record.refresh_from_db()
    assert record.version == 2
    assert record.year == 2024
    changed = [one.tag for one in marc_of(record).fields if one not in before.fields]
    assert [tag for tag in changed if tag != "005"] == ["008", "773"]


def test_an_article_moves_to_another_newspaper(client: Client) -> None:
    record, other = make_article(), make_serial("Báo Sơn La")
    address = reverse("catalogue:edit_article", args=[record.pk])
    opened = client.get(address)
    values = {n: str(v) for n, v in opened.context["form"].initial.items()}
    data = {**hidden_of(opened.content.decode()), **values, "host": "Báo Sơn La"}
    assert client.post(address, data).status_code == 302
    assert hosts_of([record.pk])[record.pk].host == other
    assert marc_of(Record.objects.get(pk=record.pk)).first("773", "t") == "Báo Sơn La"


def test_of_two_people_the_second_sees_both_values(client: Client) -> None:
    record = make_article()
    address = reverse("catalogue:edit_article", args=[record.pk])
    opened = client.get(address)
    values = {n: str(v) for n, v in opened.context["form"].initial.items()}
    data = {**hidden_of(opened.content.decode()), **values}
    client.post(address, {**data, "title": "Nghề dệt người Lự"})
    answer = client.post(address, {**data, "title": "Người Lự giữ nghề dệt", "author": "An"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nghề dệt người Lự" in page
    assert "Người Lự giữ nghề dệt" in page


def test_issues_stand_in_the_order_of_their_days_latest_first() -> None:
    host = make_serial()
    for title, day, issue in [("A", "9/5/2025", "9"), ("B", "10/5/2025", "10"), ("C", "2024", "")]:
        make_article(title, host, day=day, issue=issue)
    assert [one.record.title for one in articles_of(host)] == ["B", "A", "C"]


@pytest.mark.parametrize(
    "place",
    [
        Place("2345", "12/05/2025", "3"), Place("2345"), Place(day="2025"), Place(pages="3-5"),
        Place(), Place("5+6", "2025"), Place(other="2019. - Số 45. - tr. 5"),
    ],
)  # fmt: skip
def test_a_place_reads_as_it_was_written(place: Place) -> None:
    assert place_of(place.text) == place


def test_search_finds_an_article_by_its_newspaper_also_when_that_gets_another_title() -> None:
    record = make_article()
    [document] = build([str(record.pk)])
    assert "Báo Lai Châu. – Số 2345 (12/05/2025), tr. 3" in document.text


def test_deleting_the_newspaper_keeps_what_the_article_says_of_it() -> None:
    record = make_article()
    host = hosts_of([record.pk])[record.pk].host
    assert host is not None
    delete_record(host.pk, version=1, by=HOUSE, at=timezone.now())
    within = hosts_of([record.pk])[record.pk]
    assert (within.host, within.title) == (None, "Báo Lai Châu")
    assert marc_of(record).first("773", "w") == host.control_number


def test_the_articles_follow_a_newspaper_that_is_merged_and_come_back() -> None:
    kept, gone = make_serial(), make_serial()
    record, other = make_article(host=gone), make_article("Bài khác", host=kept)
    merge = make_merge(kept, gone)
    assert hosts_of([record.pk])[record.pk].host == kept
    take_apart(merge)
    assert hosts_of([record.pk])[record.pk].host == gone
    assert hosts_of([other.pk])[other.pk].host == kept
