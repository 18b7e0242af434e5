"""Why a title ranks where it does; other names and weights as data."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.search import curating
from tusach.search.api import find
from tusach.search.curating import OtherName
from tusach.search.errors import RowsRefused, SameName, SynonymChanged, SynonymThere, WeightOutside
from tusach.search.explaining import explain
from tusach.search.models import RankingWeight, Synonym
from tusach.search.ranking import STANDARD, Ranking, Weights
from tusach.search.testing import index_now


def now():
    return timezone.now()


@pytest.fixture
def books(shelf):
    shelf.put("Kỹ thuật nuôi lợn bản", "Bạn nuôi lợn", "Kỹ thuật nuôi gà", "Lợn nuôi kỹ, bán lớn")
    shelf.put("Sổ tay chăn nuôi", subjects=["Lợn", "Kỹ thuật nuôi"])
    index_now()
    return shelf


@pytest.mark.parametrize(
    "query", ["ky thuat nuoi lon ban", "kỹ thuật lợn", '"nuôi lợn" bản', "lon"]
)
def test_the_reasons_add_up_to_the_score(books, query):
    found = explain(query, kind="book")
    assert found.explained
    for one in found.explained:
        assert sum(reason.score for reason in one.reasons) == pytest.approx(one.score, rel=1e-4)


def test_the_order_explained_is_the_order_found(books):
    query = "kỹ thuật nuôi"
    assert [one.key for one in explain(query, kind="book").explained] == find(
        query, kind="book"
    ).keys


def test_tones_typed_are_a_reason_of_their_own(books):
    reasons = explain("lợn bản", kind="book").explained[0].reasons
    assert {"exact", "letters"} <= {reason.name for reason in reasons}
    [exact] = [reason for reason in reasons if reason.name == "exact"]
    assert exact.about == ["lợn", "bản"]


def test_a_weight_tried_out_changes_nothing_for_others(books):
    heavy = Ranking(Weights(subject=50.0, title=0.0))
    tried = explain("lon", kind="book", ranking=heavy)
    assert tried.explained[0].title == "Sổ tay chăn nuôi"
    assert explain("lon", kind="book").explained[0].title != "Sổ tay chăn nuôi"


def test_a_weight_in_force_ranks_at_once(books, settings):
    curating.set_weights({"subject": 50.0, "title": 0.0}, by=HOUSE, at=now())
    assert books.titles("lon")[0] == "Sổ tay chăn nuôi"
    curating.set_weights({"subject": STANDARD.subject, "title": STANDARD.title}, by=HOUSE, at=now())
    assert not RankingWeight.objects.exists()


def test_a_weight_beyond_fifty_is_refused_and_none_is_set(books):
    with pytest.raises(WeightOutside):
        curating.set_weights({"title": 5.0, "subject": 51.0}, by=HOUSE, at=now())
    assert not RankingWeight.objects.exists()


def test_no_weight_outranks_the_tones_typed(shelf):
    shelf.put("Bàn", "Bản", subjects=["Bàn"])
    index_now()
    curating.set_weights(dict.fromkeys(("title", "subject", "edge"), 50.0), by=HOUSE, at=now())
    assert shelf.titles("bản")[0] == "Bản"


def test_what_is_lifted_stands_higher(shelf):
    shelf.put("Cây chè một")
    shelf.put("Cây chè hai", facets={"subject": ["Địa chí"]})
    index_now()
    assert shelf.titles("cây chè")[0] == "Cây chè một"
    curating.lift(facet="subject", value="Địa chí", weight=3.0, reason="", by=HOUSE, at=now())
    assert shelf.titles("cây chè")[0] == "Cây chè hai"


def test_near_the_reader_comes_first(shelf):
    shelf.put("Cây chè một", facets={"place": ["7"]})
    shelf.put("Cây chè hai", facets={"place": ["9"]})
    index_now()
    assert shelf.titles("cây chè", near=["9"])[0] == "Cây chè hai"
    assert shelf.titles("cây chè", near=["7"])[0] == "Cây chè một"


def test_another_name_is_looked_for_besides_and_once(books):
    curating.add_synonym(OtherName("heo", "lợn"), by=HOUSE, at=now())
    assert "Bạn nuôi lợn" in books.titles("nuoi heo")
    with pytest.raises(SynonymThere):
        curating.add_synonym(OtherName("Heo", "lợn"), by=HOUSE, at=now())
    with pytest.raises(SameName):
        curating.add_synonym(OtherName("lợn", "LON"), by=HOUSE, at=now())


def test_of_two_who_edit_one_name_the_second_is_told(books):
    row = curating.add_synonym(OtherName("heo", "lợn"), by=HOUSE, at=now())
    seen = OtherName("heo", "lợn")
    curating.edit_synonym(
        row, OtherName("heo", "lợn", "Heo là lợn."), seen=seen, by=HOUSE, at=now()
    )
    with pytest.raises(SynonymChanged):
        curating.edit_synonym(row, OtherName("heo", "ỉn"), seen=seen, by=HOUSE, at=now())


def test_a_list_with_a_bad_line_is_taken_not_at_all(books):
    rows = [(1, OtherName("heo", "lợn")), (2, OtherName("***", "gà"))]
    with pytest.raises(RowsRefused, match=r"2: “\*\*\*”"):
        curating.add_synonyms(rows, by=HOUSE, at=now())
    assert not Synonym.objects.exists()


def test_the_pages_are_walked(books, client):
    client.force_login(make_account(role="cataloguer", at=make_point(kind="provincial_library")))
    page = client.get(reverse("search:workbench"), {"q": "kỹ thuật nuôi lợn"})
    assert "Máy hiểu là" in page.content.decode()
    said = {"text": "heo", "also": "lợn", "once": str(uuid4())}
    for _time in range(2):
        client.post(reverse("search:new_synonym"), said)
    row = Synonym.objects.get()
    assert "heo" in client.get(reverse("search:synonyms")).content.decode()
    seen = {f"seen_{name}": getattr(row, name) for name in ("text", "also", "note", "source")}
    address = reverse("search:synonym", args=[row.pk])
    client.post(address, {"text": "heo", "also": "ỉn", "once": str(uuid4()), **seen})
    row.refresh_from_db()
    assert row.also == "ỉn"
    again = client.post(address, {"text": "heo", "also": "ủn", "once": str(uuid4()), **seen})
    assert "Người khác vừa sửa" in again.content.decode()
    client.post(reverse("search:remove_synonym", args=[row.pk]))
    assert not Synonym.objects.exists()


def test_an_exported_list_comes_back(books, client, tmp_path):
    client.force_login(make_account(role="cataloguer", at=make_point(kind="provincial_library")))
    curating.add_synonym(
        OtherName("San Thàng", "Tân Phong", "nay là Tân Phong"), by=HOUSE, at=now()
    )
    file = client.get(reverse("search:synonyms"), {"export": "csv"})
    path = tmp_path / "ten-goi.csv"
    path.write_bytes(b"".join(file.streaming_content) if file.streaming else file.content)
    Synonym.objects.all().delete()
    with path.open("rb") as sent:
        client.post(reverse("search:take_synonyms"), {"file": sent})
    assert Synonym.objects.get().note == "nay là Tân Phong"


def test_of_two_alike_the_one_that_is_there_comes_first(shelf):
    shelf.put("Cây chè")
    shelf.put("Cây chè", copies=6)
    index_now()
    assert find("cây chè", kind="book").keys == ["2", "1"]


def test_a_name_typed_whole_finds_its_author_before_titles_that_begin_so(shelf):
    shelf.put("Nấm cao cấp")
    shelf.put("Một chuyện dài về xóm làng", author="Nam Cao")
    index_now()
    assert shelf.titles("nam cao")[0] == "Một chuyện dài về xóm làng"
