"""A library leaves with its titles and copies, and what went out comes in again."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record
from tusach.catalogue.testing import last_import, make_record
from tusach.holdings.api import find_copies
from tusach.holdings.marc_out import records_with_copies
from tusach.holdings.services.acts import lose
from tusach.holdings.testing import make_copies, make_copy, make_register
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point, make_province
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
ENTERED = datetime(2016, 9, 5, 3, 0, tzinfo=UTC)


@pytest.fixture
def school() -> ServicePoint:
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    record = make_record("Dế Mèn phiêu lưu ký", isbn="9786042094115")
    make_copy(record, school, "main", 45000, ENTERED, aliases=["ST-1"], shelf_mark="V23 D250M")
    lost = make_copy(record, school, "main", None, ENTERED, aliases=["ST-2"])
    lose(copy=lost, reason="không thấy khi kiểm kê", by=HOUSE, at=timezone.now())
    make_copy(make_record("Của thư viện khác"))
    return school


def _client() -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("cataloguer", at=make_province("Lai Châu")))
    return client


def _file(client: Client, school: ServicePoint, form: str) -> bytes:
    answer = client.get(reverse("holdings:marc_out", args=[school.pk, form]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[arg-type]


def test_only_the_librarys_own_titles_go_out_with_all_its_copies(school: ServicePoint) -> None:
    lines = _file(_client(), school, "json").decode().splitlines()
    [record] = [json.loads(line) for line in lines]
    copies = [one["952"]["subfields"] for one in record["fields"] if "952" in one]
    told = [{code: text for one in copy for code, text in one.items()} for copy in copies]
    assert [(one["p"], one["1"], one["d"]) for one in told] == [
        ("ST-1", "0", "2016-09-05"),
        ("ST-2", "1", "2016-09-05"),
    ]
    assert (told[0]["g"], told[0]["o"], told[0]["a"]) == ("45000.00", "V23 D250M", school.code)


def test_what_went_out_comes_in_again_at_another_library(school: ServicePoint) -> None:
    client = _client()
    content = _file(client, school, "mrc")
    other = make_point("school_library", "Trường Tiểu học Nậm Loỏng")
    register = make_register(other, prefix="NL.")
    client.post(reverse("catalogue:imports"), {"file": SimpleUploadedFile("di.mrc", content)})
    one = last_import()
    page = reverse("holdings:import_places", args=[one.pk])
    client.post(page, {
        "once": str(uuid.uuid4()), "library-0": str(other.pk), "shown-0": str(other.pk),
        "register-0-0": str(register.pk),
    })  # fmt: skip
    accept = reverse("catalogue:import_accept", args=[one.pk])
    client.post(accept, {"source": "transfer", "collection": "rotation"})
    last_import()
    # No title was made twice, and each copy is what it was.
    assert Record.objects.count() == 2
    for value in ("ST-1", "ST-2"):
        [before], [after] = (find_copies(value, owner) for owner in (school, other))
        assert after.accession_no == f"NL.{before.number:06d}"
        assert after.record == before.record
        assert after.place.state == before.place.state
        assert (after.price, after.shelf_mark, after.source, after.collection) == (
            before.price, before.shelf_mark, before.source, before.collection,
        )  # fmt: skip
        assert after.accessioned_at.date() == before.accessioned_at.date()


def test_a_title_with_very_many_copies_goes_out_as_several_records() -> None:
    library = make_point("provincial_library", "Thư viện tỉnh")
    make_copies(300, owner=library)
    first, second = records_with_copies(library)
    assert first.control("001") == second.control("001")
    assert [len(list(one.data("952"))) for one in (first, second)] == [250, 50]


def test_an_array_of_records_is_json() -> None:
    client = _client()
    make_record("Dế Mèn"), make_record("Truyện Kiều")
    answer = client.get(reverse("catalogue:export_list", args=["array"]))
    found = json.loads(b"".join(answer.streaming_content))  # type: ignore[arg-type]
    assert len(found) == 2
    assert not find_copies("ST-1")
