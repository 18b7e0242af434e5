"""``DATABASE_URL``: the PostgreSQL 15 of Debian, with one role and with two."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import postgres
from launcher.checks import SYSTEM_POSTGRES
from launcher.machine import make_system_user
from launcher.throwaway import SETTINGS
from tests.ground import House, borrow_builds, copy_project, folder, is_root

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not (SYSTEM_POSTGRES / "postgres").exists(),
        reason="no PostgreSQL 15 on this machine: apt-get install postgresql-15",
    ),
]


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Cluster]:
    with folder() as place:
        user = make_system_user() if is_root() else None
        data = place / "data"
        data.mkdir()
        if user:
            shutil.chown(data, user, user)
        cluster = postgres.Cluster(
            postgres.Binaries(SYSTEM_POSTGRES),
            data / "pg",
            postgres.socket_folder(data, user),
            user,
            SETTINGS,
        )
        cluster.make()
        cluster.configure()
        process = cluster.start()
        cluster.make_roles()
        yield cluster
        cluster.stop(process)
        shutil.rmtree(cluster.socket, ignore_errors=True)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with folder() as found:
        borrow_builds(copy_project(found / "tusach"))
        yield found


def let_serve(server: postgres.Cluster, role: str) -> None:
    """What who gives one role for everything does: the server's own user may use it too. It runs
    under that user wherever that user can start this Python."""
    if server.user:
        with (server.data / "pg_ident.conf").open("a", encoding="utf-8") as file:
            file.write(f'tusach "{server.user}" {role}\n')
        server.psql("SELECT pg_reload_conf()", database="postgres")


def test_one_role_owns_and_serves(server: postgres.Cluster, place: Path) -> None:
    server.make_database("one")
    server.psql(f"ALTER ROLE {postgres.OWNER} CREATEDB", database="postgres")
    let_serve(server, postgres.OWNER)
    url = server.url(postgres.OWNER, "one")
    house = House(place / "tusach", place / "one", environment={"DATABASE_URL": url})
    house.start()
    try:
        assert house.answers()
        assert house.sql("SHOW server_version").startswith("15")
        assert not (house.data / "postgres").exists()
        house.write_acts(3)
        house.well("backup")
        house.write_acts(2)
        house.stop()
        made = house.last_backup()
        assert ": equal" in house.well("restore", str(made))
        house.start()
        assert house.acts() == 3
        doctor = house.run("doctor")
        assert doctor.returncode == 0, doctor.stdout
        assert "  ! " in doctor.stdout  # one role: only the triggers guard the ledger
    finally:
        house.stop()


def test_two_roles(server: postgres.Cluster, place: Path) -> None:
    server.make_database("two")
    house = House(
        place / "tusach",
        place / "two",
        environment={
            "DATABASE_URL": server.url(postgres.SERVER, "two"),
            "TUSACH_OWNER_DATABASE_URL": server.url(postgres.OWNER, "two"),
        },
    )
    house.start()
    try:
        assert house.sql("SELECT current_user") == postgres.SERVER
        privilege = "SELECT has_table_privilege('audit_act', 'DELETE')"
        assert house.sql(privilege) == "False"
        assert house.run("doctor").returncode == 0
    finally:
        house.stop()


def test_an_address_that_leads_nowhere_is_said(place: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:9/none"
    house = House(place / "tusach", place / "nowhere", environment={"DATABASE_URL": url})
    told = house.run("--empty")
    assert told.returncode == 1
    assert "DATABASE_URL" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_database_in_another_encoding_is_refused(server: postgres.Cluster, place: Path) -> None:
    server.psql(
        f"CREATE DATABASE latin OWNER {postgres.OWNER} ENCODING 'LATIN1' TEMPLATE template0",
        database="postgres",
    )
    house = House(
        place / "tusach",
        place / "latin",
        environment={"DATABASE_URL": server.url(postgres.OWNER, "latin")},
    )
    told = house.run("--empty")
    assert told.returncode == 1
    assert "UTF8" in told.stderr
