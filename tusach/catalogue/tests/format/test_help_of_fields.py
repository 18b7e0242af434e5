"""Each field that the dossier names is explained in both languages, with an example."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tusach.catalogue.format.check import check
from tusach.catalogue.format.positions import MATERIALS, sets_of
from tusach.catalogue.format.table import table
from tusach.catalogue.marc.text import read

# Dossier B.7: MARC fields worth supporting; and those that are chosen by position.
TAGS = """LDR 001 003 005 006 007 008 020 022 040 041 044 080 082 090 100 110 111 245 246 250 260
264 300 336 337 338 440 490 830 500 504 520 521 533 534 586 650 651 653 655 700 710 773 852 856
930""".split()  # noqa: SIM905 - read as the dossier writes them


@pytest.mark.parametrize("tag", TAGS)
def test_a_field_has_help_and_an_example_in_both_languages(tag: str) -> None:
    spec = table()[tag]
    assert spec.help is not None
    assert len(spec.help.vi) > 20
    assert len(spec.help.en) > 15
    assert spec.help.vi != spec.help.en
    assert spec.examples
    if spec.is_control:
        return
    assert spec.subfields
    for number in (1, 2):
        for value in spec.indicator(number):
            assert value.name.vi
            assert value.name.en
            assert value.first == value.last or value.first.isdigit()


@pytest.mark.parametrize("tag", TAGS)
def test_an_example_is_a_field_without_fault(tag: str) -> None:
    for line in table()[tag].examples:
        found = read(line if tag == "LDR" else f"=LDR 00000nam#a2200000#a#4500\n{line}")
        assert found.faults == []
        if tag == "007":  # of something else than this book
            found.record.leader = "00000nam a2200000 a 4500"
        said = [one for one in check(found.record) if one.at is not None]
        # A record of one field contradicts itself nowhere else.
        assert [one.sentence for one in said] == [], line


def test_every_place_of_the_sources_of_headings_is_told() -> None:
    for tag in ("650", "651", "655"):
        assert [one.first for one in table()[tag].ind2] == list("01234567")


def test_every_material_and_category_has_its_positions() -> None:
    labels = [label for label, _positions in sets_of("008", is_authority=False)]
    assert len(labels) == 1 + len(MATERIALS)
    assert len(sets_of("006", is_authority=False)) == len(MATERIALS)
    assert len(sets_of("007", is_authority=False)) == 15
    for tag in ("LDR", "006", "007", "008"):
        for _label, positions in sets_of(tag, is_authority=False):
            assert positions
            for one in positions:
                assert one.name.vi
                assert one.name.en
                codes = [choice.code for choice in one.choices]
                assert len(set(codes)) == len(codes), (tag, one.start)
                assert all(len(code) == one.length for code in codes), (tag, one.start)


@pytest.mark.django_db
def test_the_page_of_a_field_shows_indicators_subfields_and_the_example(client: Client) -> None:
    address = reverse("catalogue:format_field", args=["bibliographic", "110"])
    page = client.get(address).content.decode()
    assert "=110 1#$aViệt Nam.$bBộ Giáo dục và Đào tạo" in page
    assert "Tên địa phương đứng đầu" in page
    assert "Đơn vị trực thuộc" in page
    english = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "Jurisdiction name" in english
    assert "=110 1#$aViệt Nam.$bBộ Giáo dục và Đào tạo" in english
    leader = reverse("catalogue:format_field", args=["bibliographic", "LDR"])
    assert "Mức mã hoá" in client.get(leader).content.decode()
    fixed = reverse("catalogue:format_field", args=["bibliographic", "008"])
    assert "Hằng tuần" in client.get(fixed).content.decode()
