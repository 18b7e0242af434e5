"""A name is entered as what it is: a person in 100, a body in 110, a meeting in 111."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.catalogue.api import Record, marc_of
from tusach.catalogue.compose import RecordFields, compose
from tusach.catalogue.drawn import draw
from tusach.catalogue.entries import entry, kind_of_name, name_in
from tusach.catalogue.marc.text import write_field
from tusach.catalogue.merge import decompose, merge
from tusach.catalogue.testing import make_record
from tusach.catalogue.tests.forms import hidden_of

BODY = "Sở Văn hoá, Thể thao và Du lịch tỉnh Lai Châu"
MEETING = "Hội thảo quốc tế về Việt Nam học (Lần thứ 3 : 2008 : Hà Nội)"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Verne, Jules", "Jules Verne"),
        ("Saint-Exupéry, Antoine de", "Antoine de Saint-Exupéry"),
        ("de la Cruz, Juana", "Juana de la Cruz"),
        ("Nguyễn Nhật Ánh", "Nguyễn Nhật Ánh"),
        (BODY, BODY),
        ("Viện Khoa học, kỹ thuật nông nghiệp", "Viện Khoa học, kỹ thuật nông nghiệp"),
    ],
)
def test_a_comma_turns_a_persons_name_and_not_a_bodys(typed: str, shown: str) -> None:
    fields = RecordFields(title="Kỷ yếu", author=typed, other_authors=(typed,))
    drawn = draw(compose(fields, control_number="TS1", at=timezone.now()))
    assert drawn.author == shown
    assert set(drawn.authors) == {shown}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Nguyễn Du", "person"),
        ("Đoàn Giỏi", "person"),
        ("Trường Chinh", "person"),
        ("Hội An", "person"),
        ("Bàn Tài Đoàn", "person"),  # a family name of the Dao; "Ban" alone is no sign
        ("Ban Mai", "person"),
        ("Khoa", "person"),
        ("Verne, Jules", "person"),
        ("", "person"),
        ("Uỷ ban nhân dân tỉnh Lai Châu", "corporate"),
        ("Ủy ban nhân dân tỉnh Lai Châu", "corporate"),
        ("ỦY BAN NHÂN DÂN TỈNH LAI CHÂU", "corporate"),
        ("Bộ Giáo dục và Đào tạo", "corporate"),
        ("Ban Chấp hành Đảng bộ tỉnh Lai Châu", "corporate"),
        ("Trường Đại học Tây Bắc", "corporate"),
        ("Đoàn Thanh niên Cộng sản Hồ Chí Minh", "corporate"),
        ("Việt Nam. Quốc hội", "corporate"),
        ("UNESCO", "corporate"),
        ("Hội nghị Trung ương 5", "meeting"),
        (MEETING, "meeting"),
    ],
)
def test_what_a_name_is_of_is_told_by_how_it_begins(name: str, kind: str) -> None:
    assert kind_of_name(name) == kind


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Tô Hoài", "=100 0#$aTô Hoài"),
        ("Verne, Jules", "=100 1#$aVerne, Jules"),
        (BODY, f"=110 2#$a{BODY}"),
        ("Việt Nam. Quốc hội", "=110 1#$aViệt Nam.$bQuốc hội"),
        (
            "Lai Châu. Uỷ ban nhân dân tỉnh",
            "=110 1#$aLai Châu.$bUỷ ban nhân dân tỉnh",
        ),
        (
            MEETING,
            "=111 2#$aHội thảo quốc tế về Việt Nam học$n(Lần thứ 3 :$d2008 :$cHà Nội)",
        ),
        ("Hội nghị Trung ương 5", "=111 2#$aHội nghị Trung ương 5"),
    ],
)
def test_a_name_stands_in_its_field_and_comes_back_as_typed(name: str, line: str) -> None:
    field = entry("1", name)
    assert write_field(field) == line
    assert name_in(field) == ("Jules Verne" if name == "Verne, Jules" else name)
    assert entry("7", name).tag == f"7{line[2:4]}"


def test_the_choice_of_a_person_goes_before_what_the_name_tells() -> None:
    fields = RecordFields(title="Thơ", author="Hội Nhà văn", author_kind="person")
    marc = compose(fields, control_number="TS1", at=timezone.now())
    assert write_field(next(marc.data("100"))) == "=100 0#$aHội Nhà văn"
    assert decompose(marc) == fields
    other = replace(fields, author_kind="")
    again = merge(marc, other, at=timezone.now())
    assert [one.tag for one in again.data("100", "110")] == ["110"]


def test_saving_the_form_leaves_a_body_with_more_parts_as_it_is() -> None:
    fields = RecordFields(
        title="Kỷ yếu", author="Việt Nam. Quốc hội", other_authors=(BODY, "Tô Hoài")
    )
    marc = compose(fields, control_number="TS1", at=timezone.now())
    next(marc.data("110")).subfields.append(("e", "chủ trì"))
    assert decompose(marc) == fields
    assert merge(marc, fields, at=timezone.now()) == marc
    later = merge(marc, replace(fields, summary="Tóm tắt"), at=timezone.now())
    assert next(later.data("110")).first("e") == "chủ trì"
    assert [one.tag for one in later.data("700", "710")] == ["710", "700"]
    gone = merge(marc, replace(fields, other_authors=("Tô Hoài",)), at=timezone.now())
    assert [one.tag for one in gone.data("700", "710")] == ["700"]


@pytest.mark.django_db
def test_the_form_offers_what_the_name_tells_and_takes_what_is_chosen(client: Client) -> None:
    ask = reverse("catalogue:kind_of_author")
    assert "tự nhận: cơ quan" in client.get(ask, {"author": BODY}).content.decode()
    assert "tự nhận: một người" in client.get(ask, {"author": "Tô Hoài"}).content.decode()
    new = reverse("catalogue:new")
    data = hidden_of(client.get(new).content.decode())
    client.post(new, {**data, "title": "Kỷ yếu", "author": BODY, "author_kind": ""})
    data = hidden_of(client.get(new).content.decode())
    client.post(new, {**data, "title": "Thơ", "author": BODY, "author_kind": "person"})
    tags = {
        one.title: [f.tag for f in marc_of(one).data("100", "110")] for one in Record.objects.all()
    }
    assert tags == {"Kỷ yếu": ["110"], "Thơ": ["100"]}
    edit = client.get(reverse("catalogue:edit", args=[Record.objects.get(title="Thơ").pk]))
    assert '<option value="person" selected>' in edit.content.decode()


@pytest.mark.django_db
def test_a_kind_that_is_none_is_refused_in_its_field(client: Client) -> None:
    new = reverse("catalogue:new")
    data = hidden_of(client.get(new).content.decode())
    answer = client.post(new, {**data, "title": "Kỷ yếu", "author": BODY, "author_kind": "x"})
    assert answer.status_code == 422
    assert not Record.objects.exists()


@pytest.mark.django_db
def test_a_body_is_found_among_the_authors_of_bodies() -> None:
    record = make_record(title="Kỷ yếu", author=BODY)
    used = record.heading_uses.get(heading__index="author").heading
    assert (used.kind, used.text) == ("corporate", BODY)
