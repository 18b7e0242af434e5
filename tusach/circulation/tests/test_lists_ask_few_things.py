"""The lists of readers and of circulation ask no more the longer they are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.circulation.testing import make_loan, make_rule
from tusach.holdings.testing import make_copies
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.readers.testing import make_card, make_reader

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["circulation:loans", "circulation:overdue", "readers:readers"])
def test_a_long_list_asks_few_things(
    client: Client, page: str, django_assert_max_num_queries: Any
) -> None:
    point = make_point("commune_library")
    make_rule(collection="main", most_copies=50)
    long_ago = timezone.now() - timedelta(days=90)
    copies = make_copies(30, owner=point, collection="main", at=long_ago)
    for number, copy in enumerate(copies):
        reader = make_reader(f"Lò Văn {number}", home=point, at=long_ago)
        make_card(reader)
        make_loan(copy, point, reader, at=long_ago + timedelta(days=1))
    client.force_login(make_account("commune_librarian", at=point))
    with django_assert_max_num_queries(25):
        shown = client.get(reverse(page), {"size": 100}).content.decode()
    assert "Lò Văn 1" in shown
