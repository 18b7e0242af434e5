"""A record is merged while rotation, intakes, orders, a stocktake and an import hang on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.acquisitions.models import Intake, IntakeLine, OrderLine, Wish
from tusach.acquisitions.testing import (
    make_intake,
    make_line,
    make_order,
    make_serial,
    make_subscription,
    make_wish,
    take_in,
)
from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record, hold
from tusach.catalogue.errors import MergeRefused, RecordWasMerged
from tusach.catalogue.hunting.selectors import group_of
from tusach.catalogue.importing.services import accept, take_back, take_file
from tusach.catalogue.importing.work import work
from tusach.catalogue.marc import iso2709
from tusach.catalogue.merging.services import merge_records
from tusach.catalogue.models import Import, ImportRow, Merge, Pair
from tusach.catalogue.selectors import marc_of
from tusach.catalogue.testing import (
    import_file,
    make_hunt,
    make_marc,
    make_merge,
    make_record,
    take_apart,
)
from tusach.holdings.api import Copy, place_of, prove
from tusach.holdings.services.stocktaking import begin, see
from tusach.holdings.testing import make_copies, make_copy, make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.rotation.api import LegState, hand_over, inspect, recall, send, take_back_all
from tusach.rotation.models import Leg, Line
from tusach.rotation.testing import make_batch, only_leg
from tusach.ui.testing import together

pytestmark = pytest.mark.django_db


def pair() -> tuple[Record, Record]:
    return make_record(title="Lượm", author="Tố Hữu"), make_record(title="Lượm", author="Tố Hữu")


def pointing_at(record: Record) -> dict[str, int]:
    """Table → rows of other rooms that point at the record."""
    found: dict[str, int] = {}
    for relation in Record._meta.get_fields(include_hidden=True):
        model = relation.related_model
        field: Any = getattr(relation, "field", None)
        if not isinstance(model, type) or not issubclass(model, models.Model) or field is None:
            continue
        rows = model._base_manager.filter(**{field.name: record.pk}).count()
        if rows and model._meta.app_label != "catalogue":
            found[model._meta.label] = rows
    return found


def test_what_every_room_hangs_on_a_record_follows_and_comes_back() -> None:
    kept, gone = pair()
    out = make_batch(LegState.IN_SERVICE, copies=make_copies(2, gone))
    packed = make_batch(LegState.PACKED, copies=make_copies(2, gone))
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    on_shelf = make_copy(gone, owner=school)
    stocktake = begin(point=school, name="Kiểm kê 2026", by=HOUSE, at=timezone.now())
    see(stocktake=stocktake, codes=[on_shelf.barcode], damaged=False, by=HOUSE, at=timezone.now())
    make_intake([(gone, 3)])
    make_order([(gone, 4)], sent=True)
    make_wish(gone)
    before = pointing_at(gone)
    assert set(before) == {
        "holdings.Copy", "acquisitions.IntakeLine", "acquisitions.OrderLine", "acquisitions.Wish",
    }  # fmt: skip
    places = place_of(list(Copy.objects.values_list("pk", flat=True)))
    merge = make_merge(kept, gone)
    assert pointing_at(gone) == {}
    assert pointing_at(kept) == before
    assert place_of(list(places)) == places
    _goes_on(only_leg(packed))
    _comes_home(only_leg(out))
    assert prove() == []
    take_apart(merge)
    assert pointing_at(gone) == before
    assert pointing_at(kept) == {}


def _goes_on(leg: Leg) -> None:
    from tusach.rotation.testing import GIVER, RECEIVER, draw_up

    now = timezone.now()
    paper = draw_up(leg)
    send(leg=leg, by=HOUSE, at=now)
    hand_over(leg=leg, paper=paper, signed_at=now, giver_name=GIVER, receiver_name=RECEIVER,
              by=HOUSE, at=now)  # fmt: skip
    assert Line.objects.filter(leg=leg, state="in_service").count() == 2


def _comes_home(leg: Leg) -> None:
    from tusach.rotation.api import finish_return

    now = timezone.now()
    recall(leg=leg, reason="Hết năm học", by=HOUSE, at=now)
    take_back_all(leg=leg, by=HOUSE, at=now)
    finish_return(leg=leg, by=HOUSE, at=now)
    inspect(leg=leg, made_on=timezone.localdate(now), inspectors=["Nguyễn Thị Hoa"],
            finding="Đủ.", by=HOUSE, at=now)  # fmt: skip


def test_of_two_alike_the_one_that_is_used_is_offered_to_stay() -> None:
    make_record(title="Lượm", author="Tố Hữu", pages="30 tr.", summary="Thơ")
    used = make_record(title="Lượm", author="Tố Hữu")
    make_copy(used)
    make_hunt()
    group = group_of(Pair.objects.get())
    assert group.kept == used
    assert "1 bản sách" in group.hangs[0]


def test_a_draft_whose_two_lines_become_one_title_is_taken_in_whole() -> None:
    kept, gone = pair()
    intake = make_intake([(kept, 2), (gone, 3)])
    make_merge(kept, gone)
    intake = take_in(intake)
    assert intake.state == "accepted"
    assert Copy.objects.filter(record=kept).count() == 5
    assert pointing_at(gone) == {}


def test_copies_received_after_a_merge_stay_when_it_is_undone() -> None:
    kept, gone = pair()
    intake = make_intake([(gone, 3)])
    merge = make_merge(kept, gone)
    take_in(intake)
    take_apart(merge)
    assert IntakeLine.objects.get().record_id == gone.pk
    assert Copy.objects.filter(record=kept).count() == 3


def test_two_newspapers_that_are_subscribed_to_are_not_merged() -> None:
    first, second = make_serial("Báo Lai Châu"), make_serial("Báo Lai Châu (in)")
    make_subscription(first, starts_on=date(2026, 1, 1))
    with pytest.raises(MergeRefused, match="được theo dõi"):
        make_merge(first.record, second.record)
    alone = make_record(title="Báo Lai Châu", author="")
    merge = make_merge(alone, first.record)
    first.refresh_from_db()
    assert first.record_id == alone.pk
    take_apart(merge)
    first.refresh_from_db()
    assert first.record_id != alone.pk


def test_both_histories_stay_to_be_read_and_the_one_that_is_gone_is_not_edited() -> None:
    kept, gone = pair()
    make_merge(kept, gone)
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("cataloguer", at=make_point("provincial_library")))
    for name in ("versions", "marc"):
        page = client.get(reverse(f"catalogue:{name}", args=[gone.pk])).content.decode()
        assert kept.control_number in page
        assert "Trở lại bản này" not in page
    for name in ("edit", "edit_marc", "delete", "suppress", "merge"):
        answer = client.post(reverse(f"catalogue:{name}", args=[gone.pk]), {"title": "Gõ dở"})
        assert answer.status_code == 409, name
        assert f"mở biểu ghi {kept.control_number}" in answer.content.decode()


def test_numbers_in_exports_and_addresses_of_the_public_lead_to_the_one_that_stays() -> None:
    kept, gone = pair()
    make_merge(kept, gone)
    client = Client()
    for form in ("mrc", "xml", "ris", "bib"):
        old = reverse("portal:export", args=[gone.control_number, form])
        new = reverse("portal:export", args=[kept.control_number, form])
        answer = client.get(old)
        assert (answer.status_code, answer.headers["Location"]) == (301, new)
    exported = client.get(reverse("portal:export", args=[kept.control_number, "xml"])).content
    assert gone.control_number in exported.decode()


def test_a_list_previewed_before_the_merge_writes_to_the_one_that_stays(tmp_path: Any) -> None:
    kept, gone = pair()
    path = tmp_path / "koha.mrc"
    path.write_bytes(iso2709.write(marc_of(gone)))
    with path.open("rb") as file:
        imported = take_file(file, "koha.mrc", by=HOUSE, at=timezone.now())
    work(imported.pk)
    assert ImportRow.objects.get().record_id == gone.pk
    make_merge(kept, gone)
    accept(imported.pk, by=HOUSE, at=timezone.now())
    work(imported.pk)
    assert ImportRow.objects.get().record_id == kept.pk
    again = import_file(path)
    assert again.rows.get().record_id == kept.pk
    assert Record.objects.count() == 1


def test_an_import_whose_record_was_merged_is_taken_back_but_for_that(tmp_path: Any) -> None:
    path = tmp_path / "hai.mrc"
    path.write_bytes(make_marc("1", "Lượm") + make_marc("2", "Đồng chí"))
    imported = import_file(path)
    merged = imported.rows.get(number=1).record
    merge = make_merge(make_record(title="Lượm"), merged)
    take_back(imported.pk, by=HOUSE, at=timezone.now())
    work(imported.pk)
    assert Import.objects.get(pk=imported.pk).state == "undone"
    first, second = imported.rows.order_by("number")
    assert (first.status, second.status) == ("kept", "undone")
    assert "đã gộp vào" in str(first.reason)
    take_apart(merge)
    assert Record.objects.filter(pk=merged.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_merge_the_same_two_at_once_and_only_one_does() -> None:
    kept, gone = pair()

    def merging(one: Record, other: Record) -> Any:
        return merge_records(one.pk, other.pk, {}, kept_version=1, gone_version=1, by=HOUSE,
                             at=timezone.now())  # fmt: skip

    results = together(lambda: merging(kept, gone), lambda: merging(gone, kept))
    assert sum(isinstance(one, Merge) for one in results) == 1
    assert sum(isinstance(one, RecordWasMerged) or type(one).__name__ == "RecordWasChanged"
               for one in results) == 1  # fmt: skip
    assert Record.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_copies_entered_while_two_are_merged_go_to_the_one_that_stays() -> None:
    kept, gone = pair()
    store = make_store()
    make_copies(1, gone, owner=store)
    results = together(
        lambda: make_merge(kept, gone),
        *[lambda: make_copies(5, Record.everything.get(pk=gone.pk), owner=store)] * 3,
    )
    assert [one for one in results if isinstance(one, Exception)] == []
    assert pointing_at(gone) == {}
    assert Copy.objects.filter(record=kept).count() == 16
    assert hold([gone.pk, kept.pk]) == {gone.pk: kept.pk, kept.pk: kept.pk}


def test_lines_added_to_a_draft_in_turn_with_merges_all_come_back() -> None:
    first, second = pair()
    third = make_record(title="Lượm", author="Tố Hữu", year=1990)
    intake = make_intake([(second, 1)])
    inner = make_merge(first, second)
    first.refresh_from_db()
    make_line(intake, first, 2)
    outer = make_merge(third, first)
    assert IntakeLine.objects.filter(record=third).count() == 2
    take_apart(outer)
    take_apart(inner)
    assert [line.record_id for line in intake.lines.order_by("position")] == [second.pk, first.pk]
    assert Intake.objects.get().state == "draft"
    assert not OrderLine.objects.exists()
    assert not Wish.objects.exists()
