"""A form sent once more makes nothing new and leads to what it made."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.catalogue.models import Record
from tusach.network.models import ServicePoint
from tusach.network.testing import make_point, make_unit
from tusach.people.testing import make_account
from tusach.ui import sent_forms, tasks
from tusach.ui.models import SentForm
from tusach.ui.testing import together

pytestmark = pytest.mark.django_db


def browser(role: str) -> Client:
    client = Client()
    client.force_login(make_account(role, at=make_point("provincial_library", "Thư viện tỉnh")))
    return client


def token(client: Client, page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', client.get(page).content.decode())
    assert found is not None
    return found[1]


def send(client: Client, page: str, typed: dict[str, Any]) -> tuple[str, str]:
    """Where the sending leads, and the page there."""
    answer = client.post(page, typed)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer["Location"], client.get(answer["Location"]).content.decode()


def test_a_resent_new_record_leads_to_it() -> None:
    client = browser("cataloguer")
    page = reverse("catalogue:new")
    typed = {"title": "Dế Mèn phiêu lưu ký", "kind": "book", "once": token(client, page)}
    first, _shown = send(client, page, typed)
    again, shown = send(client, page, typed)
    assert again == first
    assert "đã được gửi một lần rồi và đã được ghi" in shown
    assert "có thể đã có nhan đề này" not in shown
    assert Record.objects.count() == 1


def test_a_resent_new_point_leads_to_it() -> None:
    client = browser("director")
    page = reverse("network:create_point")
    commune = make_unit("Xã Bình Lư")
    typed = {
        "kind": "school_library", "name": "Trường Tiểu học Bình Lư", "once": token(client, page),
        "commune": commune.name, "commune_id": str(commune.pk),
    }  # fmt: skip
    first, _shown = send(client, page, typed)
    again, shown = send(client, page, typed)
    assert again == first
    assert "đã được gửi một lần rồi" in shown
    assert ServicePoint.objects.filter(name="Trường Tiểu học Bình Lư").count() == 1


def test_a_resent_form_leads_nowhere_for_who_may_not_act() -> None:
    client = browser("cataloguer")
    page = reverse("catalogue:new")
    typed = {"title": "Dế Mèn phiêu lưu ký", "kind": "book", "once": token(client, page)}
    send(client, page, typed)
    stranger = Client()
    stranger.force_login(make_account("point_keeper", at=make_point("village_bookcase")))
    assert stranger.post(page, typed).status_code == 403


def test_at_night_what_is_old_is_forgotten() -> None:
    client = browser("cataloguer")
    page = reverse("catalogue:new")
    send(client, page, {"title": "Sách", "kind": "book", "once": token(client, page)})
    now = timezone.now().timestamp()
    tasks.tidy(timestamp=int(now))
    assert SentForm.objects.count() == 1
    tasks.tidy(timestamp=int(now + (sent_forms.KEPT + timedelta(hours=1)).total_seconds()))
    assert SentForm.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_the_same_moment_leads_both_times_to_what_it_made() -> None:
    """A browser whose button is pressed twice shows the second answer."""
    first, second = browser("cataloguer"), Client()
    second.cookies = first.cookies
    page = reverse("catalogue:new")
    for n in range(3):
        typed = {"title": f"Sách {n}", "kind": "book", "once": token(first, page)}
        answers = together(lambda: first.post(page, typed), lambda: second.post(page, typed))  # noqa: B023
        assert [one.status_code for one in answers] == [302, 302]
        assert answers[0]["Location"] == answers[1]["Location"]
        assert Record.objects.count() == n + 1
