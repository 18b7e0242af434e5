"""A school's class list comes in, goes again, and a year later everybody goes up."""

import io
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from tusach.audit.api import HOUSE
from tusach.audit.testing import written
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.readers import errors
from tusach.readers.models import Card, ClassList, ClassListLine, Guardian, Promotion, Reader
from tusach.readers.rules.class_lists import last_grade_of, meanings, next_class, year_in
from tusach.readers.services.class_lists import apply_list, drop_list, take_list, undo_list
from tusach.readers.services.promoting import promote, steps, undo_promotion
from tusach.readers.testing import make_card, make_reader

pytestmark = pytest.mark.django_db

LIST = """DANH SÁCH HỌC SINH,,,,
STT,Họ và tên,Ngày sinh,Lớp,Phụ huynh
1,Giàng Thị Mỷ,05/09/2016,4A,Giàng A Sử
2,Lò Văn Ơn,2016,Lớp 4a,
3,Vàng A Páo,12/1/2016,4B,
4,,2016,4B,
5,Lò Văn Ơn,2016,4A,
"""


def _now() -> dict:
    return {"by": HOUSE, "at": timezone.now()}


@pytest.fixture
def school() -> Any:
    return make_point("school_library", "Trường Tiểu học San Thàng")


def _sent(school: Any, text: str = LIST, **more: Any) -> ClassList:
    asked = {"school_year": 2026, "school_class": "", "name": "lop4.csv"} | more
    return take_list(point=school, content=text.encode(), **asked, **_now())


def _verdicts(sent: ClassList) -> list[str]:
    return list(sent.lines.order_by("number").values_list("verdict", flat=True))


def test_columns_are_known_by_their_headings() -> None:
    found = meanings(["TT", "Họ và đệm", "Tên", "Ngày, tháng, năm sinh", "LỚP", "SĐT phụ huynh"])
    assert found == {"family": 1, "given": 2, "born": 3, "class": 4, "phone": 5}
    assert [year_in(text) for text in ("05/09/2016", "2016-09-05", "16", "")] == [
        2016,
        2016,
        None,
        None,
    ]


def test_a_list_is_looked_at_before_anybody_is_entered(school: Any) -> None:
    make_reader(
        "Vàng A Páo", home=school, reader_class="pupil", birth_year=2016, school_class="3B",
        school_year=2025,
    )  # fmt: skip
    sent = _sent(school)
    assert _verdicts(sent) == ["new", "new", "differs", "wrong", "wrong"]
    assert Reader.objects.count() == 1


def test_applying_enters_who_is_new_and_moves_who_changed_class(school: Any) -> None:
    known = make_reader(
        "Vàng A Páo", home=school, reader_class="pupil", birth_year=2016, school_class="3B",
        school_year=2025,
    )  # fmt: skip
    sent = apply_list(sent=_sent(school), **_now())
    known.refresh_from_db()
    assert (known.school_class, known.school_year) == ("4B", 2026)
    mine = Reader.objects.filter(school_class="4A").order_by("number")
    assert [one.name for one in mine] == ["Giàng Thị Mỷ", "Lò Văn Ơn"]
    assert [str(one.guardian.relation) for one in mine] == ["", "school"]
    kept = ClassListLine.objects.exclude(verdict="wrong")
    assert not kept.exclude(name="").exists()
    assert not kept.exclude(guardian_name="").exists()
    with pytest.raises(errors.ListIsElsewhere):
        apply_list(sent=sent, **_now())
    assert _verdicts(_sent(school))[:3] == ["same", "same", "same"]


def test_a_list_taken_back_leaves_who_has_a_card(school: Any) -> None:
    known = make_reader(
        "Vàng A Páo", home=school, reader_class="pupil", birth_year=2016, school_class="3B",
        school_year=2025,
    )  # fmt: skip
    sent = apply_list(sent=_sent(school), **_now())
    make_card(Reader.objects.get(name="Lò Văn Ơn"))
    undo_list(sent=sent, **_now())
    known.refresh_from_db()
    assert (known.school_class, known.school_year) == ("3B", 2025)
    left = Reader.objects.order_by("number").values_list("name", flat=True)
    assert list(left) == ["Vàng A Páo", "Lò Văn Ơn"]
    assert Guardian.objects.count() == 2


