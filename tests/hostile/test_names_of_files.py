"""Downloads are named by what people wrote; a header is none the worse for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tusach import ui
from tusach.holdings.testing import make_store
from tusach.people.testing import make_account
from tusach.rotation.models import Minutes
from tusach.rotation.rules.states import LegState
from tusach.rotation.testing import draw_up, make_batch, only_leg
from tusach.ui.api import named

ROOMS = Path(ui.__file__).parent.parent


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("nhan.pdf", 'attachment; filename="nhan.pdf"'),
        ('a".exe; x="b.pdf', 'attachment; filename="a-.exe; x=-b.pdf"'),
        ("a\r\nSet-Cookie: sessionid=1\r\n\r\n<html>.pdf",
         'attachment; filename="a-Set-Cookie- sessionid=1-html.pdf"'),
        ("../../etc/passwd", 'attachment; filename="etc-passwd"'),
        ("12/BBBG-TVT.docx", 'attachment; filename="12-BBBG-TVT.docx"'),
        ("Sổ đọc.csv", "attachment; filename*=utf-8''S%E1%BB%95%20%C4%91%E1%BB%8Dc.csv"),
        ("gpj.\u202eexe.pdf", 'attachment; filename="gpj.-exe.pdf"'),
        ("a\0b.pdf", 'attachment; filename="a-b.pdf"'),
        (".pdf", 'attachment; filename="tusach.pdf"'),
    ],
)  # fmt: skip
def test_a_name_becomes_one_that_a_header_and_a_disk_can_hold(name: str, header: str) -> None:
    assert named(HttpResponse(), name)["Content-Disposition"] == header


def test_a_name_of_a_thousand_letters_is_cut_and_keeps_its_ending() -> None:
    header = named(HttpResponse(), "a" * 1000 + ".xlsx")["Content-Disposition"]
    assert len(header) < 200
    assert header.endswith('.xlsx"')


def test_no_room_writes_the_header_by_itself() -> None:
    said = [
        str(path.relative_to(ROOMS))
        for path in ROOMS.rglob("*.py")
        if "tests" not in path.parts and "Content-Disposition" in path.read_text(encoding="utf-8")
    ]
    assert said == ["ui/downloads.py"]


@pytest.mark.django_db
def test_the_number_of_a_paper_cannot_write_headers(client: Client) -> None:
    paper = draw_up(only_leg(make_batch(LegState.PACKED)))
    Minutes.objects.filter(pk=paper.pk).update(number='1"\r\nX-Evil: 1\r\n\r\n<script>')
    client.force_login(make_account("warehouse_keeper", at=make_store()))
    for view in ("rotation:minutes", "rotation:minutes_word"):
        answer = client.get(reverse(view, args=[paper.pk]))
        assert answer.status_code == 200
        assert "X-Evil" not in answer.headers
        assert "\n" not in answer["Content-Disposition"]
