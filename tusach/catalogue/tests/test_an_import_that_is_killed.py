"""A worker is really killed in the middle of its work; another goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from tusach.audit.api import HOUSE
from tusach.catalogue.importing import services
from tusach.catalogue.importing.work import work
from tusach.catalogue.models import Import, ImportRow, Record, RecordOrigin, RecordVersion
from tusach.catalogue.tasks import resume_imports, work_on_import
from tusach.catalogue.tests.imports import sent
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.ui.api import Standing, stalled, standing
from tusach.ui.testing import kill_in_the_middle

pytestmark = pytest.mark.django_db(transaction=True)


def worker_killed(imported: Import, *, after: int, field: str) -> None:
    """Runs a worker of its own and kills it once ``field`` has come past ``after``."""

    def reached() -> bool:
        imported.refresh_from_db()
        return bool(getattr(imported, field) > after)

    kill_in_the_middle(
        f"from tusach.catalogue.importing.work import work\nwork({imported.pk}, batch=10)\n",
        reached=reached,
    )
    imported.refresh_from_db()


def no_half_records(imported: Import) -> None:
    made = imported.rows.filter(made=True).count()
    assert Record.objects.count() == made == imported.made_count
    assert RecordVersion.objects.count() == RecordOrigin.objects.count() == made


def test_killed_while_writing_loses_nothing_and_doubles_nothing() -> None:
    imported = sent("jazz_1k.mrc")
    services.accept(imported.pk, by=HOUSE, at=timezone.now())
    worker_killed(imported, after=50, field="applied_to")
    assert imported.state == Import.State.APPLYING
    assert 0 < imported.applied_to < 1000
    no_half_records(imported)
    worker_killed(imported, after=imported.applied_to + 50, field="applied_to")
    no_half_records(imported)
    work(imported.pk)
    imported.refresh_from_db()
    assert imported.state == Import.State.DONE
    assert Record.objects.count() == 995
    no_half_records(imported)


def test_killed_while_reading_goes_on_where_it_was() -> None:
    imported = sent("jazz_1k.mrc")
    services.read_as(imported.pk, "marc-8", at=timezone.now())
    worker_killed(imported, after=50, field="read_to")
    assert imported.state == Import.State.READING
    assert imported.rows.count() == imported.read_to
    work(imported.pk)
    imported.refresh_from_db()
    assert imported.state == Import.State.READ
    assert list(imported.rows.values_list("number", flat=True)) == list(range(1, 1001))


def test_killed_while_undoing_goes_on_where_it_was() -> None:
    imported = sent("jazz_1k.mrc")
    services.accept(imported.pk, by=HOUSE, at=timezone.now())
    work(imported.pk)
    services.take_back(imported.pk, by=HOUSE, at=timezone.now())
    worker_killed(imported, after=50, field="undone_to")
    left = imported.rows.filter(status=ImportRow.Status.NEW).count()
    assert 0 < Record.objects.count() == left < 995
    work(imported.pk)
    assert Record.objects.count() == 0


def test_an_import_nobody_has_moved_for_a_minute_is_taken_up_again() -> None:
    imported = sent("lul_fre_100.mrc")
    services.accept(imported.pk, by=HOUSE, at=timezone.now())
    assert stalled(Import, timezone.now()) == []
    assert stalled(Import, timezone.now() + timedelta(seconds=90)) == [imported.pk]


def test_the_job_waits_in_the_queue_once_however_often_it_is_asked_for() -> None:
    imported = sent("lul_fre_100.mrc")
    services.accept(imported.pk, by=HOUSE, at=timezone.now())
    for _again in range(3):
        services.ask_again(imported.pk, at=timezone.now())
    waiting = ProcrastinateJob.objects.filter(
        status="todo", queueing_lock=f"catalogue-import-{imported.pk}"
    )
    assert waiting.count() == 1


def test_the_page_can_say_that_no_worker_runs() -> None:
    imported = sent("lul_fre_100.mrc")
    services.accept(imported.pk, by=HOUSE, at=timezone.now())
    imported.refresh_from_db()
    later = timezone.now() + timedelta(seconds=20)
    assert standing(imported, timezone.now()) == Standing.WAITING
    assert standing(imported, later) == Standing.UNATTENDED
    a_worker_lives()
    assert standing(imported, later) == Standing.WAITING


def test_an_interrupted_import_says_that_it_goes_on_by_itself_and_does(client: Client) -> None:
    client.force_login(make_account("cataloguer", at=make_point("provincial_library")))
    imported = sent("jazz_1k.mrc")
    services.accept(imported.pk, by=HOUSE, at=timezone.now())
    worker_killed(imported, after=50, field="applied_to")
    a_worker_lives()
    assert "Có thể rời trang này; việc vẫn chạy." in shown(client, imported)
    # Two minutes later nothing has moved: the clock that the page compares with.
    ago = timezone.now() - timedelta(minutes=2)
    Import.objects.filter(pk=imported.pk).update(queued_at=ago, worked_at=ago)
    page = shown(client, imported)
    assert "Việc tự chạy tiếp từ chỗ dừng" in page
    assert "việc vẫn chạy" not in page
    # What the worker does every minute, and then with what waits in its queue.
    ProcrastinateJob.objects.all().delete()
    resume_imports(0)
    job = ProcrastinateJob.objects.get(status="todo")
    assert job.task_name == work_on_import.name
    work_on_import(**job.args)
    imported.refresh_from_db()
    assert imported.state == Import.State.DONE
    assert Record.objects.count() == 995
    no_half_records(imported)


def shown(client: Client, imported: Import) -> str:
    return client.get(imported.get_absolute_url()).content.decode()


def a_worker_lives() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert ProcrastinateWorker.objects.exists()
