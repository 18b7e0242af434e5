"""Queries judged by hand measure the order; drafts are tried on them before they count."""

import csv
import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.search import curating, documents, drafting, judging, measuring, selectors
from tusach.search.api import Document, changed, find, register_source
from tusach.search.curating import OtherName
from tusach.search.errors import (
    DraftChanged,
    DraftIsBehind,
    DraftIsEmpty,
    DraftIsOver,
    NothingJudged,
    NothingToTakeBack,
    RowsRefused,
    SetThere,
)
from tusach.search.models import (
    JudgedQuery,
    Judgement,
    Measurement,
    RankingLift,
    RankingVersion,
    Synonym,
)
from tusach.search.ranking import STANDARD
from tusach.search.testing import index_now

TITLES = ["Kỹ thuật nuôi lợn", "Bạn nuôi lợn", "Sổ tay chăn nuôi", "Lợn rừng", "Nuôi gà"]


def now():
    return timezone.now()


@pytest.fixture
def books(monkeypatch, db):
    """Titles as the readers' records, numbered from 1."""
    monkeypatch.setattr(documents, "_sources", {})
    kept = {str(at): title for at, title in enumerate(TITLES, 1)}
    register_source(
        "record",
        build=lambda keys: [
            Document(key=key, title=kept[key], facets={"subject": [kept[key]]})
            for key in keys
            if key in kept
        ],
        all_keys=lambda: list(kept),
    )
    index_now()
    return kept


@pytest.fixture
def judged(books):
    one = judging.make_set("Bộ thử", by=HOUSE, at=now())
    for query, key, grade in (("heo", "4", 3), ("nuoi lon", "2", 3), ("nuoi lon", "1", 0)):
        judging.judge(one, query, key=key, title=books[key], grade=grade, by=HOUSE, at=now())
    return one


@pytest.fixture
def administrator(client):
    person = make_account(role="administrator", at=None)
    client.force_login(person)
    return client


def draft_of_heo():
    draft = drafting.begin("Heo", by=HOUSE, at=now())
    return drafting.add_name(draft, OtherName("heo", "lợn"), seen=1)


def test_the_best_order_is_one_and_none_is_nothing():
    assert measuring.ndcg(["a", "b"], {"a": 3, "b": 1}) == pytest.approx(1.0)
    assert measuring.ndcg(["b", "a"], {"a": 3, "b": 1}) < 1.0
    assert measuring.ndcg(["c"], {"a": 3}) == 0.0
    # By hand: (2^3 - 1) / log2(3) over (2^3 - 1) / log2(2).
    assert measuring.ndcg(["c", "a"], {"a": 3}) == pytest.approx(0.63093, abs=1e-5)


def test_a_set_measures_the_order_in_force(judged):
    work = measuring.begin(judged, by=HOUSE, at=now())
    assert work.state == Measurement.State.DONE
    assert {row.text: row.before for row in work.rows.all()} == {"heo": 0.0, "nuoi lon": 1.0}
    assert work.before == pytest.approx(0.5)
    assert work.after is None


def test_a_draft_is_measured_and_changes_nothing_for_readers(judged):
    work = measuring.begin(judged, draft_of_heo(), by=HOUSE, at=now())
    assert (work.before, work.after) == (pytest.approx(0.5), pytest.approx(1.0, abs=0.3))
    assert selectors.moved(work)["better"] == 1
    assert find("heo").total == 0
    assert not Synonym.objects.exists()


def test_put_in_force_counts_at_once_and_the_way_back_is_a_draft(judged, books):
    draft = draft_of_heo()
    version = drafting.put_in_force(draft, seen=draft.version, by=HOUSE, at=now())
    assert find("heo").total == 3
    back = drafting.draft_way_back(version, by=HOUSE, at=now())
    assert find("heo").total == 3
    drafting.put_in_force(back, seen=1, by=HOUSE, at=now())
    assert find("heo").total == 0
    with pytest.raises(NothingToTakeBack):
        drafting.draft_way_back(version, by=HOUSE, at=now())


