"""Makers for tests and the demonstration. They call the services."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from PIL import Image

from tusach.audit.api import HOUSE, Actor
from tusach.circulation.first_rules import lay_first_rules
from tusach.circulation.models import LoanRule, Remark, Request, Tally, TallyPhoto
from tusach.circulation.request_states import RequestState
from tusach.circulation.services import requests as steps
from tusach.circulation.services.agreements import make_agreement
from tusach.circulation.services.computers import begin
from tusach.circulation.services.couriers import make_paper
from tusach.circulation.services.groups import lend_to_group, open_group
from tusach.circulation.services.lending import Done, lend, return_copy
from tusach.circulation.services.money import take_deposit
from tusach.circulation.services.moving_in import take_file
from tusach.circulation.services.requests import ask
from tusach.circulation.services.setting_rules import RuleValues, close_days, set_rule
from tusach.circulation.services.tallies import Figure, put
from tusach.circulation.services.tally_photos import add_tally_photo
from tusach.circulation.services.texts import give_number, take_texts
from tusach.circulation.text_code import write_code
from tusach.facts.api import Mode
from tusach.holdings.api import Copy
from tusach.holdings.testing import make_copy
from tusach.network.api import ServicePoint
from tusach.policy.api import add_months
from tusach.readers.api import Reader
from tusach.readers.testing import make_reader


def make_tally(
    point: ServicePoint,
    counts: Mapping[str, int] | None = None,
    *,
    audience: str = "adults",
    day: date | None = None,
    month: date | None = None,
    source: str = "tap",
    mode: str = Mode.ON_SITE,
    by: Actor = HOUSE,
    at: datetime | None = None,
    **more: object,
) -> Tally:
    """A count of ``{"visit": 14}`` at a point: on ``day`` (default: today), or of ``month``."""
    at = at or timezone.now()
    if day is None and month is None:
        day = timezone.localdate(at)
    return put(
        point=point,
        mode=mode,
        source=source,
        figures=[Figure(m, audience, n) for m, n in (counts or {"visit": 1}).items()],
        day=day,
        month=month,
        by=by,
        at=at,
        **more,  # type: ignore[arg-type]
    )


def make_rule(
    *, since: date = date(2020, 1, 1), basis: str = "Nội quy của thư viện", **values: Any
) -> LoanRule:
    """A rule of lending; without a scope in ``values`` it is for everything everywhere."""
    return set_rule(
        values=RuleValues(**values),
        valid_from=since,
        basis=basis,
        is_verified=False,
        by=HOUSE,
        at=timezone.now(),
    )


def make_first_rules() -> None:
    """The rules that every house begins with, which a test that empties the database takes
    away."""
    lay_first_rules()


def make_loan(
    copy: Copy,
    point: ServicePoint,
    reader: Reader | None = None,
    *,
    audience: str = "",
    at: datetime | None = None,
) -> Done:
    """Lend a copy that is at ``point``."""
    return lend(
        copy=copy, point=point, reader=reader, audience=audience, by=HOUSE, at=at or timezone.now()
    )


def make_return(copy: Copy, point: ServicePoint, *, at: datetime | None = None) -> Done:
    """Bring a copy back to ``point``."""
    return return_copy(copy=copy, point=point, by=HOUSE, at=at or timezone.now())


def carry_request(
    request: Request, *acts: str, why: str = "", by: Actor = HOUSE, at: datetime
) -> Request:
    """Take a request through ``acts``: "pull", "arrive", "fetch", "cancel" (with ``why``)."""
    for act in acts:
        more = {"why": why} if act == "cancel" else {}
        request = getattr(steps, act)(request=request, by=by, at=at, **more)
    return request


def end_late_requests(*, by: Actor = HOUSE, at: datetime) -> int:
    """End what was kept for longer than its day, as the morning's job does."""
    return steps.expire(on=timezone.localdate(at), by=by, at=at)


def requests_in(state: str | RequestState) -> list[Request]:
    """All requests in a state, the oldest first."""
    return list(Request.objects.filter(state=state).order_by("pk"))


def unseen_remarks() -> int:
    """How many statements a rule had to settle, that nobody has looked at."""
    return Remark.objects.filter(seen_at__isnull=True).exclude(kind="").count()


