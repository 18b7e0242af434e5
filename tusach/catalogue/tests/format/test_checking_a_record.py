"""The check names the field and the place, tells errors from warnings, and keeps the unknown."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest

from tusach.catalogue.format.check import check
from tusach.catalogue.format.problems import SENTENCES
from tusach.catalogue.format.table import table
from tusach.catalogue.marc.record import ControlField, DataField, MarcRecord
from tusach.catalogue.marc.text import read
from tusach.catalogue.tests.marc.records import records

GOOD = """=LDR 00000nam#a2200000#a#4500
=008 190101s2019####vm#a###b######000#1#vie#d
=020 ##$a9786042046817$c45.000đ
=041 0#$avie
=082 04$a895.9223$223
=100 0#$aTô Hoài
=245 10$aDế Mèn phiêu lưu ký /$cTô Hoài
=260 ##$aH. :$bKim Đồng,$c2019
=300 ##$a215 tr. ;$c21 cm
=653 ##$aVăn học thiếu nhi"""


def found(text: str, before: str | None = None) -> list[tuple[str, str]]:
    problems = check(read(text).record, before=read(before).record if before is not None else None)
    for one in problems:
        assert one.sentence  # every fact a sentence names is given
        assert one.place
    return [(one.code, one.severity) for one in problems if not one.was_there]


def with_line(line: str, *, instead: str = "") -> str:
    lines = [one for one in GOOD.split("\n") if not instead or not one.startswith(instead)]
    return "\n".join([*lines, line])


def test_a_good_record_has_no_fault() -> None:
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        ("=500 ##$aPhụ chú", "=245", ("missing", "error")),
        ("=245 00$aLần nữa", "", ("repeated", "error")),
        ("=110 2#$aSở Văn hóa", "", ("two-main-entries", "error")),
        ("=008 190101s2019####vm#a###b######000#1#vie", "=008", ("length-short", "error")),
        ("=008 190101s2019###vm#a###b######000#1#vie#d", "=008", ("length-from", "error")),
        ("=008 190101s2019####vm#a###b######000#1#vie#d#", "=008", ("length-long", "error")),
        ("=008 190101s2019####vm#a###x######000#1#vie#d", "=008", ("position", "warning")),
        ("=007 yy", "", ("category", "warning")),
        ("=007 sd#f", "", ("length-short", "warning")),
        ("=285 ##$aX", "", ("unknown-tag", "warning")),
        ("=250 1#$aTái bản", "", ("indicator", "warning")),
        ("=250 ##$xTái bản", "", ("unknown-code", "warning")),
        ("=250 ##$aMột$aHai", "", ("repeated-code", "warning")),
        ("=250 ##$a ", "", ("empty", "warning")),
        ("=250 ##", "", ("no-subfields", "warning")),
        ("=020 ##$a9786042046818", "", ("isbn-check", "warning")),
        ("=020 ##$aBìa cứng", "", ("isbn-shape", "warning")),
        ("=022 ##$a1859-1235", "", ("issn", "warning")),
        ("=041 1#$aviệt", "", ("language-code", "warning")),
        ("=700 1#$aPhụng, Vũ Trọng", "", ("name-turned", "warning")),
        ("=773 0#$gSố 12", "", ("host-unnamed", "warning")),
        ("=856 40$uthuvien.vn", "", ("address", "warning")),
        ("=520 ##$a" + "ă" * 5_000, "", ("too-long", "warning")),
        ("=520 ##$aA{u+0007}B", "", ("control-sign", "error")),
        ("=245 00$aDế Mèn", "=245", ("title-indicator", "warning")),
        ("=041 0#$ahmn", "=041", ("languages-differ", "warning")),
        ("=260 ##$aH. :$bKim Đồng,$c2020", "=260", ("years-differ", "warning")),
        ("=LDR 00000xam#a2200000#a#4500", "=LDR", ("position", "warning")),
        ("=LDR 00000nam#a2200000#a#450", "=LDR", ("leader-length", "error")),
    ],
)
def test_what_is_wrong_is_named(line: str, instead: str, said: tuple[str, str]) -> None:
    assert said in found(with_line(line, instead=instead))


