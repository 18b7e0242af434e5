"""A reader is named where a loan is listed; the name leads on only for whoever may open it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.circulation.models import OpenLoan, Request
from tusach.circulation.selectors import rules
from tusach.circulation.services.requests import ask as ask_for
from tusach.circulation.testing import make_loan, make_rule
from tusach.holdings.testing import make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.readers.api import Reader
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def library() -> ServicePoint:
    return make_point("provincial_library", "Thư viện tỉnh Lai Châu")


@pytest.fixture
def own(library: ServicePoint) -> Reader:
    return _borrows(make_reader("Lò Thị Mùi", home=library), library)


@pytest.fixture
def guest(library: ServicePoint) -> Reader:
    """A reader of a school who borrows at the library."""
    return _borrows(make_reader("Giàng A Lử", home=make_point("school_library")), library)


def _borrows(reader: Reader, point: ServicePoint) -> Reader:
    if not rules.all_rules().exists():
        make_rule(collection="main")
    copy = make_copy(owner=point, collection="main", at=timezone.now() - timedelta(days=9))
    make_loan(copy, point, reader)
    return reader


@pytest.mark.parametrize("page", ["loans", "overdue"])
@pytest.mark.parametrize(
    ("role", "opens"),
    [("reader_librarian", "own"), ("warehouse_keeper", ""), ("director", "")],
)
def test_a_name_is_a_link_only_where_the_right_reaches_the_readers_own_place(
    client: Client, library: ServicePoint, own: Reader, guest: Reader, page: str, role: str,
    opens: str,
) -> None:  # fmt: skip
    client.force_login(make_account(role, at=library))
    OpenLoan.objects.update(due=timezone.localdate() - timedelta(days=3))
    said = client.get(reverse(f"circulation:{page}")).content.decode()
    assert own.name in said
    assert guest.name in said
    linked = {
        name for name, one in (("own", own), ("guest", guest))
        if f'href="{one.get_absolute_url()}"' in said
    }  # fmt: skip
    assert linked == set(opens.split())
    for name, one in (("own", own), ("guest", guest)):
        answer = client.get(one.get_absolute_url())
        assert answer.status_code == (200 if name in linked else 403)


def test_a_request_is_opened_and_its_reader_named_where_the_book_will_be_fetched(
    client: Client, library: ServicePoint
) -> None:
    """The lender lists it too, since it must send the book, and knows no more than that."""
    school = make_point("school_library", "Trường PTDTBT Tả Lèng")
    reader = make_reader("Giàng A Lử", home=school)
    asked = ask_for(
        point=school, wanted=make_record(title="Kỹ thuật nuôi lợn bản"), reader=reader,
        by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    Request.objects.filter(pk=asked.pk).update(lender=library)
    page = reverse("circulation:request", args=[asked.pk])
    for role, place, opens in (
        ("reader_librarian", library, False), ("school_librarian", school, True)
    ):  # fmt: skip
        client.force_login(make_account(role, at=place))
        said = client.get(reverse("circulation:requests")).text
        assert "Kỹ thuật nuôi lợn bản" in said
        assert (f'href="{page}"' in said, reader.name in said) == (opens, opens)
        assert client.get(page).status_code == (200 if opens else 403)
        file = client.get(reverse("circulation:requests"), {"export": "csv"}).getvalue().decode()
        assert (reader.name in file) == opens
