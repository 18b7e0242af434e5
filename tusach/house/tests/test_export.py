"""Everything in open formats."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pymarc
import pytest
from django.utils import timezone

from tusach.catalogue.testing import make_record
from tusach.holdings.testing import make_copies
from tusach.house.errors import FolderIsNotEmpty
from tusach.house.export.tables import LEFT_OUT_COLUMNS
from tusach.house.export.writing import export_all
from tusach.people.testing import make_account


@pytest.fixture
def exported(transactional_db: None, settings: Any, tmp_path: Path) -> Path:
    make_record(title="Đường lên đỉnh Pu Ta Leng", author="Nguyễn Văn A")
    make_copies(2)
    make_account("administrator", password="một-mật-khẩu-dài-2026")
    (settings.MEDIA_ROOT).mkdir(parents=True)
    (settings.MEDIA_ROOT / "bìa.jpg").write_bytes(b"x")
    export_all(tmp_path / "xuất", at=timezone.localtime(), tell=lambda _: None)
    return tmp_path / "xuất"


def test_every_row_is_there(exported: Path) -> None:
    package = json.loads((exported / "datapackage.json").read_text(encoding="utf-8"))
    rows = {one["name"]: one["rows"] for one in package["resources"]}
    assert rows["holdings_copy"] == 2
    for one in package["resources"]:
        with (exported / one["path"]).open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        assert len(lines) == one["rows"]
        if lines:
            assert list(lines[0]) == [field["name"] for field in one["schema"]["fields"]]


def test_the_records_are_marc_that_others_read(exported: Path) -> None:
    with (exported / "records.mrc").open("rb") as file:
        titles = {record.title for record in pymarc.MARCReader(file) if record}
    assert any("Pu Ta Leng" in title for title in titles)
    assert len(pymarc.parse_xml_to_array(str(exported / "records.xml"))) == len(titles)


def test_nothing_that_lets_somebody_sign_in_leaves(exported: Path) -> None:
    with (exported / "tables/people_account.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert not set(header) & set(LEFT_OUT_COLUMNS)
    assert "argon2" not in (exported / "tables/people_account.csv").read_text(encoding="utf-8")
    assert not (exported / "tables/django_session.csv").exists()


def test_the_export_says_what_is_what(exported: Path) -> None:
    text = (exported / "README.md").read_text(encoding="utf-8")
    assert "tables/holdings_ledgerentry.csv" in text
    assert (exported / "files/bìa.jpg").exists()


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bài thơ.txt").touch()
    with pytest.raises(FolderIsNotEmpty):
        export_all(tmp_path, at=timezone.localtime(), tell=lambda _: None)
