"""Time at the public computers: one count of the day, within what the dated rules allow."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.circulation import tally_errors as errors
from tusach.circulation.models import ComputerSession
from tusach.circulation.services import computers
from tusach.circulation.services.tallies import undo_tap
from tusach.facts.api import total
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.policy.api import set_rule

pytestmark = pytest.mark.django_db
ALWAYS = (date(2000, 1, 1), date(2100, 1, 1))


@pytest.fixture
def point() -> ServicePoint:
    return make_point("commune_library", "Thư viện xã Bình Lư")


def begin(
    point: ServicePoint, machine: str = "Máy 1", audience: str = "adults", **more: Any
) -> Any:
    said = {"by": HOUSE, "at": timezone.now()} | more
    return computers.begin(point=point, machine=machine, audience=audience, **said)


def rule(key: str, value: int, since: date, point: ServicePoint) -> None:
    set_rule(
        key=key, value=value, basis="Nội quy", valid_from=since, point=point, by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip


def test_a_session_counts_once_and_undone_counts_nothing(point: ServicePoint) -> None:
    session = begin(point)
    assert total("computer", *ALWAYS, points=[point.pk], audience="adults") == 1
    computers.end(session=session, by=HOUSE, at=timezone.now())
    with pytest.raises(errors.SessionEnded):
        computers.end(session=session, by=HOUSE, at=timezone.now())
    computers.undo_session(session=session, by=HOUSE, at=timezone.now())
    assert total("computer", *ALWAYS) == 0
    with pytest.raises(errors.SessionEnded):
        computers.undo_session(session=session, by=HOUSE, at=timezone.now())


def test_one_sits_at_a_machine_at_a_time(point: ServicePoint) -> None:
    session = begin(point, " Máy  1 ")
    with pytest.raises(errors.MachineTaken):
        begin(point)
    begin(point, "Máy 2")
    computers.end(session=session, by=HOUSE, at=timezone.now())
    begin(point)
    assert total("computer", *ALWAYS) == 3
    with pytest.raises(errors.MachineMissing):
        begin(point, "  ")


def test_children_have_an_adult_beside_them_and_their_own_time(point: ServicePoint) -> None:
    with pytest.raises(errors.MinorAlone):
        begin(point, audience="children")
    assert begin(point, audience="children", guided=True).minutes == 45
    assert begin(point, "Máy 2").minutes == 60


def test_dated_rules_say_how_long_and_whether_children_may(point: ServicePoint) -> None:
    since = timezone.localdate() - timedelta(days=1)
    rule("circulation.computer_minutes", 30, since, point)
    assert begin(point, audience="pupils", guided=True).minutes == 30
    rule("circulation.minor_computer_minutes", 0, since, point)
    with pytest.raises(errors.MinorsMayNot, match="Bình Lư"):
        begin(point, "Máy 2", "children", guided=True)


def test_the_last_tap_is_not_somebody_at_a_computer(point: ServicePoint) -> None:
    begin(point)
    with pytest.raises(errors.NothingToUndo):
        undo_tap(point=point, by=HOUSE, at=timezone.now())


def test_the_page_begins_ends_and_undoes_and_the_list_goes_out(
    client: Client, point: ServicePoint
) -> None:
    client.force_login(make_account("commune_librarian", at=point))
    page = f"{reverse('circulation:computers')}?diem={point.pk}"

    def press(to: str, **said: Any) -> str:
        once = re.findall(r'name="once" value="([^"]+)"', client.get(page).content.decode())[0]
        answer = client.post(to, {"once": once, "diem": point.pk, **said}, follow=True)
        return answer.content.decode()

    assert "Không máy nào đang có người dùng." in client.get(page).content.decode()
    assert "phải có người lớn kèm" in press(page, machine="Máy 1", audience="children")
    assert "Đã bắt đầu" in press(page, machine="Máy 1", audience="children", guided="1")
    session = ComputerSession.objects.get()
    press(reverse("circulation:end_computer", args=[session.pk]))
    press(reverse("circulation:undo_computer", args=[session.pk]))
    session.refresh_from_db()
    assert session.ended_at is not None
    assert session.undone_at is not None
    sheet = client.get(reverse("circulation:computer_sessions") + "?export=csv")
    body = b"".join(sheet.streaming_content) if sheet.streaming else sheet.content
    assert "Máy 1" in body.decode("utf-8-sig")
