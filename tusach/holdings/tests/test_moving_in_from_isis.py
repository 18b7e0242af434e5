"""Dumps of CDS/ISIS and WINISIS, as their "ISO 2709 export" writes them, moved in by the pages:
lines of 80 bytes, fields and records ended by #, tags of the database's own, text in TCVN3."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tusach.catalogue.api import Import, Record
from tusach.catalogue.testing import make_isis
from tusach.holdings.api import Copy, find_copies, prove
from tusach.holdings.testing import make_register, make_store
from tusach.holdings.tests.moving_in import accept, cataloguer, fit, send
from tusach.vietnamese.api import NotThatCharset, decode_legacy, nfc

pytestmark = pytest.mark.django_db


def tcvn3(text: str) -> bytes:
    """The text in the code of the font .VnTime."""
    letters: dict[str, int] = {}
    for byte in range(256):
        try:
            letters[decode_legacy(bytes([byte]), "tcvn3")] = byte
        except NotThatCharset:
            continue
    return bytes(letters[letter] for letter in nfc(text))


def dump(*records: list[tuple[int, str]]) -> bytes:
    return b"".join(make_isis([(tag, tcvn3(text)) for tag, text in one]) for one in records)


# A database "SACH" with a table of fields (FDT) that its library made: 15 accession numbers, 100
# class, 110 author, 120 title, 130 imprint, 140 pages, 160 key words in angle brackets, 190 price.
OWN = dump(
    [
        (1, "000001"),
        (15, "VL.00123"),
        (15, "VL.00124"),
        (100, "636.4"),
        (110, "Nguyễn Văn An"),
        (110, "Trần Thị Bình"),
        (120, "Kỹ thuật nuôi lợn bản"),
        (130, "^aHà Nội^bNông nghiệp^c2001"),
        (140, "^a120 tr.^b19 cm"),
        (160, "<Chăn nuôi><Lợn><Miền núi>"),
        (190, "12000"),
    ],
    [
        (1, "000002"),
        (15, "VL.00125"),
        (100, "895.922"),
        (110, "Nguyễn Du"),
        (120, "Truyện Kiều" + " và những lời bình qua hai thế kỷ" * 4),
        (130, "^aHà Nội^bVăn học^c1996"),
        (160, "<Thơ>"),
    ],
    [
        (1, "000003"),
        (15, "VL.00126"),
        (110, "Tô Hoài"),
        (120, "Dế Mèn phiêu lưu ký"),
        (130, "^aHà Nội^bKim Đồng^c[199?]"),
    ],
)
FITTED = {
    "1": "record_id",
    "15": "accession_no",
    "100": "class_number",
    "110": "author",
    "120": "title",
    "130^a": "place_published",
    "130^b": "publisher",
    "130^c": "year",
    "140^a": "pages",
    "140^b": "size",
    "160": "subjects",
    "190": "price",
}


def test_a_dump_is_folded_as_winisis_folds_it() -> None:
    lines = OWN.split(b"\r\n")
    assert max(map(len, lines)) == 80
    assert any(line.endswith(b"##") for line in lines)
    assert b"^bN" in OWN.replace(b"\r\n", b"")


def test_a_database_with_tags_of_its_own_moves_in_with_its_old_numbers() -> None:
    library = make_store()
    register = make_register(library, prefix="VL.")
    client = cataloguer()
    one = send(client, OWN, "SACH.ISO")
    assert one.kind == Import.Kind.ISIS
    page = client.get(reverse("catalogue:import_fit", args=[one.pk])).content.decode()
    # The page says what is in each tag, before and after the code is changed.
    assert "130^b" in page
    assert "Nông nghiệp" in page
    assert "TCVN3" in page
    one = fit(client, one, FITTED)
    assert [row.status for row in one.rows.order_by("number")] == ["new"] * 3
    assert accept(client, one, register=str(register.pk)).status_code == 302
    pigs = Record.objects.get(title="Kỹ thuật nuôi lợn bản")
    assert (pigs.author, pigs.year, pigs.publisher) == ("Nguyễn Văn An", 2001, "Nông nghiệp")
    assert pigs.subjects == ["Chăn nuôi", "Lợn", "Miền núi"]
    assert pigs.class_number == "636.4"
    kieu = Record.objects.get(author="Nguyễn Du")
    assert kieu.title.endswith("qua hai thế kỷ")
    assert sorted(Copy.objects.values_list("accession_no", flat=True)) == [
        register.accession_no(number) for number in (123, 124, 125, 126)
    ]
    [copy] = find_copies(register.accession_no(124))
    assert (copy.record, copy.price, copy.owner) == (pigs, 12000, library)
    assert prove() == []


def test_the_fitted_tags_are_remembered_for_the_next_dump_of_that_database() -> None:
    client = cataloguer()
    fit(client, send(client, OWN, "SACH.ISO"), FITTED)
    again = send(client, OWN.replace(b"2001", b"2003"), "SACH2.ISO")
    told = {again.header[int(at)]: to for at, to in again.mapping.items()}
    assert told == FITTED


MARC_LIKE = dump(
    [
        (1, "TV0001"),
        (20, "^a978-604-2-09411-5^c45000"),
        (41, "^avie"),
        (82, "^a895.922"),
        (100, "^aTô Hoài"),
        (245, "10^aDế Mèn phiêu lưu ký :^btruyện dài /^cTô Hoài"),
        (260, "^aHà Nội :^bKim Đồng,^c2019"),
        (300, "^a147 tr. ;^c21 cm"),
        (653, "^aVăn học thiếu nhi"),
        (653, "^aTruyện dài"),
        (852, "^aTVT^bKM^jKM.000045"),
        (852, "^aTVT^bKM^jKM.000046"),
    ]
)


def test_a_database_with_the_tags_of_marc_is_known_by_itself() -> None:
    register = make_register(prefix="KM.")
    client = cataloguer()
    one = send(client, MARC_LIKE, "MARC.ISO")
    assert one.kind == Import.Kind.ISIS
    assert one.profile is not None
    assert one.profile.code == "isis-marc"
    one = fit(client, one)
    assert accept(client, one, register=str(register.pk)).status_code == 302
    record = Record.objects.get()
    # The signs before the next part (ISBD) belong to no title and no place.
    assert (record.title, record.subtitle) == ("Dế Mèn phiêu lưu ký", "truyện dài")
    assert (record.place_published, record.publisher, record.year) == ("Hà Nội", "Kim Đồng", 2019)
    assert (record.isbn, record.language) == ("9786042094115", "vie")
    assert record.subjects == ["Văn học thiếu nhi", "Truyện dài"]
    assert sorted(Copy.objects.values_list("accession_no", flat=True)) == [
        register.accession_no(45), register.accession_no(46),
    ]  # fmt: skip
    assert {copy.price for copy in Copy.objects.all()} == {45000}


def test_a_torn_record_of_a_dump_harms_no_other_and_is_kept() -> None:
    client = cataloguer()
    whole = OWN.split(b"##\r\n")
    torn = b"##\r\n".join([whole[0], whole[1][:150] + b"\r\n" + whole[2], b""])
    one = fit(client, send(client, torn, "RACH.ISO"), FITTED)
    rows = list(one.rows.order_by("number"))
    assert [row.title for row in rows if row.status == "new"] == [
        "Kỹ thuật nuôi lợn bản", "Dế Mèn phiêu lưu ký",
    ]  # fmt: skip
    [damaged] = [row for row in rows if row.status == "damaged"]
    assert damaged.content is not None
    assert bytes(damaged.content).startswith(whole[1][:140])
    page = client.get(f"{one.get_absolute_url()}?dong=damaged").content.decode()
    assert "Đầu biểu ghi độ dài" in page