def test_a_coded_field_of_another_length_says_from_where_it_is_wrong() -> None:
    said = {}
    for line in ("190101s2019###vm#a###b######000#1#vie#d", "190101s2019####vm#a###b"):
        problems = check(read(with_line(f"=008 {line}", instead="=008")).record)
        said[len(line)] = next(one.sentence for one in problems if one.severity == "error")
    assert "Từ vị trí 15 (Nước xuất bản" in said[39]
    assert "thiếu từ vị trí 23" in said[23]


def test_the_place_says_which_of_several_fields() -> None:
    text = with_line("=653 ##$aThơ\n=653 1x$aTruyện")
    (problem,) = check(read(text).record)
    assert problem.place == "trường 653 thứ 3"
    assert problem.at == len(read(text).record.fields) - 1


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("Phụng, Vũ Trọng", "Vũ Trọng Phụng"),
        ("Nguyễn, Nhật Ánh", "Nguyễn Nhật Ánh"),
        ("Verne, Jules", ""),
        ("Lang, Lan", ""),
        ("Nguyễn Du", ""),
    ],
)
def test_a_vietnamese_name_turned_round_is_put_right(name: str, right: str) -> None:
    problems = check(read(with_line(f"=700 1#$a{name}")).record)
    assert [one.facts["right"] for one in problems] == ([right] if right else [])


def test_an_error_that_was_there_does_not_keep_from_saving_something_else() -> None:
    old = with_line("=245 00$aLần nữa")
    new = old.replace("Kim Đồng", "Trẻ")
    problems = check(read(new).record, before=read(old).record)
    assert [(one.code, one.was_there, one.blocks) for one in problems] == [
        ("repeated", True, False)
    ]
    third = f"{old}\n=245 00$aLần ba"
    problems = check(read(third).record, before=read(old).record)
    assert {one.code for one in problems if one.blocks} == {"repeated"}


def test_unknown_fields_are_kept() -> None:
    marc = MarcRecord("00000nam a2200000 a 4500", [DataField("285", "x", "y", [("!", "Giữ")])])
    before = copy.deepcopy(marc)
    check(marc)
    assert marc == before


def test_an_authority_needs_one_heading() -> None:
    leader, fixed = (
        "=LDR 00000nz##a2200000n##4500",
        "=008 " + "190101nn#adnnnabbn###########n#aaa#####d"[:40],
    )
    assert ("no-heading", "error") in found(f"{leader}\n{fixed}")
    twice = f"{leader}\n{fixed}\n=100 0#$aNguyễn Du\n=150 ##$aThơ"
    assert ("two-headings", "error") in found(twice)


def test_real_records_give_no_error_that_is_not_theirs() -> None:
    """Of 250 fields and 2,800 subfields some would be wrong in the table: what the records of
    the Library of Congress and others are told is looked at here by count."""
    errors: dict[str, int] = {}
    for name in ("jazz_1k.mrc", "lul_fre_100.mrc", "auth-1066.mrc"):
        for record in records(name):
            for one in check(record):
                if one.severity == "error":
                    key = f"{one.code} {one.facts.get('tag')}"
                    errors[key] = errors.get(key, 0) + 1
    assert errors == {}


@pytest.mark.parametrize("kind", ["bibliographic", "authority"])
def test_every_name_of_the_table_stands_in_both_languages(kind: str) -> None:
    for spec in table(kind).values():  # type: ignore[arg-type]
        names = [spec.name, *(one.name for one in spec.subfields.values())]
        names += [one.name for number in (1, 2) for one in spec.indicator(number)]
        assert all(name.vi and name.en for name in names)


def test_a_control_field_of_a_data_tag_is_no_crash() -> None:
    marc = MarcRecord("00000nam a2200000 a 4500", [ControlField("245", "X")])
    assert check(marc)


def test_every_sentence_is_used() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in Path(__file__).parents[2].rglob("*.py")
        if "tests" not in path.parts and path.name != "problems.py"
    )
    unused = [code for code in SENTENCES if not re.search(rf'"{code}"', source)]
    assert unused in ([], ["other-kind", "number-changed"])
