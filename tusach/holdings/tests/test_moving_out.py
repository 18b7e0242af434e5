"""A library leaves with its titles and copies, and what went out comes in again."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record, marc_of
from tusach.catalogue.testing import last_export, make_record
from tusach.holdings.api import find_copies
from tusach.holdings.marc_out import records_with_copies
from tusach.holdings.services.acts import lose
from tusach.holdings.testing import make_copies, make_copy, make_register
from tusach.holdings.tests.moving_in import accept, cataloguer, choose_places, send
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


def _file(client: Client, school: ServicePoint, form: str, copies: str = "952") -> bytes:
    """The file as a person asks for it, waits and fetches it."""
    asked = {"form": form, "copies": copies, "once": str(uuid.uuid4())}
    answer = client.post(reverse("holdings:marc_out", args=[school.pk]), asked)
    assert answer.status_code == 302
    one = last_export()
    page = client.get(answer["Location"]).content.decode()
    address = reverse("catalogue:export_file", args=[one.pk])
    assert address in page
    fetched = client.get(address)
    assert fetched.status_code == 200
    return b"".join(fetched.streaming_content)  # type: ignore[arg-type]


def test_only_the_librarys_own_titles_go_out_with_all_its_copies(school: ServicePoint) -> None:
    lines = _file(cataloguer(), school, "json").decode().splitlines()
    [record] = [json.loads(line) for line in lines]
    copies = [one["952"]["subfields"] for one in record["fields"] if "952" in one]
    told = [{code: text for one in copy for code, text in one.items()} for copy in copies]
    assert [(one["p"], one["1"], one["d"]) for one in told] == [
        ("ST-1", "0", "2016-09-05"),
        ("ST-2", "1", "2016-09-05"),
    ]
    assert (told[0]["g"], told[0]["o"], told[0]["a"]) == ("45000.00", "V23 D250M", school.code)


@pytest.mark.parametrize("field", ["952", "852"])
def test_what_went_out_comes_in_again_at_another_library(school: ServicePoint, field: str) -> None:
    client = cataloguer()
    content = _file(client, school, "mrc", field)
    other = make_point("school_library", "Trường Tiểu học Nậm Loỏng")
    register = make_register(other, prefix="NL.")
    one = send(client, content, "di.mrc")
    assert one.profile is not None
    choose_places(client, one, {
        "library-0": str(other.pk), "shown-0": str(other.pk), "register-0-0": str(register.pk),
    })  # fmt: skip
    assert accept(client, one, source="budget", collection="rotation").status_code == 302
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
        if field == "952":  # 852 has no place for the day
            assert after.accessioned_at.date() == before.accessioned_at.date()


def test_titles_alone_go_out_without_copies(school: ServicePoint) -> None:
    content = _file(cataloguer(), school, "json", "").decode()
    assert "Dế Mèn" in content
    assert '"952"' not in content
    assert '"852"' not in content


def test_a_title_with_very_many_copies_goes_out_as_several_records() -> None:
    library = make_point("provincial_library", "Thư viện tỉnh")
    record = make_record("Toán 4")
    make_copies(300, record, owner=library)
    lines = _file(cataloguer(), library, "json").decode().splitlines()
    counts = [sum("952" in one for one in json.loads(line)["fields"]) for line in lines]
    assert counts == [250, 50]
    assert len({json.dumps(json.loads(line)["fields"][0]) for line in lines}) == 1


def test_a_file_is_not_found_from_another_province(school: ServicePoint) -> None:
    client = cataloguer()
    _file(client, school, "xml")
    one = last_export()
    other = Client()
    other.force_login(make_account("cataloguer", at=make_province("Sơn La"), username="khac"))
    for name in ("export", "export_file", "export_progress", "export_left_out"):
        assert other.get(reverse(f"catalogue:{name}", args=[one.pk])).status_code == 404
    assert "San Thàng" not in other.get(reverse("catalogue:exports")).content.decode()
    assert "San Thàng" in client.get(reverse("catalogue:exports")).content.decode()


def test_an_array_of_records_is_json() -> None:
    client = cataloguer()
    make_record("Dế Mèn"), make_record("Truyện Kiều")
    answer = client.get(reverse("catalogue:export_list", args=["array"]))
    found = json.loads(b"".join(answer.streaming_content))  # type: ignore[arg-type]
    assert len(found) == 2
    assert not find_copies("ST-1")


@pytest.mark.parametrize("field", ["952", "852"])
def test_the_copies_of_a_part_are_asked_for_at_once(
    django_assert_num_queries, school: ServicePoint, field: str
) -> None:
    record = make_record("Quê nội")
    make_copies(40, record, school)
    options = {"owner": school.pk, "field": field}
    titles = [(record.control_number, marc_of(record))]
    # The library, its copies, the barcodes they brought along.
    with django_assert_num_queries(3):
        [out] = records_with_copies(titles, options)
    assert len([one for one in out.fields if one.tag == field]) == 40
