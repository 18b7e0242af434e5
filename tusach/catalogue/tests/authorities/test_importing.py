"""Authority records of a file become authorities; undoing takes them back."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import write_marcxml
from tusach.catalogue.authorities import selectors, services
from tusach.catalogue.importing.services import take_back
from tusach.catalogue.importing.work import work
from tusach.catalogue.marc.marcxml import CLOSING, OPENING
from tusach.catalogue.models import Authority, AuthorityOrigin, ImportRow
from tusach.catalogue.testing import make_authority, make_record
from tusach.catalogue.tests.imports import accepted, sent

pytestmark = pytest.mark.django_db


def test_a_file_of_a_thousand_authorities_is_taken_in_and_back() -> None:
    imported = accepted(sent("auth-1066.mrc"))
    made = Authority.objects.count()
    codes = ImportRow.objects.filter(imported=imported).values_list("reason__code", flat=True)
    assert sorted(set(codes)) == ["authority-made", "authority-there"]
    assert list(codes).count("authority-made") == made > 1000
    assert AuthorityOrigin.objects.count() == made
    again = accepted(sent("auth-1066.mrc"))
    assert Authority.objects.count() == made
    assert not again.rows.filter(reason__code="authority-made").exists()
    take_back(imported.pk, by=HOUSE, at=timezone.now())
    work(imported.pk)
    assert not Authority.objects.exists()


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
