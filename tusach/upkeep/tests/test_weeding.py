"""A round of weeding from its list to what became of the books."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.api import (
    Condition,
    CopyPlace,
    State,
    all_copies,
    at_point,
    availability,
    damage,
    lose,
    prove,
    prove_sums,
    relocate,
    with_post,
)
from tusach.holdings.testing import make_copies, make_copy, make_register
from tusach.network.testing import make_point
from tusach.policy.api import set_rule
from tusach.rotation.api import LegState, pick
from tusach.rotation.testing import make_batch
from tusach.upkeep import asked_rules, errors
from tusach.upkeep.models import Fate, WeedingLine
from tusach.upkeep.rules import STEPS
from tusach.upkeep.selectors import weedings as reading
from tusach.upkeep.selectors.candidates import candidates, weedable, why_not_each, within
from tusach.upkeep.services import deciding, filing
from tusach.upkeep.services import weeding as services
from tusach.upkeep.services.striking import work
from tusach.upkeep.testing import criterion, make_weeding

pytestmark = pytest.mark.django_db
Status = WeedingLine.Status


def said():
    return {"by": HOUSE, "at": timezone.now()}


@pytest.fixture
def library():
    return make_point("commune_library", "Thư viện xã Bình Lư")


@pytest.fixture
def stock(library):
    return make_copies(100, owner=library, collection="main")


def states(copies):
    return set(
        CopyPlace.objects.filter(copy__in=[one.pk for one in copies]).values_list(
            "state", flat=True
        )
    )


def fresh(copies):
    return list(all_copies().filter(pk__in=[one.pk for one in copies]))


def test_ten_books_are_weeded_under_the_rule(library, stock):
    made = make_weeding(library, stock[:10], until="closed")
    assert states(stock[:10]) == {State.WITHDRAWN}
    assert State.WITHDRAWN not in states(stock[10:])
    assert (made.struck_count, made.struck_value) == (10, 450_000)
    assert (made.base_count, made.most_percent) == (100, 10)
    entry = CopyPlace.objects.get(copy=stock[0]).entry
    assert entry.note.startswith("45/QĐ-TV: ")
    assert sum(one.count for one in availability([stock[0].record_id])) == 90
    assert (prove(), prove_sums()) == ([], [])


def test_an_eleventh_book_of_a_hundred_is_refused_with_the_base(library, stock):
    made = make_weeding(library, stock[:11])
    with pytest.raises(errors.TooMany) as refused:
        deciding.submit(
            weeding=made, request_number="", requested_on=timezone.localdate(), **said()
        )
    assert refused.value.facts["base"] == 100
    assert refused.value.facts["most"] == 10
    assert "02/2020" in str(refused.value)
    services.take_off(weeding=made, copies=[stock[10].pk])
    deciding.submit(weeding=made, request_number="", requested_on=timezone.localdate(), **said())


def test_the_share_is_a_dated_rule(library, stock):
    set_rule(key=asked_rules.SHARE, value=20, basis="Thông tư mới", point=library,
             valid_from=timezone.localdate(), **said())  # fmt: skip
    made = make_weeding(library, stock[:20], until="submitted")
    assert made.most_percent == 20
    assert made.share_basis == "Thông tư mới"


def test_what_may_not_be_weeded_is_refused_by_name(library, stock):
    other = make_point("village_bookcase", "Tủ sách bản")
    local, rare = (make_copy(owner=library, collection=kind) for kind in ("local_studies", "rare"))
    deposit = make_copy(owner=make_point("commune_library", "Thư viện khác"))
    away, carried, gone = stock[0], stock[1], stock[2]
    relocate(copies=[away], to=at_point(other.pk), **said())
    relocate(copies=[carried], to=with_post("tổ vận chuyển"), **said())
    make_weeding(library, [gone], until="carried_out")
    listed = stock[3]
    make_weeding(library, [listed], name="Đợt khác")
    wrong = [local, rare, deposit, away, carried, gone, listed]
    found = why_not_each(fresh(wrong), library.pk)
    assert found == {
        local.pk: "local",
        rare.pk: "rare",
        deposit.pk: "not-theirs",
        away.pk: "elsewhere",
        carried.pk: "elsewhere",
        gone.pk: "withdrawn",
        listed.pk: "in-round",
    }
    made = make_weeding(library, [*wrong, stock[4]])
    assert [line.copy_id for line in made.lines.all()] == [stock[4].pk]
    assert not weedable(library).filter(pk__in=[one.pk for one in wrong]).exists()


def test_a_copy_chosen_for_a_rotation_is_refused():
    copies = make_copies(30)
    batch = make_batch(LegState.PICKING, copies=copies[:2])
    pick(leg=batch.legs.get(), copy_ids=[copies[2].pk], **said())
    found = why_not_each(fresh(copies), batch.store_id)
    assert found == {copies[0].pk: "packed", copies[1].pk: "packed", copies[2].pk: "picked"}
    assert not weedable(batch.store).filter(pk=copies[2].pk).exists()


def test_what_changed_since_the_decision_stays_in_the_register(library, stock):
    made = make_weeding(library, stock[:3], until="decided")
    relocate(copies=[stock[0]], to=at_point(make_point().pk), **said())
    deciding.carry_out(weeding=made, **said())
    work(made.pk, batch=2)
    line = made.lines.get(copy=stock[0])
    assert (line.status, line.why, line.is_open) == (Status.REFUSED, "elsewhere", False)
    made.refresh_from_db()
    assert made.struck_count == 2
    assert State.WITHDRAWN not in states(stock[:1])


def test_the_council_keeps_a_book_back(library, stock):
    made = make_weeding(library, stock[:3], until="submitted")
    assert services.keep(weeding=made, copies=[stock[0].pk], note="còn bạn đọc hỏi") == 1
    deciding.appraise(
        weeding=made, council_decision="QĐ 12", council_on=None, council="A, giám đốc",
        appraisal_number="", appraised_on=timezone.localdate(), conclusion="Nhất trí", **said(),
    )  # fmt: skip
    assert reading.sums(reading.counted(made)).copies == 2


def test_every_step_out_of_turn_is_refused(library, stock):
    made = make_weeding(library, stock[:2])
    deciding_steps = {
        "take_back": lambda: deciding.take_back(weeding=made, **said()),
        "carry_out": lambda: deciding.carry_out(weeding=made, **said()),
        "close": lambda: deciding.close(weeding=made, **said()),
        "send_back": lambda: deciding.send_back(weeding=made, **said()),
        "dispose": lambda: deciding.dispose(
            weeding=made, fate=Fate.DESTROYED, on_day=timezone.localdate(), **said()
        ),
        "keep": lambda: services.keep(weeding=made, copies=[], note=""),
    }
    for name, step in deciding_steps.items():
        assert "draft" not in STEPS[name]
        with pytest.raises(errors.StepNotNow):
            step()
    services.drop(weeding=made, **said())
    with pytest.raises(errors.StepNotNow):
        services.clear(weeding=made)
    # Its copies are free for another round.
    assert make_weeding(library, stock[:2], name="Đợt sau").lines.count() == 2


def test_a_council_without_members_is_refused(library, stock):
    made = make_weeding(library, stock[:2], until="submitted")
    with pytest.raises(errors.Missing, match="thành phần hội đồng"):
        deciding.appraise(
            weeding=made, council_decision="QĐ 12", council_on=None, council="  ",
            appraisal_number="", appraised_on=timezone.localdate(), conclusion="Nhất trí", **said(),
        )  # fmt: skip


def test_a_decision_can_be_taken_back_until_it_is_carried_out(library, stock):
    made = make_weeding(library, stock[:2], until="decided")
    deciding.take_back(weeding=made, **said())
    made.refresh_from_db()
    assert (made.state, made.decision) == ("appraised", "")
    assert State.WITHDRAWN not in states(stock[:2])


def test_a_cancelling_decision_enters_anew_what_is_still_there(library, stock):
    made = make_weeding(library, stock[:4], until="carried_out")
    deciding.dispose(
        weeding=made, fate=Fate.SOLD, amount=12000, on_day=timezone.localdate(),
        copies=[stock[0].pk], **said(),
    )  # fmt: skip
    deciding.cancel(weeding=made, decision="50/QĐ-TV", on_day=timezone.localdate(),
                    register=make_register(library), **said())  # fmt: skip
    work(made.pk)
    made.refresh_from_db()
    assert made.state == "cancelled"
    back = list(made.lines.filter(status=Status.BACK).select_related("again"))
    assert len(back) == 3
    assert stock[1].accession_no in back[0].again.note
    assert back[0].again.number > max(one.number for one in stock)
    assert states(stock[:4]) == {State.WITHDRAWN}
    assert (prove(), prove_sums()) == ([], [])


def test_after_the_days_of_the_rule_nothing_is_cancelled(library, stock):
    made = make_weeding(library, stock[:2], until="carried_out")
    at = timezone.now() + timedelta(days=91)
    with pytest.raises(errors.TooLateToCancel):
        deciding.cancel(weeding=made, decision="50", on_day=timezone.localdate(at),
                        register=make_register(library), by=HOUSE, at=at)  # fmt: skip


def test_a_round_ends_when_it_is_said_what_became_of_every_book(library, stock):
    made = make_weeding(library, stock[:3], until="carried_out")
    with pytest.raises(errors.FateMissing):
        deciding.close(weeding=made, **said())
    with pytest.raises(errors.Missing):
        deciding.dispose(weeding=made, fate=Fate.GIVEN, on_day=timezone.localdate(), **said())
    given = deciding.dispose(weeding=made, fate=Fate.GIVEN, to_whom="Trường Tiểu học San Thàng",
                             on_day=timezone.localdate(), **said())  # fmt: skip
    deciding.take_disposal_back(disposal=given, **said())
    assert reading.undisposed(made).count() == 3
    deciding.dispose(weeding=made, fate=Fate.DESTROYED, on_day=timezone.localdate(), **said())
    deciding.close(weeding=made, **said())


def test_each_step_puts_its_paper_into_the_file_which_is_kept_for_years(library, stock):
    made = make_weeding(library, stock[:3], until="closed")
    kinds = [one.kind for one in reading.files_of(made)]
    assert sorted(kinds) == ["decision", "disposal", "list", "minutes", "request"]
    paper = reading.files_of(made)[0]
    with paper.content.open("rb") as stored:
        assert stored.read(5) == b"%PDF-"
    until = reading.kept_until(made)
    assert until == timezone.localdate().replace(year=timezone.localdate().year + 5)
    with pytest.raises(errors.FileMustBeKept, match=f"{until:%d/%m/%Y}"):
        filing.discard(paper=paper, **said())
    filing.discard(paper=paper, by=HOUSE, at=timezone.now() + timedelta(days=5 * 366))
    assert made.files.count() == 4


def test_a_scan_is_told_by_its_content(library, stock):
    made = make_weeding(library, stock[:1])
    with pytest.raises(errors.FileUnreadable):
        filing.add_scan(weeding=made, kind="decision", data=b"<script>", name="qd.pdf", **said())
    kept = filing.add_scan(
        weeding=made, kind="decision", data=b"%PDF-1.7\n...\n%%EOF\n", name="C:\\qd.pdf", **said()
    )
    assert (kept.name, kept.content_type) == ("qd.pdf", "application/pdf")
    with pytest.raises(errors.FileOfOpenRound):
        filing.discard(paper=kept, by=HOUSE, at=timezone.now() + timedelta(hours=2))
    filing.discard(paper=kept, **said())


def proposed(library, code, **part):
    found = candidates(library, criterion(code), within(library, timezone.localdate(), **part))
    return set(found.values_list("pk", flat=True))


def test_each_reason_proposes_what_it_means(library):
    long_ago = timezone.now() - timedelta(days=365 * 7)
    old = make_copy(make_record("Chuyện cũ"), owner=library, collection="main", at=long_ago)
    law = make_copy(make_record("Luật đất đai", class_number="346.04", year=2003), owner=library)
    textbook = make_copy(
        make_record("Sách giáo khoa Toán 3", year=2010), owner=library, collection="main"
    )
    torn = make_copy(owner=library, collection="main", condition=Condition.UNUSABLE)
    broken, missing = make_copies(2, owner=library, collection="main", at=long_ago)
    damage(copy=broken, reason="rách", **said())
    lose(copy=missing, reason="không thấy", by=HOUSE, at=timezone.now(), happened_at=long_ago)
    many = make_copies(8, make_record("Nhiều bản"), owner=library, collection="main")
    assert proposed(library, "unused") >= {old.pk, broken.pk}
    assert missing.pk not in proposed(library, "unused")
    assert proposed(library, "old_law") == {law.pk}
    assert proposed(library, "textbook") == {textbook.pk}
    assert proposed(library, "damaged") == {torn.pk, broken.pk}
    assert len(proposed(library, "surplus") & {one.pk for one in many}) == 3
    assert proposed(library, "outdated") == set()


def test_a_reason_looks_into_a_part_of_the_shelves(library):
    copies = [
        make_copy(owner=library, collection="main", shelf_mark=mark)
        for mark in ("630", "639.2", "640")
    ]
    found = proposed(library, "outdated", shelf_from="630", shelf_to="639")
    assert found == {copies[0].pk, copies[1].pk}


def test_a_newer_edition_supersedes(library):
    old, new = (
        make_copy(make_record("Trồng chè", author="Hà An", year=year), owner=library)
        for year in (2001, 2020)
    )
    assert proposed(library, "superseded") == {old.pk}
    assert new.pk not in proposed(library, "superseded")
