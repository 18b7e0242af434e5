"""``manage.py make_administrator``."""

from __future__ import annotations

import io
import re
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from tusach.people.models import Account, Post


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("make_administrator", *arguments, stdout=out)
    return out.getvalue()


def code_in(said: str) -> str:
    found = re.search(r"\w{4}-\w{4}-\w{4}", said)
    assert found, said
    return found[0]


@pytest.mark.django_db
def test_the_first_start_makes_one_and_says_how_to_sign_in(client: Client) -> None:
    said = run("--if-none")
    assert "quantri" in said
    answer = client.post("/dang-nhap/", {"username": "quantri", "password": code_in(said)})
    assert answer.url == reverse("people:choose_password")


@pytest.mark.django_db
def test_later_starts_make_none_and_print_no_code() -> None:
    run("--if-none")
    said = run("--if-none")
    assert "Đã có quản trị hệ thống" in said
    assert not re.search(r"\w{4}-\w{4}-\w{4}", said)
    assert Account.objects.count() == 1


@pytest.mark.django_db
def test_a_lost_administrator_gets_back_in(client: Client) -> None:
    old = code_in(run("--if-none"))
    new = code_in(run("--reset", "QuanTri"))
    for code, status in ((old, 403), (new, 302)):
        answer = client.post("/dang-nhap/", {"username": "quantri", "password": code})
        assert answer.status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [("--reset", "khong-co-ai"), ("--username", "Có Dấu")])
def test_what_cannot_be_is_said(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"khong-co-ai|có dấu"):
        run(*arguments)


@pytest.mark.django_db(transaction=True)
def test_two_servers_that_start_at_once_make_one() -> None:
    start = threading.Barrier(2)
    said: list[str] = []

    def begin() -> None:
        try:
            start.wait()
            said.append(run("--if-none"))
        finally:
            connection.close()

    threads = [threading.Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 2
    assert Post.objects.filter(role="administrator").count() == 1
