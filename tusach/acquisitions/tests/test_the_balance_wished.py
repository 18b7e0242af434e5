"""The stock against the balance wished (R-083): held, wished, missing, and what would fill it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.acquisitions import errors
from tusach.acquisitions.models import StockPolicy
from tusach.acquisitions.selectors.policies import Line, policy_of, standing, titles_to_fill
from tusach.acquisitions.services.policies import Wanted, set_policy
from tusach.acquisitions.testing import make_policy, make_wish
from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.api import Table, groups_in, lose
from tusach.holdings.testing import make_copies, make_tables
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def library() -> ServicePoint:
    return make_point("commune_library", "Thư viện xã Nậm Tăm")


def _line(policy: StockPolicy, library: ServicePoint | None, label: str) -> Line:
    return next(one for one in standing(policy, library) if one.label == label)


def _fill(library: ServicePoint) -> None:
    law = make_record(title="Luật Đất đai", class_number="346")
    novel = make_record(title="Đất rừng phương Nam", class_number="895.922")
    lost, *_rest = make_copies(3, law, library)
    lose(copy=lost, reason="không thấy", by=HOUSE, at=timezone.now())
    make_copies(8, novel, library)


def test_each_group_says_what_is_held_wished_and_missing(library: ServicePoint) -> None:
    _fill(library)
    policy = make_policy(library, _34=40, _8=60)
    law, novels = _line(policy, library, "Pháp luật"), _line(policy, library, "Văn học")
    # Of ten copies there (a lost one is not), four should be law books, and two are.
    assert (law.held.titles, law.held.copies, law.wished, law.missing) == (1, 2, 4, 2)
    assert (law.held_percent, law.percent) == (20, 40)
    assert (novels.held.copies, novels.missing) == (8, 0)


def test_what_is_suggested_is_not_asked_for_again(library: ServicePoint) -> None:
    _fill(library)
    policy = make_policy(library, _34=40, _8=60)
    wanted = make_record(title="Bộ luật Dân sự", class_number="346.597")
    make_copies(4, wanted, make_point("provincial_library", "Thư viện tỉnh Lai Châu"))
    law = _line(policy, library, "Pháp luật")
    assert [one.elsewhere for one in titles_to_fill(policy, law.number, library)] == [4]
    make_wish(wanted, library, quantity=2)
    law = _line(policy, library, "Pháp luật")
    assert (law.missing, law.asked, law.to_buy) == (2, 2, 0)


def test_a_librarys_own_holds_before_that_for_all_and_from_its_day(
    library: ServicePoint,
) -> None:
    for_all = make_policy(None, _34=10)
    today = timezone.localdate()
    assert policy_of(library, today) == for_all
    own = make_policy(library, _34=40)
    assert policy_of(library, today) == own
    assert policy_of(library, date(today.year - 1, 12, 31)) is None
    groups = groups_in(Table.objects.get(code="ddc"))
    later = set_policy(
        owner=library, name="Năm sau", basis="KH", valid_from=today + timedelta(days=400),
        shares=[Wanted(groups[4], 500)], by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    own.refresh_from_db()
    assert own.valid_to == later.valid_from
    assert policy_of(library, today) == own


def test_shares_beyond_the_whole_and_a_second_one_from_a_day_are_refused(
    library: ServicePoint,
) -> None:
    with pytest.raises(errors.SharesExceed, match="110"):
        make_policy(library, _34=50, _8=60)
    make_policy(library, _34=50)
    with pytest.raises(errors.PolicyExists):
        make_policy(library, _34=50)


def test_a_librarian_sets_the_balance_and_suggests_what_is_missing(
    client: Client, library: ServicePoint
) -> None:
    make_tables()
    _fill(library)
    wanted = make_record(title="Bộ luật Lao động", class_number="344")
    make_copies(2, wanted, make_point("provincial_library", "Thư viện tỉnh Lai Châu"))
    client.force_login(make_account("commune_librarian", at=library))
    groups = {one.label: one for one in groups_in(Table.objects.get(code="ddc"))}
    sent = client.post(
        reverse("acquisitions:new_policy"),
        {
            "once": str(uuid.uuid4()), "owner": library.code, "name": "Cơ cấu 2026",
            "basis": "KH 12", "valid_from": timezone.localdate().isoformat(),
            f"share_{groups['Pháp luật'].position}": "40,5",
            f"share_{groups['Văn học'].position}": "50",
        },
    )  # fmt: skip
    assert sent.status_code == 302, sent.context["form"].errors
    page = client.get(sent.headers["Location"]).text
    assert "40,5" in page
    law = next(
        row for row in client.get(sent.headers["Location"]).context["lines"]
        if row["line"].label == "Pháp luật"
    )  # fmt: skip
    titles = client.get(law["fill"])
    assert "Bộ luật Lao động" in titles.text
    new = client.get(
        reverse("acquisitions:new_wish"), {"bieu-ghi": wanted.pk, "why": "Bổ sung nhóm"}
    )
    assert "Bổ sung nhóm" in new.text
    assert client.get(reverse("acquisitions:balance"), {"thuvien": "0"}).status_code == 200
