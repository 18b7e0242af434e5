"""A worker is really killed in the middle of an import of points; two go at one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tusach.audit.api import HOUSE
from tusach.network.models import HomeProvince, PointFact, PointImport, ServicePoint
from tusach.network.services.import_work import work
from tusach.network.services.importing import accept_import, take_in_file
from tusach.network.tasks import resume_imports
from tusach.network.testing import make_province, make_unit
from tusach.ui.testing import kill_in_the_middle, together

pytestmark = pytest.mark.django_db(transaction=True)
State = PointImport.State
COUNT = 400


def _sent(count: int = COUNT) -> PointImport:
    province = make_province("Lai Châu")
    HomeProvince.objects.get_or_create(unit=province, letters="LC")
    make_unit("Phường Tân Phong", province=province)
    lines = ["Tên,Loại,Xã", *(f"Trường {n},Trường,Tân Phong" for n in range(count))]
    content = "\n".join(lines).encode()
    return take_in_file(name="diem.csv", content=content, by=HOUSE, at=timezone.now())


def _killed(sent: PointImport, *, reached: object) -> None:
    kill_in_the_middle(
        f"from tusach.network.services.import_work import work\nwork({sent.pk}, batch=10)\n",
        reached=reached,  # type: ignore[arg-type]
    )
    sent.refresh_from_db()


def _points_begun() -> int:
    """How many numbers of points were taken, in transactions that are open too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM network_servicepoint_id_seq")
        return int(cursor.fetchone()[0])


def test_killed_while_checking_the_rows_are_checked_again() -> None:
    sent = _sent()

    def reached() -> bool:
        sent.refresh_from_db()
        return sent.checked_to > 100

    _killed(sent, reached=reached)
    assert sent.state == State.CHECKING
    assert 0 < sent.checked_to < COUNT
    work(sent.pk)
    sent.refresh_from_db()
    assert (sent.state, sent.checked_to, sent.bad_count) == (State.CHECKED, COUNT, 0)


def test_killed_while_points_are_made_leaves_none_and_then_makes_each_once() -> None:
    sent = _sent()
    work(sent.pk)
    accept_import(sent=sent, by=HOUSE, at=timezone.now())
    for _again in range(2):
        begun = _points_begun()
        _killed(sent, reached=lambda begun=begun: _points_begun() > begun + 100)
        assert (sent.state, sent.made) == (State.APPLYING, 0)
        assert not ServicePoint.objects.exists()
        assert not PointFact.objects.exists()
    work(sent.pk)
    sent.refresh_from_db()
    assert (sent.state, sent.made) == (State.DONE, COUNT)
    codes = ServicePoint.objects.order_by("code").values_list("code", flat=True)
    assert codes.distinct().count() == COUNT
    assert "LC-TH-001" in codes
    assert f"LC-TH-{COUNT}" in codes


def test_an_import_nobody_has_moved_for_a_minute_is_asked_for_again() -> None:
    sent = _sent(3)
    PointImport.objects.update(queued_at=timezone.now() - timedelta(minutes=2))
    resume_imports(timestamp=0)
    waiting = ProcrastinateJob.objects.filter(
        status="todo", queueing_lock=f"network-import-{sent.pk}"
    )
    assert waiting.count() == 1


def test_two_workers_on_one_import_make_each_point_once() -> None:
    sent = _sent(200)
    work(sent.pk)
    accept_import(sent=sent, by=HOUSE, at=timezone.now())
    together(*(lambda: work(sent.pk, batch=20) for _worker in range(2)))
    sent.refresh_from_db()
    assert (sent.state, sent.made, ServicePoint.objects.count()) == (State.DONE, 200, 200)


def test_the_same_points_of_two_files_at_once_are_made_by_one() -> None:
    first = _sent(50)
    lines = "\n".join(["Tên,Loại,Xã", *(f"Trường {n},Trường,Tân Phong" for n in range(50))])
    second = take_in_file(name="b.csv", content=lines.encode(), by=HOUSE, at=timezone.now())
    for one in (first, second):
        work(one.pk)
        accept_import(sent=one, by=HOUSE, at=timezone.now())
    together(*(lambda number=one.pk: work(number) for one in (first, second)))  # type: ignore[misc]
    assert ServicePoint.objects.count() == 50
    states = PointImport.objects.values_list("state", "made", "bad_count")
    assert sorted(states) == [("checked", 0, 50), ("done", 50, 0)]
