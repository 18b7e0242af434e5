"""Power cuts, and whoever ends the wrong process."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.postgres import program_of
from tests.ground import House, borrow_builds, copy_project, copy_with_owners, folder

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def house(installation: Path) -> Iterator[House]:
    with folder() as place:
        found = House(borrow_builds(copy_project(place / "tusach")), place / "data")
        copy_with_owners(installation, found.data)
        found.start()
        yield found
        found.stop()


def processes(house: House) -> dict[str, int]:
    return dict(house.state["children"])


@pytest.mark.parametrize("name", ["server", "worker", "indexer", "postgres"])
def test_what_is_killed_is_started_again(house: House, name: str) -> None:
    before = house.acts()
    killed = processes(house)[name]
    os.kill(killed, signal.SIGKILL)
    house.wait_until(lambda: processes(house).get(name) not in (None, killed))
    house.wait_until(house.answers)
    house.write_acts(1)
    assert house.acts() == before + 1


def test_a_second_start_says_where_the_first_runs(house: House) -> None:
    told = house.run("--empty")
    assert told.returncode == 3
    assert f"http://localhost:{house.port}" in told.stderr


def test_the_one_that_watches_is_killed(house: House) -> None:
    house.write_acts(2)
    before = house.acts()
    os.kill(house.state["pid"], signal.SIGKILL)
    house.start()
    house.wait_until(house.answers)
    assert house.acts() == before


def test_everything_is_killed_at_once(house: House) -> None:
    house.write_acts(3)
    before = house.acts()
    for number in (house.state["pid"], *processes(house).values()):
        os.kill(number, signal.SIGKILL)
    house.start()
    assert house.answers()
    assert house.acts() == before


def test_a_stale_number_of_a_stranger_does_not_stop_the_database(house: House) -> None:
    """After a power cut the number in postmaster.pid belongs to somebody else."""
    house.stop()
    stale = house.data / "postgres" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{house.data / 'postgres'}\n1\n5432\n", encoding="ascii")
    house.start()
    assert house.answers()


def test_stop_stops_everything(house: House) -> None:
    numbers = [house.state["pid"], *processes(house).values()]
    house.well("stop")
    assert house.run("status").returncode == 1
    assert [program_of(number) for number in numbers] == [""] * len(numbers)
    house.start()
