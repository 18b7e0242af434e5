"""Books are offered by one library, asked for by another, and pass by a decision."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import (
    CopyPlace,
    State,
    all_copies,
    lose,
    open_register,
    registers_of,
    take_transfer_back,
    work_on_transfer,
)
from tusach.holdings.testing import make_copies, make_copy
from tusach.network.testing import make_point
from tusach.ui.testing import together
from tusach.upkeep import errors
from tusach.upkeep.exchange_papers import list_pdf, minutes_content, minutes_pdf
from tusach.upkeep.selectors.candidates import weedable
from tusach.upkeep.selectors.exchanges import balance, free_lines
from tusach.upkeep.services import exchanging as services
from tusach.upkeep.services.weeding import add_copies as list_for_weeding
from tusach.upkeep.testing import criterion, make_exchange, make_request, make_weeding

pytestmark = pytest.mark.django_db


def said():
    return {"by": HOUSE, "at": timezone.now()}


@pytest.fixture
def giver():
    return make_point("provincial_library", "Thư viện tỉnh")


@pytest.fixture
def taker():
    point = make_point("school_library", "Trường Tiểu học San Thàng")
    open_register(owner=point, name="Sổ trao đổi", prefix="TD.", **said())
    return point


@pytest.fixture
def books(giver):
    return make_copies(6, owner=giver, collection="main")


def test_a_decided_exchange_strikes_one_register_and_enters_the_other(giver, taker, books):
    offered = make_exchange(giver, books)
    old = books[0].accession_no
    asked = make_request(offered, taker, books[:2], decision="51/QĐ-TVT")
    work_on_transfer(asked.transfer_id)
    copy = all_copies().get(pk=books[0].pk)
    assert copy.owner == taker
    assert copy.accession_no.startswith("TD.")
    assert copy.accession_no != old
    assert copy.place.point == taker
    line = offered.lines.get(copy=copy)
    assert (line.accession_no, line.is_open) == (old, False)
    asked.transfer.refresh_from_db()
    assert asked.transfer.decision == "51/QĐ-TVT"
    (one,) = [row for row in balance(type(giver).objects.all()) if row.library == giver.name]
    assert (one.partner, one.given, one.got) == (taker.name, 2, 0)


def test_two_libraries_ask_for_one_book_and_the_first_gets_it(giver, taker, books):
    offered = make_exchange(giver, books)
    make_request(offered, taker, books[:1])
    with pytest.raises(errors.AskedAlready) as refused:
        make_request(offered, None, books[:2], outside="Thư viện tỉnh Sơn La")
    assert books[0].accession_no in str(refused.value)
    assert free_lines(offered).count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_libraries_ask_at_once(giver, taker, books):
    offered = make_exchange(giver, books)
    outcomes = together(
        lambda: make_request(offered, taker, books),
        lambda: make_request(offered, None, books, outside="Thư viện tỉnh Sơn La"),
    )
    refused = [one for one in outcomes if isinstance(one, errors.AskedAlready)]
    assert len(refused) == 1
    assert offered.requests.count() == 1


def test_a_library_outside_the_network_gets_struck_books_and_signed_minutes(giver, books):
    offered = make_exchange(giver, books, note="Cần sách thiếu nhi")
    asked = make_request(
        offered, None, books[:3], outside="Thư viện tỉnh Sơn La", decision="52/QĐ-TVT"
    )
    places = CopyPlace.objects.filter(copy__in=books[:3])
    assert {one.state for one in places} == {State.WITHDRAWN}
    assert places[0].entry.note == "52/QĐ-TVT: trao đổi với Thư viện tỉnh Sơn La"
    content = minutes_content(asked)
    assert (content["copies"], content["taker"]) == ("3", "Thư viện tỉnh Sơn La")
    assert minutes_pdf(asked).startswith(b"%PDF-")
    assert list_pdf(offered).startswith(b"%PDF-")
    with pytest.raises(errors.GoneForGood):
        services.offer_again(asked=asked, **said())


def test_what_may_not_leave_is_not_offered(giver, taker):
    local = make_copy(owner=giver, collection="local_studies")
    lost = make_copy(owner=giver, collection="main")
    lose(copy=lost, reason="không thấy trên giá", **said())
    others = make_copy(owner=taker)
    weeded = make_copies(20, owner=giver, collection="main")[0]
    make_weeding(giver, [weeded])
    offered = make_exchange(giver, opened=False)
    listed = all_copies().filter(pk__in=[local.pk, lost.pk, others.pk, weeded.pk])
    new, wrong = services.add_copies(exchange=offered, copies=list(listed))
    assert new == 0
    assert {one.copy.pk: one.code for one in wrong} == {
        local.pk: "local", lost.pk: "lost", others.pk: "not-theirs", weeded.pk: "in-round",
    }  # fmt: skip
    with pytest.raises(errors.NothingListed):
        services.offer(exchange=offered, **said())


def test_an_offered_book_is_not_weeded_until_the_offer_ends(giver, books):
    offered = make_exchange(giver, books[:1])
    round_ = make_weeding(giver)
    copy = all_copies().get(pk=books[0].pk)
    _new, wrong = list_for_weeding(weeding=round_, copies=[copy], criterion=criterion())
    assert [one.code for one in wrong] == ["in-exchange"]
    assert not weedable(giver).filter(pk=copy.pk).exists()
    services.close(exchange=offered, **said())
    assert weedable(giver).filter(pk=copy.pk).exists()


def test_a_book_lost_meanwhile_stops_the_decision_by_name(giver, taker, books):
    offered = make_exchange(giver, books)
    asked = make_request(offered, taker, books[:2])
    lose(copy=books[1], reason="cháy", **said())
    with pytest.raises(errors.CannotBeOffered) as refused:
        services.decide(
            asked=asked, decision="51/QĐ", decided_on=timezone.localdate(),
            decided_by="Nguyễn Thị Hoa", **said(),
        )  # fmt: skip
    assert books[1].accession_no in str(refused.value)
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_declined_or_taken_back_books_are_offered_again(giver, taker, books):
    offered = make_exchange(giver, books)
    first = make_request(offered, taker, books[:2])
    with pytest.raises(errors.Missing):
        services.free(asked=first, declined=True, **said())
    services.free(asked=first, declined=True, why="đã hứa cho nơi khác", **said())
    second = make_request(offered, taker, books[:2])
    with pytest.raises(errors.RequestsWait):
        services.close(exchange=offered, **said())
    services.free(asked=second, declined=False, **said())
    assert free_lines(offered).count() == 6
    services.close(exchange=offered, **said())
    services.reopen(exchange=offered, **said())
    assert offered.lines.filter(is_open=True).count() == 6


def test_a_transfer_taken_back_offers_the_books_again(giver, taker, books):
    offered = make_exchange(giver, books)
    asked = make_request(offered, taker, books[:1], decision="51/QĐ-TVT")
    work_on_transfer(asked.transfer_id)
    with pytest.raises(errors.TakeTransferBackFirst):
        services.offer_again(asked=asked, **said())
    take_transfer_back(transfer=asked.transfer, **said())
    work_on_transfer(asked.transfer_id)
    services.offer_again(asked=asked, **said())
    assert free_lines(offered).count() == 6
    assert all_copies().get(pk=books[0].pk).owner == giver


def test_wrong_requests_are_refused_by_name(giver, taker, books):
    offered = make_exchange(giver, books)
    own = registers_of(giver.pk).first()
    ids = [books[0].pk]
    with pytest.raises(errors.OwnOffer):
        services.ask(exchange=offered, taker=giver, register=own, copies=ids, **said())
    with pytest.raises(errors.NeedsRegister):
        services.ask(exchange=offered, taker=taker, register=own, copies=ids, **said())
    with pytest.raises(errors.Missing):
        services.ask(exchange=offered, copies=ids, **said())
    yesterday = timezone.localdate() - timedelta(days=1)
    services.change(exchange=offered, name=offered.name, note="", until=yesterday)
    with pytest.raises(errors.OfferOver):
        make_request(offered, taker, books[:1])
