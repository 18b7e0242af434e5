"""Readers and open loans of another system come in, are tried again, and go again."""

from __future__ import annotations

import io
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from tusach.audit.api import HOUSE
from tusach.circulation import moving_errors as errors
from tusach.circulation.api import prove, renew
from tusach.circulation.models import MoveIn, MoveInLine, OpenLoan, Statement
from tusach.circulation.moving_columns import day_in, is_back, meanings
from tusach.circulation.services import moving_in as services
from tusach.circulation.testing import make_return, make_rule
from tusach.facts import api as facts
from tusach.holdings.api import Copy, State, place_of
from tusach.holdings.api import prove as prove_ledger
from tusach.holdings.testing import make_copy
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.readers.api import Card, CardAct, Reader
from tusach.readers.testing import make_reader

pytestmark = pytest.mark.django_db

# As Koha's borrowers and issues tables are exported.
BORROWERS = """cardnumber,surname,firstname,dateofbirth,categorycode,dateenrolled,dateexpiry,phone
KO-001,Lò Văn,Páo,1984-02-11,PT,2022-03-05,2030-03-05,0912345678
KO-002,Giàng Thị,Mỷ,2016-09-05,TE,2024-01-10,2030-01-10,
KO-002,Giàng Thị,Mỷ,2016-09-05,TE,2024-01-10,2030-01-10,
KO-004,,,1990-01-01,PT,2022-03-05,2030-03-05,
KO-005,Vàng A,Sử,1990-01-01,PT,31/31/2022,2030-03-05,
"""


def _now() -> dict[str, Any]:
    return {"by": HOUSE, "at": timezone.now()}


@pytest.fixture
def point() -> ServicePoint:
    made = make_point("commune_library", "Thư viện xã Bình Lư")
    make_rule(point=made, days=14, fine_per_day=500)
    return made


def _copy(point: ServicePoint) -> Copy:
    return make_copy(owner=point, collection="main", at=timezone.now() - timedelta(days=2))


def _sent(point: ServicePoint, text: str, kind: str = "readers") -> MoveIn:
    return services.take_file(
        kind=kind, point=point, name=f"{kind}.csv", content=text.encode(), **_now()
    )


def _written(sent: MoveIn) -> MoveIn:
    services.begin(sent=sent, **_now())
    services.work(sent.pk, lines=2)
    sent.refresh_from_db()
    return sent


def _verdicts(sent: MoveIn) -> list[str]:
    return list(sent.lines.order_by("number").values_list("verdict", flat=True))


def _days(lent: int, due: int) -> tuple[str, str]:
    today = timezone.localdate()
    return str(today - timedelta(days=lent)), str(today + timedelta(days=due))


def _issues(*rows: tuple[str, str, int, int]) -> str:
    lines = [f"{barcode},{card},{','.join(_days(lent, due))}" for barcode, card, lent, due in rows]
    return "\n".join(["barcode,cardnumber,issuedate,date_due", *lines, ""])


def test_columns_of_koha_and_slims_are_known() -> None:
    assert meanings(["Card number", "Surname", "Firstname", "x"], "readers") == {
        "card": 0, "family": 1, "given": 2,
    }  # fmt: skip
    assert meanings(["member_id", "item_code", "loan_date", "due_date", "is_return"], "loans") == {
        "card": 0, "barcode": 1, "lent": 2, "due": 3, "back": 4,
    }  # fmt: skip


def test_days_are_read_as_systems_write_them() -> None:
    assert day_in("2026-03-01 23:59:00") == day_in("1/3/2026") == date(2026, 3, 1)
    assert day_in("2026-02-30") is day_in("hôm qua") is None
    assert [is_back(text) for text in ("", "0", "0000-00-00", "1", "2026-01-02")] == [
        False, False, False, True, True,
    ]  # fmt: skip


def test_each_row_is_looked_at_and_its_fault_named(point: ServicePoint) -> None:
    sent = _sent(point, BORROWERS)
    assert _verdicts(sent) == ["ready", "ready", "wrong", "wrong", "wrong"]
    why = list(sent.lines.filter(verdict="wrong").values_list("why", flat=True))
    assert "dòng 3" in why[0]
    assert "31/31/2022" in why[2]
    assert Reader.objects.count() == 0


def test_readers_come_with_the_cards_they_have(point: ServicePoint) -> None:
    sent = _written(_sent(point, BORROWERS))
    assert sent.state == MoveIn.State.WRITTEN
    card = Card.objects.get(number="KO-001")
    assert card.reader.name == "Lò Văn Páo"
    assert card.reader.birth_year == 1984
    assert (card.issued_on, card.valid_until) == (date(2022, 3, 5), date(2030, 3, 5))
    # It was given, and counted, elsewhere.
    assert not CardAct.objects.exists()
    assert _verdicts(sent) == ["written", "written", "wrong", "wrong", "wrong"]


