"""Makers for tests and the demonstration. They call the services."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from tusach.acquisitions.models import (
    Fund,
    Intake,
    IntakeLine,
    LineFile,
    Order,
    Serial,
    StockPolicy,
    Subscription,
    Supplier,
    Volume,
    Wish,
)
from tusach.acquisitions.selectors.funds import with_received
from tusach.acquisitions.selectors.serial_holdings import single_issues
from tusach.acquisitions.services.accepting import accept, work
from tusach.acquisitions.services.binding import bind
from tusach.acquisitions.services.checking_in import check_in
from tusach.acquisitions.services.claiming import claim_order
from tusach.acquisitions.services.drafting import add_line, start_intake
from tusach.acquisitions.services.files import take_file
from tusach.acquisitions.services.funding import open_fund
from tusach.acquisitions.services.ordering import add_order_line, send_order, start_order
from tusach.acquisitions.services.policies import Wanted, set_policy
from tusach.acquisitions.services.serials import add_break, follow_serial, set_pattern
from tusach.acquisitions.services.subscribing import Place, subscribe
from tusach.acquisitions.services.suppliers import add_supplier
from tusach.acquisitions.services.wishing import decide, suggest
from tusach.acquisitions.titles import Title, fields_of
from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record, RecordFields, SerialFields, serial_record
from tusach.holdings.api import Register, Table, groups_in, sources
from tusach.holdings.testing import make_register, make_sources, make_store, make_tables
from tusach.network.api import ServicePoint

SUPPLIER = "Công ty Cổ phần Sách Tây Bắc"


def make_supplier(name: str = SUPPLIER, **more: Any) -> Supplier:
    """The supplier of that name, made once."""
    return Supplier.objects.filter(name=name).first() or add_supplier(
        name=name, by=HOUSE, at=timezone.now(), **more
    )


def make_fund(
    owner: ServicePoint | None = None,
    amount: int = 100_000_000,
    *,
    name: str = "Ngân sách mua sách",
    source: str = "budget",
    year: int | None = None,
) -> Fund:
    """A fund of a calendar year (default: this one) with one allocation."""
    make_sources()
    year = year or timezone.localdate().year
    return open_fund(
        owner=owner or make_store(),
        name=name,
        source=sources().get(code=source),
        starts_on=date(year, 1, 1),
        ends_on=date(year + 1, 1, 1),
        amount=amount,
        decision=f"Quyết định số 12/QĐ-UBND ngày 05/01/{year}",
        by=HOUSE,
        at=timezone.now(),
    )


def make_intake(
    lines: Sequence[tuple[Record | str, int]] = (("Đất rừng phương Nam", 3),),
    *,
    kind: str = "purchase",
    owner: ServicePoint | None = None,
    price: int | None = 50_000,
    at: datetime | None = None,
    accepted: bool = False,
    **more: Any,
) -> Intake:
    """A draft, or with ``accepted`` one whose copies are in the register.

    ``lines``: (a record, or the title of one that is not there yet; copies).
    """
    make_sources()
    at = at or timezone.now()
    owner = owner or make_store()
    if kind == "purchase":
        more.setdefault("supplier", make_supplier())
    else:
        more.setdefault("donor_name", "Hội Khuyến học phường Tân Phong")
    intake = start_intake(
        kind=kind,
        owner=owner,
        received_on=timezone.localdate(at),
        source=sources().get(code="budget" if kind == "purchase" else "gift_organisation"),
        register=more.pop("register", None) or make_register(owner),
        by=HOUSE,
        at=at,
        **more,
    )
    for title, quantity in lines:
        make_line(intake, title, quantity, price=price)
    if accepted:
        accept(intake=intake, version=intake.version, by=HOUSE, at=at)
        work(intake.pk)
        intake.refresh_from_db()
    return intake


def make_line(
    intake: Intake,
    title: Record | str,
    quantity: int = 1,
    *,
    price: int | None = 50_000,
    **more: Any,
) -> IntakeLine:
    """One line of a draft; a title given by name has no record yet."""
    meant = (
        Title(fields=RecordFields(title=title)) if isinstance(title, str) else Title(record=title)
    )
    return add_line(
        intake=intake,
        title=meant,
        quantity=quantity,
        list_price=price,
        by=HOUSE,
        at=timezone.now(),
        **more,
    ).line


def make_wish(
    title: Record | str = "Đất rừng phương Nam",
    point: ServicePoint | None = None,
    *,
    approved: bool = False,
    **more: Any,
) -> Wish:
    """A suggestion of staff for a library; with ``approved`` one that may be ordered."""
    meant = (
        Title(fields=RecordFields(title=title)) if isinstance(title, str) else Title(record=title)
    )
    more.setdefault("channel", Wish.Channel.STAFF)
    wish = suggest(
        point=point or make_store(), title=meant, by=HOUSE, at=timezone.now(), **more
    ).wish
    if approved:
        decide(wishes=[wish], approve=True, by=HOUSE, at=timezone.now())
        wish.refresh_from_db()
    return wish


def make_order(
    lines: Sequence[tuple[Record | str, int]] = (("Đất rừng phương Nam", 3),),
    *,
    owner: ServicePoint | None = None,
    price: int | None = 50_000,
    sent: bool = False,
    sent_on: date | None = None,
    **more: Any,
) -> Order:
    """A draft, or with ``sent`` one that went to the supplier (default: today)."""
    more.setdefault("supplier", make_supplier())
    order = start_order(owner=owner or make_store(), by=HOUSE, at=timezone.now(), **more)
    for title, quantity in lines:
        meant = (
            Title(fields=RecordFields(title=title))
            if isinstance(title, str)
            else Title(record=title)
        )
        add_order_line(
            order=order, title=meant, quantity=quantity, list_price=price, by=HOUSE,
            at=timezone.now(),
        )  # fmt: skip
    if sent or sent_on:
        on = sent_on or timezone.localdate()
        order = send_order(order=order, version=order.version, on=on, by=HOUSE, at=timezone.now())
    return order


def receive_order(order: Order, counts: Sequence[int] | None = None) -> Intake:
    """A draft of the order's supplier with its lines, ``counts`` copies of each (default:
    all that is outstanding)."""
    intake = make_intake([], owner=order.owner, supplier=order.supplier, fund=order.fund)
    for number, line in enumerate(with_received(order.lines.all()).order_by("position")):
        count = line.outstanding if counts is None else counts[number]
        if count:
            add_line(
                intake=intake,
                title=Title(record=line.record, fields=fields_of(line)),
                quantity=count,
                list_price=line.list_price,
                order_line=line,
                by=HOUSE,
                at=timezone.now(),
            )
    return intake


def take_in(intake: Intake) -> Intake:
    """Accept a draft and do the worker's part; returns it as it stands then."""
    intake.refresh_from_db()
    accept(intake=intake, version=intake.version, by=HOUSE, at=timezone.now())
    work(intake.pk)
    intake.refresh_from_db()
    return intake


