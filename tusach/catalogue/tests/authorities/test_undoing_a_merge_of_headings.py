"""Two headings taken into one are taken apart again: records, forms, numbers, versions."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import Actor
from tusach.catalogue.authorities.composing import decompose_authority
from tusach.catalogue.authorities.drawing import authorities_meant
from tusach.catalogue.authorities.merging import merge_authorities, undo_authority_merge
from tusach.catalogue.authorities.reading import Used
from tusach.catalogue.authorities.services import marc_of_authority, save_authority
from tusach.catalogue.errors import AuthorityIsThere, MergeWasUndone
from tusach.catalogue.models import Authority, AuthorityMerge, Record
from tusach.catalogue.testing import make_authority, make_record

pytestmark = pytest.mark.django_db
AN = Actor(account=1, name="Lò Thị An")


def _merged(kept: Authority, gone: Authority) -> AuthorityMerge:
    return merge_authorities(
        kept.pk,
        gone.pk,
        kept_version=kept.version,
        gone_version=gone.version,
        by=AN,
        at=timezone.now(),
    )


def _users(one: Authority) -> set[str]:
    return set(
        Record.objects.filter(authority_links__authority=one).values_list("title", flat=True)
    )


def _two() -> tuple[Authority, Authority]:
    kept, gone = make_authority("Tô Hoài"), make_authority("Nguyễn Sen", see=("Mai Trang",))
    make_record("Dế Mèn phiêu lưu ký", "Tô Hoài")
    make_record("Quê người", "Nguyễn Sen")
    return kept, gone


def test_both_are_back_with_their_records_forms_and_numbers() -> None:
    kept, gone = _two()
    number, before = gone.control_number, marc_of_authority(kept)
    merge = _merged(kept, gone)
    assert _users(kept) == {"Dế Mèn phiêu lưu ký", "Quê người"}
    assert not Authority.objects.filter(control_number=number).exists()
    merge, back = undo_authority_merge(merge.pk, by=AN, at=timezone.now())
    kept.refresh_from_db()
    assert (back.control_number, back.heading) == (number, "Nguyễn Sen")
    assert _users(kept) == {"Dế Mèn phiêu lưu ký"}
    assert _users(back) == {"Quê người"}
    assert [ref.text for ref in back.references.all()] == ["Mai Trang"]
    assert not kept.references.exists()
    assert [one.tag for one in marc_of_authority(kept).fields] == [one.tag for one in before.fields]
    assert back.versions.count() == 1
    assert merge.undo_notes == []


def test_what_was_edited_since_stays() -> None:
    kept, gone = _two()
    merge = _merged(kept, gone)
    kept.refresh_from_db()
    fields = decompose_authority(marc_of_authority(kept))
    assert fields is not None
    fields = type(fields)(**{**vars(fields), "note": "Nhà văn"})
    save_authority(kept.pk, fields, version=kept.version, by=AN, at=timezone.now())
    undo_authority_merge(merge.pk, by=AN, at=timezone.now())
    kept.refresh_from_db()
    assert kept.note == "Nhà văn"
    assert not kept.references.exists()


def test_it_is_undone_once() -> None:
    merge = _merged(*_two())
    undo_authority_merge(merge.pk, by=AN, at=timezone.now())
    with pytest.raises(MergeWasUndone):
        undo_authority_merge(merge.pk, by=AN, at=timezone.now())


def test_a_heading_that_somebody_made_anew_is_named() -> None:
    merge = _merged(*_two())
    make_authority("Nguyễn Sen")
    with pytest.raises(AuthorityIsThere):
        undo_authority_merge(merge.pk, by=AN, at=timezone.now())
    assert AuthorityMerge.objects.get().undone_at is None


def test_the_number_of_the_one_that_is_gone_leads_to_the_other() -> None:
    kept, gone = _two()
    number = gone.control_number
    _merged(kept, gone)
    used = Used("100", "author", "person", "Viết sai hẳn", number)
    assert authorities_meant([used]) == {used: kept.pk}


def test_it_is_undone_on_the_page_of_the_kept_one(client: Client) -> None:
    kept, gone = _two()
    merge = _merged(kept, gone)
    page = client.get(kept.get_absolute_url()).content.decode()
    address = reverse("catalogue:undo_authority_merge", args=[merge.pk])
    assert address in page
    answer = client.post(address)
    back = Authority.objects.get(heading="Nguyễn Sen")
    assert answer.headers["Location"] == back.get_absolute_url()
    assert address not in client.get(kept.get_absolute_url()).content.decode()
    # Sent twice: refused by name, not an error.
    assert client.post(address).status_code in (302, 409)
