"""What buttons on a reader's page do: cards, bars, consents, the accessibility right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tusach.audit.api import now_by
from tusach.network.api import ServicePoint
from tusach.readers.errors import NothingChosen
from tusach.readers.models import Bar, CardAct, Consent
from tusach.readers.selectors.consents import consent_of, purposes_on
from tusach.readers.selectors.readers import bar_of, card_act_of, cards_of
from tusach.readers.services import bars, cards, consents
from tusach.readers.services.registering import note_accessible
from tusach.readers.web.forms import AccessibleForm, BarForm, CardForm
from tusach.readers.web.reach import home_of, reader_or_404
from tusach.ui.api import act_once, needs, number_posted, press, send_back


def _once(request: HttpRequest, act: Callable[[], Any]) -> Callable[[], None]:
    def do() -> None:
        with act_once(request):
            act()

    return do


@needs("readers.edit", at=home_of)
@require_POST
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue, renew, exchange a card, report it lost, found, or take it back."""
    reader = reader_or_404(pk)
    form = CardForm(request.POST, prefix="the")
    if not form.is_valid():
        return send_back(request, form, to=reader)
    number = form.cleaned_data["number"]
    do = request.POST.get("do", "")
    if do == "issue":
        return press(
            request, reader,
            _once(request, lambda: cards.issue_card(
                reader=reader, number=number, **now_by(request))),
            _("Đã cấp thẻ."),
        )  # fmt: skip
    chosen = cards_of(reader).filter(pk=number_posted(request, "card") or 0).first()
    if chosen is None:
        return send_back(request, NothingChosen(), to=reader)
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "renew": (lambda: cards.renew_card(card=chosen, **now_by(request)), _("Đã gia hạn thẻ.")),
        "replace": (
            lambda: cards.replace_card(card=chosen, number=number, **now_by(request)),
            _("Đã đổi thẻ; thẻ cũ không dùng được nữa."),
        ),
        "lost": (
            lambda: cards.report_card_lost(card=chosen, **now_by(request)),
            _("Đã báo mất thẻ; không ai mượn bằng thẻ này được."),
        ),
        "found": (lambda: cards.card_found(card=chosen, **now_by(request)), _("Thẻ dùng lại.")),
        "end": (lambda: cards.end_card(card=chosen, **now_by(request)), _("Đã thu thẻ.")),
    }
    if do not in acts:
        return send_back(request, NothingChosen(), to=reader)
    act, said = acts[do]
    return press(request, reader, _once(request, act), said)


def _act_or_404(pk: int) -> CardAct:
    found = card_act_of(pk)
    if found is None:
        raise Http404
    return found


def home_of_act(request: HttpRequest, pk: int) -> ServicePoint:
    return _act_or_404(pk).card.reader.home


@needs("readers.edit", at=home_of_act)
@require_POST
def undo_card_act(request: HttpRequest, pk: int) -> HttpResponse:
    act = _act_or_404(pk)
    return press(
        request, act.card.reader,
        lambda: cards.undo_card_act(act=act, **now_by(request)),
        _("Đã hoàn tác; việc ấy không được đếm nữa."),
    )  # fmt: skip


@needs("readers.edit", at=home_of)
@require_POST
def bar(request: HttpRequest, pk: int) -> HttpResponse:
    reader = reader_or_404(pk)
    form = BarForm(request.POST, prefix="khoa")
    if not form.is_valid():
        return send_back(request, form, to=reader)
    return press(
        request, reader,
        _once(request, lambda: bars.bar(reader=reader, **form.cleaned_data, **now_by(request))),
        _("Đã khoá quyền mượn."),
    )  # fmt: skip


def _bar_or_404(pk: int) -> Bar:
    found = bar_of(pk)
    if found is None:
        raise Http404
    return found


def home_of_bar(request: HttpRequest, pk: int) -> ServicePoint:
    return _bar_or_404(pk).reader.home


@needs("readers.edit", at=home_of_bar)
@require_POST
def unbar(request: HttpRequest, pk: int) -> HttpResponse:
    row = _bar_or_404(pk)
    why = request.POST.get("why", "")
    return press(
        request, row.reader, lambda: bars.unbar(bar=row, why=why, **now_by(request)),
        _("Đã mở; bạn đọc mượn được như trước."),
    )  # fmt: skip


@needs("readers.edit", at=home_of)
@require_POST
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a consent to one purpose."""
    reader = reader_or_404(pk)
    at = now_by(request)
    purpose = purposes_on(at["at"].date()).filter(pk=number_posted(request, "purpose") or 0).first()
    giver = request.POST.get("given_by", "")
    if purpose is None or giver not in Consent.Giver.values:
        return send_back(request, NothingChosen(), to=reader)
    return press(
        request, reader,
        lambda: consents.give_consent(reader=reader, purpose=purpose, given_by=giver, **at),
        _("Đã ghi sự đồng ý."),
    )  # fmt: skip


def _consent_or_404(pk: int) -> Consent:
    found = consent_of(pk)
    if found is None:
        raise Http404
    return found


def home_of_consent(request: HttpRequest, pk: int) -> ServicePoint:
    return _consent_or_404(pk).reader.home


@needs("readers.edit", at=home_of_consent)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = _consent_or_404(pk)
    giver = request.POST.get("given_by", "")
    return press(
        request, row.reader,
        lambda: consents.withdraw_consent(
            consent=row,
            withdrawn_by=giver if giver in Consent.Giver.values else row.given_by,
            **now_by(request),
        ),
        _("Đã ghi việc rút lại."),
    )  # fmt: skip


@needs("readers.edit", at=home_of)
@require_POST
def accessible(request: HttpRequest, pk: int) -> HttpResponse:
    reader = reader_or_404(pk)
    form = AccessibleForm(request.POST, prefix="tc")
    if not form.is_valid():
        return send_back(request, form, to=reader)
    return press(
        request, reader,
        lambda: note_accessible(reader=reader, **form.cleaned_data, **now_by(request)),
        _("Đã lưu."),
    )  # fmt: skip
