"""Authority records of a file become authorities; undoing takes them back."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import write_marcxml
from tusach.catalogue.authorities import selectors, services
from tusach.catalogue.authorities.composing import AuthorityFields, compose_authority
from tusach.catalogue.importing.services import take_back
from tusach.catalogue.importing.work import work
from tusach.catalogue.marc import iso2709
from tusach.catalogue.marc.marcxml import CLOSING, OPENING
from tusach.catalogue.marc.record import ControlField
from tusach.catalogue.models import Authority, AuthorityOrigin, ImportRow
from tusach.catalogue.testing import make_authority, make_record
from tusach.catalogue.tests.imports import accepted, sent

pytestmark = pytest.mark.django_db


def file_of(count: int) -> bytes:
    """Authorities of another house, the last with the heading of the first."""
    marcs = []
    for number in range(count + 1):
        fields = AuthorityFields("person", f"Người {number % count}", see=(f"Bút danh {number}",))
        marc = compose_authority(fields, control_number=f"n{number}", at=timezone.now())
        marc.insert(ControlField("003", "VN-TVQG"))
        marcs.append(iso2709.write(marc))
    return b"".join(marcs)


def test_a_file_of_a_thousand_authorities_is_taken_in_and_back() -> None:
    imported = accepted(sent("tieu-de.mrc", file_of(1100)))
    codes = ImportRow.objects.filter(imported=imported).values_list("reason__code", flat=True)
    assert sorted(codes) == ["authority-made"] * 1100 + ["authority-there"]
    assert AuthorityOrigin.objects.count() == Authority.objects.count() == 1100
    one = Authority.objects.get(heading="Người 7")
    assert (one.source_agency, one.source_number) == ("VN-TVQG", "n7")
    again = accepted(sent("tieu-de.mrc", file_of(1100)))
    assert Authority.objects.count() == 1100
    assert not again.rows.filter(reason__code="authority-made").exists()
    take_back(imported.pk, by=HOUSE, at=timezone.now())
    work(imported.pk)
    assert not Authority.objects.exists()


def test_authorities_without_a_heading_that_is_known_stay_rows_with_the_reason() -> None:
    imported = accepted(sent("auth-1066.mrc"))  # its headings stand in a field of its own, 103
    assert not Authority.objects.exists()
    codes = imported.rows.values_list("reason__code", flat=True).distinct()
    assert list(codes.order_by()) == ["authority-unnamed"]


def test_what_is_there_stays_and_records_are_linked() -> None:
    record = make_record("Truyện Kiều", "Tố Như")
    there = make_authority("Nguyễn Dữ")
    one = make_authority("Nguyễn Du", see=("Tố Như",))
    content = b"".join(
        [OPENING, *(write_marcxml(services.marc_of_authority(a)) for a in (there, one)), CLOSING]
    )
    selectors.records_with(one).delete()
    one.delete()
    imported = accepted(sent("tieu-de.xml", content))
    reasons = imported.rows.order_by("number").values_list("reason__code", flat=True)
    assert list(reasons) == ["authority-there", "authority-made"]
    made = Authority.objects.get(heading="Nguyễn Du")
    assert [link.record for link in selectors.records_with(made)] == [record]
