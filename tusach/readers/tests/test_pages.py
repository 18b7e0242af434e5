"""The pages, as a librarian walks them."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.testing import written
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.readers.models import Card, CardAct, Merge, PrivacyRequest, Reader
from tusach.readers.testing import make_card, make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def library() -> Any:
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def client(library: Any) -> Client:
    client = Client()
    client.force_login(make_account("commune_librarian", at=library))
    return client


def _post(client: Client, address: str, *args: Any, **fields: Any) -> Any:
    return client.post(
        reverse(f"readers:{address}", args=args), {"once": str(uuid.uuid4()), **fields}, follow=True
    )


def _asked(library: Any, **fields: Any) -> dict[str, Any]:
    kinds = Reader._meta.get_field("reader_class").related_model.objects
    asked = {
        "name": "Giàng Thị Mỷ",
        "birth_year": "1992",
        "reader_class": kinds.get(code="adult").pk,
        "home": library.name,
        "home_id": library.pk,
        "language": "vi",
    }
    return asked | fields


def test_a_reader_is_registered_with_a_card_at_once(client: Client, library: Any) -> None:
    answer = _post(client, "new_reader", **_asked(library, with_card="on"))
    reader = Reader.objects.get()
    assert answer.redirect_chain[-1][0] == reader.get_absolute_url()
    assert reader.cards.get().state == "active"
    assert reader.cards.get().number in answer.content.decode()
    assert written(act="readers.look", key=reader.pk)


def test_a_child_without_a_guardian_comes_back_with_what_was_typed(
    client: Client, library: Any
) -> None:
    year = str(timezone.localdate().year - 9)
    answer = _post(client, "new_reader", **_asked(library, birth_year=year))
    assert answer.status_code == 422
    assert "người giám hộ" in answer.content.decode()
    assert "Giàng Thị Mỷ" in answer.content.decode()
    _post(client, "new_reader", **_asked(library, birth_year=year, guardian_name="Giàng A Sử"))
    assert Reader.objects.get().guardian.name == "Giàng A Sử"


def test_a_scanned_card_opens_its_reader(client: Client, library: Any) -> None:
    card = make_card(home=library)
    answer = client.get(reverse("readers:readers"), {"q": card.number})
    assert answer["Location"] == card.reader.get_absolute_url()
    foreign = make_card(home=make_point("commune_library", "Thư viện khác"))
    assert client.get(reverse("readers:readers"), {"q": foreign.number}).status_code == 200
    assert client.get(reverse("readers:reader", args=[foreign.reader_id])).status_code == 403


def test_the_list_asks_no_more_for_a_hundred_readers_than_for_two(
    client: Client, library: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_card(make_reader(home=library, school_class=f"{number % 3}A", school_year=2026))
    with django_assert_max_num_queries(25) as few:
        client.get(reverse("readers:readers"))
    for number in range(40):
        make_card(make_reader(home=library, school_class=f"{number % 3}A", school_year=2026))
    with django_assert_max_num_queries(len(few)):
        answer = client.get(reverse("readers:readers"), {"the": "valid"})
    assert answer.context["listing"].page.paginator.count == 52


def test_cards_are_renewed_lost_replaced_and_undone_by_buttons(
    client: Client, library: Any
) -> None:
    card = make_card(home=library, valid_until=timezone.localdate() + timedelta(days=3))
    to = card.reader_id
    for do in ("renew", "lost", "found", "replace"):
        _post(client, "card", to, do=do, card=card.pk)
    kinds = CardAct.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["new", "renewed", "lost", "found", "replaced"]
    last = CardAct.objects.latest("pk")
    _post(client, "undo_card_act", last.pk)
    card.refresh_from_db()
    assert card.state == "active"


def test_a_bar_is_set_and_lifted(client: Client, library: Any) -> None:
    reader = make_reader(home=library)
    answer = _post(client, "bar", reader.pk, **{"khoa-reason": "Làm mất sách"})
    assert "Đang bị khoá quyền mượn" in answer.content.decode()
    listed = client.get(reverse("readers:readers"), {"khoa": "1"}).content.decode()
    assert reader.name in listed
    answer = _post(client, "unbar", reader.bars.get().pk, why="Đã đền")
    assert "Đang bị khoá quyền mượn" not in answer.content.decode()


def test_two_records_are_merged_and_parted(client: Client, library: Any) -> None:
    one, other = (make_reader("Lò Thị An", home=library) for _ in range(2))
    assert f"#{other.number}" not in client.get(reverse("readers:doubles")).content.decode()
    page = client.get(reverse("readers:merge", args=[one.pk])).content.decode()
    assert f"#{other.number}" in page
    answer = _post(client, "merge", one.pk, other=other.pk, do="keep")
    assert answer.redirect_chain[-1][0] == one.get_absolute_url()
    other.refresh_from_db()
    assert other.merged_into == one
    _post(client, "part", Merge.objects.get().pk)
    other.refresh_from_db()
    assert other.merged_into is None


def test_nobody_merges_a_reader_of_another_place(client: Client, library: Any) -> None:
    one = make_reader("Lò Thị An", home=library)
    other = make_reader("Lò Thị An", home=make_point("commune_library", "Thư viện khác"))
    answer = _post(client, "merge", one.pk, other=other.pk, do="keep")
    assert answer.status_code == 403
    other.refresh_from_db()
    assert other.merged_into is None


def test_a_request_is_noted_shown_handed_over_and_answered(client: Client, library: Any) -> None:
    reader = make_card(make_reader("Lò Thị An", home=library, phone="0912345678")).reader
    day = timezone.localdate()
    fields = {"kind": "export", "asked_by": "reader", "received_on": day.isoformat()}
    answer = _post(client, "new_request", reader.pk, **fields)
    asked = PrivacyRequest.objects.get()
    assert asked.due_on > day
    assert "0912345678" in answer.content.decode()
    file = client.get(reverse("readers:copy_of_data", args=[asked.pk]))
    assert "0912345678" in json.dumps(json.loads(file.content), ensure_ascii=False)
    _post(client, "answer_request", asked.pk, do="done", answer="Đã giao bản in")
    asked.refresh_from_db()
    assert asked.state == "done"


def test_somebody_is_erased_by_request(client: Client, library: Any) -> None:
    reader = make_card(make_reader("Lò Thị An", home=library)).reader
    fields = {"kind": "erase", "asked_by": "reader"}
    _post(client, "new_request", reader.pk, received_on=timezone.localdate().isoformat(), **fields)
    answer = _post(client, "answer_request", PrivacyRequest.objects.get().pk, do="done")
    assert answer.status_code == 200
    reader.refresh_from_db()
    assert (reader.name, reader.erased_at is not None) == ("–", True)
    assert client.get(reverse("readers:reader", args=[reader.pk])).status_code == 404


def test_cards_of_a_class_are_issued_and_printed(client: Client, library: Any) -> None:
    for _ in range(3):
        make_reader(home=library, school_class="4A", school_year=2026)
    asked = {"lop": "2026-4A"}
    assert "3 người chưa có thẻ" in client.get(reverse("readers:cards"), asked).content.decode()
    _post(client, "issue_lacking", **asked)
    assert Card.objects.count() == 3
    file = client.get(reverse("readers:cards_file"), asked)
    assert file.content.startswith(b"%PDF")
    assert written(act="readers.print_cards")


def test_blank_cards_take_numbers_and_give_no_card(client: Client, library: Any) -> None:
    fields = {"count": "4", "home": library.name, "home_id": library.pk}
    file = _post(client, "blank_cards", **fields)
    assert file.content.startswith(b"%PDF")
    assert not Card.objects.exists()


def test_a_director_sees_figures_and_no_names(library: Any) -> None:
    reader = make_card(make_reader("Vàng Thị Mẩy", home=library)).reader
    client = Client()
    client.force_login(make_account("director", at=library))
    page = client.get(reverse("readers:counts")).content.decode()
    assert library.name in page
    assert "Vàng Thị Mẩy" not in page
    assert client.get(reverse("readers:readers")).status_code == 403
    assert client.get(reverse("readers:reader", args=[reader.pk])).status_code == 403


def test_who_may_not_export_gets_no_file(library: Any) -> None:
    make_reader(home=library)
    client = Client()
    client.force_login(make_account("point_keeper", at=library))
    answer = client.get(reverse("readers:readers"), {"export": "csv"})
    assert answer["Content-Type"].startswith("text/html")
    assert "CSV" not in answer.content.decode()