def test_what_is_written_is_not_kept_twice(point: ServicePoint) -> None:
    sent = _written(_sent(point, BORROWERS))
    kept = sent.lines.filter(verdict="written").values_list("cells", flat=True)
    assert list(kept) == [[], []]


def test_the_same_list_again_enters_nobody(point: ServicePoint) -> None:
    _written(_sent(point, BORROWERS))
    again = _sent(point, BORROWERS)
    assert _verdicts(again)[:2] == ["same", "same"]
    with pytest.raises(errors.NothingReady):
        services.begin(sent=again, **_now())
    assert Reader.objects.count() == 2


def test_classes_of_the_list_are_explained_and_remembered(point: ServicePoint) -> None:
    sent = _sent(point, BORROWERS)
    services.explain(sent=sent, columns=sent.columns, classes={"TE": "child"}, **_now())
    _written(sent)
    assert Card.objects.get(number="KO-002").reader.reader_class.code == "child"
    assert Card.objects.get(number="KO-001").reader.reader_class.code == "adult"
    assert _sent(point, BORROWERS).classes == {"TE": "child"}


def test_headings_nobody_knows_are_asked_for_and_remembered(point: ServicePoint) -> None:
    text = "Mã,Quý vị\nA1,Lò Thị Hoa\n"
    sent = _sent(point, text)
    with pytest.raises(errors.ColumnsMissing, match="họ và tên"):
        services.begin(sent=sent, **_now())
    columns = services.check_columns("readers", {0: "card", 1: "name"})
    services.explain(sent=sent, columns=columns, classes={}, **_now())
    _written(sent)
    assert Card.objects.get(number="A1").reader.name == "Lò Thị Hoa"
    assert _sent(point, text.replace("A1", "A2")).columns == columns


def test_a_meaning_is_one_columns(point: ServicePoint) -> None:
    with pytest.raises(errors.ColumnTwice, match="số thẻ"):
        services.check_columns("readers", {0: "card", 1: "card"})


def test_loans_keep_their_days_and_count_nothing_here(point: ServicePoint) -> None:
    copy = _copy(point)
    _written(_sent(point, BORROWERS))
    sent = _written(_sent(point, _issues((copy.barcode, "KO-001", 30, 5)), "loans"))
    assert _verdicts(sent) == ["written"]
    loan = OpenLoan.objects.get(copy=copy)
    today = timezone.localdate()
    assert loan.due == today + timedelta(days=5)
    assert timezone.localdate(loan.lent_at) == today - timedelta(days=30)
    assert loan.reader == Card.objects.get(number="KO-001").reader
    assert loan.rule is not None
    assert place_of([copy.pk])[copy.pk].state == State.ON_LOAN
    assert facts.total("loan", today - timedelta(days=500), today + timedelta(days=1)) == 0
    assert prove() == []
    assert prove_ledger() == []


def test_a_loan_that_came_in_is_returned_like_any_other(point: ServicePoint) -> None:
    copy = _copy(point)
    _written(_sent(point, BORROWERS))
    _written(_sent(point, _issues((copy.barcode, "KO-001", 30, -10)), "loans"))
    done = make_return(copy, point)
    assert done.late == 10
    assert done.amount == 5000
    assert not OpenLoan.objects.exists()


def test_unknown_codes_and_cards_are_kept_for_a_second_try(point: ServicePoint) -> None:
    copy = _copy(point)
    rows = ((copy.barcode, "KO-001", 9, 5), ("999-KHÔNG", "KO-001", 9, 5))
    sent = _sent(point, _issues(*rows), "loans")
    assert _verdicts(sent) == ["wrong", "wrong"]
    _written(_sent(point, BORROWERS))
    services.look_again(sent=sent, **_now())
    assert _verdicts(sent) == ["ready", "wrong"]
    _written(sent)
    assert "999-KHÔNG" in sent.lines.get(verdict="wrong").why
    assert sent.lines.get(verdict="wrong").cells[0] == "999-KHÔNG"
    # The copy comes; what was kept is written at the second try.
    late = make_copy(owner=point, collection="main", at=timezone.now() - timedelta(days=1))
    line = sent.lines.get(verdict="wrong")
    line.cells[0] = late.barcode
    line.save()
    services.look_again(sent=sent, **_now())
    _written(sent)
    assert _verdicts(sent) == ["written", "written"]


