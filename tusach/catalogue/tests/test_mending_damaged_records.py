"""Damaged records on their page: seen, mended, accepted one or all alike, the bytes kept."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record, marc_of
from tusach.catalogue.importing import mending, services
from tusach.catalogue.importing.mending import How
from tusach.catalogue.importing.work import work
from tusach.catalogue.models import Import, RecordOrigin, Work
from tusach.catalogue.tests.imports import DATA, accepted, counts, sent

pytestmark = pytest.mark.django_db
ERRORS = "pride-and-prejudice-with-many-errors.mrc"


def first_damaged(imported: Import, code: str) -> int:
    row = imported.rows.filter(status="damaged", reason__code=code).order_by("number").first()
    assert row is not None
    return row.number


def test_the_page_shows_the_bytes_and_before_and_after_field_by_field(client: Client) -> None:
    imported = sent(ERRORS)
    number = first_damaged(imported, "not-utf8")
    page = client.get(reverse("catalogue:import_row", args=[imported.pk, number])).content.decode()
    assert "<mark>B9</mark>" in page
    assert "Sửa được thành" in page
    assert "Windows-1252" in page
    assert "‹B9›" in page


def test_a_mended_record_is_written_and_its_bytes_and_steps_are_kept(client: Client) -> None:
    imported = sent("oss.marc")
    address = reverse("catalogue:import_mend", args=[imported.pk, 28])
    client.post(address, {"charset": ""})
    row = imported.rows.get(number=28)
    assert row.status == "new"
    assert [step["kind"] for step in row.repair["steps"]][:1] == ["leader"]
    accepted(imported)
    origin = RecordOrigin.objects.select_related("record").get(position=28)
    content = (DATA / "oss.marc").read_bytes()
    assert bytes(origin.content) == content[row.offset : row.offset + row.length]
    assert marc_of(origin.record).first("245", "a")
    # Whoever catalogues sees that it should be looked at.
    assert Work.objects.filter(record=origin.record, reason="repaired").count() == 1


def test_the_same_mending_is_accepted_for_all_alike_and_for_no_other(client: Client) -> None:
    imported = sent(ERRORS)
    number = first_damaged(imported, "directory-length")
    before = counts(imported)["damaged"]
    answer = client.post(
        reverse("catalogue:import_mend", args=[imported.pk, number]), {"every": "1"}, follow=True
    )
    # The first needs its leader and its encoding mended; eleven others no more than that.
    assert "Đã nhận 16 biểu ghi sửa" in answer.content.decode()
    after = counts(imported)["damaged"]
    assert before - after == 16
    assert not imported.rows.filter(status="damaged", reason__code="directory-length").exists()
    assert imported.rows.filter(status="damaged", reason__code="not-utf8").count() == 69


def test_a_row_that_needs_another_step_stays_damaged() -> None:
    imported = sent(ERRORS)
    rows = imported.rows.filter(status="damaged").values_list("number", flat=True)
    taken = mending.accept_mended(
        imported.pk, list(rows), How(), kinds=["leader"], by=HOUSE, at=timezone.now()
    )
    assert taken == 11
    assert counts(imported)["damaged"] == 85 - 11


def test_a_mended_record_can_be_given_back_before_it_is_written(client: Client) -> None:
    imported = sent("oss.marc")
    client.post(reverse("catalogue:import_mend", args=[imported.pk, 28]), {"charset": ""})
    client.post(reverse("catalogue:import_unmend", args=[imported.pk, 28]))
    row = imported.rows.get(number=28)
    assert (row.status, row.reason["code"], row.repair) == ("damaged", "no-leader", {})


def test_what_was_damaged_is_mended_and_written_after_the_rest_was(client: Client) -> None:
    imported = accepted(sent("oss.marc"))
    assert Record.objects.count() == 38
    client.post(reverse("catalogue:import_mend", args=[imported.pk, 28]), {"charset": ""})
    imported.refresh_from_db()
    assert imported.state == Import.State.READ
    page = client.get(imported.get_absolute_url()).content.decode()
    assert "Ghi tiếp" in page
    services.accept(imported.pk, by=HOUSE, at=timezone.now())
    work(imported.pk)
    imported.refresh_from_db()
    assert (imported.state, Record.objects.count()) == (Import.State.DONE, 39)


def test_a_code_that_a_person_chooses_is_read_and_remembered(client: Client) -> None:
    from tusach.catalogue.marc import iso2709
    from tusach.catalogue.marc.record import ControlField, DataField, MarcRecord
    from tusach.vietnamese.api import encode_legacy

    title = "Kỹ thuật nuôi lợn bản"
    good = iso2709.write(
        MarcRecord(
            "00000nam a2200000 a 4500",
            [ControlField("001", "1"), DataField("245", "0", "0", [("a", title)])],
        )
    )
    old = good.replace(title.encode(), encode_legacy(title, "tcvn3"))
    imported = sent("cu.mrc", old)
    page = client.get(reverse("catalogue:import_row", args=[imported.pk, 1])).content.decode()
    # What the text seems to be in is proposed.
    assert '<option value="tcvn3" selected>' in page
    assert title in page
    client.post(reverse("catalogue:import_mend", args=[imported.pk, 1]), {"charset": "tcvn3"})
    accepted(imported)
    assert Record.objects.get().title == title
    assert imported.rows.get().repair["charset"] == "tcvn3"
