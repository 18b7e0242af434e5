"""The staff menu: which of its lines is that of the page that is open."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tusach.people.testing import make_account
from tusach.ui.registry import Entry
from tusach.ui.web import context

ACCOUNTS, NEW = "people:accounts", "people:new_account"


@pytest.fixture(autouse=True)
def two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line's address begins the other's."""
    entries = [Entry("people", name, name, None, 1) for name in (ACCOUNTS, NEW)]
    monkeypatch.setattr(context, "menu_for", lambda _user: {"people": entries})
    assert reverse(NEW).startswith(reverse(ACCOUNTS))


def current(path: str) -> list[Any]:
    lines = [line for _section, lines in context.menu_lines(None, path) for line in lines]
    return [line.label for line in lines if line.current]


def test_a_page_below_a_line_marks_that_line() -> None:
    assert current(reverse("people:account", args=[1])) == [ACCOUNTS]


def test_of_two_lines_the_nearer_is_marked() -> None:
    assert current(reverse(NEW)) == [NEW]
    assert current(reverse(ACCOUNTS)) == [ACCOUNTS]


def test_a_page_of_no_line_marks_none() -> None:
    assert current("/khong-co/") == []


@pytest.mark.django_db
def test_the_page_says_so(client: Client) -> None:
    client.force_login(make_account("administrator"))
    page = client.get(reverse(ACCOUNTS)).content.decode()
    assert page.count('aria-current="page"') == 1
    assert f'href="{reverse(ACCOUNTS)}" aria-current="page"' in page
