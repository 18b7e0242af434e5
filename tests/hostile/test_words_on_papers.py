"""What people wrote stands on printed papers letter by letter, whatever it would mean to what
sets them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import typst
from django.test import Client
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from tusach.people.testing import make_account
from tusach.rotation.documents.word import docx
from tusach.rotation.models import Minutes
from tusach.rotation.rules.states import LegState
from tusach.rotation.testing import make_batch, only_leg
from tusach.ui import typeset

pytestmark = pytest.mark.django_db

# Would stop typst, read a file, be arithmetic to a template engine, end an element of XML.
EVIL = ' #panic("a") #read("/etc/hostname") $b$ *c* @d <e> {{7*7}} {% for x in y %} </w:t> &lt; \\'
TUSACH = Path(typeset.__file__).parent.parent


def poisoned(value: Any) -> Any:
    """Every text in it with ``EVIL`` behind."""
    if isinstance(value, dict):
        return {key: poisoned(one) for key, one in value.items()}
    if isinstance(value, list):
        return [poisoned(one) for one in value]
    return value + EVIL if isinstance(value, str) and value else value


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch, client: Client) -> dict[str, Any]:
    """Form → (what it was set from, how), for the papers of a batch."""
    found: dict[str, Any] = {}
    compile_ = typst.compile

    def kept(path: str, **options: Any) -> Any:
        data = json.loads(options["sys_inputs"]["data"])
        found[Path(path).name] = (data, {"input": path, **options})
        return compile_(path, **options)

    monkeypatch.setattr(typst, "compile", kept)
    make_batch(LegState.CLOSED)
    leg = only_leg(make_batch(LegState.PACKED))
    client.force_login(make_account("warehouse_keeper", at=leg.batch.store))
    assert client.get(reverse("rotation:pick_list", args=[leg.pk])).status_code == 200
    monkeypatch.setattr(typst, "compile", compile_)
    return found


def test_papers_show_what_was_written_and_do_nothing_it_says(drawn: dict[str, Any]) -> None:
    assert set(drawn) == {"hand_over.typ", "return.typ", "closing.typ", "pick_list.typ"}
    for form, (data, options) in drawn.items():
        options["sys_inputs"] = {"data": json.dumps(poisoned(data), ensure_ascii=False)}
        made = typst.compile(**options)
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
        shown = "".join(text.split())
        for part in ('#panic("a")', '#read("/etc/hostname")', "$b$", "{{7*7}}", "</w:t>"):
            assert part in shown, form


def test_no_form_of_any_room_takes_a_text_for_a_program() -> None:
    """Only ``eval`` does that in typst; all else shows a text as it is."""
    forms = list(TUSACH.glob("*/forms/*.typ"))
    assert len(forms) > 4
    assert [path.name for path in forms if "eval(" in path.read_text(encoding="utf-8")] == []


def test_office_files_show_it_too() -> None:
    make_batch(LegState.CLOSED)
    papers = list(Minutes.objects.all())
    assert {paper.kind for paper in papers} >= {"hand_over", "return", "closing"}
    for paper in papers:
        content = poisoned(paper.content)
        document = Document(io.BytesIO(docx(paper.kind, content)))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = "\n".join([*(p.text for p in document.paragraphs), *cells])
        assert EVIL.strip() in text, paper.kind