def test_a_list_that_is_dropped_keeps_no_names(school: Any) -> None:
    drop_list(sent=_sent(school), **_now())
    assert not ClassListLine.objects.exists()
    log = " ".join(f"{act.on_label} {act.changes}" for act in written())
    assert "Giàng" not in log


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("Lớp,Năm sinh\n4A,2016\n", errors.NoNamesInList)],
)
def test_a_list_without_names_is_refused(school: Any, text: str, refusal: type) -> None:
    with pytest.raises(refusal, match="Lớp, Năm sinh"):
        _sent(school, text)


def test_a_library_that_is_no_school_needs_the_guardian_in_the_list() -> None:
    library = make_point("commune_library", "Thư viện xã")
    assert _verdicts(_sent(library)) == ["new", "wrong", "wrong", "wrong", "wrong"]


def test_four_a_becomes_five_a_and_the_last_grade_leaves() -> None:
    assert [next_class(name, 5) for name in ("4A", "5B", "4A1", "LÁ")] == ["5A", None, "5A1", "LÁ"]
    assert next_class("9A", 12) == "10A"
    assert [last_grade_of(names) for names in ([], ["1A", "5B"], ["6A"], ["12C"])] == [5, 5, 9, 12]


def _pupil(school: Any, name: str, school_class: str) -> Reader:
    return make_reader(
        name, home=school, reader_class="pupil", birth_year=2016, school_class=school_class,
        school_year=2025,
    )  # fmt: skip


def test_a_school_year_turns_and_is_turned_back(school: Any) -> None:
    up, down, gone = (
        _pupil(school, name, of) for name, of in (("An", "4A"), ("Bình", "4A"), ("Chi", "5A"))
    )
    card = make_card(gone)
    found = [step.to for step in steps(school, 2025, 5)]
    assert found == ["5A", "5A", None]
    asked = {"point": school, "school_year": 2025, "last_grade": 5}
    row = promote(**asked, staying={down.pk}, **_now())
    for one in (up, down, gone, card):
        one.refresh_from_db()
    assert (up.school_class, up.school_year) == ("5A", 2026)
    assert (down.school_class, down.school_year) == ("4A", 2026)
    assert (gone.left_on, card.state) == (timezone.localdate(), "ended")
    with pytest.raises(errors.NobodyToPromote):
        promote(**asked, staying=(), **_now())
    assert undo_promotion(promotion=row, **_now()) == 3
    for one in (up, down, gone, card):
        one.refresh_from_db()
    assert [one.school_class for one in (up, down, gone)] == ["4A", "4A", "5A"]
    assert (gone.left_on, card.state) == (None, "active")
    with pytest.raises(errors.PromotionUndone):
        undo_promotion(promotion=row, **_now())


def test_the_pages_take_a_list_and_turn_a_year(school: Any) -> None:
    client = Client()
    client.force_login(make_account("school_librarian", at=school))
    book = Workbook()
    for row in (["Họ và tên", "Năm sinh"], ["Giàng Thị Mỷ", 2016], ["Lò Văn Ơn", 2016]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "lop4a.xlsx"
    at = {"point": school.name, "point_id": school.pk}
    year = str(timezone.localdate().year)
    asked = {**at, "school_year": year, "school_class": "4A", "file": file}
    answer = client.post(
        reverse("readers:class_lists"), {"once": str(uuid.uuid4()), **asked}, follow=True
    )
    page = answer.content.decode()
    assert "Giàng Thị Mỷ" in page
    sent = ClassList.objects.get()
    client.post(sent.get_absolute_url(), {"once": str(uuid.uuid4()), "do": "apply"})
    assert Reader.objects.filter(school_class="4A").count() == 2
    asked = {**at, "school_year": year, "last_grade": ""}
    page = client.get(reverse("readers:promotion"), asked).content.decode()
    assert "5A" in page
    going = Reader.objects.get(name="Lò Văn Ơn").pk
    client.post(reverse("readers:promotion"), {"once": str(uuid.uuid4()), **asked, "di": [going]})
    classes = dict(Reader.objects.values_list("name", "school_class"))
    assert classes == {"Giàng Thị Mỷ": "4A", "Lò Văn Ơn": "5A"}
    client.post(reverse("readers:undo_promotion", args=[Promotion.objects.get().pk]))
    assert set(Reader.objects.values_list("school_class", flat=True)) == {"4A"}
    assert not Card.objects.exists()
