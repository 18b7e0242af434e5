"""Bodies entered as persons are found, turned in one press after a look, and put back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import Actor
from tusach.catalogue.api import Record, RecordFields, create_record, marc_of
from tusach.catalogue.authorities import jobs
from tusach.catalogue.authorities.bodies import bodies_as_persons, preview_bodies, turned
from tusach.catalogue.authorities.carrying import work
from tusach.catalogue.errors import NothingToTurn
from tusach.catalogue.marc.text import read, write_field
from tusach.catalogue.models import HeadingJob
from tusach.catalogue.testing import make_authority, make_record

pytestmark = pytest.mark.django_db
AN = Actor(account=1, name="Lò Thị An")
BODY = "Sở Văn hoá, Thể thao và Du lịch tỉnh Lai Châu"
PAGE = "/bien-muc/tieu-de/ten-co-quan/"


def as_person(title: str, name: str) -> Record:
    """A record as it was made before: the body in 100."""
    fields = RecordFields(title=title, author=name, author_kind="person")
    return create_record(fields, by=AN, at=timezone.now())


def names() -> dict[str, int]:
    return {one.text: one.records for one in bodies_as_persons()}


def main_entry(record: Record) -> str:
    marc = marc_of(Record.objects.get(pk=record.pk))
    return " ".join(write_field(one) for one in marc.data("100", "110", "111"))


def test_only_bodies_that_stand_as_persons_are_found() -> None:
    as_person("Kỷ yếu", BODY)
    as_person("Báo cáo", BODY)
    as_person("Nghị quyết", "Việt Nam. Quốc hội")
    as_person("Kế hoạch", "Điện Biên. Sở Y tế")
    as_person("Đất rừng phương Nam", "Đoàn Giỏi")
    as_person("Harry Potter", "J. K. Rowling")
    make_record("Văn kiện", "Ban Chấp hành Đảng bộ tỉnh Lai Châu")
    assert names() == {BODY: 2, "Việt Nam. Quốc hội": 1, "Điện Biên. Sở Y tế": 1}


def test_a_name_under_control_as_a_persons_is_left() -> None:
    as_person("Thơ", "Hội Nhà văn")
    make_authority("Hội Nhà văn")
    assert names() == {}


def test_what_the_field_says_besides_the_name_stays() -> None:
    marc = read(
        f"=LDR 00000nam#a2200000#a#4500\n=245 00$aX\n=700 0#$a{BODY}$echủ biên\n=700 0#$aTô Hoài"
    ).record
    made, pairs = turned(marc, {BODY})
    assert [write_field(one) for one in made.data("700", "710")] == [
        f"=710 2#$a{BODY}$echủ biên",
        "=700 0#$aTô Hoài",
    ]
    assert len(pairs) == 1
    assert turned(marc, {"Tô Hoài"})[1] == []


def test_they_are_turned_and_put_back() -> None:
    one, two = as_person("Kỷ yếu", BODY), as_person("Nghị quyết", "Việt Nam. Quốc hội")
    keys = [heading.pk for heading in bodies_as_persons()]
    job = preview_bodies(keys, by=AN, at=timezone.now())
    assert {line for e in jobs.examples(job) for _old, line in e.changes} == {
        f"110 2# $a {BODY}",
        "110 1# $a Việt Nam. $b Quốc hội",
    }
    assert main_entry(one).startswith("=100")
    jobs.accept(job.pk, by=AN, at=timezone.now())
    work(job.pk)
    assert (main_entry(one), main_entry(two)) == (
        f"=110 2#$a{BODY}",
        "=110 1#$aViệt Nam.$bQuốc hội",
    )
    assert names() == {}
    assert Record.objects.get(pk=one.pk).versions.get(number=2).by_name == "Lò Thị An"
    jobs.undo(job.pk, by=AN, at=timezone.now())
    work(job.pk)
    assert main_entry(one) == f"=100 0#$a{BODY}"
    assert set(names()) == {BODY, "Việt Nam. Quốc hội"}


def test_only_the_names_chosen_are_turned() -> None:
    one, two = as_person("Kỷ yếu", BODY), as_person("Nghị quyết", "Việt Nam. Quốc hội")
    keys = [heading.pk for heading in bodies_as_persons() if heading.text == BODY]
    job = preview_bodies(keys, by=AN, at=timezone.now())
    jobs.accept(job.pk, by=AN, at=timezone.now())
    work(job.pk)
    assert main_entry(one).startswith("=110")
    assert main_entry(two).startswith("=100")


def test_a_record_edited_since_is_kept_when_the_rest_is_put_back() -> None:
    one = as_person("Kỷ yếu", BODY)
    job = preview_bodies([h.pk for h in bodies_as_persons()], by=AN, at=timezone.now())
    jobs.accept(job.pk, by=AN, at=timezone.now())
    work(job.pk)
    from tusach.catalogue.editing.services import save_marc

    marc = marc_of(Record.objects.get(pk=one.pk))
    next(marc.data("110")).subfields.append(("e", "chủ trì"))
    save_marc(one.pk, marc, version=2, by=AN, at=timezone.now())
    jobs.undo(job.pk, by=AN, at=timezone.now())
    work(job.pk)
    assert main_entry(one).startswith("=110")
    assert job.rows.get().state == "kept"


def test_names_that_are_no_bodies_any_more_are_refused() -> None:
    as_person("Kỷ yếu", BODY)
    with pytest.raises(NothingToTurn):
        preview_bodies([0], by=AN, at=timezone.now())
    assert not HeadingJob.objects.exists()


def test_from_the_list_of_work_to_the_preview(client: Client) -> None:
    as_person("Kỷ yếu", BODY)
    work_list = client.get(reverse("catalogue:to_be_catalogued")).content.decode()
    assert PAGE in work_list
    page = client.get(PAGE).content.decode()
    assert BODY in page
    (key,) = re.findall(r'name="ten" value="(\d+)" checked', page)
    answer = client.post(PAGE, {"ten": key})
    job = HeadingJob.objects.get()
    assert answer.headers["Location"] == job.get_absolute_url()
    shown = client.get(job.get_absolute_url()).content.decode()
    assert f"110 2# $a {BODY}" in shown
    dropped = client.post(reverse("catalogue:drop_heading_job", args=[job.pk]))
    assert dropped.headers["Location"] == PAGE
    nothing = client.post(PAGE, {}, follow=True).content.decode()
    assert "không có gì để chuyển" in nothing


def test_the_list_asks_few_questions_of_the_database(
    client: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(5):
        as_person(f"Kỷ yếu {number}", f"Sở Y tế tỉnh số {number}")
    with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
        client.get(PAGE)
