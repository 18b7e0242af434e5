"""A device takes back what it registered, asked for or noted as damaged, sent already or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation.models import Request
from tusach.holdings.api import State, mend, place_of
from tusach.holdings.testing import make_copy
from tusach.network.testing import make_point
from tusach.offline.testing import Phone, house, make_phone
from tusach.readers.api import Reader
from tusach.readers.testing import make_classes

pytestmark = pytest.mark.django_db


@pytest.fixture
def point() -> Any:
    make_classes()
    return make_point("village_bookcase", "Tủ sách bản Nà Khuy")


@pytest.fixture
def phone(point: Any) -> Phone:
    return make_phone([point.pk], at=timezone.now() - timedelta(days=3))


def sent(phone: Phone) -> list[str]:
    phone.sync(house, timezone.now())
    return [phone.outcomes[number][1] for number in sorted(phone.outcomes)]


def noted(device: Phone, kind: str, **said: Any) -> int:
    return device.note(kind, timezone.now() - timedelta(minutes=5), **said)


def damage(point: Any, barcode: str) -> dict[str, Any]:
    here = {"point": point.code}
    return {"act": "damage", "state": "damaged", "copies": [barcode], "from": here, "to": here,
            "note": "rách bìa"}  # fmt: skip


@pytest.mark.parametrize("between", [False, True], ids=["before sending", "after sending"])
def test_a_registration_is_taken_back_and_nothing_personal_stays(
    phone: Phone, point: Any, between: bool
) -> None:
    seq = noted(phone, "readers.register", point=point.code, name="Giàng A Páo", phone="0912345678")
    if between:
        assert sent(phone) == ["registered"]
    noted(phone, "circulation.undo", point=point.code, seq=seq)
    assert sent(phone)[-1] == "undone"
    reader = Reader.objects.get()
    assert reader.erased_at is not None
    assert (reader.name, reader.phone) == ("–", "")


def test_a_reader_changed_by_somebody_else_is_not_erased_from_afar(
    phone: Phone, point: Any
) -> None:
    seq = noted(phone, "readers.register", point=point.code, name="Giàng A Páo")
    sent(phone)
    Reader.objects.update(version=2)
    noted(phone, "circulation.undo", point=point.code, seq=seq)
    assert sent(phone)[-1] == "reader-in-use"
    assert Reader.objects.get().erased_at is None


@pytest.mark.parametrize("between", [False, True], ids=["before sending", "after sending"])
def test_a_request_is_taken_back(phone: Phone, point: Any, between: bool) -> None:
    seq = noted(phone, "circulation.request", point=point.code, title="Đất rừng phương Nam")
    if between:
        assert sent(phone) == ["asked"]
    noted(phone, "circulation.undo", point=point.code, seq=seq)
    assert sent(phone)[-1] == "undone"
    assert Request.objects.get().ended_at is not None


@pytest.mark.parametrize("between", [False, True], ids=["before sending", "after sending"])
def test_a_damage_note_is_taken_back(phone: Phone, point: Any, between: bool) -> None:
    copy = make_copy(owner=point)
    seq = noted(phone, "holdings.move", point=point.code, **damage(point, copy.barcode))
    if between:
        assert sent(phone) == ["fits"]
        assert place_of([copy.pk])[copy.pk].state == State.DAMAGED
    undo = noted(phone, "circulation.undo", point=point.code, seq=seq)
    assert sent(phone)[-1] == "undone"
    place = place_of([copy.pk])[copy.pk]
    assert (place.state, place.unsettled) == (State.IN_STORE, 0)
    # Told again, nothing is written twice.
    phone.known = undo - 1
    assert sent(phone)[-1] == "undone"


def test_a_copy_mended_meanwhile_stays_as_the_house_has_it(phone: Phone, point: Any) -> None:
    copy = make_copy(owner=point)
    seq = noted(phone, "holdings.move", point=point.code, **damage(point, copy.barcode))
    sent(phone)
    mend(copy=copy, by=HOUSE, at=timezone.now())
    noted(phone, "circulation.undo", point=point.code, seq=seq)
    assert sent(phone)[-1] == "unsettled"
    assert place_of([copy.pk])[copy.pk].state == State.IN_STORE
