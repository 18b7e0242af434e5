from __future__ import annotations

from tusach.catalogue.api import kind_of_name
from tusach.demo.books import Title, titles


def title_of(**cells: str) -> Title:
    empty = dict.fromkeys(titles()[0].cells, "")
    return Title({**empty, "language": "vie", "audience": "adults", **cells})


def test_a_translator_is_named_in_the_statement_with_what_she_did():
    fields = title_of(title="Anna Karenina", author="Lev Tolstoy",
                      contributors="Nhị Ca, Dương Tường (dịch)").fields  # fmt: skip
    assert fields.responsibility == "Lev Tolstoy ; Nhị Ca, Dương Tường dịch"
    assert fields.other_authors == ("Nhị Ca", "Dương Tường")


def test_a_second_author_stands_beside_the_first():
    fields = title_of(title="Cây chè Việt Nam", author="Đỗ Ngọc Quỹ",
                      contributors="Nguyễn Kim Phong").fields  # fmt: skip
    assert fields.responsibility == "Đỗ Ngọc Quỹ, Nguyễn Kim Phong"


def test_a_body_is_entered_as_a_body_not_as_a_person():
    fields = title_of(title="Luật Thư viện", author="Việt Nam. Quốc hội").fields
    assert fields.responsibility == "Việt Nam. Quốc hội"
    assert kind_of_name(fields.author) == "corporate"


def test_what_nobody_checked_is_said_in_the_note():
    fields = title_of(title="Cây ngô", year="1997", unsure="year").fields
    assert fields.note == "Chưa kiểm chứng: năm xuất bản"


def test_every_title_of_the_file_makes_fields():
    for title in titles():
        fields = title.fields
        assert fields.title
        assert fields.responsibility or not title.cells["author"]
