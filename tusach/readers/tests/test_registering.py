"""A reader is entered, changed, and refused by name."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.audit.testing import written
from tusach.network.testing import make_point
from tusach.policy.api import set_rule
from tusach.readers import errors
from tusach.readers.models import Reader, ReaderClass
from tusach.readers.services.registering import (
    GuardianSaid,
    change,
    note_accessible,
    register,
    set_guardian,
)
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db
NOW = timezone.now


def _class(code: str) -> ReaderClass:
    return ReaderClass.objects.get(code=code)


def test_a_reader_has_a_number_a_key_and_the_audience_of_the_class() -> None:
    first, second = make_reader("Giàng A  Páo"), make_reader("Lò Thị Đào", reader_class="elderly")
    assert second.number > first.number > 1000
    assert first.name == "Giàng A Páo"
    assert (first.folded, first.audience) == ("giang a pao", "adults")
    assert (second.folded, second.audience) == ("lo thi dao", "elderly")


def test_readers_stand_by_their_given_names() -> None:
    for name in ("Vàng A Bình", "Lò Thị An", "Sùng A Chứ"):
        make_reader(name)
    assert [one.name for one in Reader.objects.order_by("sort_key")] == [
        "Lò Thị An",
        "Vàng A Bình",
        "Sùng A Chứ",
    ]


@pytest.mark.parametrize("kind", ["border_post", "prison", "police", "armed_forces_library"])
def test_points_of_army_border_police_and_prisons_have_no_readers(kind: str) -> None:
    with pytest.raises(errors.ReadersNotKeptHere):
        make_reader(home=make_point(kind, "Điểm kín"))


def test_the_database_takes_no_soldier() -> None:
    reader = make_reader()
    with pytest.raises(IntegrityError):
        Reader.objects.filter(pk=reader.pk).update(audience="soldiers")


def test_a_closed_point_registers_nobody() -> None:
    closed = make_point("commune_library", "Thư viện cũ", closed_on=date(2025, 7, 1))
    with pytest.raises(errors.PointDoesNotServe):
        make_reader(home=closed)


def test_a_child_without_a_guardian_is_refused_by_name() -> None:
    year = timezone.localdate().year - 10
    with pytest.raises(errors.GuardianMissing, match="Giàng Thị Mỷ"):
        make_reader("Giàng Thị Mỷ", reader_class="child", birth_year=year, guardian="")
    child = make_reader(
        "Giàng Thị Mỷ", reader_class="child", birth_year=year, guardian="Giàng A Sử"
    )
    assert child.guardian.name == "Giàng A Sử"


def test_whoever_turned_the_age_last_year_needs_no_guardian() -> None:
    year = timezone.localdate().year - 17
    assert make_reader(reader_class="pupil", birth_year=year, guardian="").birth_year == year


def test_the_age_is_a_dated_rule() -> None:
    today = timezone.localdate()
    set_rule(
        key="readers.guardian_under", value=18, basis="Thử", valid_from=today, by=HOUSE, at=NOW()
    )
    with pytest.raises(errors.GuardianMissing):
        make_reader(reader_class="pupil", birth_year=today.year - 17, guardian="")


def test_a_school_answers_for_its_own_pupils_and_a_library_does_not() -> None:
    school = GuardianSaid(relation="school")
    home = make_point("school_library", "Trường Tiểu học San Thàng")
    pupil = make_reader(reader_class="pupil", home=home, guardian=school, birth_year=2018)
    assert pupil.guardian.is_school
    with pytest.raises(errors.SchoolCannotAnswer):
        make_reader(reader_class="pupil", guardian=school)
    set_rule(
        key="readers.school_answers",
        value=0,
        basis="Trường quyết định",
        valid_from=timezone.localdate(),
        point=home,
        by=HOUSE,
        at=NOW(),
    )
    with pytest.raises(errors.SchoolCannotAnswer):
        make_reader(reader_class="pupil", home=home, guardian=school)


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("name", "  ", errors.NameMissing),
        ("birth_year", 1799, errors.BadBirthYear),
        ("birth_year", 2999, errors.BadBirthYear),
        ("phone", "gọi sau", errors.BadPhone),
        ("school_class", "4A", errors.BadSchoolYear),
        ("guardian", GuardianSaid(phone="0912345678"), errors.GuardianNameMissing),
        ("registered_on", date(2999, 1, 1), errors.BadDay),
    ],
)
def test_what_cannot_be_is_refused(field: str, value: object, refusal: type[Exception]) -> None:
    said = {"name": "Lò Văn Ơn", field: value}
    with pytest.raises(refusal):
        register(
            reader_class=_class("adult"),
            home=make_point("commune_library", "Thư viện xã"),
            by=HOUSE,
            at=NOW(),
            **said,
        )


def test_a_telephone_is_kept_in_one_form_and_a_class_without_its_word() -> None:
    reader = make_reader(phone="+84 912 345.678", school_class="lớp 4a", school_year=2026)
    assert (reader.phone, reader.school_class) == ("0912345678", "4A")


def test_a_class_that_ended_is_not_given() -> None:
    ReaderClass.objects.filter(code="farmer").update(until=date(2020, 1, 1))
    with pytest.raises(errors.ClassNotOffered):
        make_reader(reader_class="farmer")


def test_a_change_is_refused_where_somebody_was_faster() -> None:
    reader = make_reader()
    changed = change(reader=reader, version=reader.version, phone="0912345678", by=HOUSE, at=NOW())
    assert (changed.phone, changed.name) == ("0912345678", reader.name)
    with pytest.raises(errors.ReaderChanged):
        change(reader=reader, version=reader.version, name="Ai đó", by=HOUSE, at=NOW())


def test_a_guardian_can_be_changed_and_not_taken_from_a_child() -> None:
    child = make_reader(reader_class="child", birth_year=timezone.localdate().year - 8)
    set_guardian(reader=child, guardian=GuardianSaid("Lò Thị Mẹ"), by=HOUSE, at=NOW())
    child = Reader.objects.get(pk=child.pk)
    assert child.guardian.name == "Lò Thị Mẹ"
    with pytest.raises(errors.GuardianMissing):
        change(reader=child, version=child.version, guardian=None, by=HOUSE, at=NOW())


def test_an_accessibility_right_names_who_saw_it_and_when() -> None:
    reader = note_accessible(
        reader=make_reader(), verified_by="Lò Thị An", verified_on=None, by=HOUSE, at=NOW()
    )
    assert reader.accessible_on == timezone.localdate()
    reader = note_accessible(reader=reader, verified_by="", verified_on=None, by=HOUSE, at=NOW())
    assert reader.accessible_on is None


def test_the_log_says_what_was_done_and_nothing_personal() -> None:
    reader = make_reader(
        "Giàng Thị Mỷ",
        reader_class="child",
        birth_year=2018,
        phone="0912345678",
        guardian=GuardianSaid("Giàng A Sử", "0987654321"),
    )
    change(reader=reader, version=1, name="Giàng Thị Mị", phone="", by=HOUSE, at=NOW())
    rows = written(key=reader.pk)
    assert [row.act for row in rows] == ["readers.register", "readers.change"]
    log = " ".join(f"{row.on_label} {row.folded} {row.changes}" for row in rows)
    for private in ("Giàng", "giang", "0912345678", "0987654321", "2018"):
        assert private not in log
