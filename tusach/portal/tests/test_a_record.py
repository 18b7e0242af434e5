"""The page of a record: described, placed, cited, taken away."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import isbd, marc_of, write_marcxml
from tusach.catalogue.testing import make_record
from tusach.holdings.api import Move, at_point, move
from tusach.holdings.testing import make_copies, make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.portal.citing import for_readers
from tusach.rotation.api import LegState
from tusach.rotation.testing import make_batch
from tusach.search.testing import index_now

pytestmark = pytest.mark.django_db

FULL = {
    "subtitle": "truyện đồng thoại",
    "publisher": "Kim Đồng",
    "place_published": "Hà Nội",
    "year": 2015,
    "pages": "145 tr.",
    "size": "21 cm",
    "language": "vie",
    "subjects": ["Văn học thiếu nhi"],
}


def page_of(client, record) -> str:
    answer = client.get(f"/sach/{record.control_number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def send(copies, point, act="receive", state="in_service"):
    move(
        [
            Move(copy_id=c.pk, to=at_point(point.pk), act=act, state=state,
                 happened_at=timezone.now())
            for c in copies
        ],
        by=HOUSE,
        at=timezone.now(),
    )  # fmt: skip


def test_it_is_described_as_on_a_card(client):
    record = make_record("Dế Mèn phiêu lưu ký", "Tô Hoài", **FULL)
    page = page_of(client, record)
    assert (
        "Dế Mèn phiêu lưu ký : truyện đồng thoại / Tô Hoài. – Hà Nội : Kim Đồng, 2015. – "
        "145 tr. ; 21 cm" in page
    )


def test_readers_and_cataloguers_see_one_description(client):
    record = make_record("Dế Mèn phiêu lưu ký", "Tô Hoài", **FULL)
    page = page_of(client, record)
    client.force_login(
        make_account("cataloguer", at=make_point("provincial_library", "Thư viện tỉnh"))
    )
    card = client.get(record.get_absolute_url()).content.decode()
    said = isbd(marc_of(record))
    assert said in page
    assert said in card


def test_where_it_is_follows_the_ledger_at_once(client):
    record = make_record("Dế Mèn phiêu lưu ký", "Tô Hoài")
    copies = make_copies(2, record, owner=make_store())
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    assert "Trường Tiểu học San Thàng" not in page_of(client, record)
    send(copies, school)
    page = page_of(client, record)
    assert "Trường Tiểu học San Thàng" in page
    assert "có tại chỗ" in page


@pytest.mark.parametrize("kind", ["border_post", "prison", "police", "armed_forces_library"])
def test_a_place_that_must_not_be_named_is_another_point(client, kind):
    record = make_record("Dế Mèn phiêu lưu ký", "Tô Hoài")
    hidden = make_point(kind, "Đơn vị Mù Cả")
    copies = make_copies(1, record, owner=make_store())
    type(copies[0]).objects.filter(pk=copies[0].pk).update(shelf_mark="MC 12")
    send(copies, hidden)
    page = page_of(client, record)
    assert "một điểm khác" in page
    assert "MC 12" not in page
    assert "Mù Cả" not in page
    assert hidden.code not in page
    assert client.get(f"/thu-vien/{hidden.code}/").status_code == 404
    assert "Mù Cả" not in client.get("/thu-vien/", {"q": "mu ca"}).content.decode()
    assert hidden.code not in client.get("/sitemap-noi.xml").content.decode()


def test_search_engines_read_what_it_is(client):
    record = make_record("Sách </script> & <b>", "Tô Hoài", **FULL)
    page = page_of(client, record)
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    facts = json.loads(found)
    assert facts["name"] == "Sách </script> & <b>"
    assert facts["@type"] == "Book"
    assert facts["inLanguage"] == "vi"
    assert facts["author"] == [{"@type": "Person", "name": "Tô Hoài"}]
    assert f'<link rel="canonical" href="{facts["url"]}">' in page


def test_a_body_is_no_person_to_search_engines(client):
    page = page_of(client, make_record("Niên giám 2025", "Sở Nông nghiệp tỉnh Lai Châu"))
    assert '{"@type": "Organization", "name": "Sở Nông nghiệp tỉnh Lai Châu"}' in page


@pytest.mark.parametrize(
    ("language", "title", "tag"),
    [("nep", "नेपालको इतिहास", "ne"), ("tai", "ꪼꪕ ꪒꪾ", "blt"), ("fre", "L'été", "fr")],
)
def test_titles_in_other_scripts_say_their_language(client, language, title, tag):
    page = page_of(client, make_record(title, "", language=language))
    assert f'<h1 lang="{tag}">' in page
    assert title.replace("'", "&#x27;") in page


@pytest.mark.parametrize("form", ["mrc", "xml", "ris", "bib"])
def test_it_can_be_taken_away(client, form):
    record = make_record("Dế Mèn & bạn", "Tô Hoài", **FULL)
    answer = client.get(f"/sach/{record.control_number}/trich-dan.{form}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    body = answer.content.decode()
    sign = {"xml": "Dế Mèn &amp; bạn", "bib": r"Dế Mèn \& bạn"}.get(form, "Dế Mèn & bạn")
    assert sign in body


def test_ris_begins_and_ends_as_the_format_says(client):
    record = make_record("Dế Mèn", "Tô Hoài", **FULL)
    answer = client.get(f"/sach/{record.control_number}/trich-dan.ris")
    lines = answer.content.decode().split("\r\n")
    assert lines[0] == "TY  - BOOK"
    assert "AU  - Tô Hoài" in lines
    assert lines[-2:] == ["ER  - ", ""]


def test_an_unknown_record_or_form_is_not_found(client):
    record = make_record()
    assert client.get("/sach/TS99999999/").status_code == 404
    assert client.get(f"/sach/{record.control_number}/trich-dan.exe").status_code == 404


def test_a_page_unchanged_is_not_sent_twice(client):
    record = make_record("Dế Mèn", "Tô Hoài")
    first = client.get(f"/sach/{record.control_number}/")
    kept = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert client.get(f"/sach/{record.control_number}/", **kept).status_code == 304
    assert (
        client.get(f"/sach/{record.control_number}/", HTTP_ACCEPT_LANGUAGE="en", **kept).status_code
        == 200
    )
    make_copies(1, record, owner=make_store())
    assert client.get(f"/sach/{record.control_number}/", **kept).status_code == 200


def test_who_holds_copies_and_where_they_came_from_is_not_taken_away():
    marc = marc_of(make_record("Dế Mèn phiêu lưu ký", "Tô Hoài"))
    kind = type(next(marc.data("245")))
    for tag in ("541", "852", "876", "949"):
        marc.fields.append(kind(tag, " ", " ", [("a", "Thư viện Đơn vị Mù Cả")]))
    marc.fields.append(kind("856", "4", " ", [("u", "https://example.org/de-men")]))
    text = write_marcxml(for_readers(marc)).decode()
    assert "Mù Cả" not in text
    assert "https://example.org/de-men" in text
    assert "Dế Mèn" in text


def test_a_day_that_has_gone_by_is_not_promised(client):
    """Boxes that should have come back yesterday."""
    then, yesterday = timezone.now() - timedelta(days=50), timezone.localdate() - timedelta(days=1)
    record = make_record("Dế Mèn phiêu lưu ký", "Tô Hoài")
    make_batch(
        LegState.IN_SERVICE,
        copies=make_copies(2, record, owner=make_store(), at=then),
        points=[make_point(name="Trường San Thàng"), make_point("border_post", "Đồn Ma Lù Thàng")],
        at=then,
        due_on=yesterday,
    )
    page = page_of(client, record)
    assert "sắp chuyển đi, hãy hỏi trước khi đến" in page
    assert "đang trên đường về" in page
    assert f"{yesterday:%d/%m/%Y}" not in page
    index_now()
    found = client.get("/tim/", {"q": "de men"}).content.decode()
    assert "(sắp chuyển đi)" in found
    assert f"{yesterday:%d/%m/%Y}" not in found
