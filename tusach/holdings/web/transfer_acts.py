"""What is done on the page of a transfer: listing copies, deciding, taking back, printing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.holdings.codes import MOST_CODES, codes_in, said_of
from tusach.holdings.errors import CannotBeListed
from tusach.holdings.models import Transfer
from tusach.holdings.papers import transfer_content
from tusach.holdings.selectors.copies import find_copies, match_codes
from tusach.holdings.selectors.transfers import line_of_copy
from tusach.holdings.services import transfers as services
from tusach.holdings.web.reach import transfer_or_404
from tusach.holdings.web.transfer_forms import ListForm, RecordForm, StockForm
from tusach.holdings.web.transfers import ACT, page, progress_of, stock_rows
from tusach.ui.api import Refusal, named, needs, pdf, press, try_form
from tusach.ui.api import number as figure

State = Transfer.State


@needs("holdings.transfer")
@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the scanned copy on the list, or take it off with ``take=1``."""
    one = transfer_or_404(request, pk, ACT)
    scanned = request.POST.get("scan", "").strip()[:60]
    take_off = bool(request.POST.get("take"))
    try:
        said = _take_off(one, scanned) if take_off else _put_on(one, scanned)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(f"{one.get_absolute_url()}{'?ra=1' if take_off else ''}")


def _put_on(one: Transfer, scanned: str) -> str:
    found = match_codes([scanned], one.giver_id)
    if not found.copies:
        wrong = said_of(found, one.giver.name)
        raise CannotBeListed(why=" ".join(wrong) or _("Hãy quét một mã."))
    (copy,) = found.copies
    new, wrong_copies = services.add_copies(transfer=one, copies=[copy], at=timezone.now())
    facts = {"title": copy.record.shown_title, "number": copy.accession_no}
    if wrong_copies:
        raise CannotBeListed(
            why=_("%(title)s (%(number)s) đã xuất khỏi sổ, không điều chuyển được.") % facts
        )
    if not new:
        return _("%(title)s (%(number)s) đã có trong danh sách.") % facts
    return _("Đã thêm: %(title)s (%(number)s)") % facts


def _take_off(one: Transfer, scanned: str) -> str:
    for copy in find_copies(scanned):
        line = line_of_copy(one, copy.pk)
        if line is not None:
            services.take_off(transfer=one, lines=[line])
            return _("Đã bỏ ra: %(title)s (%(number)s)") % {
                "title": copy.record.shown_title,
                "number": copy.accession_no,
            }
    raise CannotBeListed(
        why=_("Không có bản nào mang mã %(scan)s trong danh sách.") % {"scan": scanned}
    )


@needs("holdings.transfer")
@require_POST
def add_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A pasted list: what can be found is added, the codes that cannot stay in the form."""
    one = transfer_or_404(request, pk, ACT)
    form = ListForm(request.POST)
    if not form.is_valid():
        return page(request, one, list_form=form, status=422)
    codes = codes_in(form.cleaned_data["codes"])
    if len(codes) > MOST_CODES:
        form.add_error(
            "codes",
            _("Danh sách có %(count)s mã; nhiều nhất %(most)s. Hãy giao theo kho.")
            % {"count": len(codes), "most": MOST_CODES},
        )
        return page(request, one, list_form=form, status=422)
    found = match_codes(codes, one.giver_id)
    try:
        new, wrong = services.add_copies(transfer=one, copies=found.copies, at=timezone.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return page(request, one, list_form=form, status=refusal.status)
    _say_added(request, new)
    left = [*found.unknown, *found.of_others, *found.ambiguous]
    left += [row.copy.accession_no for row in wrong]
    if not left:
        return redirect(one)
    form = ListForm({"codes": "\n".join(left)})
    form.is_valid()
    for sentence in said_of(found, one.giver.name):
        form.add_error("codes", sentence)
    if wrong:
        numbers = ", ".join(row.copy.accession_no for row in wrong[:10])
        form.add_error("codes", _("Đã xuất khỏi sổ: %(codes)s.") % {"codes": numbers})
    return page(request, one, list_form=form, status=422)


def _say_added(request: HttpRequest, new: int) -> None:
    said = ngettext("Đã thêm %(count)s bản.", "Đã thêm %(count)s bản.", new)
    messages.success(request, said % {"count": figure(new)})


@needs("holdings.transfer")
@require_POST
def add_stock(request: HttpRequest, pk: int) -> HttpResponse:
    one = transfer_or_404(request, pk, ACT)
    form = StockForm(request.POST, stock=stock_rows(one))
    if not form.is_valid():
        return page(request, one, stock_form=form, status=422)
    return press(
        request,
        one,
        lambda: _say_added(
            request,
            services.add_stock(transfer=one, collections=form.cleaned_data["collections"]),
        ),
    )


@needs("holdings.transfer")
@require_POST
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    one = transfer_or_404(request, pk, ACT)
    return press(request, one, lambda: services.clear(transfer=one), _("Danh sách đã trống."))


@needs("holdings.transfer")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    one = transfer_or_404(request, pk, ACT)
    return press(request, one, lambda: services.decide(transfer=one, **now_by(request)))


@needs("holdings.transfer")
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    one = transfer_or_404(request, pk, ACT)
    done = _("Đã bỏ bản đang lập; không bản sách nào bị chuyển.")
    return press(request, one, lambda: services.drop(transfer=one, **now_by(request)), done)


@needs("holdings.transfer")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a reorganisation it is taken back with all else, on its own page."""
    one = transfer_or_404(request, pk, ACT)
    if one.reorganisation_id is not None:
        raise Http404
    return press(request, one, lambda: services.take_back(transfer=one, **now_by(request)))


@needs("holdings.transfer")
@require_POST
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    one = transfer_or_404(request, pk, ACT)
    return press(request, one, lambda: services.ask_again(transfer=one, at=timezone.now()))


@needs("holdings.view")
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every other second while work goes on."""
    one = transfer_or_404(request, pk)
    answer = render(request, "ui/progress.html", progress_of(one))
    if not one.is_under_way or one.problem:
        answer["HX-Refresh"] = "true"  # the page changes as a whole
    return answer


@needs("holdings.transfer")
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Who signs, where and when; then the record can be printed."""
    one = transfer_or_404(request, pk, ACT)
    form = RecordForm(
        request.POST or None, instance=one, initial={"record_on": one.record_on or one.on}
    )
    if request.method == "POST" and form.is_valid() and try_form(
        request,
        form,
        lambda: services.write_record(transfer=one, values=form.cleaned_data),
        _("Đã lưu."),
    ):  # fmt: skip
        return redirect("holdings:transfer_record", pk=pk)
    return render(
        request,
        "holdings/transfer_record.html",
        {"transfer": one, "form": form},
        status=422 if form.is_bound else 200,
    )


@needs("holdings.view")
@require_safe
def record_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The hand-over record as PDF."""
    one = transfer_or_404(request, pk)
    if one.state in {State.UNDONE, State.DROPPED} or one.is_under_way:
        raise Http404
    answer = HttpResponse(
        pdf("holdings/transfer.typ", transfer_content(one)),
        content_type="application/pdf",
    )
    named(answer, f"bien-ban-dieu-chuyen-{one.pk}.pdf", shown=True)
    answer["Cache-Control"] = "private, no-store"
    return answer
