"""Agreements between points: who may be sent what, and what the province decides without one."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.circulation import request_errors as errors
from tusach.circulation.asked_for_requests import AGREEMENT, LENDS
from tusach.circulation.models import Agreement, Request
from tusach.circulation.services import requests
from tusach.circulation.services.agreements import decide, end_agreement, make_agreement
from tusach.circulation.testing import make_first_rules
from tusach.holdings.testing import make_copy
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account
from tusach.policy.api import Strictness, set_rule
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db
AGO = timedelta(days=9)


def now() -> dict[str, Any]:
    return {"by": HOUSE, "at": timezone.now()}


def once(client: Client, page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', client.get(page).content.decode())
    assert found is not None
    return found[1]


class Two:
    """Two communes; a title that stands in the second alone."""

    def __init__(self) -> None:
        make_first_rules()
        self.here = make_point("commune_library", "Thư viện xã Bình Lư")
        self.there = make_point("commune_library", "Thư viện xã Tà Lèng")
        self.record = make_record(title="Kỹ thuật nuôi lợn bản")
        self.copy = make_copy(self.record, self.there, collection="main", at=timezone.now() - AGO)

    def ask(self, **more: Any) -> Request:
        return requests.ask(**{"point": self.here, "wanted": self.record, **more}, **now())

    def agree(self, **more: Any) -> Agreement:
        said = {
            "name": "Liên thông hai xã", "document": "12/TT", "points": [self.here, self.there],
            "valid_from": timezone.localdate() - AGO,
        }  # fmt: skip
        return make_agreement(**{**said, **more}, **now())

    def rule(self, key: str, value: int, **more: Any) -> None:
        set_rule(
            key=key, value=value, basis="QĐ 1", valid_from=timezone.localdate() - AGO, **more,
            **now(),
        )  # fmt: skip


@pytest.fixture
def two() -> Two:
    return Two()


def test_without_an_agreement_a_request_waits_for_the_province(two: Two) -> None:
    asked = two.ask()
    assert (asked.state, asked.beyond_id) == ("waiting", two.there.pk)
    allowed = decide(request=asked, allowed=True, why="Cần gấp cho dân", **now())
    assert (allowed.state, allowed.copy_id, allowed.beyond_id) == ("assigned", two.copy.pk, None)
    with pytest.raises(errors.NothingToDecide):
        decide(request=asked, allowed=False, why="lại", **now())


def test_what_the_province_refuses_waits_for_another_copy(two: Two) -> None:
    asked = decide(request=two.ask(), allowed=False, why="Sách quý", **now())
    assert (asked.state, asked.decision) == ("waiting", "refused")
    near = make_copy(two.record, two.here, collection="main", at=timezone.now() - AGO)
    two.agree(collections=["rare"])
    asked.refresh_from_db()
    assert (asked.state, asked.copy_id) == ("assigned", near.pk)


def test_an_agreement_lets_it_travel_and_those_who_wait_are_served_at_once(two: Two) -> None:
    asked = two.ask()
    two.agree()
    asked.refresh_from_db()
    assert (asked.state, asked.lender_id) == ("assigned", two.there.pk)


@pytest.mark.parametrize(
    "more",
    [
        {"collections": ["rare"]},
        {"points": [], "kinds": ["school_library"]},
        {"valid_from": date(2020, 1, 1), "valid_to": date(2021, 1, 1)},
        {"valid_from": timezone.localdate() + AGO},
    ],
    ids=["another part of the stock", "other kinds", "over", "not begun"],
)
def test_one_that_does_not_fit_lets_nothing_travel(two: Two, more: dict[str, Any]) -> None:
    two.agree(**more)
    assert two.ask().state == "waiting"


def test_one_that_ended_holds_no_more(two: Two) -> None:
    made = two.agree(points=[], kinds=["commune_library"])
    end_agreement(agreement=made, last=timezone.localdate(), why="Hết hạn", **now())
    assert two.ask().state == "waiting"
    with pytest.raises(errors.AgreementEnded):
        end_agreement(agreement=made, last=timezone.localdate(), **now())


def test_where_the_rule_refuses_a_sentence_says_why(two: Two) -> None:
    two.rule(AGREEMENT, 1, strictness=Strictness.REFUSE, point=two.here)
    with pytest.raises(errors.NoAgreement, match="Tà Lèng"):
        two.ask()
    assert not Request.objects.exists()


def test_where_no_agreement_is_needed_none_is_asked_for(two: Two) -> None:
    two.rule(AGREEMENT, 0, point=two.here)
    assert two.ask().state == "assigned"


def test_a_library_serves_its_own_bookcase_though_it_lends_to_no_other(two: Two) -> None:
    two.rule(LENDS, 0, point=two.there)
    bookcase = make_point("village_bookcase", "Tủ sách bản Nà Đon", parent=two.there)
    reader = make_reader("Lò Văn Ứng", home=bookcase)
    asked = two.ask(point=bookcase, reader=reader)
    assert (asked.state, asked.lender_id) == ("assigned", two.there.pk)
    two.agree()
    assert two.ask().state == "waiting"


def test_nothing_is_agreed_with_nobody(two: Two) -> None:
    for more, refused in (
        ({"points": [two.here]}, errors.TooFewParties),
        ({"document": " "}, errors.AgreementUnnamed),
        ({"valid_to": date(2020, 1, 1)}, errors.AgreementEndsTooSoon),
    ):
        with pytest.raises(refused):
            two.agree(**more)


def test_it_is_written_shown_and_ended_by_the_pages(two: Two) -> None:
    client = Client()
    client.force_login(make_account("director", at=two.here))
    asked = two.ask()
    page = client.get(reverse("circulation:undecided")).content.decode()
    assert "Kỹ thuật nuôi lợn bản" in page
    assert "Thư viện xã Tà Lèng" in page
    new = reverse("circulation:new_agreement")
    said = {
        "name": "Liên thông hai xã", "document": "12/TT", "valid_from": "2026-01-01",
        "points": f"{two.here.code}\nThư viện xã Tà Lèng\n",
    }  # fmt: skip
    wrong = client.post(new, {**said, "points": "Không đâu cả", "once": once(client, new)})
    assert "Không đâu cả" in wrong.content.decode()
    shown = client.post(new, {**said, "once": once(client, new)}, follow=True).content.decode()
    assert "12/TT" in shown
    assert "Thư viện xã Tà Lèng" in shown
    asked.refresh_from_db()
    assert asked.state == "assigned"
    made = Agreement.objects.get()
    end = reverse("circulation:end_agreement", args=[made.pk])
    client.post(end, {"last": "2026-02-01", "why": "Ký mới", "once": once(client, end)})
    made.refresh_from_db()
    assert made.valid_to == date(2026, 2, 1)
    assert "Liên thông" in client.get(reverse("circulation:agreements")).content.decode()


def test_a_commune_does_not_agree_for_others_where_there_is_a_province(two: Two) -> None:
    province = make_point("provincial_library", "Thư viện tỉnh")
    made = two.agree()
    client = Client()
    client.force_login(make_account("director", at=two.here))
    page, new = (
        reverse("circulation:end_agreement", args=[made.pk]), reverse("circulation:new_agreement")
    )  # fmt: skip
    assert client.get(page).status_code == 403
    said = {"name": "Tự ký", "document": "1", "valid_from": "2026-01-01"}
    for more in ({"kinds": ["commune_library"]}, {"points": f"{two.here.code}\n{two.there.code}"}):
        typed = {**said, **more, "once": once(client, new)}
        assert client.post(new, typed).status_code == 403
    assert Agreement.objects.count() == 1
    client.force_login(make_account("director", at=province))
    assert client.get(page).status_code == 200


def test_a_province_ends_no_agreement_to_which_a_point_beyond_it_is_a_party(two: Two) -> None:
    client = Client()
    library = make_point("provincial_library", "Thư viện tỉnh")
    client.force_login(make_account("director", at=library))
    beyond = make_unit("Xã Mường La", province=make_province("Sơn La"))
    make_point("provincial_library", "Thư viện tỉnh Sơn La", beyond)
    other = make_point("commune_library", "Thư viện xã Mường La", beyond)
    new = reverse("circulation:new_agreement")
    said = {"name": "Hai tỉnh", "document": "1", "valid_from": "2026-01-01"}
    for parties, answer in (
        ({}, 200),
        ({"points": [two.here, other]}, 403),
        ({"points": [], "kinds": ["commune_library"]}, 403),
        ({"points": [], "kinds": ["family_bookcase"]}, 200),
    ):
        made = two.agree(**parties)
        end = reverse("circulation:end_agreement", args=[made.pk])
        assert client.get(end).status_code == answer
        assert ("het-hieu-luc" in client.get(made.get_absolute_url()).content.decode()) == (
            answer == 200
        )
    for more in ({"kinds": ["commune_library"]}, {"points": f"{two.here.code}\n{other.code}"}):
        typed = {**said, **more, "once": once(client, new)}
        assert client.post(new, typed).status_code == 403


def test_the_province_decides_by_the_page(two: Two) -> None:
    asked = two.ask()
    client = Client()
    client.force_login(make_account("director", at=two.here))
    where = reverse("circulation:decide_request", args=[asked.pk])
    client.post(where, {"what": "allow", "why": ""})
    asked.refresh_from_db()
    assert asked.state == "waiting"
    client.post(where, {"what": "allow", "why": "Dân cần gấp"})
    asked.refresh_from_db()
    assert (asked.state, asked.decision) == ("assigned", "allowed")
