"""Links of every kind, shown from both ends; circles refused from people, kept from files."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record, marc_of
from tusach.catalogue.editing.services import save_marc
from tusach.catalogue.errors import HostIsCircular, MergeRefused
from tusach.catalogue.linking.keeping_up import draw_undrawn
from tusach.catalogue.linking.selectors import hosts_of, links_of
from tusach.catalogue.marc import iso2709
from tusach.catalogue.marc.record import ControlField, DataField, MarcRecord
from tusach.catalogue.models import RecordLink, Undrawn, Work
from tusach.catalogue.testing import make_article, make_merge, make_record, make_serial
from tusach.catalogue.tests.imports import accepted, sent

pytestmark = pytest.mark.django_db


def with_field(record: Record, tag: str, *subfields: tuple[str, str]) -> Record:
    record.refresh_from_db()
    marc = marc_of(record)
    marc.insert(DataField(tag, "0", " ", list(subfields)))
    return save_marc(record.pk, marc, version=record.version, by=HOUSE, at=timezone.now())


def test_an_earlier_and_a_later_title_are_shown_from_both_ends(client: Client) -> None:
    old, new = make_serial("Lai Châu"), make_serial("Báo Lai Châu")
    with_field(new, "780", ("t", "Lai Châu"), ("w", old.control_number))
    page = client.get(new.get_absolute_url()).content.decode()
    assert "Tên trước" in page
    assert old.get_absolute_url() in page
    page = client.get(old.get_absolute_url()).content.decode()
    assert "Tên sau" in page
    assert new.get_absolute_url() in page


def test_the_volumes_of_a_series_lead_to_each_other_by_their_numbers(client: Client) -> None:
    volumes = [
        make_record(f"Truyện {n}", series="Tủ sách bản làng", series_number=f"T.{n}")
        for n in (10, 9, 1)
    ]
    [series] = links_of(volumes[0]).series
    assert [one.record.title for one in series.volumes] == ["Truyện 1", "Truyện 9", "Truyện 10"]
    page = client.get(volumes[0].get_absolute_url()).content.decode()
    assert volumes[2].get_absolute_url() in page


def test_a_link_waits_for_the_record_that_it_names() -> None:
    part = make_record("Tập một")
    with_field(part, "773", ("t", "Bộ sách"), ("w", "(OLD)77"))
    assert hosts_of([part.pk])[part.pk].host is None
    accepted(sent("bao.mrc", marc_file(("77", "Bộ sách", ""))))
    draw_undrawn()
    host = hosts_of([part.pk])[part.pk].host
    assert host is not None
    assert host.title == "Bộ sách"


def marc_file(*rows: tuple[str, str, str]) -> bytes:
    """(own number, title, number of what it lies in)"""
    made = []
    for number, title, host in rows:
        marc = MarcRecord("00000nab a2200000 a 4500" if host else "00000nas a2200000 a 4500")
        marc.fields = [
            ControlField("001", number),
            ControlField("003", "OLD"),
            DataField("245", "0", "0", [("a", title)]),
        ]
        if host:
            marc.fields.append(DataField("773", "0", " ", [("t", "Nguồn"), ("w", host)]))
        made.append(iso2709.write(marc))
    return b"".join(made)


def test_articles_of_a_file_find_their_newspaper_whichever_comes_first() -> None:
    accepted(
        sent(
            "bao.mrc",
            marc_file(("1", "Bài một", "9"), ("9", "Báo Lai Châu", ""), ("2", "Bài hai", "9")),
        )
    )
    assert Undrawn.objects.count() == 3
    assert draw_undrawn(batch=1) == 3
    assert not Undrawn.objects.exists()
    host = Record.objects.get(title="Báo Lai Châu")
    assert {one.record.title for one in links_of(host).articles} == {"Bài một", "Bài hai"}


def test_a_circle_in_a_file_is_kept_and_marked_for_a_cataloguer() -> None:
    accepted(sent("bao.mrc", marc_file(("1", "Một", "2"), ("2", "Hai", "3"), ("3", "Ba", "1"))))
    draw_undrawn(batch=2)
    assert RecordLink.objects.filter(is_circular=True).exists()
    assert Work.objects.filter(reason="circular", done_at=None).exists()
    for record in Record.objects.all():
        assert links_of(record) is not None  # nobody walks in circles
        assert marc_of(record).first("773", "w")


def test_a_circle_that_a_person_makes_is_refused_by_name() -> None:
    article = make_article()
    host = hosts_of([article.pk])[article.pk].host
    assert host is not None
    with pytest.raises(HostIsCircular, match="Báo Lai Châu"):
        with_field(host, "773", ("w", article.control_number))
    with pytest.raises(HostIsCircular):
        with_field(make_record(), "773", ("w", Record.objects.latest("pk").control_number))


def test_the_editor_says_that_it_would_be_a_circle(client: Client) -> None:
    record = make_record("Tập một")
    address = f"/bien-muc/bieu-ghi/{record.pk}/marc/sua/"
    text = client.get(address).context["text"] + f"\n=773 0#$tTập một$w{record.control_number}\n"
    answer = client.post(address, {"text": text, "version": "1"})
    assert answer.status_code == 422
    assert "không thể nằm trong" in answer.content.decode()


def test_a_circle_of_a_file_may_be_mended_step_by_step() -> None:
    accepted(sent("bao.mrc", marc_file(("1", "Một", "2"), ("2", "Hai", "1"))))
    draw_undrawn()
    one, two = Record.objects.order_by("title_key")
    with_field(one, "500", ("a", "Đã xem"))  # something else of it can be saved
    for record in (one, two):
        record.refresh_from_db()
    marc = marc_of(two)
    marc.fields = [field for field in marc.fields if field.tag != "773"]
    save_marc(two.pk, marc, version=two.version, by=HOUSE, at=timezone.now())
    assert not RecordLink.objects.filter(is_circular=True).exists()


def test_an_article_is_not_merged_with_what_it_lies_in() -> None:
    article = make_article()
    host = hosts_of([article.pk])[article.pk].host
    with pytest.raises(MergeRefused):
        make_merge(host, article)


def test_what_lies_in_nothing_costs_the_page_no_more(
    client: Client, django_assert_max_num_queries
) -> None:
    host = make_serial()
    for number in range(15):
        make_article(f"Bài {number}", host)
    with django_assert_max_num_queries(12):
        links_of(host)