def make_serial(
    title: str = "Báo Lai Châu",
    *,
    start: date | None = None,
    is_electronic: bool = False,
    **pattern: Any,
) -> Serial:
    """A title that is followed; a printed one is a weekly from ``start``, numbered from 1,
    or as ``pattern`` says."""
    now = timezone.now()
    record = serial_record(
        SerialFields(title=title, is_newspaper=True, is_electronic=is_electronic), by=HOUSE, at=now
    )
    serial = follow_serial(title=record, is_electronic=is_electronic, by=HOUSE, at=now)
    if not is_electronic:
        pattern = pattern or {"frequency": "weekly", "numbering": "running", "first_number": 1}
        set_pattern(
            serial=serial, valid_from=start or timezone.localdate(), by=HOUSE, at=now, **pattern
        )
    return serial


def make_subscription(
    serial: Serial | None = None,
    *,
    owner: ServicePoint | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    places: Sequence[Place] = (),
    way: str = "bought",
    **more: Any,
) -> Subscription:
    """A term of a year from ``starts_on`` (default: today) for one copy at its library."""
    owner = owner or make_store()
    starts_on = starts_on or timezone.localdate()
    if way == "bought":
        more.setdefault("supplier", make_supplier())
    return subscribe(
        serial=serial or make_serial(start=starts_on),
        owner=owner,
        starts_on=starts_on,
        ends_on=ends_on or starts_on + timedelta(days=365),
        places=places or [Place(owner)],
        way=way,
        by=HOUSE,
        at=timezone.now(),
        **more,
    )


def make_volume(serial: Serial, point: ServicePoint, count: int = 1, **more: Any) -> Volume:
    """The first issues of a printed serial that this point gets, received and bound."""
    day = serial.patterns.earliest("valid_from").valid_from
    make_sources()
    term = make_subscription(serial, owner=point, starts_on=day)
    where, now = term.places.get(), timezone.now()
    for one in serial.issues.order_by("on")[:count]:
        check_in(issue=one, place=where, on=timezone.localdate(now), by=HOUSE, at=now)
    return bind_first(serial, point, count, make_register(point), **more)


def bind_first(
    serial: Serial, point: ServicePoint, count: int, register: Register, **more: Any
) -> Volume:
    """The first single issues that a point has, bound."""
    first = single_issues(serial, point)[:count]
    return bind(
        check_ins=[one.pk for one in first],
        register=register,
        by=HOUSE,
        **{"at": timezone.now(), "source": "budget", "collection": "main", **more},
    )