def test_the_way_back_takes_back_all_that_came_after(books):
    first = curating.add_synonym(OtherName("heo", "lợn", "Heo là lợn."), by=HOUSE, at=now())
    start = RankingVersion.objects.get()
    curating.edit_synonym(
        first, OtherName("heo", "gà"), seen=OtherName("heo", "lợn", "Heo là lợn."),
        by=HOUSE, at=now(),
    )  # fmt: skip
    edited = RankingVersion.objects.first()
    curating.set_weights({"title": 9.0}, by=HOUSE, at=now())
    lift = curating.lift(
        facet="subject", value="Nuôi gà", weight=2.0, reason="", by=HOUSE, at=now()
    )
    curating.end_lift(lift, by=HOUSE, at=now())
    back = drafting.draft_way_back(edited, by=HOUSE, at=now())
    assert len(back.changes) == 3  # the lift came and went
    drafting.put_in_force(back, seen=1, by=HOUSE, at=now())
    assert selectors.ranking().weights == STANDARD
    assert [(one.also, one.note) for one in Synonym.objects.all()] == [("lợn", "Heo là lợn.")]
    drafting.put_in_force(
        drafting.draft_way_back(start, by=HOUSE, at=now()), seen=1, by=HOUSE, at=now()
    )
    assert not Synonym.objects.exists()


def test_what_others_changed_since_stops_a_draft_until_it_is_drafted_anew(books):
    draft = drafting.begin("Nhan đề", by=HOUSE, at=now())
    draft = drafting.set_weights(draft, {"title": 9.0}, seen=1)
    curating.set_weights({"title": 5.0}, by=HOUSE, at=now())
    with pytest.raises(DraftIsBehind, match="nhan đề"):
        drafting.put_in_force(draft, seen=draft.version, by=HOUSE, at=now())
    assert selectors.ranking().weights.title == 5.0
    draft = drafting.renew(draft, seen=draft.version)
    drafting.put_in_force(draft, seen=draft.version, by=HOUSE, at=now())
    assert selectors.ranking().weights.title == 9.0


def test_a_draft_is_changed_by_one_at_a_time_and_not_when_it_is_over(books):
    draft = draft_of_heo()
    with pytest.raises(DraftChanged):
        drafting.set_weights(draft, {"title": 9.0}, seen=1)
    drafting.throw_away(draft, seen=draft.version, by=HOUSE, at=now())
    with pytest.raises(DraftIsOver):
        drafting.put_in_force(draft, seen=draft.version, by=HOUSE, at=now())
    empty = drafting.begin("Rỗng", by=HOUSE, at=now())
    with pytest.raises(DraftIsEmpty):
        drafting.put_in_force(empty, seen=1, by=HOUSE, at=now())


def test_what_is_drafted_and_taken_back_falls_out(books):
    draft = draft_of_heo()
    draft = drafting.drop_name(draft, "heo", "lợn", seen=draft.version)
    assert draft.changes == []
    lifted = drafting.lift(
        draft, facet="subject", value="Nuôi gà", weight=2, reason="", seen=draft.version
    )
    assert len(lifted.changes) == 1
    assert drafting.leave_out(lifted, 0, seen=lifted.version).changes == []


def test_a_set_without_queries_measures_nothing(books):
    one = judging.make_set("Rỗng", by=HOUSE, at=now())
    with pytest.raises(NothingJudged):
        measuring.begin(one, by=HOUSE, at=now())
    with pytest.raises(SetThere):
        judging.make_set("Rỗng", by=HOUSE, at=now())


def test_a_record_that_was_merged_away_is_found_by_its_title(judged, books):
    query = judged.queries.get(text="nuoi lon")
    Judgement.objects.filter(query=query, key="2").update(key="99")
    assert measuring.grades_of(query) == {"2": 3, "1": 0}


def test_a_query_whose_records_are_gone_is_not_counted(judged, books):
    del books["4"]
    changed("record", ["4"])
    index_now()
    work = measuring.begin(judged, by=HOUSE, at=now())
    assert (work.queries, work.measured, work.before) == (2, 1, pytest.approx(1.0))


def test_the_worker_goes_on_where_the_page_stopped(judged, monkeypatch):
    monkeypatch.setattr(measuring, "_A_MOMENT", 0.0)
    work = measuring.begin(judged, by=HOUSE, at=now())
    assert (work.state, work.looked_at) == (Measurement.State.MEASURING, 1)
    measuring.work_on(work.pk, seconds=0.0)
    work.refresh_from_db()
    assert (work.state, work.measured) == (Measurement.State.DONE, 2)


