"""The cataloguers' list of work: what waits, who took it, what libraries ask for, what was done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tusach.audit.api import actor_of
from tusach.catalogue.authorities.bodies import bodies_as_persons
from tusach.catalogue.doubts import in_words
from tusach.catalogue.importing.selectors import imports
from tusach.catalogue.models import Work
from tusach.catalogue.web.forms import AnswerForm, AskForm
from tusach.catalogue.web.records import found_or_404
from tusach.catalogue.working import listeners, selectors, services
from tusach.people.api import Account
from tusach.ui.api import Column, Filter, Listing, Refusal, needs, send_back, try_form

_TAKEN = (
    ("free", gettext_lazy("Chưa ai nhận")),
    ("mine", gettext_lazy("Tôi đang làm")),
    ("others", gettext_lazy("Người khác đang làm")),
)
# Days of which the page of figures tells.
_BACK = 7


def _account(request: HttpRequest) -> Account:
    user = request.user
    assert isinstance(user, Account)
    return user


def _taken(account: int) -> Any:
    def apply(found: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == "free":
            return found.filter(account=None)
        if value == "mine":
            return found.filter(account=account)
        return found.exclude(account=None).exclude(account=account)

    return apply


def _why(one: Work) -> str:
    """What waits and, of what was not sure, what that is."""
    if one.reason == Work.Reason.UNSURE and one.record.unsure:
        said = _("Chưa chắc: %(what)s")
        return said % {"what": ", ".join(in_words(one.record.unsure))}
    return one.note or str(one.get_reason_display())


def _listing(request: HttpRequest) -> Listing:
    labels = {one.name: one.label for one in listeners.wanted()}
    return Listing(
        request,
        selectors.worklist(),
        columns=[
            Column(
                "title",
                _("Nhan đề"),
                value=lambda one: one.record.shown_title,
                sort="record__title_key",
                link=lambda one: one.record.get_absolute_url(),
            ),
            Column(
                "why",
                _("Vì sao chờ"),
                value=_why,
                sort="reason",
            ),
            Column(
                "wanted",
                _("Đang cần"),
                value=lambda one: str(labels[one.wanted_by]) if one.wanted_by else "",
            ),
            Column("account_name", _("Ai nhận"), sort="account_name"),
            Column("since", _("Chờ từ"), kind="day", sort=("-is_wanted", "since")),
        ],
        search=selectors.with_words,
        search_label=_("Nhan đề, tác giả, ISBN"),
        filters=[
            Filter(
                "reason", _("Việc"), Work.Reason.choices,
                lambda found, value: found.filter(reason=value),
            ),
            Filter("taken", _("Ai làm"), _TAKEN, _taken(_account(request).pk)),
        ],
        default_sort="since",
        empty=_("Không còn việc biên mục nào chờ."),
        name="cho-bien-muc",
    )  # fmt: skip


@needs("catalogue.view")
@require_safe
def to_be_catalogued(request: HttpRequest) -> HttpResponseBase:
    """All that waits: what is wanted soon first, then the oldest."""
    listing = _listing(request)
    if (file := listing.export()) is not None:
        return file
    user = _account(request)
    context = {
        "listing": listing,
        "counts": [(Work.Reason(key).label, n) for key, n in sorted(selectors.counts().items())],
        "mine": selectors.mine(user.pk).count(),
        "today": selectors.done_today(user.pk, timezone.now()),
    }
    if user.has_perm("catalogue.edit"):
        context["bodies"] = len(bodies_as_persons())
    if user.has_perm("catalogue.import"):
        context["damaged"] = selectors.damaged_rows(imports(user))
    return render(request, "catalogue/to_be_catalogued.html", context)


@require_POST
@needs("catalogue.edit")
def take_next(request: HttpRequest) -> HttpResponse:
    """The first that nobody took, of the list as it is filtered; and on to its record."""
    found = selectors.free(_listing(request).rows).order_by(*selectors.FIRST)
    by = actor_of(request)
    for one in found[:20]:
        try:
            if services.take([one.pk], by=by, at=timezone.now()):
                return redirect(one.record)
        except Refusal:
            continue  # somebody was quicker
    messages.info(request, _("Không còn việc nào chưa có người nhận."))
    return redirect("catalogue:to_be_catalogued")


def _work_or_404(pk: int) -> Work:
    found = selectors.work(pk)
    if found is None:
        raise Http404
    return found


@require_POST
@needs("catalogue.edit")
def take(request: HttpRequest, pk: int) -> HttpResponse:
    found = _work_or_404(pk)
    try:
        services.take([pk], by=actor_of(request), at=timezone.now())
    except Refusal as refused:
        return send_back(request, refused, to=found.record)
    messages.success(request, _("Đã nhận; người khác thấy là bạn đang làm."))
    return redirect(found.record)


@require_POST
@needs("catalogue.edit")
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = _work_or_404(pk)
    if services.give_back([pk], by=actor_of(request)):
        messages.success(request, _("Đã trả lại; ai cũng nhận được."))
    return redirect(found.record)


@needs("catalogue.edit")
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers what a library asked for; or says that a repaired record was looked over."""
    found = _work_or_404(pk)
    form = AnswerForm(request.POST or None, is_asked=found.reason == Work.Reason.ASKED)
    if request.method == "POST" and form.is_valid():
        done = try_form(
            request,
            form,
            lambda: services.finish(
                pk, form.cleaned_data.get("answer", ""), by=actor_of(request), at=timezone.now()
            ),
            _("Đã xong việc này."),
        )
        if done is not None:
            return redirect("catalogue:to_be_catalogued")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "work": found, "record": found.record}
    return render(request, "catalogue/finish_work.html", context, status=status)


@needs("catalogue.quick_record")
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A library asks for the cataloguing of a title, or that something in it be mended."""
    record = found_or_404(pk)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = _account(request).usual_place("catalogue.quick_record")
        made = try_form(
            request,
            form,
            lambda: services.ask(
                record,
                form.cleaned_data["note"],
                library=place.name if place else "",
                by=actor_of(request),
                at=timezone.now(),
            ),
            _("Đã gửi cho cán bộ biên mục; câu trả lời sẽ ở trang “Điều đã xin”."),
        )
        if made is not None:
            return redirect(record)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "record": record}
    return render(request, "catalogue/ask_cataloguing.html", context, status=status)


@needs("catalogue.quick_record")
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What this person asked the cataloguers for, and the answers."""
    found = selectors.asked_by(_account(request).pk)
    return render(request, "catalogue/asked.html", {"asked": found})


@needs("catalogue.view")
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """R-088: titles processed and not, for each library; who did what in the last seven days."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    since = today - timedelta(days=_BACK - 1)
    reasons = dict(Work.Reason.choices)
    context = {
        "all": selectors.processed_titles(),
        "libraries": listeners.titles_by_library(),
        "since": since.date(),
        "changed": selectors.changed_since(since),
        "done": [(one, reasons[one.reason]) for one in selectors.done_by_day(since)],
    }
    return render(request, "catalogue/work_figures.html", context)
