"""Transfers: the list, a new one, and the page of each from draft to outcome."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tusach.audit.api import now_by
from tusach.holdings.holder import at_point
from tusach.holdings.models import Collection, Transfer, TransferLine
from tusach.holdings.selectors.copies import registers_of
from tusach.holdings.selectors.transfers import (
    Amount,
    amounts,
    amounts_listed,
    lines_of,
    search_lines,
    search_transfers,
    stock_of,
    total,
    transfers_of,
)
from tusach.holdings.services.transfers import change_head, draw_up
from tusach.holdings.web.reach import (
    Names,
    may_transfer,
    places,
    seen_of,
    transfer_or_404,
    transfers_seen,
)
from tusach.holdings.web.transfer_forms import EditHeadForm, ListForm, NewTransferForm, StockForm
from tusach.ui.api import Column, Filter, Listing, needs, standing, try_form
from tusach.ui.api import number as figure

State = Transfer.State
Status = TransferLine.Status
ACT = "holdings.transfer"
REASONS = {
    "withdrawn": gettext_lazy("đã xuất khỏi sổ"),
    "not-theirs": gettext_lazy("không thuộc bên giao"),
    "leaned-on": gettext_lazy("đã được điều chuyển tiếp hoặc xuất khỏi sổ sau đó"),
}


@needs("holdings.view")
@require_safe
def transfers(request: HttpRequest) -> HttpResponseBase:
    """The transfers from and to the places this person works for."""
    listing = Listing(
        request,
        transfers_seen(request),
        columns=[
            Column(
                "decision", _("Quyết định"), sort="decision", link=lambda t: t.get_absolute_url()
            ),
            Column("giver", _("Bên giao"), sort="giver__sort_key", value=lambda t: t.giver.name),
            Column("taker", _("Bên nhận"), sort="taker__sort_key", value=lambda t: t.taker.name),
            Column("on", _("Từ ngày"), sort="on", kind="day"),
            Column("moved_count", _("Số bản"), sort="moved_count", kind="number"),
            Column("moved_value", _("Giá trị"), sort="moved_value", kind="dong", wide=True),
            Column("state", _("Tình trạng"), value=lambda t: t.get_state_display(), sort="state"),
            Column("made_at", _("Ngày lập"), sort="made_at", kind="day", wide=True),
        ],
        search=search_transfers,
        search_label=_("Quyết định, thư viện"),
        filters=[
            Filter(
                "tinhtrang",
                _("Tình trạng"),
                State.choices,
                lambda found, value: found.filter(state=value),
            )
        ],
        default_sort="-made_at",
        empty=_("Chưa có lần điều chuyển nào."),
        name="dieu-chuyen",
    )
    return listing.export() or render(
        request,
        "holdings/transfers.html",
        {"listing": listing, "may_make": request.user.has_perm(ACT)},
    )


@needs("holdings.transfer")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    points = places(request, ACT)
    asked = request.GET.get("giao", "")
    form = NewTransferForm(
        request.POST or None,
        points=points,
        initial={
            "giver": points.filter(pk=asked).first() if asked.isdecimal() else None,
            "on": timezone.localdate(),
            "with_custody": True,
        },
    )
    if request.method == "POST" and form.is_valid():
        drawn = try_form(
            request,
            form,
            lambda: draw_up(**now_by(request), **form.cleaned_data),
        )
        if drawn:
            return redirect(drawn)
    return render(
        request,
        "holdings/transfer_head.html",
        {"form": form, "transfer": None},
        status=422 if form.is_bound else 200,
    )


@needs("holdings.transfer")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a draft says beside its list."""
    one = transfer_or_404(request, pk, ACT)
    form = EditHeadForm(
        request.POST or None,
        registers=registers_of(one.taker_id),
        initial={
            name: getattr(one, name)
            for name in ("decision", "decided_on", "on", "reason", "register", "with_custody")
        },
    )
    if request.method == "POST" and form.is_valid() and try_form(
        request,
        form,
        lambda: change_head(transfer=one, values=form.cleaned_data, **now_by(request)),
        _("Đã lưu."),
    ):  # fmt: skip
        return redirect(one)
    return render(
        request,
        "holdings/transfer_head.html",
        {"form": form, "transfer": one},
        status=422 if form.is_bound else 200,
    )


@needs("holdings.view")
@require_safe
def transfer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A transfer where it stands: its list while it is drawn up, its progress, its outcome."""
    one = transfer_or_404(request, pk)
    listing = _lines(request, one)
    if (file := listing.export()) is not None:
        return file
    return page(request, one, listing=listing)


def page(
    request: HttpRequest,
    one: Transfer,
    *,
    listing: Listing | None = None,
    list_form: ListForm | None = None,
    stock_form: StockForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a transfer, with a form that was refused if one was."""
    may = may_transfer(request, one)
    listed = amounts_listed(one)
    names = Names(request, [at_point(one.giver_id), at_point(one.taker_id)])
    context: dict[str, Any] = {
        "transfer": one,
        "giver": names[at_point(one.giver_id)],
        "taker": names[at_point(one.taker_id)],
        "listing": listing or _lines(request, one),
        "listed": [(Collection(row.key).label, row) for row in listed],
        "sum": total(listed),
        "may": may,
        "renumbered": request.user.has_perm("holdings.label") and _renumbered(one),
        "may_print": one.state not in {State.UNDONE, State.DROPPED} and not one.is_under_way,
        "may_take_back": may and one.state in {State.WAITING, State.APPLYING, State.DONE},
        **progress_of(one),
    }
    if may and one.state == State.DRAFT:
        stock = stock_rows(one)
        context |= {
            "list_form": list_form or ListForm(),
            "stock_form": stock_form or StockForm(stock=stock),
            "stock": stock,
        }
    return render(request, "holdings/transfer.html", context, status=status)


