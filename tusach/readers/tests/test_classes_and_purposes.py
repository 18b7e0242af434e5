"""A house makes its own classes of readers and purposes of consent, and gives them up again."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.readers.models import ConsentPurpose, ReaderClass
from tusach.readers.selectors.consents import purposes_on
from tusach.readers.selectors.offered import every_class, every_purpose
from tusach.readers.selectors.readers import classes_on
from tusach.readers.services.consents import give_consent
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db
MONKS = {"name": "Sư sãi", "name_en": "Monk", "audience": "adults", "position": "60",
         "since": "01/10/2026", "until": ""}  # fmt: skip
FILMS = {"name": "Quay phim", "name_en": "", "text": "Thư viện quay phim buổi đọc.", "text_en": "",
         "publishes": "on", "position": "60", "since": "01/10/2026", "until": ""}  # fmt: skip


@pytest.fixture
def library() -> ServicePoint:
    return make_point("provincial_library", "Thư viện tỉnh Lai Châu")


@pytest.fixture
def director(client: Client, library: ServicePoint) -> Client:
    client.force_login(make_account("director", at=library))
    return client


def send(client: Client, page: str, said: dict[str, Any], *args: Any) -> Any:
    return client.post(reverse(f"readers:{page}", args=args), {"once": str(uuid4()), **said})


def test_a_class_is_offered_from_its_day_until_it_ends(director: Client) -> None:
    assert send(director, "new_class", MONKS)["Location"] == reverse("readers:classes")
    made = ReaderClass.objects.get(name="Sư sãi")
    assert made.code == "su-sai"
    assert made not in classes_on(date(2026, 9, 30))
    assert made in classes_on(date(2026, 10, 1))
    send(director, "class", {**MONKS, "until": "01/12/2026"}, made.pk)
    assert made in classes_on(date(2026, 11, 30))
    assert made not in classes_on(date(2026, 12, 1))
    said = director.get(reverse("readers:classes")).text
    assert "Sư sãi" in said
    assert "01/12/2026" in said


def test_a_class_with_readers_keeps_its_audience_and_may_change_its_name(
    director: Client, library: ServicePoint
) -> None:
    child = ReaderClass.objects.get(code="child")
    make_reader("Lò Thị Mai", home=library, reader_class="child", birth_year=2016)
    said = {**MONKS, "name": "Thiếu nhi", "since": "", "audience": "adults"}
    answer = send(director, "class", said, child.pk)
    assert answer.status_code == 422
    assert "không đổi đối tượng phục vụ được" in answer.text
    send(director, "class", {**said, "name": "Trẻ em", "audience": "children"}, child.pk)
    child.refresh_from_db()
    assert (child.name, child.audience, child.code) == ("Trẻ em", "children", "child")
    assert every_class().get(pk=child.pk).used == 1


def test_what_somebody_agreed_to_is_not_reworded(director: Client, library: ServicePoint) -> None:
    send(director, "new_purpose", FILMS)
    films = ConsentPurpose.objects.get(name="Quay phim")
    assert films in purposes_on(date(2026, 10, 1))
    send(director, "purpose", {**FILMS, "text": "Thư viện quay phim hội thi."}, films.pk)
    films.refresh_from_db()
    assert films.text == "Thư viện quay phim hội thi."
    reader = make_reader("Lò Thị Mai", home=library)
    give_consent(reader=reader, purpose=films, given_by="reader", by=HOUSE, at=timezone.now())
    answer = send(director, "purpose", FILMS, films.pk)
    assert answer.status_code == 422
    assert "không sửa nội dung được" in answer.text
    films.refresh_from_db()
    assert films.text == "Thư viện quay phim hội thi."
    assert every_purpose().get(pk=films.pk).used == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": "Nông dân"}, "Đã có “Nông dân” trong cùng thời gian"),
        ({"until": "01/10/2026"}, "ngày thôi dùng phải sau ngày ấy"),
        ({"name": ""}, 'id="id_name-error"'),
        ({"since": "hôm qua"}, "ngày"),
    ],
)
def test_what_cannot_be_is_told_and_kept_in_the_form(
    director: Client, changes: dict[str, str], told: str
) -> None:
    answer = send(director, "new_class", {**MONKS, **changes})
    assert answer.status_code == 422
    assert told in answer.text
    assert "Monk" in answer.text
    assert not ReaderClass.objects.filter(name_en="Monk").exists()


def test_two_names_that_come_to_one_code_have_codes_of_their_own(director: Client) -> None:
    send(director, "new_class", MONKS)
    send(director, "new_class", {**MONKS, "name": "Sự sai"})
    assert set(ReaderClass.objects.filter(name_en="Monk").values_list("code", flat=True)) == {
        "su-sai", "su-sai-2",
    }  # fmt: skip


def test_a_school_sees_them_and_sets_none(client: Client) -> None:
    client.force_login(make_account("school_librarian", at=make_point("school_library")))
    page = client.get(reverse("readers:purposes")).text
    assert "Giữ lịch sử mượn" in page
    assert reverse("readers:new_purpose") not in page
    assert send(client, "new_class", MONKS).status_code in {403, 422}
    assert not ReaderClass.objects.filter(name="Sư sãi").exists()
