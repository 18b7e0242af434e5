from __future__ import annotations

import pytest

from tusach.catalogue.api import marc_of
from tusach.catalogue.marc import iso2709
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.models import Import, ImportRow, Record, RecordOrigin
from tusach.catalogue.tests.imports import DATA, accepted, counts, sent, undone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("jazz_1k.mrc", {"new": 995, "damaged": 5}),
        ("lul_fre_100.mrc", {"new": 100}),
        ("oss.marc", {"new": 38, "same": 2, "damaged": 2}),
        ("bad_records.mrc", {"new": 1, "same": 1, "damaged": 6}),
        ("test_data.utf8.marc.xml", {"new": 30}),
        ("auth-1066.mrc", {"other": 1066}),
    ],
)
def test_the_preview_tells_new_from_same_from_damaged(name: str, expected: dict[str, int]) -> None:
    imported = sent(name)
    assert imported.state == Import.State.READ
    assert counts(imported) == expected


def test_every_good_record_of_a_file_stands_in_the_catalogue_as_it_was() -> None:
    accepted(sent("jazz_1k.mrc"))
    with (DATA / "jazz_1k.mrc").open("rb") as file:
        for position, piece in enumerate(iso2709.pieces(file), 1):
            try:
                expected = iso2709.parse(piece.content)
            except Fault:
                assert not RecordOrigin.objects.filter(position=position).exists()
                continue
            origin = RecordOrigin.objects.select_related("record").get(position=position)
            assert bytes(origin.content) == piece.content
            assert marc_of(origin.record) == expected
    assert Record.objects.count() == 995


def test_a_damaged_record_is_kept_with_its_place_reason_and_bytes() -> None:
    imported = sent("oss.marc")
    row = imported.rows.get(number=28)
    assert (row.status, row.reason["code"], row.offset) == ("damaged", "no-leader", 40499)
    content = (DATA / "oss.marc").read_bytes()
    assert bytes(row.content or b"") == content[row.offset : row.offset + row.length]


def test_a_file_imported_twice_doubles_nothing() -> None:
    accepted(sent("lul_fre_100.mrc"))
    again = sent("lul_fre_100.mrc")
    assert counts(again) == {"same": 100}
    accepted(again)
    assert Record.objects.count() == 100
    assert again.made_count == 0


def test_two_previews_of_one_file_accepted_one_after_the_other_double_nothing() -> None:
    first, second = sent("lul_fre_100.mrc"), sent("lul_fre_100.mrc")
    assert counts(second) == {"new": 100}
    accepted(first)
    accepted(second)
    assert Record.objects.count() == 100
    assert counts(second) == {"same": 100}


def test_marcxml_and_iso2709_of_the_same_records_are_the_same() -> None:
    accepted(sent("test_data.utf8.mrc"))
    assert counts(sent("test_data.utf8.marc.xml")) == {"same": 30}


def test_one_file_may_hold_two_like_records_under_two_numbers() -> None:
    imported = accepted(sent("jazz_1k.mrc"))
    row = imported.rows.get(number=91)
    assert (row.status, row.made) == ("new", True)
    assert row.warnings == [{"code": "like-row", "facts": {"row": 51}}]
    assert counts(imported) == {"new": 995, "damaged": 5}


def test_an_import_in_a_lying_code_can_be_read_again_as_what_it_is() -> None:
    from django.utils import timezone

    from tusach.catalogue.importing import services
    from tusach.catalogue.importing.work import work

    content = (DATA / "test_data.utf8.mrc").read_bytes()
    with (DATA / "test_data.utf8.mrc").open("rb") as file:
        pieces = [piece.content for piece in iso2709.pieces(file)]
    liars = b"".join(one[:9] + b" " + one[10:] for one in pieces)
    assert len(liars) == len(content)
    imported = sent("liars.mrc", liars)
    assert counts(imported)["damaged"] > 0
    services.read_as(imported.pk, "utf-8", at=timezone.now())
    work(imported.pk)
    assert counts(imported) == {"new": 30}


def test_undoing_takes_back_what_was_made() -> None:
    imported = undone(accepted(sent("lul_fre_100.mrc")))
    assert imported.state == Import.State.UNDONE
    assert counts(imported) == {"undone": 100}
    assert Record.objects.count() == 0


def test_undoing_names_what_it_leaves_because_it_is_used() -> None:
    from tusach.catalogue.api import on_record_deletion
    from tusach.catalogue.importing.listeners import forget_use

    imported = accepted(sent("lul_fre_100.mrc"))
    used = imported.rows.get(number=7).record
    assert used is not None
    on_record_deletion("shelf", lambda keys: {used.pk: "3 bản ở kho"} if used.pk in keys else {})
    try:
        undone(imported)
    finally:
        forget_use("shelf")
    assert list(Record.objects.values_list("pk", flat=True)) == [used.pk]
    row = imported.rows.get(status=ImportRow.Status.KEPT)
    assert row.reason == {"code": "in-use", "facts": {"use": "3 bản ở kho"}}