def make_tally_photo(tally: Tally) -> TallyPhoto:
    """A small picture of the paper behind a tally."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return add_tally_photo(
        tally=tally, data=out.getvalue(), name="phieu.png", by=HOUSE, at=timezone.now()
    )


def sheet_key(month: date, mode: str = Mode.ON_SITE) -> str:
    """What tells a keyed sheet of a point when it is keyed again, as the page has it."""
    return f"sheet:{month:%Y-%m}:{mode}"


def make_text(
    point: ServicePoint, month: date, *, visits: int, loans: int, in_house: int, at: datetime
) -> None:
    """The monthly message of a point, typed as its card says and pasted by the house."""
    number = give_number(point=point, by=HOUSE, at=at).number
    said = write_code(number, month.month, visits=visits, loans=loans, in_house=in_house)
    points = ServicePoint.objects.filter(pk=point.pk)
    (told,) = take_texts(pasted=said, points=points, by=HOUSE, at=at)
    assert told.is_good, told


def loan_examples(world: Any) -> dict[str, dict[str, Any]]:
    """A loan of ``world.place``, its reader, a rule and closed days of that place alone."""
    make_first_rules()
    reader = make_reader("Lò Văn Thử", home=world.place)
    copy = make_copy(owner=world.place, collection="main", at=timezone.now() - timedelta(days=9))
    done = make_loan(copy, world.place, reader)
    rule = make_rule(point=world.place, since=timezone.localdate())
    closed = close_days(
        first=timezone.localdate(), last=timezone.localdate(), reason="Example",
        point=world.place, by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    return {
        "slip": {"pk": done.statement},
        "waiting": {"pk": world.keeper.pk},
        "reader_panel": {"pk": reader.pk},
        "copy_panel": {"pk": copy.pk},
        "close_loan": {"pk": copy.pk},
        **{name: {"pk": rule.pk} for name in ("rule", "end_rule", "withdraw_rule")},
        "drop_days": {"kind": "nghi", "pk": closed.pk},
    }


def tally_examples(world: Any) -> dict[str, dict[str, Any]]:
    """What was counted at ``world.place``."""
    last = add_months(timezone.localdate().replace(day=1), -1)
    tally = make_tally(world.place, {"visit": 30}, month=last, source="sheet", mode="rotation")
    make_tally(world.place, {"visit": 20}, month=last, source="box", mode="rotation")
    give_number(point=world.place, by=HOUSE, at=timezone.now())
    of_tally = ("tally", "correct_tally", "take_tally_back", "tally_photo")
    session = begin(point=world.place, machine="Máy 1", audience="adults", by=HOUSE,
                    at=timezone.now())  # fmt: skip
    photo = make_tally_photo(tally)
    return {
        **{name: {"pk": tally.pk} for name in of_tally},
        **{name: {"pk": session.pk} for name in ("end_computer", "undo_computer")},
        "tally_picture": {"pk": tally.pk, "photo": photo.pk},
        "decide_overlap": {"pk": world.place.pk, "month": f"{last:%Y-%m}", "measure": "visit"},
        "sms_card": {"pk": world.place.pk},
    }


def request_examples(world: Any) -> dict[str, dict[str, Any]]:
    """A request at ``world.place`` for a title of its own shelf."""
    copy = make_copy(owner=world.place, collection="main", at=timezone.now() - timedelta(days=9))
    made = ask(point=world.place, wanted=copy.record, by=HOUSE, at=timezone.now())
    of_request = (
        "request", "request_slip", "pulled", "not_there", "request_arrived", "request_fetched",
        "cancel_request", "decide_request",
    )  # fmt: skip
    pact = make_agreement(
        name="Example", document="1/TT", valid_from=timezone.localdate() - timedelta(days=9),
        points=[world.place, world.commune_library], by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    more = make_copy(owner=world.place, collection="main", at=timezone.now() - timedelta(days=9))
    away = ask(point=world.commune_library, wanted=more.record, by=HOUSE, at=timezone.now())
    steps.pull(request=away, by=HOUSE, at=timezone.now())
    paper = make_paper(lender=world.place, point=world.commune_library, by=HOUSE, at=timezone.now())
    return {
        **{name: {"pk": pact.pk} for name in ("agreement", "end_agreement")},
        **{name: {"pk": made.pk} for name in of_request},
        **{name: {"pk": paper.pk} for name in ("courier", "courier_again")},
        "courier_paper": {"lender": world.place.pk, "point": world.place.pk},
        "reader_requests": {"pk": 1},
        "record_requests": {"pk": copy.record_id},
    }


def moving_examples(world: Any) -> dict[str, dict[str, Any]]:
    """A list of one reader, sent and looked at at ``world.place``."""
    content = "cardnumber,surname,firstname\nKO-1,Lò Văn,Chuyển\n"
    sent = take_file(
        kind="readers", point=world.place, name="borrowers.csv", content=content.encode(),
        by=HOUSE, at=timezone.now(),
    )  # fmt: skip
    names = ("move_in", "explain_move_in", "move_in_progress", "move_in_again")
    return {name: {"pk": sent.pk} for name in names}


def money_examples(world: Any) -> dict[str, dict[str, Any]]:
    """A reader of ``world.place`` who left a deposit."""
    reader = make_reader("Lò Thị Tiền", home=world.place)
    line = take_deposit(
        reader=reader, point=world.place, amount=50_000, by=HOUSE, at=timezone.now()
    )
    of_reader = ("account", "account_panel")
    return {"receipt": {"pk": line.pk}, **{name: {"pk": reader.pk} for name in of_reader}}


def group_examples(world: Any) -> dict[str, dict[str, Any]]:
    """A class of ``world.place`` that took a book."""
    at = timezone.now()
    group = open_group(
        point=world.place, reader=make_reader("Hoàng Thị Giáo", home=world.place), name="4A",
        audience="pupils", due=timezone.localdate(at) + timedelta(days=30), by=HOUSE, at=at,
    )  # fmt: skip
    copy = make_copy(owner=world.place, collection="main", at=at - timedelta(days=9))
    lend_to_group(group=group, copy=copy, by=HOUSE, at=at)
    names = ("group_loan", "group_scan", "close_group", "group_paper")
    return {name: {"pk": group.pk} for name in names}


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """For the test of rights."""
    return {
        **loan_examples(world),
        **tally_examples(world),
        **request_examples(world),
        **moving_examples(world),
        **money_examples(world),
        **group_examples(world),
    }
