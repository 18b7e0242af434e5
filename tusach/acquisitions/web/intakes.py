"""Purchases and gifts: the list, the head, the page, accepting and undoing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.acquisitions.models import Intake, Order
from tusach.acquisitions.rules.states import IntakeState
from tusach.acquisitions.selectors import intakes
from tusach.acquisitions.selectors.funds import balances
from tusach.acquisitions.selectors.orders import order_by_pk
from tusach.acquisitions.services import accepting, drafting, undoing
from tusach.acquisitions.web.doing import now_by, press, today, version_posted
from tusach.acquisitions.web.intake_forms import AcceptForm, FileForm, ReasonForm, intake_form
from tusach.acquisitions.web.lines import draft_context
from tusach.acquisitions.web.reach import (
    intake_or_404,
    may,
    owner_of_intake,
    places,
    usual_place,
)
from tusach.holdings.api import usual_collection
from tusach.ui.api import (
    Column,
    Filter,
    Listing,
    Refusal,
    needs,
    number,
    send_back,
    standing,
    try_form,
)

_KINDS = {"mua": Intake.Kind.PURCHASE, "tang": Intake.Kind.GIFT}


def whom(intake: Intake) -> str:
    """The supplier, or the donor if he may be named."""
    if not intake.is_gift:
        return intake.supplier.name if intake.supplier else ""
    return _("(giấu tên)") if intake.donor_hidden else intake.donor_name


def _by_owner(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    return found.filter(owner=int(value))


@needs("acquisitions.view")
@require_safe
def list_intakes(request: HttpRequest) -> HttpResponseBase:
    mine = places(request, "acquisitions.view")
    found = intakes.intakes_of(mine)
    owners = intakes.owners_of(mine)
    listing = Listing(
        request,
        found,
        columns=[
            Column("code", gettext_lazy("Số đợt"), sort="pk", link=lambda i: i.get_absolute_url()),
            Column("whom", gettext_lazy("Nhà cung cấp, người tặng"), value=whom),
            Column("received_on", gettext_lazy("Ngày nhận"), sort="received_on", kind="day"),
            Column("state", gettext_lazy("Tình trạng"), sort="state",
                   value=lambda i: i.get_state_display()),
            Column("titles", gettext_lazy("Số tên"), sort="titles", kind="number"),
            Column("copies", gettext_lazy("Số bản"), sort="copies", kind="number",
                   value=lambda i: i.copies or 0),
            Column("invoice_total", gettext_lazy("Tiền hoá đơn"), sort="invoice_total",
                   kind="dong", wide=True),
            *([Column("owner", pgettext_lazy("one thing", "Thư viện"),
                      value=lambda i: i.owner.name, wide=True)]
              if len(owners) > 1 else []),
        ],
        search=intakes.search_intakes,
        search_label=gettext_lazy("Số đợt, hoá đơn, nhà cung cấp, nhan đề"),
        filters=[
            Filter("loai", gettext_lazy("Loại"), Intake.Kind.choices,
                   lambda qs, v: qs.filter(kind=v)),
            Filter("tinh-trang", gettext_lazy("Tình trạng"), IntakeState.choices,
                   lambda qs, v: qs.filter(state=v)),
            Filter("nam", gettext_lazy("Năm"),
                   [(str(y), str(y)) for y in intakes.years_of(mine)],
                   lambda qs, v: qs.filter(received_on__year=int(v))),
            *([Filter("thu-vien", pgettext_lazy("one thing", "Thư viện"), owners, _by_owner)]
              if len(owners) > 1 else []),
        ],
        default_sort="-code",
        empty=gettext_lazy(
            "Chưa có đợt nhập sách nào. Sách mua hay được tặng đều bắt đầu từ đây."
        ),
        name="dot-bo-sung",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "acquisitions/intakes.html",
        {"listing": listing, "may_receive": may(request, "acquisitions.receive"), "tab": "intakes"},
    )


def _kind_or_404(kind: str) -> str:
    if kind not in _KINDS:
        raise Http404
    return _KINDS[kind]


@needs("acquisitions.receive")
@require_http_methods(["GET", "POST"])
def new_intake(request: HttpRequest, kind: str) -> HttpResponse:
    which = _kind_or_404(kind)
    order = _order_asked(request)
    library = usual_place(request, "acquisitions.receive")
    first: dict[str, Any] = {"received_on": today(), "collection": usual_collection(library)}
    if order is not None:
        first |= {"supplier": order.supplier, "fund": order.fund, "discount": order.discount}
    form = intake_form(which)(request, request.POST or None, initial=first)
    registers = form.fields["register"].queryset  # type: ignore[attr-defined]
    if request.method == "GET":
        own = registers.filter(owner=library)
        likely = own if own.exists() else registers
        form.initial["register"] = likely.first() if likely.count() == 1 else None
    if request.method == "POST" and form.is_valid():
        values = form.head()
        made = try_form(
            request,
            form,
            lambda: drafting.start_intake(
                kind=which, owner=values["register"].owner, **values, **now_by(request)
            ),
        )
        if made and order is not None:
            return redirect("acquisitions:from_orders", pk=made.pk)
        if made:
            return redirect(made)
    return _head_page(request, form, which)


def _order_asked(request: HttpRequest) -> Order | None:
    """The order (?don=) whose books have come, if the person may order there."""
    text = request.GET.get("don", "")
    order = order_by_pk(int(text)) if text.isdecimal() and len(text) < 19 else None
    return order if order and may(request, "acquisitions.view", order.owner) else None


def _head_page(
    request: HttpRequest, form: Any, kind: str, intake: Intake | None = None, version: int = 0
) -> HttpResponse:
    return render(
        request,
        "acquisitions/intake_form.html",
        {
            "form": form,
            "kind": kind,
            "intake": intake,
            "version": version,
            "no_register": not form.fields["register"].queryset.exists(),
            "may_add_supplier": may(request, "acquisitions.order"),
        },
        status=422 if form.is_bound else 200,
    )


@needs("acquisitions.receive", at=owner_of_intake)
@require_http_methods(["GET", "POST"])
def edit_intake(request: HttpRequest, pk: int) -> HttpResponse:
    """The head of a draft. When somebody saved in between, the new values are named."""
    intake = intake_or_404(pk)
    names = drafting.HEAD
    form = intake_form(intake.kind)(
        request, request.POST or None, initial={name: getattr(intake, name) for name in names}
    )
    version = intake.version
    if request.method == "POST":
        version = version_posted(request)
        if form.is_valid():
            values = form.head()
            done = try_form(
                request,
                form,
                lambda: drafting.change_intake(
                    intake=intake, version=version, **values, **now_by(request)
                ),
                _("Đã ghi."),
            )
            if done:
                return redirect(intake)
            intake = intake_or_404(pk)
            if version != intake.version:
                _name_differences(form, intake)
                version = intake.version
    return _head_page(request, form, intake.kind, intake, version)


def _name_differences(form: Any, intake: Intake) -> None:
    """Beside each field that somebody else set meanwhile, what stands there now."""
    for name in form.fields:
        now = getattr(intake, name)
        if now != form.cleaned_data.get(name):
            shown = form.fields[name].prepare_value(now)
            if hasattr(now, "pk"):
                shown = str(now)
            form.add_error(name, _("Đang có: %(value)s") % {"value": shown if shown else "–"})


@needs("acquisitions.view", at=owner_of_intake)
@require_safe
def show_intake(request: HttpRequest, pk: int) -> HttpResponse:
    intake = intake_or_404(pk)
    may_receive = may(request, "acquisitions.receive", intake.owner)
    context = draft_context(request, intake) | {
        "whom": whom(intake),
        "may_receive": may_receive,
        "progress": _progress(intake),
        "balance": balances([intake.fund_id])[intake.fund_id] if intake.fund_id else None,
        "awaited": intakes.awaited_lines(intake).count()
        if intake.state == IntakeState.DRAFT and intake.supplier_id
        else 0,
        "file_form": FileForm(),
        "may_label": may(request, "holdings.label", intake.owner),
        "may_see_copies": may(request, "holdings.view", intake.owner),
    }
    if intake.register is not None and intake.first_number and intake.last_number:
        context |= {
            "first": intake.register.accession_no(intake.first_number),
            "last": intake.register.accession_no(intake.last_number),
        }
    return render(request, "acquisitions/intake.html", context)


def _progress(intake: Intake) -> dict[str, Any]:
    if not intake.is_under_way:
        return {"work": intake}
    done, total = accepting.progress_of(intake)
    line = ngettext("%(done)s trên %(total)s bản", "%(done)s trên %(total)s bản", total)
    return {
        "work": intake,
        "line": line % {"done": number(done), "total": number(total)},
        "done": done,
        "total": total,
        "standing": standing(intake, timezone.now()),
        "progress_url": reverse("acquisitions:intake_progress", args=[intake.pk]),
        "again_url": reverse("acquisitions:intake_ask_again", args=[intake.pk]),
        "here": intake.get_absolute_url(),
    }


@needs("acquisitions.view", at=owner_of_intake)
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every other second while work goes on."""
    intake = intake_or_404(pk)
    answer = render(request, "ui/progress.html", _progress(intake))
    if not intake.is_under_way:
        answer["HX-Refresh"] = "true"  # the page changes as a whole
    return answer