def make_file(intake: Intake, content: bytes = b"", name: str = "danh-muc.csv") -> LineFile:
    """A supplier's list beside a draft, its columns fitted by their headings."""
    content = content or "Tên sách,Số lượng,Giá bìa\nTruyện Kiều,2,45000\n".encode()
    return take_file(
        intake=intake, file=io.BytesIO(content), name=name, by=HOUSE, at=timezone.now()
    )


def make_policy(owner: ServicePoint | None, **percents: int) -> StockPolicy:
    """The balance wished of a library from this year's first day, by the groups of the table
    "ddc": ``percents`` by class number's beginning, as ``_34=20``; without any: all alike."""
    make_tables()
    groups = groups_in(Table.objects.get(code="ddc"))
    shares = [
        Wanted(one, 10 * sum(percents.get(f"_{begin}", 0) for begin in one.classes))
        for one in groups
    ]
    if not percents:
        shares = [Wanted(one, 1000 // len(groups)) for one in groups]
    return set_policy(
        owner=owner,
        name="Cơ cấu vốn sách",
        basis="Kế hoạch bổ sung",
        valid_from=timezone.localdate().replace(month=1, day=1),
        shares=shares,
        by=HOUSE,
        at=timezone.now(),
    )


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """For the matrix of rights (tests/rights): things of ``world.place``."""
    draft = make_intake(owner=world.place)
    line = draft.lines.get()
    kept = make_file(draft)
    gift = make_intake(kind="gift", owner=world.place)
    of_intake = (
        "intake", "edit_intake", "intake_progress", "intake_ask_again", "accept", "drop", "undo",
        "again", "scan", "add_new", "from_orders", "send_file", "intake_paper",
    )  # fmt: skip
    of_wish = ("wish", "edit_wish", "tie_wish", "merge_wish", "answer_wish")
    one_wish = {"pk": make_wish(point=world.place).pk}
    order = make_order(owner=world.place)
    of_order = (
        "order", "edit_order", "scan_order", "add_to_order", "from_wishes", "send_order",
        "cancel_lines", "cancel_order", "claim_order", "order_paper", "order_table",
    )  # fmt: skip
    one_order = {"pk": order.pk}
    of_order_line = {"pk": order.pk, "line": order.lines.get().pk}
    late = make_order(owner=world.place, sent=True)
    claim = claim_order(order=late, on=timezone.localdate(), by=HOUSE, at=timezone.now())
    one_claim = {"pk": claim.pk}
    day, now = timezone.localdate(), timezone.now()
    serial = make_serial(f"Báo {world.place.name}", start=day - timedelta(weeks=2))
    term = make_subscription(serial, owner=world.place, starts_on=day - timedelta(weeks=2))
    where = term.places.get()
    first, second, *_rest = serial.issues.order_by("on")
    volume = make_volume(make_serial(f"Tạp chí {world.place.name}", start=day), world.place)
    came = check_in(issue=first, place=where, on=day, by=HOUSE, at=now)
    later = day + timedelta(days=200)
    pause = add_break(serial=serial, kind="none", starts_on=later, ends_on=later, by=HOUSE, at=now)
    of_serial = ("serial", "set_pattern", "add_break", "add_issue", "subscribe")
    one_serial, one_term = {"pk": serial.pk}, {"pk": term.pk}
    one_issue = {"place": where.pk, "issue": second.pk}
    of_line = {"pk": draft.pk, "line": line.pk}
    of_file = {"pk": draft.pk, "file": kept.pk}
    supplier = {"pk": make_supplier().pk}
    of_fund = {"pk": make_fund(world.place).pk}
    policy = make_policy(world.place)
    return {
        "policy": {"pk": policy.pk},
        "fill": {"pk": policy.pk, "number": 1},
        **{name: {"pk": draft.pk} for name in of_intake},
        **dict.fromkeys(("line", "counts", "tie_record", "remove_line"), of_line),
        **dict.fromkeys(("line_file", "take_file", "drop_file"), of_file),
        **dict.fromkeys(("supplier", "edit_supplier"), supplier),
        **dict.fromkeys(("fund", "allocate"), of_fund),
        **dict.fromkeys(of_wish, one_wish),
        **dict.fromkeys(of_order, one_order),
        **dict.fromkeys(("order_line", "remove_order_line"), of_order_line),
        **dict.fromkeys(("claim", "answer_claim", "claim_paper"), one_claim),
        **dict.fromkeys(of_serial, one_serial),
        **dict.fromkeys(("subscription", "stop_subscription"), one_term),
        **dict.fromkeys(("receive_issue", "give_up_issue"), one_issue),
        "remove_break": {**one_serial, "made": pause.pk},
        "bind": one_serial,
        "unbind": {"pk": volume.pk},
        "record_panel": {"pk": serial.record_id},
        "undo_check_in": {"pk": came.pk},
        "thanks": {"pk": gift.pk},
        "new_intake": {"kind": "mua"},
    }
