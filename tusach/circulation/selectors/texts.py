"""What pasted messages say, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tusach.circulation.classes import audience_of
from tusach.circulation.models import SmsNumber, Tally, TallySource, TallyState
from tusach.circulation.services.tallies import Figure
from tusach.circulation.text_code import MOST, Read, Unread, messages_in, point_code, read_code
from tusach.facts.api import Measure, Mode
from tusach.network.api import PointKind, ServicePoint, is_open
from tusach.ui.api import number
from tusach.vietnamese.api import fold

# More in one paste is a mistake of the clipboard.
MOST_AT_ONCE = 500

NEW, REPEAT, CHANGED, WRONG = "new", "repeat", "changed", "wrong"


@dataclass
class Message:
    """One message of a paste, and what is to be done with it."""

    text: str
    standing: str
    why: str = ""
    point: ServicePoint | None = None
    read: Read | None = None
    there: Tally | None = None

    @property
    def is_good(self) -> bool:
        return self.standing in (NEW, CHANGED)


def text_key(month: date) -> str:
    """One live message for each month of a point."""
    return f"sms:{month:%Y-%m}"


def figures_of(read: Read, point: ServicePoint) -> list[Figure]:
    audience = audience_of(point)
    said = [
        (Measure.VISIT, read.visits),
        (Measure.LOAN, read.loans),
        (Measure.IN_HOUSE, read.in_house),
    ]
    return [Figure(measure, audience, quantity) for measure, quantity in said if quantity]


def mode_of(point: ServicePoint) -> str:
    """Points without a shelf of their own serve from what the province sends around."""
    around = not point.is_public or point.kind in (
        PointKind.VILLAGE_BOOKCASE,
        PointKind.FAMILY_BOOKCASE,
    )
    return Mode.ROTATION if around else Mode.ON_SITE


def _why(unread: Unread) -> str:
    said = {
        "head": _("tin không có chữ TS ở đầu"),
        "number": _("sau TS phải là số hiệu của điểm, như 0142B; ở đây là “%(text)s”"),
        "letter": _("số hiệu “%(text)s” sai: chữ cái đi cùng không khớp với bốn chữ số"),
        "month": _("sau số hiệu phải là tháng đã qua hoặc tháng này, từ 1 đến 12; ở đây là "
                   "“%(text)s”"),
        "twice": _("chữ %(text)s có hai lần"),
        "missing": _("thiếu phần %(text)s"),
        "check": _("số kiểm tra %(text)s không khớp: cộng V, M, D lại thì phải là %(should)s"),
        "rest": _("không hiểu phần “%(text)s”"),
    }[unread.part]  # fmt: skip
    return said % {"text": unread.text, "should": unread.should}


def understand(pasted: str, *, points: QuerySet[ServicePoint], today: date) -> list[Message]:
    """Each message of a paste as it is understood: new, a repeat, changed, or wrong and why.

    A message of a point that is none of ``points`` is wrong; so is the second of two in one
    paste that say different things of one month. Three queries.
    """
    texts = messages_in(pasted)[:MOST_AT_ONCE]
    answers = [(text, read_code(text, today)) for text in texts]
    numbers = {one.number for _text, one in answers if isinstance(one, Read)}
    held = {
        row.number: row.point
        for row in SmsNumber.objects.filter(
            number__in=numbers, point__in=points.values("pk")
        ).select_related("point")
    }
    live = {
        (tally.point_id, tally.month): tally
        for tally in Tally.objects.filter(
            point__in=[p.pk for p in held.values()],
            source=TallySource.SMS,
            state=TallyState.LIVE,
        ).prefetch_related("lines")
    }
    seen: dict[tuple[int, date], Read] = {}
    return [_judge(text, one, held, live, seen) for text, one in answers]


def _judge(
    text: str,
    read: Read | Unread,
    held: dict[int, ServicePoint],
    live: dict[tuple[int, date], Tally],
    seen: dict[tuple[int, date], Read],
) -> Message:
    if isinstance(read, Unread):
        return Message(text, WRONG, _why(read))
    point = held.get(read.number)
    if point is None:
        why = _("không có điểm nào của bạn mang số hiệu %(code)s")
        return Message(text, WRONG, why % {"code": point_code(read.number)}, read=read)
    if max(read.visits, read.loans, read.in_house) > MOST:
        why = _("một con số lớn hơn %(most)s") % {"most": number(MOST)}
        return Message(text, WRONG, why, point, read)
    if not figures_of(read, point):
        return Message(text, WRONG, _("mọi con số đều là 0"), point, read)
    if not is_open(point, read.month):
        return Message(text, WRONG, _("điểm không hoạt động tháng đó"), point, read)
    key = (point.pk, read.month)
    if key in seen:
        if seen[key] == read:
            return Message(text, REPEAT, _("trùng với tin ở trên"), point, read)
        why = _("hai tin cùng một tháng mà số khác nhau; hãy giữ lại một tin")
        return Message(text, WRONG, why, point, read)
    seen[key] = read
    there = live.get(key)
    if there is None:
        return Message(text, NEW, "", point, read)
    said = {(line.measure, line.quantity) for line in there.lines.all()}
    if said == {(one.measure, one.quantity) for one in figures_of(read, point)}:
        return Message(text, REPEAT, _("đã ghi rồi"), point, read, there)
    return Message(text, CHANGED, _("thay số đã ghi của tháng này"), point, read, there)


def numbers_of(points: QuerySet[ServicePoint]) -> QuerySet[SmsNumber]:
    return SmsNumber.objects.filter(point__in=points.values("pk")).select_related("point")


def number_of(point: ServicePoint) -> SmsNumber | None:
    return SmsNumber.objects.filter(point=point).select_related("point").first()


def point_by_pk(pk: int) -> ServicePoint | None:
    return ServicePoint.objects.filter(pk=pk).first()


def folded(words: str) -> str:
    """As names of points are kept for searching."""
    return fold(words)
