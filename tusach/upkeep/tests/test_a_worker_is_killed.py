"""A worker is really killed in the middle of striking; another goes on."""

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import CopyPlace, LedgerAct, LedgerEntry, State, prove, prove_sums
from tusach.holdings.testing import make_copies
from tusach.network.testing import make_point
from tusach.policy.api import set_rule
from tusach.ui.testing import kill_in_the_middle
from tusach.upkeep import asked_rules
from tusach.upkeep.services import deciding
from tusach.upkeep.services.striking import work
from tusach.upkeep.testing import make_weeding

pytestmark = pytest.mark.django_db(transaction=True)


def struck() -> int:
    return CopyPlace.objects.filter(state=State.WITHDRAWN).count()


def test_killed_in_the_middle_nothing_is_lost_and_nothing_doubled() -> None:
    library = make_point("commune_library", "Thư viện xã")
    set_rule(key=asked_rules.SHARE, value=100, basis="Thử", point=library,
             valid_from=timezone.localdate(), by=HOUSE, at=timezone.now())  # fmt: skip
    copies = make_copies(120, owner=library, collection="main")
    made = make_weeding(library, copies, until="decided")
    deciding.carry_out(weeding=made, by=HOUSE, at=timezone.now())
    kill_in_the_middle(
        f"from tusach.upkeep.services.striking import work\nwork({made.pk}, batch=2)\n",
        reached=lambda: struck() > 6,
    )
    done = struck()
    assert 6 < done < 120
    work(made.pk)
    made.refresh_from_db()
    assert (made.state, made.struck_count) == ("carried_out", 120)
    assert LedgerEntry.objects.filter(act=LedgerAct.WITHDRAW).count() == 120
    assert (prove(), prove_sums()) == ([], [])
