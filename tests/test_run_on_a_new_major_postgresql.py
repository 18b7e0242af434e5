"""The data of PostgreSQL 15 under a program that brings 18: moved over, or left as it was."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import postgres
from launcher.checks import SYSTEM_POSTGRES
from launcher.databases import Databases
from launcher.installation import Installation
from launcher.options import parse
from launcher.screen import Screen
from tests.ground import House, borrow_builds, copy_project, copy_with_owners, folder

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not (SYSTEM_POSTGRES / "postgres").exists(),
        reason="no PostgreSQL 15 on this machine: apt-get install postgresql-15",
    ),
]

BOOKS = "from tusach.holdings.testing import make_copies; make_copies(7)"


def put_into_15(house: House) -> None:
    """The installation as a program with PostgreSQL 15 would have left it."""
    house.well("backup")
    made = house.last_backup()
    options = parse(["--data", str(house.data)])
    installation = Installation.open(house.project, options, Screen())
    (house.data / "postgres").rename(house.data / "was-18")
    old = dataclasses.replace(installation.cluster, binaries=postgres.Binaries(SYSTEM_POSTGRES))
    old.make()
    old.configure()
    process = old.start()
    try:
        old.make_roles()
        old.make_database(postgres.DATABASE)
        out = house.data / "out"
        installation.manage("check_backup", str(made), "--into", str(out), role=postgres.OWNER)
        Databases(installation).load(postgres.DATABASE, out / "database.dump")
        shutil.rmtree(out)
    finally:
        old.stop(process)
    assert (house.data / "postgres/PG_VERSION").read_text().strip() == "15"


@pytest.fixture(scope="module")
def house(installation: Path) -> Iterator[House]:
    with folder() as place:
        found = House(borrow_builds(copy_project(place / "tusach")), place / "data")
        copy_with_owners(installation, found.data)
        found.start()
        found.well("manage", "shell", "-v", "0", "-c", BOOKS)
        found.write_acts(5)
        found.stop()
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("DATABASE_URL", raising=False)
            put_into_15(found)
        yield found
        found.stop()


def test_it_does_not_start_and_says_the_line_that_mends_it(house: House) -> None:
    for command in (["--empty"], ["doctor"], ["backup"]):
        told = house.run(*command)
        assert told.returncode == 4, told.stdout
        assert "PostgreSQL 15" in told.stderr
        assert "./run upgrade" in told.stderr
    assert (house.data / "postgres/PG_VERSION").read_text().strip() == "15"


def test_an_upgrade_that_fails_leaves_everything_as_it_was(house: House) -> None:
    """A setting of the office's own that the new version does not know any more."""
    own = house.data / "postgres" / "local.conf"
    own.write_text("promote_trigger_file = '/tmp/x'\n", encoding="ascii")
    told = house.run("upgrade")
    assert told.returncode == 1
    assert "promote_trigger_file" in told.stderr
    assert (house.data / "postgres/PG_VERSION").read_text().strip() == "15"
    assert not list(house.data.glob("postgres-*"))
    own.unlink()


def test_an_upgrade_moves_the_data_and_proves_it(house: House) -> None:
    own = house.data / "postgres" / "local.conf"
    own.write_text("work_mem = '7MB'\n", encoding="ascii")
    told = house.well("upgrade")
    assert "7 copies: equal" in told
    assert "postgres-15" in told
    assert (house.data / "postgres-15/PG_VERSION").read_text().strip() == "15"
    house.start()
    assert house.answers()
    assert house.sql("SHOW server_version").startswith("18")
    assert house.sql("SHOW work_mem") == "7MB"
    assert house.acts() == 5
    assert house.sql("SELECT count(*) FROM holdings_copy") == "7"
    house.wait_until(lambda: house.run("doctor").returncode == 0)


def test_a_power_cut_between_the_two_names_is_mended_by_the_next_start(house: House) -> None:
    house.stop()
    (house.data / "postgres").rename(house.data / "postgres.filling")
    (house.data / "postgres.filling" / "proven").touch()
    house.start()
    assert house.acts() == 5


def test_data_of_a_newer_postgresql_is_not_touched(house: House) -> None:
    house.stop()
    mark = house.data / "postgres" / "PG_VERSION"
    mark.write_text("99\n", encoding="ascii")
    for command in (["--empty"], ["upgrade"]):
        told = house.run(*command)
        assert told.returncode == 4
        assert "PostgreSQL 99" in told.stderr
    mark.write_text("18\n", encoding="ascii")
    house.start()
    assert house.acts() == 5
