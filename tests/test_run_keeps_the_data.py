"""Backup, restore into a new cluster, upgrade, export: through the commands themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ground import House, borrow_builds, copy_project, copy_with_owners, folder

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with folder() as found:
        borrow_builds(copy_project(found / "tusach"))
        yield found


@pytest.fixture(scope="module")
def house(place: Path, installation: Path) -> Iterator[House]:
    """A real installation with some books, copies and a file."""
    found = House(place / "tusach", place / "data")
    copy_with_owners(installation, found.data)
    found.start()
    found.well("manage", "shell", "-v", "0", "-c", BOOKS)
    (found.data / "files").mkdir(exist_ok=True)
    (found.data / "files" / "bìa.jpg").write_bytes(b"\xff" * 1000)
    yield found
    found.stop()


BOOKS = """
from tusach.holdings.testing import make_copies
make_copies(7)
"""


@pytest.fixture(scope="module")
def backup(house: House) -> Path:
    house.well("backup")
    return house.last_backup()


def test_a_backup_comes_back_in_a_new_cluster(house: House, backup: Path, place: Path) -> None:
    other = House(place / "tusach", place / "other")
    told = other.well("restore", str(backup))
    assert "7 copies: equal" in told
    other.kind = ""  # the backup says what kind it is
    other.start()
    try:
        assert other.sql("SELECT count(*) FROM holdings_copy") == "7"
        assert (other.data / "files" / "bìa.jpg").stat().st_size == 1000
        assert (other.data / "secret").read_bytes() == (house.data / "secret").read_bytes()
        # Another database: the index notices and is made anew.
        mark = "SELECT system_identifier::text FROM pg_control_system()"
        assert other.sql(mark) != house.sql(mark)
        other.wait_until(lambda: other.run("doctor").returncode == 0)
        assert other.run("doctor").stdout.count("✗") == 0
    finally:
        other.stop()


def test_what_was_there_is_kept_aside(house: House, backup: Path) -> None:
    house.write_acts(4)
    assert house.run("restore", str(backup)).returncode == 3  # it runs: not under its feet
    house.stop()
    told = house.well("restore", str(backup))
    assert "tusach_before_" in told
    house.start()
    assert house.acts() == 0
    assert list(house.data.glob("files.before_*/bìa.jpg"))


def test_a_damaged_backup_changes_nothing(house: House, backup: Path, place: Path) -> None:
    house.write_acts(2)
    before = house.acts()
    bad = place / "bad.tar"
    content = bytearray(backup.read_bytes())
    where = content.index(b"\xff" * 900)
    content[where] = 0
    bad.write_bytes(content)
    house.stop()
    told = house.run("restore", str(bad))
    assert told.returncode == 1
    assert "bìa.jpg" in told.stderr
    told = house.run("restore", __file__)
    assert told.returncode == 1
    house.start()
    assert house.acts() == before


def test_an_upgrade_backs_up_and_starts_again(house: House) -> None:
    before = len(list((house.data / "backups").glob("*.tar")))
    house.well("upgrade")
    assert len(list((house.data / "backups").glob("*.tar"))) == before + 1
    assert house.answers()


def test_an_export_while_it_runs(house: House, place: Path) -> None:
    house.well("export", str(place / "xuất"))
    package = json.loads((place / "xuất/datapackage.json").read_text(encoding="utf-8"))
    rows = {one["name"]: one["rows"] for one in package["resources"]}
    assert rows["holdings_copy"] == 7
    assert (place / "xuất/files/bìa.jpg").exists()
    assert (place / "xuất/tables/holdings_copy.csv").exists()


def test_one_command_at_a_time(house: House) -> None:
    house.stop()
    import fcntl

    with (house.data / "run/lock").open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write("backup")
        file.flush()
        told = house.run("--empty")
        assert told.returncode == 3
        assert "./run backup" in told.stderr
    house.start()
