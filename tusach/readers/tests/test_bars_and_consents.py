"""Barring, and what a reader agrees to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.readers import errors
from tusach.readers.models import ConsentPurpose
from tusach.readers.selectors.consents import agreed
from tusach.readers.selectors.readers import barred_on, standing_of
from tusach.readers.services.bars import bar, unbar, unbar_by_room
from tusach.readers.services.consents import give_consent, withdraw_consent
from tusach.readers.services.registering import GuardianSaid
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def _now() -> dict:
    return {"by": HOUSE, "at": timezone.now()}


def _purpose(code: str) -> ConsentPurpose:
    return ConsentPurpose.objects.get(code=code)


def test_a_reader_is_barred_for_the_days_said() -> None:
    reader = make_reader()
    row = bar(reader=reader, reason="Làm rách sách", until=TODAY() + timedelta(days=7), **_now())
    assert barred_on(reader, TODAY()) == row
    assert barred_on(reader, TODAY() + timedelta(days=7)) == row
    assert barred_on(reader, TODAY() + timedelta(days=8)) is None
    assert standing_of(reader, TODAY()).bar == row
    unbar(bar=row, why="Đã đền sách", **_now())
    assert barred_on(reader, TODAY()) is None
    with pytest.raises(errors.NotBarred):
        unbar(bar=row, **_now())


def test_a_bar_has_a_reason_and_ends_after_it_begins() -> None:
    with pytest.raises(errors.ReasonMissing):
        bar(reader=make_reader(), reason=" ", **_now())
    with pytest.raises(errors.BadDay):
        bar(reader=make_reader(), reason="x", until=TODAY() - timedelta(days=1), **_now())


def test_a_room_bars_by_itself_once_and_lifts_its_own_bar_alone() -> None:
    reader = make_reader()
    bar(reader=reader, reason="Quá hạn 3 cuốn", source="circulation.overdue", **_now())
    bar(reader=reader, reason="Quá hạn 4 cuốn", source="circulation.overdue", **_now())
    bar(reader=reader, reason="Làm ồn", **_now())
    assert reader.bars.count() == 2
    assert unbar_by_room(reader=reader, source="circulation.overdue", **_now())
    assert not unbar_by_room(reader=reader, source="circulation.overdue", **_now())
    held = barred_on(reader, TODAY())
    assert held is not None
    assert held.reason == "Làm ồn"


def test_nobody_has_agreed_to_anything_until_it_is_written() -> None:
    reader, history = make_reader(), _purpose("history")
    assert not agreed(reader.pk, "history", TODAY())
    given = give_consent(reader=reader, purpose=history, given_by="reader", **_now())
    assert agreed(reader.pk, "history", TODAY())
    assert not agreed(reader.pk, "publishing", TODAY())
    assert give_consent(reader=reader, purpose=history, given_by="reader", **_now()) == given
    withdraw_consent(consent=given, withdrawn_by="reader", **_now())
    assert not agreed(reader.pk, "history", TODAY())
    give_consent(reader=reader, purpose=history, given_by="reader", **_now())
    assert reader.consents.count() == 2


def test_a_child_needs_the_guardian_and_from_seven_its_own_word_too() -> None:
    year = TODAY().year
    child = make_reader(reader_class="child", birth_year=year - 10)
    with pytest.raises(errors.ConsentNeedsGuardian):
        give_consent(reader=child, purpose=_purpose("messages"), given_by="reader", **_now())
    give_consent(reader=child, purpose=_purpose("messages"), given_by="guardian", **_now())
    with pytest.raises(errors.ConsentNeedsBoth):
        give_consent(reader=child, purpose=_purpose("publishing"), given_by="guardian", **_now())
    give_consent(reader=child, purpose=_purpose("publishing"), given_by="both", **_now())
    small = make_reader(reader_class="child", birth_year=year - 4)
    give_consent(reader=small, purpose=_purpose("publishing"), given_by="guardian", **_now())


def test_a_school_that_answers_for_lending_agrees_to_nothing_else() -> None:
    from tusach.network.testing import make_point

    pupil = make_reader(
        reader_class="pupil",
        birth_year=TODAY().year - 9,
        home=make_point("school_library", "Trường Tiểu học"),
        guardian=GuardianSaid(relation="school"),
    )
    with pytest.raises(errors.NoGuardianNamed):
        give_consent(reader=pupil, purpose=_purpose("publishing"), given_by="both", **_now())