def test_a_set_written_out_comes_back(judged):
    file = io.StringIO()
    csv.writer(file).writerows(judging.written(judged))
    other = judging.make_set("Bản sao", by=HOUSE, at=now())
    taken = judging.take_in(other, judging.rows_of(file.getvalue()), by=HOUSE, at=now())
    assert (taken.kept, taken.unknown) == (3, [])

    def said(one):
        found = Judgement.objects.filter(query__judged_set=one)
        return set(found.values_list("query__text", "key", "grade"))

    assert said(other) == said(judged)


def test_a_file_names_titles_in_words_and_tells_those_not_here(books):
    one = judging.make_set("Tệp", by=HOUSE, at=now())
    rows = judging.rows_of("lợn;đúng;LỢN RỪNG\nlợn;một phần;Bạn nuôi lợn\nlợn;3;Không có\n")
    taken = judging.take_in(one, rows, by=HOUSE, at=now())
    assert (taken.kept, taken.unknown) == (2, ["Không có"])
    with pytest.raises(RowsRefused, match="2"):
        judging.rows_of("lợn,3,Lợn rừng\nlợn,9,Lợn rừng\n")


def test_every_line_of_the_shipped_set_can_be_read():
    rows = judging.shipped_rows()
    assert len({row.query for row in rows}) > 120
    assert all(row.title and 1 <= row.grade <= 3 for row in rows)


def test_an_administrator_walks_from_a_result_to_a_better_order(judged, administrator):
    bench = administrator.get(reverse("search:workbench"), {"q": "lợn rừng"})
    assert "Đúng một phần" in bench.content.decode()
    sent = {"q": "lợn rừng", "key": "4", "title": "Lợn rừng", "grade": "3"}
    after = administrator.post(reverse("search:judge"), sent, follow=True)
    assert '<span class="badge ok">đúng</span>' in after.content.decode()
    administrator.post(reverse("search:judge"), {**sent, "grade": ""})
    assert not JudgedQuery.objects.filter(text="lợn rừng").exists()
    administrator.post(reverse("search:drafts"), {"name": "Heo", "once": str(uuid4())})
    [draft] = selectors.drafts()
    administrator.post(
        reverse("search:draft_name", args=[draft.pk]),
        {"ten-text": "heo", "ten-also": "lợn", "seen": 1, "once": str(uuid4())},
    )
    administrator.post(
        reverse("search:draft_lift", args=[draft.pk]),
        {
            "nang-facet": "subject",
            "nang-value": "Lợn rừng",
            "nang-weight": "2",
            "seen": 2,
            "once": str(uuid4()),
        },
    )
    measured = administrator.post(
        reverse("search:measure", args=[judged.pk]), {"draft": draft.pk}, follow=True
    )
    assert "Tốt lên" in measured.content.decode()
    sides = administrator.get(reverse("search:compare", args=[draft.pk]), {"q": "heo"})
    assert "bên kia không có" in sides.content.decode()
    page = administrator.get(draft.get_absolute_url()).content.decode()
    assert "nDCG@10: 0,500 → 1,000" in page
    administrator.post(reverse("search:put_in_force", args=[draft.pk]), {"seen": 3})
    assert find("heo").keys[0] == "4"
    assert RankingLift.objects.count() == 1
    [version] = selectors.versions()
    administrator.post(reverse("search:way_back", args=[version.pk]))
    assert selectors.drafts()[0].name.startswith("Trở về trước")


def test_a_file_that_is_no_file_is_refused_in_words(judged, administrator):
    address = reverse("search:import_judged", args=[judged.pk])
    said = administrator.post(address, follow=True).content.decode()
    assert "Hãy chọn một tệp CSV" in said
    bad = SimpleUploadedFile("a.csv", b"\xff\xfe\x00")
    assert "UTF-8" in administrator.post(address, {"file": bad}, follow=True).content.decode()
    file = administrator.get(reverse("search:export_judged", args=[judged.pk]))
    good = SimpleUploadedFile("a.csv", b"".join(file.streaming_content))
    assert "Đã ghi 3" in administrator.post(address, {"file": good}, follow=True).content.decode()


def test_a_cataloguer_drafts_and_does_not_put_in_force(judged, client):
    client.force_login(make_account(role="cataloguer", at=make_point(kind="provincial_library")))
    draft = draft_of_heo()
    assert client.get(draft.get_absolute_url()).status_code == 200
    answer = client.post(reverse("search:put_in_force", args=[draft.pk]), {"seen": draft.version})
    assert answer.status_code == 403
    assert not Synonym.objects.exists()
