"""The columns of a point that repeat today's facts say what the facts say."""

import itertools
from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tusach.audit.api import HOUSE
from tusach.network.api import change_fact, facts_of
from tusach.network.models import PointFact, ServicePoint
from tusach.network.selectors.dates import today
from tusach.network.services.current import refresh_all
from tusach.network.testing import make_point

pytestmark = pytest.mark.django_db


@pytest.fixture
def first() -> ServicePoint:
    return make_point(owner="Đầu tiên", opened_on=date(2000, 1, 1))


@settings(
    max_examples=settings.default.max_examples // 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    changes=st.lists(
        st.tuples(st.integers(-4000, 4000), st.sampled_from(["A", "B", "C", None])), max_size=8
    )
)
def test_whatever_is_changed_in_whatever_order(
    first: ServicePoint, changes: list[tuple[int, str | None]]
) -> None:
    with transaction.atomic():
        point = deepcopy(first)
        for days, owner in changes:
            since = max(date(2000, 1, 1), today() + timedelta(days=days))
            change_fact(
                point=point, topic="owner", value=owner, since=since, by=HOUSE, at=timezone.now()
            )
        kept = ServicePoint.objects.get(pk=point.pk)
        assert kept.owner == facts_of(kept).get("owner", "")
        # Without gaps but those that were asked for: every fact meets the next or ends in None.
        facts = list(PointFact.objects.filter(point=point, topic="owner").order_by("valid"))
        assert all(
            a.valid.upper is not None and a.valid.upper <= b.valid.lower
            for a, b in itertools.pairwise(facts)
        )
        transaction.set_rollback(True)


def test_a_change_of_tomorrow_shows_tomorrow() -> None:
    point = make_point(owner="Nay")
    tomorrow = today() + timedelta(days=1)
    change_fact(
        point=point, topic="owner", value="Mai", since=tomorrow, by=HOUSE, at=timezone.now()
    )
    assert ServicePoint.objects.get(pk=point.pk).owner == "Nay"
    assert refresh_all() == 0
    assert refresh_all(tomorrow) == 1
    assert ServicePoint.objects.get(pk=point.pk).owner == "Mai"


def test_the_database_refuses_two_facts_of_a_topic_at_once() -> None:
    from django.db import IntegrityError

    point = make_point(owner="A")
    fact = PointFact.objects.get(point=point, topic="owner")
    fact.pk = None
    with pytest.raises(IntegrityError, match="one_fact_of_a_topic"):
        fact.save()
