"""The health page and what it looks at."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tusach.audit.api import HOUSE, record
from tusach.holdings.testing import make_copy
from tusach.house.health import State, examine
from tusach.house.health.database import clock, migrated
from tusach.house.health.engines import ledger
from tusach.house.health.machine import backup, ownership
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.BACKUPS = tmp_path / "backups"
    settings.BACKUPS.mkdir()
    return Path(settings.BACKUPS)


def test_a_monitor_is_told_that_the_house_answers(client: Client) -> None:
    answer = client.get("/khoe")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_an_administrator_sees_every_finding(client: Client, folder: Path) -> None:
    client.force_login(make_account("administrator"))
    page = client.get("/he-thong/suc-khoe/")
    assert page.status_code == 200
    shown = page.content.decode()
    for one in examine(at=timezone.now()):
        assert str(one.subject) in shown


def test_a_warehouse_keeper_does_not_see_the_machine(client: Client) -> None:
    from tusach.network.testing import make_point

    client.force_login(make_account("warehouse_keeper", at=make_point()))
    assert client.get("/he-thong/suc-khoe/").status_code == 403


def test_no_backup_at_all_is_said(folder: Path, settings: Any) -> None:
    secret = settings.DATA / "secret"
    secret.write_text("x", encoding="ascii")
    young = backup(timezone.now())
    assert young.state is State.WARN
    os.utime(secret, (0, 0))
    assert backup(timezone.now()).state is State.BAD


@pytest.mark.parametrize(
    ("age", "state"),
    [
        (timedelta(hours=20), State.OK),
        (timedelta(days=3), State.WARN),
        (timedelta(days=8), State.BAD),
    ],
)
def test_the_age_of_the_newest_backup_counts(folder: Path, age: timedelta, state: State) -> None:
    (folder / "tusach-20260101-010101.tar").touch()
    (folder / "tusach-20260101-010101.partial").touch()
    assert backup(timezone.now() + age).state is state


def test_a_clock_that_went_back_is_noticed() -> None:
    record("test.act", by=HOUSE, at=timezone.now() + timedelta(days=30))
    found = clock()
    assert found.state is State.BAD
    assert "timedatectl" in str(found.remedy)


@pytest.mark.as_owner
def test_a_step_that_was_not_taken_is_noticed() -> None:
    assert migrated().state is State.OK
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit'")
    assert migrated().state is State.BAD


@pytest.mark.as_owner
def test_data_of_a_newer_version_is_noticed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied)"
                       " VALUES ('audit', '9999_from_the_future', now())")  # fmt: skip
    assert "9999_from_the_future" in str(migrated().told)


def test_a_secret_that_others_can_read_is_noticed(settings: Any) -> None:
    secret = settings.DATA / "secret"
    secret.write_text("x", encoding="ascii")
    secret.chmod(0o600)
    assert ownership().state is State.OK
    secret.chmod(0o644)
    assert ownership().state is State.BAD


@pytest.mark.as_owner
def test_a_copy_whose_place_is_not_what_the_ledger_says_is_noticed() -> None:
    make_copy()
    assert ledger(timezone.now()).state is State.OK
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE holdings_copyplace SET state = 'on_loan'")
    assert ledger(timezone.now()).state is State.BAD
