"""Two rows are one person, and sometimes they were not."""

from typing import Any

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.api import ServicePoint
from tusach.readers import errors, holders
from tusach.readers.models import Reader
from tusach.readers.selectors.duplicates import looks_like, with_a_double
from tusach.readers.selectors.readers import barred_on, cards_of, find_by_card, find_readers
from tusach.readers.services.bars import bar
from tusach.readers.services.merging import merge, not_the_same, part
from tusach.readers.testing import make_card, make_reader

pytestmark = pytest.mark.django_db


def _now() -> dict:
    return {"by": HOUSE, "at": timezone.now()}


@pytest.fixture
def a_room(monkeypatch: pytest.MonkeyPatch) -> dict[int, int]:
    """A room that keeps a number of things for each reader."""
    held: dict[int, int] = {}

    def merged(gone: int, kept: int) -> int:
        moved = held.pop(gone, 0)
        held[kept] = held.get(kept, 0) + moved
        return moved

    def parted(gone: int, kept: int, moved: Any) -> None:
        held[kept] -= moved
        held[gone] = moved

    monkeypatch.setattr(holders, "_holders", {})
    holders.holds(
        "things",
        label="đồ",
        hand_over=lambda pk: [{"số": held[pk]}] if pk in held else [],
        erase=lambda pk: held.pop(pk, 0),
        merged=merged,
        parted=parted,
    )
    return held


def test_names_alike_of_one_year_or_one_telephone_are_listed() -> None:
    one = make_reader("Giàng Thị Mỷ", birth_year=1992)
    home = one.home
    same = make_reader("Giàng Thị Mỵ", birth_year=1992, home=home)
    by_phone = make_reader("giàng thị mỷ", birth_year=1991, phone="0912345678", home=home)
    make_reader("Giàng Thị Mỷ", birth_year=1950, home=home)
    assert set(looks_like(one)) == {same}
    Reader.objects.filter(pk=one.pk).update(phone="0912345678")
    one.refresh_from_db()
    assert set(looks_like(one)) == {same, by_phone}
    here = ServicePoint.objects.filter(pk=home.pk)
    assert list(with_a_double(here)) == [one]
    not_the_same(one=same, other=one, **_now())
    not_the_same(one=by_phone, other=one, **_now())
    assert not with_a_double(here).exists()
    assert not looks_like(one).exists()


def test_a_merged_reader_is_found_under_the_one_that_stands(a_room: dict[int, int]) -> None:
    kept, gone = make_reader("Lò Thị An"), make_reader("Lò Thị An")
    first, second = make_card(kept), make_card(gone)
    bar(reader=gone, reason="Nợ sách", **_now())
    a_room.update({gone.pk: 2, kept.pk: 3})
    row = merge(gone=gone, kept=kept, **_now())
    assert a_room == {kept.pk: 5}
    assert [one.pk for one in find_readers("lo thi an")] == [kept.pk]
    assert find_by_card(second.number) == (kept, second)
    assert set(cards_of(kept)) == {first, second}
    assert barred_on(kept, timezone.localdate()) is not None
    assert find_readers(str(gone.number))[0].pk == kept.pk
    part(merge=row, **_now())
    assert a_room == {kept.pk: 3, gone.pk: 2}
    assert find_by_card(second.number) == (gone, second)
    assert barred_on(kept, timezone.localdate()) is None
    with pytest.raises(errors.NotMerged):
        part(merge=row, **_now())


def test_a_chain_of_merges_is_undone_from_its_end(a_room: dict[int, int]) -> None:
    one, two, three = (make_reader() for _ in range(3))
    first = merge(gone=one, kept=two, **_now())
    second = merge(gone=two, kept=three, **_now())
    one.refresh_from_db()
    assert one.merged_into == three
    with pytest.raises(errors.ReaderIsGone):
        part(merge=first, **_now())
    part(merge=second, **_now())
    one.refresh_from_db()
    assert one.merged_into == two
    part(merge=first, **_now())
    assert Reader.objects.filter(merged_into__isnull=True).count() == 3


def test_a_reader_is_not_merged_with_itself_nor_twice() -> None:
    one, two = make_reader(), make_reader()
    with pytest.raises(errors.NotMergeable):
        merge(gone=one, kept=one, **_now())
    merge(gone=one, kept=two, **_now())
    with pytest.raises(errors.ReaderIsGone):
        merge(gone=one, kept=two, **_now())
