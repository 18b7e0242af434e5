from __future__ import annotations

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import RecordFields, create_record, find_by_isbn, marc_of, quick_record
from tusach.catalogue.errors import TitleIsMissing
from tusach.catalogue.testing import make_record

pytestmark = pytest.mark.django_db


def test_the_keys_are_drawn_from_the_marc_record() -> None:
    record = make_record(
        title="Truyện Kiều",
        subtitle="Đoạn trường tân thanh",
        author="Nguyễn Du",
        place_published="H.",
        publisher="Kim Đồng",
        year=2015,
        isbn="978-604-2-04681-7",
        price=45000,
        audience="upper_secondary",
        class_number="895.92212",
        subjects=("Văn học trung đại", "Truyện thơ Nôm"),
        series="Danh tác Việt Nam",
        series_number="3",
        pages="215 tr.",
        illustrations="minh hoạ",
        size="21 cm",
        summary="Truyện thơ.",
    )
    record.refresh_from_db()
    assert record.title == "Truyện Kiều"
    assert record.subtitle == "Đoạn trường tân thanh"
    assert record.author == "Nguyễn Du"
    assert record.responsibility == "Nguyễn Du"
    assert (record.place_published, record.publisher, record.year) == ("H.", "Kim Đồng", 2015)
    assert record.isbn == "9786042046817"
    assert record.price == 45000
    assert record.audience == "upper_secondary"
    assert record.class_number == "895.92212"
    assert record.subjects == ["Văn học trung đại", "Truyện thơ Nôm"]
    assert record.series == "Danh tác Việt Nam ; 3"
    assert (record.pages, record.size) == ("215 tr.", "21 cm")
    assert record.language == "vie"
    assert record.version == 1


def test_the_marc_record_is_proper() -> None:
    record = make_record(title="Vợ nhặt", author="Kim Lân", publisher="Văn học", year=1962)
    marc = marc_of(record)
    assert marc.control("001") == record.control_number
    assert len(marc.control("008")) == 40
    assert marc.control("008")[7:11] == "1962"
    assert marc.control("008")[15:18] == "vm "
    assert marc.control("008")[35:38] == "vie"
    (main,) = marc.data("100")
    assert (main.ind1, main.first("a")) == ("0", "Kim Lân")
    (title,) = marc.data("245")
    assert (title.ind1, title.ind2) == ("1", "0")
    assert title.subfields == [("a", "Vợ nhặt /"), ("c", "Kim Lân")]
    assert marc.first("040", "b") == "vie"
    assert marc.first("260", "b") == "Văn học,"


def test_more_than_three_authors_put_the_title_first() -> None:
    record = make_record(author="Trần A", other_authors=("Lê B", "Vũ C", "Hà D"))
    marc = marc_of(record)
    assert not list(marc.data("100"))
    assert next(marc.data("245")).ind1 == "0"
    assert record.authors == ["Trần A", "Lê B", "Vũ C", "Hà D"]


def test_a_record_without_a_title_is_refused() -> None:
    with pytest.raises(TitleIsMissing):
        create_record(RecordFields(title="  "), by=HOUSE, at=timezone.now())


def test_a_quick_record_says_that_it_is_to_be_catalogued() -> None:
    record = quick_record("Lượm", "Tố Hữu", by=HOUSE, at=timezone.now())
    assert record.is_quick
    assert marc_of(record).leader[17] == "5"


def test_an_isbn_of_ten_digits_finds_the_record_of_thirteen() -> None:
    record = make_record(isbn="0-306-40615-2")
    assert record.isbn == "9780306406157"
    assert find_by_isbn("978-0-306-40615-7") == [record]
    assert find_by_isbn("978-0-306-40615-8") == []
