"""Two records become one and come apart again; nothing that was entered is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import MergeListener, Record, marc_of, on_record_merge
from tusach.catalogue.documents import build
from tusach.catalogue.errors import (
    CannotMergeWithItself,
    MergeIsUnderAnother,
    MergeRefused,
    MergeWasUndone,
    RecordIsUsed,
    RecordWasChanged,
)
from tusach.catalogue.marc.record import DataField
from tusach.catalogue.merge import decompose
from tusach.catalogue.merging import listeners
from tusach.catalogue.merging.selectors import now_under
from tusach.catalogue.merging.services import differences, merge_records, undo_merge
from tusach.catalogue.models import Merge
from tusach.catalogue.services import delete_record, save_record
from tusach.catalogue.testing import make_record
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> tuple[Record, Record]:
    kept = make_record(title="Tắt đèn", author="Ngô Tất Tố", publisher="Văn học")
    gone = make_record(title="Tắt đèn", author="Ngô Tất Tố", publisher="Kim Đồng", pages="215 tr.",
                       subjects=("Tiểu thuyết",))  # fmt: skip
    return kept, gone


def merged(kept: Record, gone: Record, **choices: str) -> Merge:
    for one in (kept, gone):
        one.refresh_from_db()
    rows = differences(marc_of(kept), marc_of(gone))
    wanted = {n: choices[f"f{row.tag}"] for n, row in enumerate(rows) if f"f{row.tag}" in choices}
    return merge_records(
        kept.pk, gone.pk, wanted, kept_version=kept.version, gone_version=gone.version,
        by=HOUSE, at=timezone.now(),
    )  # fmt: skip


def undone(merge: Merge) -> Merge:
    return undo_merge(merge.pk, by=HOUSE, at=timezone.now())


def test_chosen_fields_come_over_and_the_number_leads_to_the_kept(pair) -> None:
    kept, gone = pair
    merged(kept, gone, f300="gone", f653="both")
    kept.refresh_from_db()
    assert (kept.publisher, kept.pages, kept.subjects) == ("Văn học", "215 tr.", ["Tiểu thuyết"])
    assert marc_of(kept).first("035", "z") == gone.control_number
    assert now_under(gone.control_number) == kept
    assert list(Record.objects.all()) == [kept]
    (document,) = build([str(kept.pk), str(gone.pk)])
    assert gone.control_number in document.identifiers


def test_undoing_puts_both_back_as_they_were(pair) -> None:
    kept, gone = pair
    before = marc_of(kept), marc_of(gone)
    merge = merged(kept, gone, f260="gone", f300="gone")
    assert undone(merge).undo_notes == []
    kept.refresh_from_db()
    after = marc_of(kept)
    assert [f for f in after.fields if f.tag != "005"] == [
        f for f in before[0].fields if f.tag != "005"
    ]
    assert marc_of(Record.objects.get(pk=gone.pk)) == before[1]
    assert now_under(gone.control_number) is None
    assert kept.versions.count() == 3


def test_what_was_edited_since_stays_and_is_told(pair) -> None:
    kept, gone = pair
    merge = merged(kept, gone, f260="gone", f300="gone")
    kept.refresh_from_db()
    fields = decompose(marc_of(kept))
    changed = {**vars(fields), "publisher": "Nhà xuất bản Trẻ", "summary": "Tóm tắt mới"}
    save_record(kept.pk, type(fields)(**changed), version=2, by=HOUSE, at=timezone.now())
    done = undone(merge)
    kept.refresh_from_db()
    assert (kept.publisher, kept.summary) == ("Nhà xuất bản Trẻ", "Tóm tắt mới")
    assert kept.pages == ""
    assert "260" in done.undo_notes[0]


def test_a_record_is_not_merged_with_itself_nor_after_it_changed(pair) -> None:
    kept, gone = pair
    with pytest.raises(CannotMergeWithItself):
        merged(kept, kept)
    with pytest.raises(RecordWasChanged):
        merge_records(kept.pk, gone.pk, {}, kept_version=1, gone_version=7, by=HOUSE,
                      at=timezone.now())  # fmt: skip


def test_a_chain_is_taken_apart_from_its_end(pair) -> None:
    first, second = pair
    third = make_record(title="Tắt đèn")
    inner = merged(first, second)
    outer = merged(third, first)
    assert now_under(second.control_number) == third
    with pytest.raises(MergeIsUnderAnother):
        undone(inner)
    undone(outer)
    undone(inner)
    with pytest.raises(MergeWasUndone):
        undone(inner)


def test_a_record_with_merges_is_not_deleted(pair) -> None:
    kept, gone = pair
    merged(kept, gone)
    kept.refresh_from_db()
    with pytest.raises(RecordIsUsed):
        delete_record(kept.pk, version=kept.version, by=HOUSE, at=timezone.now())


@pytest.fixture
def refusing() -> Iterator[None]:
    on_record_merge(
        MergeListener(
            "loans",
            move=lambda gone, kept, by, at: {},
            put_back=lambda gone, kept, moved, by, at: ["Một phiếu mượn ở lại."],
            refuses=lambda gone, kept: ["đang có 2 phiếu mượn."],
        )
    )
    yield
    listeners.forget_merge_listener("loans")


def test_a_room_refuses_by_its_own_sentence(pair, refusing: None) -> None:
    with pytest.raises(MergeRefused, match="2 phiếu mượn"):
        merged(*pair)
    assert Record.objects.count() == 2


def test_two_records_are_compared_merged_and_taken_apart_on_the_pages(pair) -> None:
    kept, gone = pair
    client = Client(headers={"accept-language": "vi"})
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    client.force_login(make_account("cataloguer", at=library))
    address = reverse("catalogue:merge", args=[kept.pk])
    assert gone.control_number in client.get(address).content.decode()
    wrong = client.get(address, {"voi": "TS99999999"})
    assert wrong.status_code == 422
    assert "TS99999999" in wrong.content.decode()
    compare = f"{address}?voi={gone.control_number}"
    page = client.get(compare).content.decode()
    assert "Kim Đồng" in page
    rows = differences(marc_of(kept), marc_of(gone))
    at = next(n for n, row in enumerate(rows) if row.tag == "260")
    sent = {"kept_version": "1", "gone_version": "1", f"row-{at}": "gone"}
    stale = client.post(compare, {**sent, "gone_version": "9"})
    assert stale.status_code == 409
    client.post(compare, sent)
    kept.refresh_from_db()
    assert kept.publisher == "Kim Đồng"
    old = client.get(reverse("catalogue:record", args=[gone.pk]))
    assert old.headers["Location"] == kept.get_absolute_url()
    public = client.get(f"/sach/{gone.control_number}/")
    assert (public.status_code, public.headers["Location"]) == (
        301,
        f"/sach/{kept.control_number}/",
    )
    merge = Merge.objects.get()
    assert "Tách lại" in client.get(kept.get_absolute_url()).content.decode()
    client.post(reverse("catalogue:undo_merge", args=[merge.pk]))
    kept.refresh_from_db()
    assert kept.publisher == "Văn học"
    assert client.get(f"/sach/{gone.control_number}/").status_code == 200


def test_a_field_that_only_the_other_has_is_offered_for_taking(pair) -> None:
    rows = differences(marc_of(pair[0]), marc_of(pair[1]))
    alone = [row for row in rows if row.before is None]
    assert {row.tag for row in alone if isinstance(row.after, DataField)} == {"300", "653"}
