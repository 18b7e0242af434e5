"""The tables of roles.py hold together."""

from __future__ import annotations

import pytest

from tusach.people import roles
from tusach.people.act_names import RIGHTS


def test_every_act_is_given_to_roles_that_exist() -> None:
    for act, line in roles.ACTS.items():
        unknown = set(line.split()) - set(roles.ROLES)
        assert not unknown, f"{act}: no such role: {', '.join(sorted(unknown))}"


def test_acts_and_the_roles_of_a_line_stand_in_the_order_of_the_alphabet() -> None:
    assert list(roles.ACTS) == sorted(roles.ACTS)
    for act, line in roles.ACTS.items():
        assert line.split() == sorted(set(line.split())), act


def test_every_act_of_the_table_has_a_name_and_no_other() -> None:
    assert list(RIGHTS) == list(roles.ACTS)


def test_every_role_can_be_held_somewhere() -> None:
    assert set(roles.REACH) == set(roles.ROLES)
    assert all(roles.REACH.values())


@pytest.mark.parametrize("prefix", ["readers.", "circulation."])
def test_the_administrator_does_not_see_what_belongs_to_readers(prefix: str) -> None:
    assert not [act for act in roles.acts_of("administrator") if act.startswith(prefix)]


def test_the_administrator_changes_no_books() -> None:
    rooms = {act.split(".")[0] for act in roles.acts_of("administrator")}
    assert not rooms & {"catalogue", "holdings", "rotation"}


def test_a_reader_does_no_act_of_staff() -> None:
    # What a reader does is look after the own loans.
    assert roles.acts_of("reader") == {"portal.mine"}
