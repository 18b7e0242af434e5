"""What whoever looks after the machine must be told, each brought about for real."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone, translation

from tusach.house.backup import outcome
from tusach.house.errors import DumpFailed
from tusach.house.health import State, database, machine
from tusach.house.health.checks import examine
from tusach.house.tasks import nightly_backup
from tusach.house.tests.test_backup import PG_DUMP

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def installation(settings: Any, tmp_path: Path) -> Path:
    """A real installation with a disk for copies; the newest backup is two days old."""
    settings.BACKUPS, settings.BACKUPS_COPY = tmp_path / "backups", str(tmp_path / "usb")
    settings.PG_DUMP, settings.BACKUP_NIGHTLY = PG_DUMP, True
    settings.DEMONSTRATION = False
    settings.BACKUPS.mkdir()
    (tmp_path / "usb").mkdir()
    old = settings.BACKUPS / "tusach-20260101-010101.tar"
    old.touch()
    before = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(old, (before, before))
    return tmp_path


def program(folder: Path, does: str) -> str:
    """A ``pg_dump`` of these lines of shell."""
    path = folder / "pg_dump"
    path.write_text(f"#!/bin/sh\n{does}\n", encoding="ascii")
    path.chmod(0o755)
    return str(path)


def night() -> str:
    return nightly_backup(timestamp=0)


def backup() -> tuple[State, str]:
    found = machine.backup(timezone.now())
    return found.state, str(found.told)


def copied(later: timedelta = timedelta()) -> tuple[State, str, str]:
    (found,) = machine.copied(timezone.now() + later)
    return found.state, str(found.told), str(found.remedy)


def test_a_night_that_went_well_is_said_so(installation: Path) -> None:
    assert night()
    assert backup()[0] is State.OK
    assert copied()[0] is State.OK
    assert len(list((installation / "usb").glob("tusach-*.tar"))) == 1


def test_a_night_whose_dump_failed_is_said_with_the_reason(settings: Any, tmp_path: Path) -> None:
    settings.PG_DUMP = program(tmp_path, "echo 'out of shared memory' >&2; exit 1")
    with pytest.raises(DumpFailed, match="out of shared memory"):
        night()
    state, told = backup()
    assert state is State.BAD
    assert "hỏng" in told
    assert "out of shared memory" in told
    settings.PG_DUMP = PG_DUMP
    night()
    assert backup()[0] is State.OK


def test_a_night_on_a_full_disk_is_said_with_the_reason(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9, 1_000_000))
    with pytest.raises(Exception, match="MB"):
        night()
    assert backup()[0] is State.BAD
    assert "MB" in backup()[1]
    assert machine.disk(settings.DATA).state is State.BAD


@pytest.mark.parametrize(
    ("megabytes", "state"), [(20_000, State.OK), (3_000, State.WARN), (500, State.BAD)]
)
def test_room_on_the_disk_is_told_in_time(
    megabytes: int, state: State, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(0, 0, megabytes * 2**20))
    assert {one.state for one in machine.disks()} == {state}


def test_backups_by_night_that_were_switched_off_are_noticed(settings: Any) -> None:
    night()
    settings.BACKUP_NIGHTLY = False
    assert backup()[0] is State.WARN


def test_a_disk_for_copies_that_was_taken_out_is_no_trouble_until_it_stays_away(
    installation: Path,
) -> None:
    night()
    (installation / "usb").rename(installation / "bag")
    assert copied()[0] is State.OK
    assert "chưa cắm" in copied()[1]
    state, _told, remedy = copied(timedelta(days=9))
    assert state is State.WARN
    assert f"--copy-to {installation / 'usb'}" in remedy
    assert copied(timedelta(days=40))[0] is State.BAD


def test_a_night_without_the_disk_makes_its_backup_and_says_that_it_was_not_copied(
    installation: Path,
) -> None:
    (installation / "usb").rmdir()
    assert night()
    assert backup()[0] is State.OK
    state, told, _remedy = copied()
    assert state is State.BAD
    assert "chưa lần nào" in told


def test_a_disk_for_copies_that_cannot_be_written_is_said_with_the_reason(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night()
    usage = namedtuple("usage", "total used free")
    free = {str(installation / "usb"): 10}
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(0, 0, free.get(str(path), 10**12)))
    with pytest.raises(CommandError):
        call_command("backup", str(installation / "backups"), pg_dump=PG_DUMP,
                     copy_to=installation / "usb")  # fmt: skip
    state, told, _remedy = copied()
    assert state is State.WARN
    assert "hỏng" in told
    assert backup()[0] is State.OK


def test_no_copy_off_the_machine_at_all_is_noticed(settings: Any) -> None:
    settings.BACKUPS_COPY = ""
    state, _told, remedy = copied()
    assert state is State.WARN
    assert "TUSACH_BACKUPS_COPY" in remedy
    settings.DEMONSTRATION = True
    assert list(machine.copied(timezone.now())) == []


def test_a_copy_made_by_hand_counts(installation: Path, settings: Any) -> None:
    settings.BACKUPS_COPY = ""
    call_command("backup", str(installation / "backups"), pg_dump=PG_DUMP,
                 copy_to=installation / "usb")  # fmt: skip
    assert copied()[0] is State.OK
    assert copied(timedelta(days=9))[0] is State.WARN


def test_what_was_written_down_may_be_damaged_without_harm(settings: Any) -> None:
    for content in ("", "[]", "{", '{"backup": {"at": "gestern"}}', '{"copy": null}'):
        (settings.DATA / "backup.json").write_text(content, encoding="utf-8")
        assert outcome.last(outcome.BACKUP) is None
        assert outcome.last(outcome.COPY) is None
    outcome.note(outcome.COPY, timezone.now())
    assert outcome.last(outcome.COPY) is not None


@pytest.mark.skipif(not str(connection.settings_dict["HOST"]).startswith("/"), reason="by TCP")
@pytest.mark.parametrize(
    ("by", "word"), [(timedelta(hours=3), "nhảy tới 180"), (timedelta(hours=-3), "lùi lại 180")]
)
def test_a_clock_that_was_moved_is_noticed(
    by: timedelta, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(database.clock_jumps()) == []
    moved = SimpleNamespace(now=lambda: timezone.now() + by)
    monkeypatch.setattr(database, "timezone", moved)
    (found,) = database.clock_jumps()
    assert found.state is State.WARN
    assert word in str(found.told)


@pytest.fixture
def no_work() -> Iterator[None]:
    """procrastinate's tables are not Django's, so that no flush empties them."""
    empty = "TRUNCATE procrastinate_workers, procrastinate_jobs CASCADE"
    with connection.cursor() as cursor:
        cursor.execute(empty)
    yield
    with connection.cursor() as cursor:
        cursor.execute(empty)


def test_a_worker_that_fell_silent_and_work_that_piles_up_are_noticed(no_work: None) -> None:
    (found,) = database.jobs()
    assert found.state is State.BAD
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        (found,) = database.jobs()
        assert found.state is State.OK
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
            " VALUES ('default', 'test', now() - interval '1 hour')"
        )
        (found,) = database.jobs()
        assert (found.state, "1 việc" in str(found.told)) == (State.WARN, True)
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 h'")
    (found,) = database.jobs()
    assert found.state is State.BAD


def test_a_postgresql_newer_than_the_program_that_backs_up_is_noticed(
    settings: Any, tmp_path: Path
) -> None:
    assert database.reached().state is State.OK
    settings.PG_DUMP = program(tmp_path, "echo 'pg_dump (PostgreSQL) 14.2 (Debian 14.2-1)'")
    found = database.reached()
    assert found.state is State.BAD
    assert "TUSACH_PG_DUMP=/usr/lib/postgresql/" in str(found.remedy)
    settings.PG_DUMP = "/nowhere/pg_dump"
    assert database.reached().state is State.BAD


def test_a_postgresql_that_is_too_old_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST", 99)
    found = database.reached()
    assert found.state is State.BAD
    assert "99" in str(found.told)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_everything_is_said_in_both_languages(language: str, settings: Any) -> None:
    settings.BACKUPS_COPY = ""
    with translation.override(language):
        found = [f"{one.subject}{one.told}{one.remedy}" for one in examine(at=timezone.now())]
    assert ("Sao lưu" in "".join(found)) is (language == "vi")
    assert ("Copy off the machine" in "".join(found)) is (language == "en")
