"""The counter: one field for a reader's card, a copy's code, or a name without marks.

With a reader at the counter a copy goes out, without one it comes back. Who is at the counter is
kept for each opened page by itself, on the server: codes from a scanner are answered one after
another, and the second may come before the first is answered.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tusach.audit.api import actor_of, now_by
from tusach.circulation import errors
from tusach.circulation.classes import classes_at
from tusach.circulation.models import Request, StatementKind
from tusach.circulation.selectors import loans as found
from tusach.circulation.selectors.desk import copy_of
from tusach.circulation.services import lending
from tusach.circulation.services.lending import Done
from tusach.circulation.services.promised import whom
from tusach.circulation.services.undoing import undo
from tusach.circulation.templatetags.counter import form_begun
from tusach.circulation.web.desk import (
    choices_of_points,
    desk_point,
    place_of_desk,
    readers_known_here,
)
from tusach.facts.api import Audience
from tusach.holdings.api import Copy, damage, find_copies
from tusach.network.api import SECRET_KINDS, ServicePoint
from tusach.readers.api import (
    Reader,
    find_by_card,
    find_readers,
    looked,
    looks_like_card,
    reader_of,
    standing_of,
)
from tusach.ui.api import Refusal, dong, needs, number_posted

ACT = "circulation.lend"
# So many opened pages of one person keep their reader.
_DESKS = 6
_SHOWN = 12

Said = dict[str, Any]


@needs(ACT, at=place_of_desk)
@require_http_methods(["GET"])
def counter(request: HttpRequest) -> HttpResponse:
    """The page as it is opened; ``ban-doc`` brings a reader to the counter."""
    point = desk_point(request, ACT)
    if point is None:
        return render(
            request, "circulation/which_counter.html", {"points": choices_of_points(request, ACT)}
        )
    desk = secrets.token_hex(6)
    asked = request.GET.get("ban-doc", "")
    if asked.isdecimal() and len(asked) < 19:
        reader = reader_of(int(asked))
        if reader is not None and reader.stands and point.kind not in SECRET_KINDS:
            _choose(request, desk, reader)
    return _page(request, point, desk, {})


@needs(ACT, at=place_of_desk)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """One thing done at the counter: a code that was scanned, or a button."""
    point = desk_point(request, ACT)
    if point is None:
        return redirect("circulation:counter")
    desk = request.POST.get("quay", "")[:20] or secrets.token_hex(6)
    try:
        said = _do(request, point, desk)
    except Refusal as refusal:
        said = {"bad": str(refusal)}
    return _page(request, point, desk, said)


def _page(request: HttpRequest, point: ServicePoint, desk: str, said: Said) -> HttpResponse:
    part = getattr(request, "htmx", False)
    if part and "change" in said:
        return _change(request, point, desk, said)
    template = "circulation/counter_state.html" if part else "circulation/counter.html"
    context = _context(request, point, desk, said)
    if not part:
        context["points"] = choices_of_points(request, ACT)
    return render(request, template, context)


def _change(request: HttpRequest, point: ServicePoint, desk: str, said: Said) -> HttpResponse:
    """To the script: what was said, and the one line of each list that it changes. Of all that
    may be read elsewhere too (what is owed, a loan that is renewed) the whole state is sent."""
    context = {
        **said["change"],
        "point": point,
        "said": said,
        "form": _form(request, point, desk),
    }
    page = render(request, "circulation/counter_change.html", context)
    page["HX-Retarget"], page["HX-Reswap"] = "#counter-said", "outerHTML"
    return page


def _context(request: HttpRequest, point: ServicePoint, desk: str, said: Said) -> dict[str, Any]:
    reader = _at_counter(request, desk)
    now = timezone.now()
    today = timezone.localdate(now)
    rows = list(found.loans_of(reader)) if reader is not None else []
    late = found.late_of_all([row for row in rows if row.due < today], today)
    account = actor_of(request).account
    return {
        "point": point,
        "desk": desk,
        "said": said,
        "reader": reader,
        "standing": standing_of(reader, today) if reader is not None else None,
        "loans": [(row, late.get(row.pk)) for row in rows],
        "owed": sum(one.owed for one in late.values()),
        "last": found.just_done(point, account, now) if account is not None else [],
        "counts_only": point.kind in SECRET_KINDS,
        "audiences": [(code, Audience(code).label) for code in classes_at(point)],
        "audience": request.POST.get("audience", ""),
        "today": today,
        "form": _form(request, point, desk),
    }


def _form(request: HttpRequest, point: ServicePoint, desk: str) -> SafeString:
    return form_begun(request, point.pk, desk, request.POST.get("audience", ""))


def _desks(request: HttpRequest) -> dict[str, int]:
    kept: dict[str, int] = request.session.get("counter", {})
    return kept


def _at_counter(request: HttpRequest, desk: str) -> Reader | None:
    """The reader at this counter, who may have been merged into another since."""
    number = _desks(request).get(desk)
    reader = reader_of(number) if number is not None else None
    if reader is not None and reader.merged_into is not None:
        reader = reader_of(reader.merged_into.pk)
    return reader if reader is not None and reader.stands else None


def _choose(request: HttpRequest, desk: str, reader: Reader | None) -> None:
    kept = {key: who for key, who in _desks(request).items() if key != desk}
    if reader is not None:
        kept[desk] = reader.pk
        looked([reader], **now_by(request))
    request.session["counter"] = dict(list(kept.items())[-_DESKS:])


def _do(request: HttpRequest, point: ServicePoint, desk: str) -> Said:
    what = request.POST.get("what", "")
    if what == "next":
        _choose(request, desk, None)
        return {"ready": True}
    if what == "reader":
        reader = reader_of(number_posted(request, "reader") or 0)
        return _greet(request, point, desk, reader)
    if what == "undo":
        return _undo(request, point)
    picked = number_posted(request, "copy")
    if picked is not None:
        copy = copy_of(picked)
        return _handle(request, point, desk, copy, what) if copy is not None else {}
    return _scanned(request, point, desk, request.POST.get("scan", "").strip()[:120], what)


def _scanned(request: HttpRequest, point: ServicePoint, desk: str, scan: str, what: str) -> Said:
    """What the code in the field means: a card, a copy, else a reader by name."""
    if not scan:
        return {}
    names = point.kind not in SECRET_KINDS
    if names and looks_like_card(scan) and (by_card := find_by_card(scan)) is not None:
        return _greet(request, point, desk, by_card[0])
    copies = find_copies(scan)
    if len(copies) > 1:
        here = [one for one in copies if one.place.point_id == point.pk]
        copies = here or copies
    if len(copies) == 1:
        return _handle(request, point, desk, copies[0], what)
    if copies:
        return {"bad": _("Mã %(scan)s là của nhiều bản: hãy chọn bản đang cầm trên tay.")
                % {"scan": scan}, "copies": copies[:_SHOWN], "what": what}  # fmt: skip
    readers: list[Reader] = []
    if names:
        # A mistyped card of ours is refused by name, here.
        readers = find_readers(
            scan, None if looks_like_card(scan) else readers_known_here(request, ACT)
        )
    if len(readers) == 1:
        return _greet(request, point, desk, readers[0])
    if readers:
        return {"pick": _("Chọn bạn đọc:"), "readers": readers[:_SHOWN], "scan": scan}
    return {
        "bad": _("“%(scan)s” không phải thẻ, mã bản sách, số ĐKCB hay tên bạn đọc nào ở đây.")
        % {"scan": scan}
    }


def _greet(request: HttpRequest, point: ServicePoint, desk: str, reader: Reader | None) -> Said:
    if reader is None or not reader.stands:
        return {"bad": _("Không còn bạn đọc này.")}
    if point.kind in SECRET_KINDS:
        raise errors.CountsOnly(point=point.name)
    _choose(request, desk, reader)
    said: Said = {"ok": _("Quét sách để cho mượn."), "title": reader.name}
    if reader.home_id != point.pk:
        said["detail"] = _("Thẻ do %(home)s cấp.") % {"home": reader.home.public_name}
    return said


def _handle(request: HttpRequest, point: ServicePoint, desk: str, copy: Copy, what: str) -> Said:
    """Do ``what`` with a copy; with nothing said it goes out to whoever is at the counter, or
    comes back."""
    reader = _at_counter(request, desk)
    audience = request.POST.get("audience", "") if point.kind in SECRET_KINDS else ""
    if audience not in Audience.values:
        audience = ""
    if not what:
        what = "lend" if reader is not None or audience else "return"
    try:
        return _ACTS[what](request, point, copy, reader, audience) if what in _ACTS else {}
    except Refusal as refusal:
        return {
            "bad": str(refusal),
            "title": copy.record.shown_title,
            "copy": copy,
            "offers": _offers(refusal, reader, request.user.has_perm("circulation.money", point)),
            "override": _may_override(request, point, refusal),
            "what": what if what in ("renew", "return_lend", "found_lend") else "lend",
        }


def _may_override(request: HttpRequest, point: ServicePoint, refusal: Refusal) -> bool:
    by_rule = isinstance(refusal, errors.LendingRefused)
    return by_rule and request.user.has_perm("circulation.override", point)


def _offers(refusal: Refusal, reader: Reader | None, takes_money: bool) -> list[tuple[str, str]]:
    """What a refusal leaves to do, as buttons: the act and its label."""
    if isinstance(refusal, errors.OnLoanToAnother):
        return [("return_lend", _("Ghi trả rồi cho mượn")), ("return", _("Chỉ ghi trả"))]
    if isinstance(refusal, errors.OnLoanAlready):
        return [("return", _("Nhận trả bản này")), ("renew", _("Gia hạn bản này"))]
    if isinstance(refusal, errors.CopyNotHere):
        both = ("found_lend", _("Sách ở đây: ghi vào sổ rồi cho mượn"))
        return [both] if reader is not None else [("found", _("Sách ở đây: ghi vào sổ"))]
    if isinstance(refusal, errors.DepositMissing) and takes_money:
        return [("deposit_lend", _("Thu tiền cược, cấp phiếu thu, rồi cho mượn"))]
    return []


def _override(request: HttpRequest, point: ServicePoint) -> str:
    may = request.user.has_perm("circulation.override", point)
    return request.POST.get("override", "") if may else ""


def _lend(
    request: HttpRequest, point: ServicePoint, copy: Copy, reader: Reader | None, audience: str
) -> Said:
    done = lending.lend(
        copy=copy, point=point, reader=reader, audience=audience,
        override=_override(request, point), **now_by(request),
    )  # fmt: skip
    said = _said(done, _("Đã cho mượn, hạn trả %(due)s.") % {"due": _day(done)})
    loan = {"copy": copy, "due": done.due, "point": point, "point_id": point.pk}
    said["change"] = {
        "done": _just_done(done, StatementKind.LEND, reader),
        "loan": loan if reader is not None else None,
    }
    if done.deposit:
        said["warn"] = _("Tiền cược %(sum)s theo quy định: thư viện đang giữ đủ.") % {
            "sum": dong(done.deposit)
        }
    return said


def _deposit_lend(
    request: HttpRequest, point: ServicePoint, copy: Copy, reader: Reader | None, audience: str
) -> Said:
    if not request.user.has_perm("circulation.money", point):
        raise PermissionDenied
    done = lending.lend(
        copy=copy, point=point, reader=reader, audience=audience, with_deposit=True,
        **now_by(request),
    )  # fmt: skip
    said = _said(done, _("Đã cho mượn, hạn trả %(due)s.") % {"due": _day(done)})
    if done.receipt is not None:
        said["warn"] = _("Đã nhận tiền cược.")
        said["receipt"] = reverse("circulation:receipt", args=[done.receipt])
    return said


def _return(
    request: HttpRequest,
    point: ServicePoint,
    copy: Copy,
    reader: Reader | None,
    audience: str,
    fit: bool = True,
) -> Said:
    done = lending.return_copy(copy=copy, point=point, fit=fit, **now_by(request))
    if not done.was_on_loan:
        return _said(done, _("Đã thấy lại bản này; nay ở đây."))
    said = _said(done, _("Đã nhận trả."))
    said["who"] = done.reader
    if not done.late:
        theirs = reader is not None and reader == done.reader
        change = _just_done(done, StatementKind.RETURN, None)
        said["change"] = {"done": change, "gone": copy.pk if theirs else None}
    told = []
    if done.kept is not None:
        told.append(_kept(done.kept, point))
        said["kept"] = done.kept
    if done.late:
        told.append(
            ngettext("Quá hạn %(count)s ngày.", "Quá hạn %(count)s ngày.", done.late)
            % {"count": done.late}
        )
    if done.amount:
        told.append(_("Phạt theo quy định: %(sum)s.") % {"sum": dong(done.amount)})
    if done.home is not None:
        told.append(_("Mượn ở %(home)s; từ nay bản này ở đây.") % {"home": done.home.public_name})
    if done.spare and done.reader is not None:
        told.append(
            _("Còn giữ tiền cược %(sum)s không cần nữa: trả lại cho bạn đọc.")
            % {"sum": dong(done.spare)}
        )
        if request.user.has_perm("circulation.money", point):
            said["account"] = reverse("circulation:account", args=[done.reader.pk])
    if told:
        said["warn"] = " ".join(told)
    return said


def _kept(asked: Request, point: ServicePoint) -> str:
    """Who waits for what just came back, and where it goes."""
    if asked.point_id == point.pk:
        return _("Để riêng tại quầy, giữ cho %(whom)s.") % {"whom": whom(asked, point)}
    return _("Để riêng, gửi đến %(point)s: ở đó có người hỏi.") % {"point": asked.point.public_name}


def _renew(
    request: HttpRequest, point: ServicePoint, copy: Copy, reader: Reader | None, audience: str
) -> Said:
    done = lending.renew(
        copy=copy, point=point, override=_override(request, point), **now_by(request)
    )
    return _said(done, _("Đã gia hạn, hạn trả mới %(due)s.") % {"due": _day(done)})


def _return_lend(
    request: HttpRequest, point: ServicePoint, copy: Copy, reader: Reader | None, audience: str
) -> Said:
    with transaction.atomic():
        lending.return_copy(copy=copy, point=point, **now_by(request))
        return _whole(_lend(request, point, copy, reader, audience))


def _whole(said: Said) -> Said:
    """More was done than one line tells."""
    said.pop("change", None)
    return said


def _found(
    request: HttpRequest, point: ServicePoint, copy: Copy, reader: Reader | None, audience: str
) -> Said:
    lending.found_here(copy=copy, point=point, **now_by(request))
    return {"ok": _("Đã ghi: bản này nay ở đây."), "title": copy.record.shown_title, "copy": copy}


def _found_lend(
    request: HttpRequest, point: ServicePoint, copy: Copy, reader: Reader | None, audience: str
) -> Said:
    with transaction.atomic():
        lending.found_here(copy=copy, point=point, **now_by(request))
        return _whole(_lend(request, point, copy, reader, audience))


def _lose(
    request: HttpRequest, point: ServicePoint, copy: Copy, reader: Reader | None, audience: str
) -> Said:
    done = lending.lose(
        copy=copy, point=point, reason=request.POST.get("reason", ""), **now_by(request)
    )
    said = _said(done, _("Đã ghi mất."))
    said["warn"] = (
        _("Bồi thường theo quy định: %(sum)s.") % {"sum": dong(done.amount)}
        if done.amount is not None
        else _("Bản này chưa có giá: hãy định mức bồi thường.")
    )
    return said


def _damage(
    request: HttpRequest, point: ServicePoint, copy: Copy, reader: Reader | None, audience: str
) -> Said:
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise errors.ReasonMissing
    with transaction.atomic():
        said = _whole(_return(request, point, copy, reader, audience, fit=False))
        damage(copy=copy, reason=reason, **now_by(request))
    said["ok"] = _("Đã nhận trả và ghi hư hỏng.")
    return said


def _undo(request: HttpRequest, point: ServicePoint) -> Said:
    one = found.statement_of(number_posted(request, "statement") or 0)
    if one is None or one.point_id != point.pk or one.kind == StatementKind.BACK:
        return {"bad": _("Không có việc này để hoàn tác.")}
    undo(statement=one, point=point, **now_by(request))
    return {"ok": _("Đã hoàn tác."), "title": one.copy.record.shown_title, "copy": one.copy}


def _said(done: Done, sentence: str) -> Said:
    said: Said = {"ok": sentence, "title": done.copy.record.shown_title, "copy": done.copy}
    if done.rule is not None:
        said["rule"] = reverse("circulation:rule", args=[done.rule])
    if done.statement:
        said["slip"] = reverse("circulation:slip", args=[done.statement])
    return said


def _just_done(done: Done, kind: StatementKind, reader: Reader | None) -> dict[str, Any]:
    """The line of what was just written, as ``found.just_done`` would read it."""
    return {
        "pk": done.statement,
        "happened_at": done.at,
        "get_kind_display": kind.label,
        "copy": done.copy,
        "reader": reader,
    }


def _day(done: Done) -> str:
    return f"{done.due:%d/%m/%Y}" if done.due is not None else ""


_Act = Callable[[HttpRequest, ServicePoint, Copy, Reader | None, str], Said]
_ACTS: Mapping[str, _Act] = {
    StatementKind.LEND: _lend,
    StatementKind.RETURN: _return,
    StatementKind.RENEW: _renew,
    StatementKind.LOSE: _lose,
    "damage": _damage,
    "found": _found,
    "found_lend": _found_lend,
    "return_lend": _return_lend,
    "deposit_lend": _deposit_lend,
}
