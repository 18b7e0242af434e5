"""How a school orders its shelves by tables of its own, and records whose makers were not sure.

The titles are true; the tables and the doubts are invented.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tusach.audit.api import HOUSE
from tusach.catalogue.api import RecordFields, create_record
from tusach.demo.places import Map
from tusach.holdings.testing import make_shelving

_SUBJECTS = """Môn loại,Ký hiệu phân loại,Đối tượng,Tiếng Anh
Truyện thiếu nhi,800-899,preschool primary juvenile,Children's stories
Văn học,800-899,,Literature
Khoa học thường thức,500-699,,Popular science
Lịch sử và địa lý,900-999,,History and geography
Sách khác,,,Other books
"""
# Of each beginning letter, as schools colour and number their shelves.
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_MARKS = "Vần hoặc chữ mở đầu,Ký hiệu\n" + "".join(
    f"{letter},{number}\n" for number, letter in enumerate(_LETTERS, start=1) if letter != "đ"
)
# Title, author, publisher, year, what its maker was not sure of.
_DOUBTED = (
    ("Miền cổ tích", "Tô Hoài", "Kim Đồng", 1985, ("260c",)),
    ("Người ven thành", "Tô Hoài", "Hà Nội", 1972, ("260b", "260c")),
)


def build(places: Map, at: datetime) -> None:
    make_shelving(
        places.schools[0],
        "Bảng của trường",
        subjects=_SUBJECTS,
        marks=_MARKS,
        at=at - timedelta(days=40),
    )
    for title, author, publisher, year, unsure in _DOUBTED:
        create_record(
            RecordFields(
                title, author=author, publisher=publisher, year=year, class_number="895.9223"
            ),
            unsure=unsure,
            by=HOUSE,
            at=at - timedelta(days=4),
        )
