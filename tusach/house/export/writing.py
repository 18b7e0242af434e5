"""The whole export: a folder that explains itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tusach.house.backup.making import told_of_disk, version
from tusach.house.errors import FolderIsNotEmpty
from tusach.house.export.records import write_records
from tusach.house.export.tables import LEFT_OUT_TABLES, write_tables

README = """\
# Tủ Sách {version}: xuất toàn bộ · the whole export

{at}

| | |
| --- | --- |
| `records.xml` | {records} biểu ghi, MARCXML (UTF-8) · bibliographic records, MARCXML |
| `records.mrc` | cũng vậy, ISO 2709 (UTF-8){missing} · the same in ISO 2709 |
| `tables/*.csv` | {tables} bảng, CSV (UTF-8, dòng đầu là tên cột) · tables, CSV, header |
| `datapackage.json` | mô tả từng bảng, từng cột · what each table and column is (Frictionless) |
| `files/` | tệp đã tải lên · files that were uploaded |

Ô trống là không có giá trị, `""` là chữ rỗng; giờ ghi theo UTC; cột kết thúc bằng `_id` trỏ tới
cột `id` của bảng khác. Không xuất: mật khẩu, khoá xác thực hai bước, phiên đăng nhập, hàng đợi.

An empty cell is no value, `""` an empty text; times are UTC; a column that ends in `_id` points
at the column `id` of another table. Not exported: passwords, second-factor secrets, sessions,
queues ({left_out}).

Đây là dữ liệu cá nhân: hãy giữ như giữ sổ đăng ký. · This holds personal data: keep it as such.

## Bảng · Tables

| tệp · file | số dòng · rows | là gì · what it is |
| --- | ---: | --- |
{lines}
"""


def export_all(folder: Path, *, at: datetime, tell: Callable[[str], None]) -> dict[str, Any]:
    """Write everything to ``folder`` (made; refused when it has files: FolderIsNotEmpty).

    The folder appears whole or not at all. Returns what was written, as the package
    describes it. Refused: NoRoom, CannotWrite.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderIsNotEmpty(folder=folder)
    half = folder.with_name(f"{folder.name}.partial")
    with told_of_disk(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        try:
            package = _write(half, at, tell)
            if folder.exists():
                folder.rmdir()
            half.rename(folder)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return package


def _write(folder: Path, at: datetime, tell: Callable[[str], None]) -> dict[str, Any]:
    (folder / "tables").mkdir()
    connection.close()  # the isolation level must be the transaction's first word
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        resources = write_tables(folder / "tables", tell)
        records, too_long = write_records(folder, tell)
    files = Path(settings.MEDIA_ROOT)
    if files.is_dir():
        tell("files")
        shutil.copytree(files, folder / "files")
    package = {
        "name": "tusach",
        "title": "Tủ Sách",
        "version": version(),
        "created": at.isoformat(),
        "records": records,
        "records_too_long_for_iso2709": too_long,
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    (folder / "README.md").write_text(_readme(package, at), encoding="utf-8")
    return package


def _readme(package: dict[str, Any], at: datetime) -> str:
    too_long = package["records_too_long_for_iso2709"]
    lines = [
        f"| `{one['path']}` | {one['rows']} | {one['title']}. {one['description']} |"
        for one in package["resources"]
    ]
    return README.format(
        version=package["version"],
        at=at.strftime("%d/%m/%Y %H:%M %Z"),
        records=package["records"],
        missing=f", trừ {len(too_long)} biểu ghi quá dài" if too_long else "",
        tables=len(package["resources"]),
        left_out=", ".join(f"`{name}`" for name in LEFT_OUT_TABLES),
        lines="\n".join(lines),
    )