def test_what_the_other_system_has_as_returned_is_passed_over(point: ServicePoint) -> None:
    copy = _copy(point)
    lent, due = _days(9, 5)
    text = f"item_code,member_id,loan_date,due_date,is_return\n{copy.barcode},M1,{lent},{due},1\n"
    assert _verdicts(_sent(point, text, "loans")) == ["past"]


@pytest.mark.parametrize(
    ("lent", "due", "said"), [(-3, 9, "chưa đến"), (3, -9, "đứng trước ngày mượn")]
)
def test_days_that_cannot_be_are_named(point: ServicePoint, lent: int, due: int, said: str) -> None:
    copy = _copy(point)
    _written(_sent(point, BORROWERS))
    sent = _sent(point, _issues((copy.barcode, "KO-001", lent, due)), "loans")
    assert said in sent.lines.get().why


def test_a_copy_lent_to_another_here_is_not_lent_twice(point: ServicePoint) -> None:
    from tusach.circulation.testing import make_loan

    copy = _copy(point)
    make_loan(copy, point, make_reader("Người khác", home=point))
    _written(_sent(point, BORROWERS))
    sent = _sent(point, _issues((copy.barcode, "KO-001", 30, 5)), "loans")
    assert sent.lines.get().why == str(errors.LentToAnother())


def test_undoing_takes_back_loans_then_readers(point: ServicePoint) -> None:
    copies = [_copy(point), _copy(point)]
    readers = _written(_sent(point, BORROWERS))
    loans = _written(
        _sent(point, _issues(*((one.barcode, "KO-001", 30, 5) for one in copies)), "loans")
    )
    renew(copy=copies[1], point=point, **_now())
    services.undo_move_in(sent=loans, **_now())
    services.work(loans.pk, lines=1)
    # The renewed one goes on.
    assert _verdicts(loans) == ["undone", "kept"]
    assert list(OpenLoan.objects.values_list("copy", flat=True)) == [copies[1].pk]
    assert place_of([copies[0].pk])[copies[0].pk].state != State.ON_LOAN
    services.undo_move_in(sent=readers, **_now())
    services.work(readers.pk)
    assert _verdicts(readers)[:2] == ["kept", "undone"]
    assert list(Card.objects.values_list("number", flat=True)) == ["KO-001"]
    assert prove() == []


def test_a_worker_that_is_killed_doubles_nothing(point: ServicePoint) -> None:
    rows = "".join(f"K{n},Lò Thị {n},1990\n" for n in range(7))
    sent = _sent(point, "cardnumber,full name,birth year\n" + rows)
    services.begin(sent=sent, **_now())
    assert services.step(sent.pk, lines=3)
    # Killed here; another worker takes it up, and the first comes back.
    while services.step(sent.pk, lines=3):
        services.step(sent.pk, lines=3)
    assert Reader.objects.count() == 7
    assert not services.step(sent.pk)


def test_what_was_not_written_is_forgotten_in_time(point: ServicePoint) -> None:
    sent = _written(_sent(point, BORROWERS))
    assert services.forget_old(at=timezone.now() + timedelta(days=80)) == 0
    assert services.forget_old(at=timezone.now() + timedelta(days=100)) == 1
    assert set(_verdicts(sent)) == {"written"}


def test_a_list_is_sent_explained_and_written_in_the_pages(
    client: Client, point: ServicePoint
) -> None:
    client.force_login(make_account("commune_librarian", at=point))
    book = Workbook()
    book.active.append(["Mã thẻ cũ", "Họ tên", "Nhóm"])  # type: ignore[union-attr]
    book.active.append(["T1", "Lò Thị Hoa", "Nông dân"])  # type: ignore[union-attr]
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "ban-doc.xlsx"
    said = {"point": point.name, "point_id": point.pk, "kind": "readers", "file": file}
    sent_page = client.post(
        reverse("circulation:moves_in"), said | {"once": str(uuid.uuid4()), "default_class": ""}
    )
    sent = MoveIn.objects.get()
    assert sent_page["Location"] == sent.get_absolute_url()
    page = client.get(sent.get_absolute_url()).content.decode()
    assert "Mã thẻ cũ" in page
    assert "Lò Thị Hoa" in page
    client.post(
        reverse("circulation:explain_move_in", args=[sent.pk]),
        {"cot-0": "card", "cot-1": "name", "cot-2": "class", "once": str(uuid.uuid4())},
    )
    page = client.get(sent.get_absolute_url()).content.decode()
    assert "Nông dân" in page
    client.post(sent.get_absolute_url(), {"do": "begin", "once": str(uuid.uuid4())})
    services.work(sent.pk)
    assert Card.objects.get().number == "T1"
    page = client.get(sent.get_absolute_url()).content.decode()
    assert "Rút lại danh sách" in page
    assert MoveInLine.objects.get().reader is not None
    assert not Statement.objects.exists()
