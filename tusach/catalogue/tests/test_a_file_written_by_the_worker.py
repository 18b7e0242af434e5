"""Exports as files: written part by part, killed in the middle and gone on with, nothing cut."""

from __future__ import annotations

import io
import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.marc import iso2709, marcxml
from tusach.catalogue.models import Export, Record
from tusach.catalogue.selectors import marc_of
from tusach.catalogue.taking_out import services, work
from tusach.catalogue.tasks import throw_exports_away
from tusach.catalogue.testing import last_export, make_export, make_record
from tusach.catalogue.web import exports
from tusach.ui.testing import kill_in_the_middle, together

pytestmark = pytest.mark.django_db


def written(made: Export) -> bytes:
    return services.file_of(made).read_bytes()


def titles(made: Export) -> list[str]:
    """What a reader of the form finds in the file."""
    content = written(made)
    if made.form == "mrc":
        found = [iso2709.parse(one.content) for one in iso2709.pieces(io.BytesIO(content))]
        return [one.first("245", "a") for one in found]
    if made.form == "xml":
        return [
            one.record.first("245", "a") for one in marcxml.read(io.BytesIO(content)) if one.record
        ]
    records = json.loads(content) if made.form == "array" else map(json.loads, content.splitlines())
    return [
        next(f["245"]["subfields"][0]["a"] for f in one["fields"] if "245" in f) for one in records
    ]


@pytest.mark.parametrize("form", ["mrc", "xml", "json", "array"])
def test_each_form_is_whole_however_many_parts_it_has(form: str) -> None:
    names = [make_record(f"Sách số {n}").title for n in range(7)]
    made = make_export(form=form, part=2)
    work.work(made.pk)
    made.refresh_from_db()
    assert (made.state, made.total, made.done_to) == ("done", 7, 4)
    assert [title.split(" /")[0] for title in titles(made)] == names
    assert made.written == len(written(made))


def test_a_file_of_no_records_is_an_empty_one_of_its_form() -> None:
    made = make_export(form="array")
    work.work(made.pk)
    assert json.loads(written(made)) == []


def test_what_iso2709_cannot_hold_lies_beside_as_marcxml(client: Client) -> None:
    make_record("Sách ngắn")
    long = make_record("Sách dài", summary="chữ " * 3_000)
    client.post(reverse("catalogue:export_list", args=["mrc"]), {"once": str(uuid.uuid4())})
    made = last_export()
    assert made.left_out == 1
    assert len(titles(made)) == 1
    page = client.get(made.get_absolute_url()).content.decode()
    assert "quá dài cho ISO 2709" in page
    address = reverse("catalogue:export_left_out", args=[made.pk])
    assert address in page
    content = b"".join(client.get(address).streaming_content)  # type: ignore[arg-type]
    [found] = marcxml.read(io.BytesIO(content))
    assert found.record is not None
    assert found.record.fields == marc_of(long).fields


def test_a_long_list_asks_first_and_is_written_as_it_is_searched(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(4):
        make_record(f"Nuôi lợn {n}")
    make_record("Tắt đèn")
    monkeypatch.setattr(exports, "AT_ONCE", 3)
    address = reverse("catalogue:export_list", args=["json"]) + "?q=nuôi+lợn"
    page = client.get(address)
    assert page.status_code == 200
    assert "4 biểu ghi" in page.content.decode()
    answer = client.post(address, {"once": str(uuid.uuid4())})
    made = last_export()
    assert answer["Location"] == made.get_absolute_url()
    assert made.total == 4
    assert all("Nuôi lợn" in title for title in titles(made))


def test_a_file_is_thrown_away_after_a_week_and_its_page_says_so(client: Client) -> None:
    make_record("Tắt đèn")
    client.post(reverse("catalogue:export_list", args=["xml"]), {"once": str(uuid.uuid4())})
    made = last_export()
    services.throw_away_old(timezone.now())
    assert services.file_of(made).exists()
    Export.objects.update(made_at=timezone.now() - timedelta(days=8))
    throw_exports_away(timestamp=0)
    assert not services.file_of(made).exists()
    assert "quá bảy ngày" in client.get(made.get_absolute_url()).content.decode()
    gone = client.get(reverse("catalogue:export_file", args=[made.pk]))
    assert gone["Location"] == made.get_absolute_url()


def test_work_that_stopped_says_why_and_goes_on_when_asked(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_record("Tắt đèn")
    client.post(reverse("catalogue:export_list", args=["json"]), {"once": str(uuid.uuid4())})
    made = Export.objects.latest("pk")
    Export.objects.update(source="nobody")
    work.work(made.pk)
    made.refresh_from_db()
    assert made.state == Export.State.FAILED
    assert "KeyError" in client.get(made.get_absolute_url()).content.decode()
    Export.objects.update(source="")
    client.post(reverse("catalogue:export_again", args=[made.pk]))
    assert last_export().state == Export.State.DONE


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_leaves_nothing_half_and_doubles_nothing() -> None:
    for n in range(120):
        make_record(f"Sách số {n}")
    made = make_export(form="array", part=1)

    def reached() -> bool:
        made.refresh_from_db()
        return made.done_to > 5

    kill_in_the_middle(
        f"from tusach.catalogue.taking_out.work import work\nwork({made.pk})\n", reached=reached
    )
    made.refresh_from_db()
    assert made.state == Export.State.WRITING
    # What the killed one wrote and did not say.
    with services.file_of(made).open("ab") as file:
        file.write(b',\n{"half": ')
    together(lambda: work.work(made.pk), lambda: work.work(made.pk))
    made.refresh_from_db()
    assert made.state == Export.State.DONE
    assert len(set(titles(made))) == len(titles(made)) == Record.objects.count() == 120
    assert made.by_name == HOUSE.name