def stock_rows(one: Transfer) -> list[tuple[str, str, Amount]]:
    """(collection, label, amount) of what the giver owns."""
    return [
        (row.key, str(Collection(row.key).label), row) for row in amounts(stock_of(one.giver_id))
    ]


def progress_of(one: Transfer) -> dict[str, Any]:
    """What ``ui/progress.html`` asks for."""
    total_lines = one.lines.count() if one.is_under_way else 0
    done = one.undone_to if one.state == State.UNDOING else one.applied_to
    line = ngettext("%(done)s trên %(total)s bản", "%(done)s trên %(total)s bản", total_lines)
    return {
        "work": one,
        "line": line % {"done": figure(done), "total": figure(total_lines)},
        "done": done,
        "total": total_lines,
        "standing": standing(one, timezone.now()),
        "progress_url": reverse("holdings:transfer_progress", args=[one.pk]),
        "again_url": reverse("holdings:transfer_again", args=[one.pk]),
        "here": one.get_absolute_url(),
    }


def _renumbered(one: Transfer) -> tuple[str, str] | None:
    """The first and the last new number, for labels."""
    if one.register_id is None or one.state != State.DONE:
        return None
    moved = lines_of(one).filter(status=Status.MOVED)
    first, last = moved.first(), moved.order_by("position").last()
    if first is None or last is None or first.ownership is None or last.ownership is None:
        return None
    return first.ownership.accession_no, last.ownership.accession_no


def _outcome(line: TransferLine) -> str:
    said = str(line.get_status_display())
    why = REASONS.get(line.reason.get("code", ""))
    return f"{said}: {why}" if why else said


def _lines(request: HttpRequest, one: Transfer) -> Listing:
    seen = _Seen(request)
    columns = [
        Column(
            "old",
            _("Số ĐKCB"),
            value=lambda line: (
                line.ownership.old_accession_no if line.ownership else line.copy.accession_no
            ),
            sort=("copy__register_id", "copy__number"),
            link=seen.link,
        ),
        Column("barcode", _("Mã vạch"), value=lambda line: line.copy.barcode, wide=True),
        Column(
            "title",
            _("Nhan đề, tác giả"),
            value=lambda line: line.copy.record.shown_title
            + (f" / {line.copy.record.author}" if line.copy.record.author else ""),
            sort=("copy__record__title_key", "copy__record_id"),
        ),
        Column("price", _("Giá"), sort="price", kind="dong"),
        Column("condition", _("Tình trạng"), value=lambda line: line.get_condition_display(),
               wide=True),
    ]  # fmt: skip
    if one.register_id is not None:
        columns.insert(
            1,
            Column(
                "new",
                _("Số mới"),
                value=lambda line: line.ownership.accession_no if line.ownership else None,
                sort="ownership__accession_no",
            ),
        )
    filters = [
        Filter("kho", _("Kho"), Collection.choices, lambda q, v: q.filter(copy__collection=v))
    ]
    if one.state != State.DRAFT:
        columns.append(Column("status", _("Kết quả"), value=_outcome, sort="status"))
        filters.append(
            Filter("ketqua", _("Kết quả"), Status.choices, lambda q, v: q.filter(status=v))
        )
    listing = Listing(
        request,
        lines_of(one),
        columns=columns,
        search=search_lines,
        search_label=_("Mã vạch, số ĐKCB, nhan đề, tác giả"),
        filters=filters,
        empty=_("Chưa có bản nào trong danh sách. Quét, dán danh sách hoặc chọn cả kho."),
        name=f"dieu-chuyen-{one.pk}",
    )
    seen.listing = listing
    return listing


class _Seen:
    """Links to the copies of the page shown that this person may open, asked for once."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.listing: Listing | None = None
        self.seen: set[int] | None = None

    def link(self, line: TransferLine) -> str | None:
        if self.seen is None and self.listing is not None:
            self.seen = seen_of(self.request, [one.copy for one in self.listing.page.object_list])
        return line.copy.get_absolute_url() if line.copy_id in (self.seen or ()) else None


@needs("holdings.transfer")
@require_safe
def of_reorganisation(request: HttpRequest, pk: int) -> HttpResponse:
    """What a reorganisation made pass: a piece of the decision's page."""
    seen = set(transfers_seen(request).filter(reorganisation=pk).values_list("pk", flat=True))
    return render(
        request,
        "holdings/reorganisation_panel.html",
        {"rows": [one for one in transfers_of(pk) if one.pk in seen]},
    )
