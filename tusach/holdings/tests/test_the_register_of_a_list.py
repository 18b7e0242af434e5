"""Which register the copies of a list go to is proposed, and never passed over in silence."""

from __future__ import annotations

import pytest

from tusach.catalogue.api import ToldCopies
from tusach.holdings.imports import NO_COPIES, ImportForm
from tusach.holdings.testing import make_register
from tusach.network.testing import make_point
from tusach.people.api import Account
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> Account:
    point = make_point("school_library", "Trường Tiểu học San Thàng")
    make_register(point, name="Sổ SGK", prefix="SGK.")
    make_register(point, name="Sổ STK", prefix="STK.")
    return make_account("school_librarian", at=point, username="san")


def told(prefix: str, count: int = 596) -> list[ToldCopies]:
    return [ToldCopies("", "", prefix, count, 1, count, 5)]


def asked(user: Account, prefix: str, data: dict[str, str] | None = None) -> ImportForm:
    return ImportForm(user=user, told=told(prefix), imported=1, data=data)


def test_the_one_with_the_letters_of_the_numbers_is_proposed(school: Account) -> None:
    register = asked(school, "STK.").fields["register"]
    labels = dict(register.choices)  # type: ignore[attr-defined]
    assert labels[register.initial].endswith("Sổ STK")


def test_none_is_proposed_where_several_would_do(school: Account) -> None:
    assert asked(school, "").fields["register"].initial == ""


def test_copies_are_not_left_behind_by_oversight(school: Account) -> None:
    form = asked(school, "", {"register": ""})
    assert not form.is_valid()
    assert "596" in form.errors["register"][0]


def test_the_titles_alone_are_taken_when_that_is_said(school: Account) -> None:
    assert asked(school, "", {"register": NO_COPIES}).is_valid()


def test_who_has_no_register_is_not_held_up() -> None:
    point = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    cataloguer = make_account("cataloguer", at=point, username="bien-muc")
    assert asked(cataloguer, "", {"register": ""}).is_valid()
