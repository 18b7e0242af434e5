"""Lost, found, damaged, mended, withdrawn, and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import (
    ActNotPossible,
    CopyIsWithdrawn,
    Move,
    State,
    at_point,
    balance,
    chain,
    damage,
    find,
    lose,
    mend,
    move,
    place_of,
    prove,
    totals,
    withdraw,
)
from tusach.holdings.errors import (
    ChangedMeanwhile,
    DecisionMissing,
    NotLost,
    NotUndoable,
    ReasonMissing,
)
from tusach.holdings.models import Copy
from tusach.holdings.services.acts import strike_lost, undo
from tusach.holdings.testing import make_copies, make_copy
from tusach.network.testing import make_point

pytestmark = pytest.mark.django_db


def _state(copy: Copy) -> str:
    return place_of([copy.pk])[copy.pk].state


def test_a_lost_copy_still_counts_at_its_place_until_it_is_withdrawn() -> None:
    copy, now = make_copy(), timezone.now()
    lose(copy=copy, reason="không thấy khi kiểm kê", by=HOUSE, at=now)
    assert balance(now) == {at_point(copy.owner_id): 1}
    withdraw(copies=[copy], decision="12/QĐ-TVT", reason="mất", by=HOUSE, at=now)
    assert balance(timezone.now()) == {}
    assert totals(timezone.now()).held == 0
    assert prove() == []


def test_a_lost_copy_is_found_in_store() -> None:
    copy, now = make_copy(), timezone.now()
    lose(copy=copy, reason="không thấy", by=HOUSE, at=now)
    find(copy=copy, by=HOUSE, at=now)
    assert _state(copy) == State.IN_STORE


def test_a_lost_copy_cannot_be_lost_again() -> None:
    copy, now = make_copy(), timezone.now()
    lose(copy=copy, reason="không thấy", by=HOUSE, at=now)
    with pytest.raises(ActNotPossible):
        lose(copy=copy, reason="không thấy", by=HOUSE, at=now)


def test_losing_wants_a_reason() -> None:
    with pytest.raises(ReasonMissing):
        lose(copy=make_copy(), reason="  ", by=HOUSE, at=timezone.now())


def test_a_damaged_copy_is_mended() -> None:
    copy, now = make_copy(), timezone.now()
    damage(copy=copy, reason="rách bìa", by=HOUSE, at=now)
    assert _state(copy) == State.DAMAGED
    mend(copy=copy, by=HOUSE, at=now)
    assert _state(copy) == State.IN_STORE


def test_at_a_desk_only_what_is_lost_is_struck() -> None:
    copies, now = make_copies(2), timezone.now()
    lose(copy=copies[0], reason="lũ quét", by=HOUSE, at=now)
    said = {"decision": "12/QĐ-TVT", "reason": "lũ quét", "by": HOUSE, "at": now}
    with pytest.raises(NotLost):
        strike_lost(copies=copies, **said)
    assert _state(copies[0]) == State.LOST
    strike_lost(copies=copies[:1], **said)
    assert _state(copies[0]) == State.WITHDRAWN
    with pytest.raises(CopyIsWithdrawn):
        strike_lost(copies=copies[:1], **said)


def test_withdrawing_wants_a_decision_and_is_final() -> None:
    copies, now = make_copies(2), timezone.now()
    with pytest.raises(DecisionMissing):
        withdraw(copies=copies, decision=" ", reason="nát", by=HOUSE, at=now)
    withdraw(copies=copies, decision="12/QĐ-TVT", reason="nát", by=HOUSE, at=now)
    with pytest.raises(CopyIsWithdrawn):
        find(copy=copies[0], to=at_point(copies[0].owner_id), by=HOUSE, at=now)
    with pytest.raises(CopyIsWithdrawn):
        withdraw(copies=copies[:1], decision="13/QĐ-TVT", reason="nát", by=HOUSE, at=now)
    last = chain(copies[0].pk)[-1].entry.pk
    with pytest.raises(NotUndoable):
        undo(copy=copies[0], entry_id=last, note="", by=HOUSE, at=now)


def test_undoing_a_loss_is_a_counter_entry() -> None:
    copy, now = make_copy(), timezone.now()
    lose(copy=copy, reason="nhầm", by=HOUSE, at=now)
    last = chain(copy.pk)[-1].entry.pk
    undo(copy=copy, entry_id=last, note="ghi nhầm", by=HOUSE, at=now)
    assert [link.entry.act for link in chain(copy.pk)] == ["accession", "lose", "find"]
    assert _state(copy) == State.IN_STORE
    with pytest.raises(ChangedMeanwhile):
        undo(copy=copy, entry_id=last, note="ghi nhầm", by=HOUSE, at=now)


def test_an_act_dated_before_the_last_one_keeps_its_own_date_beside() -> None:
    copy, school, now = make_copy(), make_point(), timezone.now()
    said = now - timedelta(days=3)
    move(
        [Move(copy.pk, at_point(school.pk), "receive", "in_service", happened_at=said)],
        by=HOUSE,
        at=now,
    )
    entry = chain(copy.pk)[-1].entry
    assert entry.stated_at == said
    assert entry.happened_at == copy.accessioned_at
    assert prove() == []