@needs("acquisitions.receive", at=owner_of_intake)
@require_POST
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    intake = intake_or_404(pk)
    return press(
        request,
        intake,
        lambda: accepting.ask_again(intake=intake, at=timezone.now()),
        _("Đã gọi lại; việc chạy tiếp từ chỗ dừng."),
    )


@needs("acquisitions.receive", at=owner_of_intake)
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    intake = intake_or_404(pk)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return send_back(request, form, to=intake)
    return press(
        request,
        intake,
        lambda: accepting.accept(
            intake=intake,
            version=version_posted(request),
            difference_why=form.cleaned_data["difference_why"],
            **now_by(request),
        ),
    )


@needs("acquisitions.receive", at=owner_of_intake)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    intake = intake_or_404(pk)
    return press(
        request,
        intake,
        lambda: drafting.drop_intake(intake=intake, **now_by(request)),
        _("Đã bỏ đợt này; không có gì vào sổ."),
    )


@needs("acquisitions.receive", at=owner_of_intake)
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    intake = intake_or_404(pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if try_form(
            request,
            form,
            lambda: undoing.undo_intake(intake=intake, reason=reason, **now_by(request)),
            _("Đã rút lại: các bản đã xuất khỏi sổ, số ĐKCB không dùng lại."),
        ):
            return redirect(intake)
    return render(
        request,
        "acquisitions/act.html",
        {
            "form": form,
            "title": _("Rút lại %(code)s") % {"code": intake.code},
            "lead": _(
                "Mọi bản của đợt được xuất khỏi sổ với lý do này. Số ĐKCB đã cấp không dùng "
                "lại; biểu ghi đã lập vẫn còn. Không làm được khi đã có bản được dùng."
            ),
            "button": _("Rút lại"),
            "danger": True,
            "back": intake.get_absolute_url(),
        },
        status=422 if form.is_bound else 200,
    )


@needs("acquisitions.receive", at=owner_of_intake)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft from an undone or dropped one."""
    intake = intake_or_404(pk)
    try:
        new = undoing.draft_again(intake=intake, **now_by(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(intake)
    messages.success(request, _("Đã lập bản nháp %(code)s.") % {"code": new.code})
    return redirect(new)
