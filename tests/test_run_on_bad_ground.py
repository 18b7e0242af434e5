"""Odd folders, odd users, odd machines."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ground import (
    House,
    borrow_builds,
    copy_project,
    copy_with_owners,
    folder,
    is_root,
)

pytestmark = [pytest.mark.long, pytest.mark.begins_first]
needs_root = pytest.mark.skipif(not is_root(), reason="only root can make users and mount disks")

SYSTEM_PYTHON = "/usr/bin/python3"
PERSON = "tusach-person"
LONG = (
    "Thư viện tỉnh Lai Châu/Phòng Công nghệ thông tin/"
    "Phần mềm quản lý luân chuyển sách giữa các điểm phục vụ vùng cao/bản chạy thử năm 2026"
)


@pytest.fixture
def person() -> Iterator[str]:
    subprocess.run(["useradd", "-m", PERSON], check=False, capture_output=True)
    yield PERSON
    subprocess.run(["userdel", "-r", PERSON], check=False, capture_output=True)


@needs_root
def test_as_root_in_a_root_home(installation: Path) -> None:
    """A folder that nobody else may enter: the database still runs as another user."""
    with folder("/root") as place, folder() as data:
        place.chmod(0o700)
        house = House(borrow_builds(copy_project(place / "tusach")), data / "data")
        copy_with_owners(installation, house.data)
        told = house.start()
        try:
            assert house.answers()
            assert "/opt/tusach" in told
            owner = Path(f"/proc/{house.state['children']['postgres']}").stat().st_uid
            assert owner != 0
        finally:
            house.stop()


@needs_root
@pytest.mark.skipif(not Path(SYSTEM_PYTHON).exists(), reason="no Python outside root's home")
def test_as_root_where_all_may_enter_the_server_is_not_root() -> None:
    """The usual server: root, the system's Python, a folder such as /opt."""
    with folder() as place:
        house = House(copy_project(place / "tusach"), place / "data", python=SYSTEM_PYTHON)
        house.start()
        try:
            children = house.state["children"]
            assert 0 not in {Path(f"/proc/{pid}").stat().st_uid for pid in children.values()}
            assert house.answers()
            status, page = house.get("/")
            assert status == 200
            assert "Tìm sách" in page
        finally:
            house.stop()


@needs_root
def test_as_root_a_data_folder_that_the_database_cannot_reach_is_refused() -> None:
    with folder("/root") as place:
        place.chmod(0o700)
        house = House(borrow_builds(copy_project(place / "tusach")), place / "data")
        told = house.run("--empty")
        assert told.returncode == 2
        assert "--data" in told.stderr


@needs_root
@pytest.mark.skipif(not Path(SYSTEM_PYTHON).exists(), reason="no Python outside root's home")
def test_a_person_in_a_long_path_with_spaces_and_accents(person: str) -> None:
    """Everything from nothing: packages, front end, socket (whose path may hold 107 bytes)."""
    project = Path(f"/home/{person}") / LONG
    copy_project(project)
    subprocess.run(["chown", "-R", f"{person}:", f"/home/{person}"], check=True)
    assert len(str(project)) >= 150 - len("/run")
    house = House(project, project / "var/data", user=person, python=SYSTEM_PYTHON)
    house.start()
    try:
        assert house.answers()
        assert house.run("doctor").returncode == 0
        made = house.well("backup")
        assert ".tar" in made
        house.well("stop")
        house.well("restore", str(house.last_backup()))
        house.start()
        assert house.answers()
    finally:
        house.stop()


@pytest.mark.parametrize(
    ("environment", "umask"),
    [({"LC_ALL": "POSIX", "LANG": "C"}, 0o077), ({"LC_ALL": "vi_VN.TCVN", "TZ": "UTC"}, 0o002)],
)
def test_odd_locales_and_umasks(environment: dict[str, str], umask: int) -> None:
    with folder() as place:
        project = borrow_builds(copy_project(place / "tusach"))
        house = House(project, place / "data", environment=environment)
        house.start(umask=umask)
        try:
            assert house.answers()
            assert house.sql("SHOW server_encoding") == "UTF8"
            collate = "SELECT datcollate FROM pg_database WHERE datname = current_database()"
            assert house.sql(collate) == "C"
            assert house.data.stat().st_mode & 0o077 == 0
        finally:
            house.stop()


@needs_root
def test_a_full_disk_is_said_and_outlived(installation: Path) -> None:
    with folder() as place:
        project = borrow_builds(copy_project(place / "tusach"))
        small = place / "small"
        small.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=150m", "tmpfs", str(small)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if mounted.returncode:
            pytest.skip(f"cannot mount here: {mounted.stderr}")
        house = House(project, small / "data")
        try:
            told = house.run("--empty")
            assert told.returncode == 1
            assert "149 MB left" in told.stderr or "150 MB left" in told.stderr

            subprocess.run(["mount", "-o", "remount,size=420m", str(small)], check=True)
            shutil.rmtree(house.data)
            copy_with_owners(installation, house.data)
            house.start()
            house.write_acts(5)
            with (small / "fill").open("wb") as file:
                try:
                    while True:
                        file.write(b"\0" * 1_000_000)
                except OSError:
                    pass
            # The house may have made its first one by itself before.
            before = sorted(house.data.glob("backups/*"))
            refused = house.run("backup")
            assert refused.returncode == 1
            assert "MB" in refused.stderr
            assert "Traceback" not in refused.stderr
            said = house.run("doctor")
            assert said.returncode == 1
            assert "Disk" in said.stdout or "đĩa" in said.stdout
            assert sorted(house.data.glob("backups/*")) == before

            (small / "fill").unlink()
            house.wait_until(house.answers)
            house.write_acts(1)
            assert house.acts() == 6
        finally:
            house.stop()
            subprocess.run(["umount", str(small)], check=False)


@pytest.mark.parametrize("minor", [12, 13, 14])
def test_other_pythons(minor: int, installation: Path) -> None:
    """Those this machine has: the packages are fetched and the server answers."""
    found = sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python"))
    python = str(found[-1]) if found else shutil.which(f"python3.{minor}")
    works = python and not subprocess.run(
        [python, "-c", "import ensurepip"], capture_output=True, check=False
    ).returncode  # fmt: skip
    if not python or not works:
        pytest.skip(f"this machine has no Python 3.{minor}")
    with folder() as place:
        project = borrow_builds(copy_project(place / "tusach"))
        (project / "var/venv").unlink()
        house = House(project, place / "data", python=python)
        copy_with_owners(installation, house.data)
        house.start()
        try:
            assert house.answers()
            assert house.sql("SELECT 1") == "1"
        finally:
            house.stop()


def test_a_demonstration_and_a_real_installation_are_not_mixed() -> None:
    with folder() as place:
        house = House(borrow_builds(copy_project(place / "tusach")), place / "data")
        house.data.mkdir()
        (house.data / "installation.json").write_text('{"demonstration": true}', encoding="ascii")
        told = house.run("--empty")
        assert told.returncode == 2
        assert "--data" in told.stderr
