"""Rotated books stand in a list of deposits of the place, and in no register of its own."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tusach.audit.api import HOUSE
from tusach.holdings.api import Move, State, at_point, move
from tusach.holdings.deposits import deposits
from tusach.holdings.selectors.summary import Asked, summary
from tusach.holdings.testing import make_copies, make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> ServicePoint:
    return make_point("school_library", "Trường Tiểu học Nùng Nàng")


def test_what_came_by_rotation_is_a_deposit_and_no_property(
    client: Client, school: ServicePoint
) -> None:
    own = make_copies(3, None, school, "main")
    sent = make_copy()
    before = timezone.now()
    move(
        [Move(sent.pk, at_point(school.pk), "move", State.IN_SERVICE, at_point(sent.owner_id))],
        by=HOUSE,
        at=before + timedelta(seconds=1),
    )
    now = timezone.now() + timedelta(seconds=2)
    assert list(deposits(school, now)) == [sent]
    assert list(deposits(school, before)) == []
    today = timezone.localdate()
    stock = summary(Asked(school.pk, today, today)).closing
    assert stock.copies == len(own)
    client.force_login(make_account("school_librarian", at=school))
    assert (
        sent.accession_no
        in client.get(reverse("holdings:deposits", args=[school.pk])).content.decode()
    )
    paper = client.get(reverse("holdings:deposits_file", args=[school.pk]))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert sent.barcode in text
    assert own[0].barcode not in text
