"""A Koha export with its 952 fields, from the file to copies of several libraries under their old
numbers, with the days they were entered and what became of them since."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.catalogue.api import Import, Record
from tusach.catalogue.testing import last_import, make_marc, work_on_import
from tusach.holdings.api import Copy, LedgerEntry, find_copies, prove, prove_sums
from tusach.holdings.models import Alias, Register
from tusach.holdings.testing import make_copy, make_register
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db

FILE = make_marc(
    "1",
    "Kỹ thuật nuôi lợn bản",
    {"a": "LC", "b": "LC", "p": "K0001", "i": "LC.101", "g": "30000.00", "o": "636.4 K600T",
     "d": "2015-03-12", "e": "Nhã Nam", "8": "REF", "c": "GEN", "t": "2", "7": "1"},
    {"a": "LC", "b": "TU", "p": "K0002", "i": "LC.102", "d": "2015-03-12", "4": "1"},
    {"a": "TU", "b": "TU", "p": "K0003", "i": "TU.0007", "e": "budget"},
) + make_marc(
    "2",
    "Truyện Kiều",
    {"a": "LC", "b": "LC", "p": "K0004", "i": "LC.103", "1": "1"},
    {"a": "LC", "b": "LC", "p": "K0005", "i": "LC.104", "d": "2001-09-05", "0": "1"},
    {"a": "LC", "b": "LC", "p": "K0006", "d": "31/02/2015"},
)  # fmt: skip


def libraries() -> tuple[ServicePoint, ServicePoint]:
    return (
        make_point("provincial_library", "Thư viện tỉnh Lai Châu"),
        make_point("district_library", "Thư viện huyện Than Uyên"),
    )


def _client() -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("cataloguer", at=make_province("Lai Châu")))
    return client


def _sent(client: Client, content: bytes = FILE, name: str = "koha.mrc") -> Import:
    client.post(reverse("catalogue:imports"), {"file": SimpleUploadedFile(name, content)})
    return last_import()


def _places(client: Client, one: Import, said: dict[str, str]) -> Any:
    """The page of libraries and registers, sent as a person sends it."""
    address = reverse("holdings:import_places", args=[one.pk])
    return client.post(address, {"once": str(uuid.uuid4()), **said})


def _accept(client: Client, one: Import, **more: str) -> Any:
    chosen = {"source": "gift_person", "collection": "main", **more}
    address = reverse("catalogue:import_accept", args=[one.pk])
    answer = client.post(address, chosen)
    if answer.status_code == 200:
        seen = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
        assert seen is not None
        answer = client.post(address, {**chosen, "seen": seen[1]})
    return answer


def test_each_library_of_the_file_gets_its_copies_in_its_own_register() -> None:
    province, district = libraries()
    register = make_register(province, prefix="LC.")
    client = _client()
    one = _sent(client)
    page = client.get(one.get_absolute_url()).content.decode()
    assert "Tệp còn kể 6 bản sách" in page
    # Before it is said whose the copies are, nothing is written.
    assert _accept(client, one).status_code == 422
    both = {"library-0": str(province.pk), "library-1": str(district.pk)}
    # The libraries first: then the page offers their registers.
    told = _places(client, one, both).content.decode()
    assert "LC.101 đến LC.104" in told
    assert f'<option value="{register.pk}" selected>' in told
    chosen = {**both, "shown-0": str(province.pk), "shown-1": str(district.pk),
              "register-0-0": "new", "register-0-1": str(register.pk),
              "register-1-0": "new"}  # fmt: skip
    answer = _places(client, one, chosen)
    assert answer.status_code == 302
    assert _accept(client, one).status_code == 302
    one = last_import()
    assert Record.objects.count() == 2
    assert sorted(Copy.objects.values_list("accession_no", flat=True)) == [
        "000001", "LC.000101", "LC.000102", "LC.000103", "LC.000104", "TU.0007",
    ]  # fmt: skip
    assert find_copies("K0003")[0].owner == district
    assert prove() == []
    assert prove_sums() == []


@pytest.fixture
def moved_in() -> tuple[ServicePoint, ServicePoint]:
    province, district = libraries()
    make_register(province, prefix="LC.")
    client = _client()
    one = _sent(client)
    new = Register.objects.get(owner=province)
    _places(client, one, {
        "library-0": str(province.pk), "shown-0": str(province.pk),
        "register-0-0": str(new.pk), "register-0-1": str(new.pk),
        "library-1": str(district.pk), "shown-1": str(district.pk), "register-1-0": "new",
    })  # fmt: skip
    assert _accept(client, one).status_code == 302
    last_import()
    return province, district


def test_the_ledger_says_when_a_copy_was_entered_and_what_became_of_it(
    moved_in: tuple[ServicePoint, ServicePoint],
) -> None:
    province, district = moved_in
    first, moved, lost, gone = (find_copies(f"K000{n}")[0] for n in (1, 2, 4, 5))
    assert timezone.localdate(first.accessioned_at) == date(2015, 3, 12)
    assert (first.price, first.shelf_mark, first.fund) == (30000, "636.4 K600T", "Nhã Nam")
    assert (first.source.code, first.collection) == ("gift_person", "reference")
    assert "Bản số 2" in first.note
    assert "Không cho mượn về" in first.note
    assert find_copies("K0003")[0].source.code == "budget"
    # Entered at its library then; standing elsewhere and damaged is known from today.
    acts = LedgerEntry.objects.filter(copy=moved).values_list("act", "to_point", "state")
    assert list(acts) == [
        ("accession", province.pk, "in_store"),
        ("move", district.pk, "in_store"),
        ("damage", district.pk, "damaged"),
    ]
    assert lost.place.state == "lost"
    assert (gone.place.state, gone.place.point) == ("withdrawn", None)
    assert timezone.localdate(gone.accessioned_at) == date(2001, 9, 5)


def test_a_copy_without_a_number_takes_one_that_the_file_does_not_use(
    moved_in: tuple[ServicePoint, ServicePoint],
) -> None:
    [nameless] = find_copies("K0006")
    assert nameless.accession_no == "LC.000105"
    # A day that never was stands in the note, and today in the ledger.
    assert "31/02/2015" in nameless.note
    assert timezone.localdate(nameless.accessioned_at) == timezone.localdate()


def test_what_was_chosen_is_proposed_for_the_next_file(
    moved_in: tuple[ServicePoint, ServicePoint],
) -> None:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("cataloguer", at=make_province("Lai Châu"), username="khac"))
    more = make_marc("9", "Dế Mèn", {"a": "LC", "i": "LC.900"}, {"a": "TU", "i": "TU.0900"})
    one = _sent(client, more, "them.mrc")
    page = client.get(reverse("holdings:import_places", args=[one.pk])).content.decode()
    province, district = moved_in
    assert f'<option value="{province.pk}" selected>' in page
    assert f'<option value="{district.pk}" selected>' in page


def test_taken_back_the_copies_leave_also_those_that_were_lost(
    moved_in: tuple[ServicePoint, ServicePoint],
) -> None:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("cataloguer", at=make_province("Lai Châu"), username="rut-lai"))
    one = Import.objects.latest("pk")
    client.post(reverse("catalogue:import_undo", args=[one.pk]))
    work_on_import(one.pk)
    assert set(Copy.objects.values_list("place__state", flat=True)) == {"withdrawn"}
    assert not Alias.objects.exists()
    assert prove() == []


def test_a_barcode_that_is_there_keeps_only_its_own_copy_out() -> None:
    province, district = libraries()
    make_copy(owner=province, aliases=["K0001"])
    client = _client()
    one = _sent(client)
    [register] = Register.objects.filter(owner=province)
    _places(client, one, {
        "library-0": str(province.pk), "shown-0": str(province.pk),
        "register-0-0": str(register.pk), "register-0-1": str(register.pk),
        "library-1": "none",
    })  # fmt: skip
    looked = client.post(
        reverse("catalogue:import_accept", args=[one.pk]), {"source": "budget"}
    ).content.decode()
    assert "K0001" in looked
    assert "K0003" in looked
    assert Record.objects.count() == 1
    assert _accept(client, one, source="budget").status_code == 302
    last_import()
    assert Copy.objects.count() == 5
    assert not Copy.objects.filter(owner=district).exists()


def test_a_register_of_a_library_out_of_reach_cannot_be_chosen() -> None:
    province, _district = libraries()
    commune = make_unit("Phường Tô Hiệu", province=make_province("Sơn La"))
    elsewhere = make_point("provincial_library", "Thư viện tỉnh Sơn La", commune)
    foreign = make_register(elsewhere, prefix="SL.")
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("cataloguer", at=province))
    one = _sent(client)
    answer = _places(client, one, {
        "library-0": str(elsewhere.pk), "shown-0": str(elsewhere.pk),
        "register-0-0": str(foreign.pk), "register-0-1": str(foreign.pk), "library-1": "none",
    })  # fmt: skip
    assert answer.status_code == 422
    assert _accept(client, one).status_code == 422
