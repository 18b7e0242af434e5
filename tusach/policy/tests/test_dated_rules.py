"""A rule holds from a day on, somewhere, by a document; what was decided under it keeps it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.testing import make_point
from tusach.policy import errors, services
from tusach.policy.api import Rule, history, number_on, rule_on, rules_on, set_rule
from tusach.policy.questions import Unit, question, questions
from tusach.policy.testing import EXAMPLE, ask_example
from tusach.ui.testing import together

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _asked() -> None:
    ask_example()


def put(value: int, since: date = TODAY, **more) -> Rule:
    more = {"key": EXAMPLE.key, "basis": "Quyết định 1/QĐ-TV", **more}
    return set_rule(value=value, valid_from=since, by=HOUSE, at=timezone.now(), **more)


def test_a_new_rule_ends_the_one_before_it_and_leaves_its_past():
    put(7, date(2024, 1, 1))
    put(14, date(2025, 1, 1))
    assert number_on(EXAMPLE.key, date(2023, 12, 31), 3) == 3
    assert number_on(EXAMPLE.key, date(2024, 12, 31), 3) == 7
    assert number_on(EXAMPLE.key, date(2025, 1, 1), 3) == 14
    assert [one.valid_to for one in history(EXAMPLE.key)] == [None, date(2025, 1, 1)]


def test_the_narrowest_scope_answers():
    school, bookcase = make_point("school_library"), make_point("village_bookcase")
    own = make_point("school_library", "Trường khác")
    put(7)
    put(14, point_kind="school_library")
    put(30, point=own)
    asked = [number_on(EXAMPLE.key, TODAY, 0, point=one) for one in (bookcase, school, own, None)]
    assert asked == [7, 14, 30, 7]


def test_many_rules_are_read_with_one_query(django_assert_num_queries):
    put(7)
    point = make_point()
    with django_assert_num_queries(1):
        found = rules_on(TODAY, point=point)
    assert found[EXAMPLE.key].value == 7
    assert "rotation.stay_months" in found


def test_a_day_not_after_the_rule_in_force_is_refused():
    put(7)
    with pytest.raises(errors.RuleOverlaps):
        put(8)
    with pytest.raises(errors.RuleOverlaps):
        put(8, TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"key": "nobody.asks"}, errors.UnknownQuestion),
        ({"value": 100_001}, errors.ValueOutOfRange),
        ({"value": -1}, errors.ValueOutOfRange),
        ({"basis": "  "}, errors.BasisMissing),
    ],
)
def test_what_cannot_be_a_rule_is_refused_by_name(more, refusal):
    with pytest.raises(refusal):
        put(more.pop("value", 1), **more)


def test_a_rule_for_all_cannot_be_set_for_one_point():
    with pytest.raises(errors.NotByPoint):
        put(5, key="rotation.staff", point=make_point())


def test_a_rule_may_end_with_none_after_it():
    rule = put(7, TODAY - timedelta(days=10))
    with pytest.raises(errors.EndsBeforeItBegins):
        services.end_rule(rule=rule, on=rule.valid_from, by=HOUSE, at=timezone.now())
    services.end_rule(rule=rule, on=TODAY, by=HOUSE, at=timezone.now())
    assert rule_on(EXAMPLE.key, TODAY) is None
    with pytest.raises(errors.EndedAlready):
        services.end_rule(rule=rule, on=TODAY, by=HOUSE, at=timezone.now())


def test_a_slip_of_today_is_taken_back_and_the_rule_before_it_holds_on():
    put(7, TODAY - timedelta(days=10))
    slip = put(77)
    services.take_back(rule=slip, by=HOUSE, at=timezone.now())
    assert number_on(EXAMPLE.key, TODAY, 0) == 7
    (left,) = history(EXAMPLE.key)
    assert left.valid_to is None
    with pytest.raises(errors.HasBegun):
        services.take_back(rule=left, by=HOUSE, at=timezone.now())


def test_the_database_keeps_two_rules_from_holding_on_one_day():
    put(7)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.create(key=EXAMPLE.key, value=8, basis="x", valid_from=TODAY)


def test_somebody_notes_that_a_rule_was_compared_with_the_text():
    rule = put(7)
    services.verify(rule=rule, by=HOUSE, at=timezone.now())
    assert history(EXAMPLE.key).get().is_verified


def test_every_question_says_its_value_in_words():
    assert question("rotation.stay_months").shown(6) == "6 tháng"
    for one in questions():
        if one.first is not None and one.unit != Unit.YES_NO:
            assert one.shown(one.first.value).startswith(f"{one.first.value} "), one.key


def test_the_first_rows_are_laid_once():
    before = Rule.objects.filter(key__startswith="rotation.").count()
    assert before == 7
    services.lay_first_rules()
    assert Rule.objects.filter(key__startswith="rotation.").count() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_a_rule_at_once_the_second_is_refused():
    results = together(lambda: put(7), lambda: put(8))
    assert sorted(type(one).__name__ for one in results) == ["Rule", "RuleOverlaps"]
