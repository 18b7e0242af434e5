"""Issues bound into a volume that stands in the register, and taken apart again."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.acquisitions import errors
from tusach.acquisitions.models import CheckIn, Serial, Volume
from tusach.acquisitions.selectors.serial_holdings import serial_holdings, single_issues
from tusach.acquisitions.services.binding import bind, unbind
from tusach.acquisitions.services.checking_in import check_in, undo_check_in
from tusach.acquisitions.testing import make_serial, make_subscription, make_volume
from tusach.audit.api import HOUSE
from tusach.holdings.api import Copy, State, lose, place_of, prove, sources
from tusach.holdings.testing import make_register, make_sources, make_store
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.ui.testing import together

pytestmark = pytest.mark.django_db
START = date(2025, 1, 1)


def _received(point: ServicePoint, *numbers: int, title: str = "Báo Lai Châu") -> list[CheckIn]:
    """A weekly of which these numbers came to a point."""
    make_sources()
    serial = make_serial(title, start=START)
    where = make_subscription(serial, owner=point, starts_on=START).places.get()
    day = timezone.localdate()
    return [
        check_in(issue=one, place=where, on=day, by=HOUSE, at=timezone.now())
        for one in serial.issues.filter(number__in=numbers).order_by("on")
    ]


def _bind(*check_ins: CheckIn, point: ServicePoint | None = None, label: str = "") -> Volume:
    return bind(
        check_ins=[one.pk for one in check_ins],
        register=make_register(point or check_ins[0].place.point),
        source="budget", collection="main", label=label, price=120_000, by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip


def _serial(came: list[CheckIn]) -> Serial:
    return came[0].issue.serial


def test_a_volume_is_one_copy_with_its_own_number_and_names_its_gaps() -> None:
    store = make_store()
    came = _received(store, 1, 2, 3, 5, 8)
    volume = _bind(*came[:4])
    assert volume.label == "2025: 1–5 (thiếu 4)"
    assert volume.missing == "2025: 4"
    assert volume.copy.price == 120_000
    assert volume.copy.note == volume.label
    assert volume.copy.record_id == _serial(came).record_id
    assert place_of([volume.copy_id])[volume.copy_id].point_id == store.pk
    assert Copy.objects.count() == 1
    # What is bound is no single issue any more; the statement goes on telling all that is held.
    assert list(single_issues(_serial(came), store)) == [came[4]]
    (held,) = serial_holdings([_serial(came).record_id])
    assert held.text == "2025: 1–8 (thiếu 4, 6–7)"
    assert held.volumes == (volume.label,)
    assert prove() == []


def test_a_volume_of_issues_called_by_their_days_is_named_by_them() -> None:
    store = make_store()
    daily = make_serial("Nhân Dân", start=START, frequency="daily", numbering="dated")
    volume = make_volume(daily, store, 3)
    assert volume.label == "01/01/2025 – 03/01/2025"
    assert volume.missing == ""


def test_taken_apart_the_copy_is_struck_out_and_the_issues_are_single() -> None:
    store = make_store()
    came = _received(store, 1, 2, 3)
    volume = _bind(*came)
    unbind(volume=volume, reason="đóng nhầm số", by=HOUSE, at=timezone.now())
    assert place_of([volume.copy_id])[volume.copy_id].state == State.WITHDRAWN
    assert list(single_issues(_serial(came), store)) == came
    assert serial_holdings([_serial(came).record_id])[0].volumes == ()
    again = _bind(*came, label="Quý I")
    assert again.copy.number > volume.copy.number
    with pytest.raises(errors.VolumeIsUndone):
        unbind(volume=volume, reason="nữa", by=HOUSE, at=timezone.now())


def test_a_volume_that_was_used_is_not_taken_apart() -> None:
    came = _received(make_store(), 1, 2)
    volume = _bind(*came)
    lose(copy=volume.copy, reason="không thấy", by=HOUSE, at=timezone.now())
    with pytest.raises(errors.CopiesWereTouched, match=volume.copy.accession_no):
        unbind(volume=volume, reason="nhầm", by=HOUSE, at=timezone.now())
    with pytest.raises(errors.ReasonMissing):
        unbind(volume=volume, reason="  ", by=HOUSE, at=timezone.now())


def test_what_is_refused() -> None:
    store, library = make_store(), make_point("commune_library", "Thư viện xã Bình Lư")
    came = _received(store, 1, 2)
    others = _received(library, 1, title="Nhân Dân")
    with pytest.raises(errors.NothingChosen):
        bind(check_ins=[], register=make_register(store), source="budget", collection="main",
             by=HOUSE, at=timezone.now())  # fmt: skip
    with pytest.raises(errors.IssuesDiffer):
        _bind(came[0], others[0])
    _bind(came[0])
    with pytest.raises(errors.IssueInVolume, match="Số 1"):
        _bind(*came)
    with pytest.raises(errors.IssueIsBound):
        undo_check_in(check_in=came[0], by=HOUSE, at=timezone.now())
    undo_check_in(check_in=came[1], by=HOUSE, at=timezone.now())
    with pytest.raises(errors.IssueNotHere):
        _bind(came[1], point=store)
    assert Volume.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_bound_and_taken_back_at_once_is_one_or_the_other() -> None:
    came = _received(make_store(), 1, 2, 3)
    make_register(make_store())

    def binding() -> None:
        _bind(*came)

    def taking_back() -> None:
        undo_check_in(check_in=came[1], by=HOUSE, at=timezone.now())

    answers = together(binding, taking_back)
    assert sorted(type(one).__name__ for one in answers) in (
        ["IssueIsBound", "NoneType"], ["IssueNotHere", "NoneType"],
    )  # fmt: skip
    assert CheckIn.objects.count() == (3 if Volume.objects.exists() else 2)


@pytest.mark.django_db(transaction=True)
def test_two_who_bind_the_same_issues_make_one_volume() -> None:
    came = _received(make_store(), 1, 2, 3)
    make_register(make_store())

    def binding() -> None:
        _bind(*came)

    answers = together(binding, binding)
    assert sorted(type(one).__name__ for one in answers) == ["IssueInVolume", "NoneType"]
    assert Volume.objects.count() == Copy.objects.count() == 1


def test_the_page_binds_what_is_ticked_and_takes_apart(client: Client) -> None:
    store = make_store()
    came = _received(store, 1, 2, 3)
    register = make_register(store)
    client.force_login(make_account("warehouse_keeper", at=store))
    serial = _serial(came)
    page = reverse("acquisitions:bind", args=[serial.pk])
    shown = client.get(page).content.decode()
    assert shown.count('name="issue"') == 3
    form = {
        "issue": [came[0].pk, came[1].pk], "register": register.pk, "collection": "main",
        "source": register.pk and _budget(), "price": "120.000", "once": str(uuid4()),
    }  # fmt: skip
    done = client.post(page, form, follow=True).content.decode()
    assert "2025: 1–2" in done
    volume = Volume.objects.get()
    refused = client.post(page, {**form, "issue": [], "once": str(uuid4())})
    assert refused.status_code == 422
    assert "Chưa chọn mục nào" in refused.content.decode()
    away = reverse("acquisitions:unbind", args=[volume.pk])
    client.post(away, {"reason": "đóng nhầm", "once": str(uuid4())})
    volume.refresh_from_db()
    assert volume.undone_at is not None


def _budget() -> int:
    return sources().get(code="budget").pk


def test_nobody_binds_the_issues_of_another_place(client: Client) -> None:
    store, library = make_store(), make_point("commune_library", "Thư viện xã Bình Lư")
    came = _received(store, 1, 2)
    volume = make_volume(make_serial("Nhân Dân", start=timezone.localdate() - timedelta(1)), store)
    client.force_login(make_account("commune_librarian", at=library))
    page = reverse("acquisitions:bind", args=[_serial(came).pk])
    assert "chưa nhận số nào" in client.get(page).content.decode()
    client.post(page, {"issue": [came[0].pk], "once": str(uuid4())})
    assert Volume.objects.count() == 1
    away = client.post(reverse("acquisitions:unbind", args=[volume.pk]), {"reason": "x"})
    assert away.status_code in (403, 404)
