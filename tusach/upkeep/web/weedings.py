"""Rounds of weeding: the list, a new one, and the page of each with its list of copies."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tusach.audit.api import now_by
from tusach.ui.api import Column, Filter, Listing, needs, standing, try_form
from tusach.ui.api import number as figure
from tusach.upkeep.models import FileKind, Weeding, WeedingLine
from tusach.upkeep.rules import WHY_NOT, may
from tusach.upkeep.selectors import weedings as reading
from tusach.upkeep.services import weeding as services
from tusach.upkeep.web.reach import (
    owner_of_weeding,
    places,
    weeding_or_404,
    weedings_seen,
)
from tusach.upkeep.web.weeding_forms import (
    CodesForm,
    EditWeedingForm,
    FindForm,
    KeepForm,
    NewWeedingForm,
    ScanForm,
)

State = Weeding.State
Status = WeedingLine.Status
# Step of ``rules.STEPS`` → the act that it needs.
NEEDS = {
    "list": "upkeep.weed", "submit": "upkeep.weed", "keep": "upkeep.decide",
    "appraise": "upkeep.decide", "send_back": "upkeep.decide", "decide": "upkeep.decide",
    "take_back": "upkeep.decide", "carry_out": "upkeep.decide", "dispose": "upkeep.weed",
    "cancel": "upkeep.decide", "close": "upkeep.decide", "drop": "upkeep.weed",
    "ask_again": "upkeep.weed",
}  # fmt: skip


@needs("upkeep.view")
@require_safe
def weedings(request: HttpRequest) -> HttpResponseBase:
    """The rounds of the places this person works for."""
    listing = Listing(
        request,
        weedings_seen(request),
        columns=[
            Column("name", _("Tên đợt"), sort="name", link=lambda w: w.get_absolute_url()),
            Column("owner", _("Thư viện"), value=lambda w: w.owner.name, sort="owner__sort_key"),
            Column("state", _("Tình trạng"), value=lambda w: w.get_state_display(), sort="state"),
            Column("copies", _("Số bản"), sort="copies", kind="number"),
            Column("decision", _("Quyết định"), sort="decision", wide=True),
            Column("decided_on", _("Ngày quyết định"), sort="decided_on", kind="day", wide=True),
            Column("opened_at", _("Lập lúc"), sort="opened_at", kind="moment", wide=True),
        ],
        search=reading.search_weedings,
        search_label=_("Tên đợt, thư viện, số quyết định"),
        filters=[
            Filter("tinhtrang", _("Tình trạng"), State.choices, lambda q, v: q.filter(state=v))
        ],
        default_sort="-opened_at",
        empty=_("Chưa có đợt thanh lọc nào."),
        name="thanh-loc",
    )
    return listing.export() or render(
        request,
        "upkeep/weedings.html",
        {"listing": listing, "may_begin": request.user.has_perm("upkeep.weed")},
    )


@needs("upkeep.weed")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NewWeedingForm(
        request.POST or None,
        points=places(request, "upkeep.weed"),
        initial={
            "owner": request.user.usual_place("upkeep.weed"),  # type: ignore[union-attr]
            "name": _("Thanh lọc năm %(year)s") % {"year": timezone.localdate().year},
        },
    )
    if request.method == "POST" and form.is_valid():
        begun = try_form(
            request, form, lambda: services.begin(**form.cleaned_data, **now_by(request))
        )
        if begun is not None:
            return redirect(begun)
    return render(
        request, "upkeep/new_weeding.html", {"form": form}, status=422 if form.is_bound else 200
    )


@needs("upkeep.weed", at=owner_of_weeding)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = weeding_or_404(request, pk)
    form = EditWeedingForm(request.POST or None, initial={"name": one.name, "reason": one.reason})
    if request.method == "POST" and form.is_valid() and try_form(
        request,
        form,
        lambda: services.change(weeding=one, **form.cleaned_data),
        _("Đã lưu."),
    ):  # fmt: skip
        return redirect(one)
    return step_page(request, one, form, title=_("Sửa phần đầu"), button=_("Lưu"))


def step_page(
    request: HttpRequest,
    one: Weeding,
    form: Any,
    *,
    title: str,
    button: str,
    lead: str = "",
    danger: bool = False,
    files: bool = False,
) -> HttpResponse:
    """The form of one step of a round; what was refused stays in it."""
    context = {
        "weeding": one, "form": form, "title": title, "button": button, "lead": lead,
        "danger": danger, "files": files,
    }  # fmt: skip
    return render(request, "upkeep/step.html", context, status=422 if form.is_bound else 200)


@needs("upkeep.view", at=owner_of_weeding)
@require_safe
def weeding(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A round where it stands: its sums, its list, its steps, its file."""
    one = weeding_or_404(request, pk)
    listing = _lines(request, one)
    if (file := listing.export()) is not None:
        return file
    return page(request, one, listing=listing)


def page(
    request: HttpRequest,
    one: Weeding,
    *,
    listing: Listing | None = None,
    codes_form: CodesForm | None = None,
    find_form: FindForm | None = None,
    keep_form: KeepForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a round, with a form that was refused if one was."""
    share, whole = reading.share_of(one), reading.sums(reading.counted(one))
    kept_until = reading.kept_until(one)
    steps = {
        step: may(step, one.state) and request.user.has_perm(act, one.owner)
        for step, act in NEEDS.items()
    }
    context: dict[str, Any] = {
        "weeding": one,
        "listing": listing or _lines(request, one),
        "share": share,
        "whole": whole,
        "too_many": max(whole.copies - share.most, 0),
        "reasons": reading.by_criterion(one),
        "statuses": [(Status(key).label, count) for key, count in reading.by_status(one).items()],
        "steps": steps,
        "undisposed": reading.undisposed(one).count() if one.state == State.CARRIED_OUT else 0,
        "disposals": reading.disposals_of(one),
        "received": reading.received(one),
        "files": reading.files_of(one),
        "papers": [(kind, FileKind(kind).label) for kind in papers_of(one)],
        "kept_until": kept_until,
        "may_discard": kept_until is not None and timezone.localdate() >= kept_until,
        "keep_years": reading.keep_years(one, timezone.localdate()),
        "cancel_until": reading.cancel_until(one),
        "may_file": request.user.has_perm("upkeep.weed", one.owner),
        "scan_form": ScanForm(),
        "last_reason": request.GET.get("lydo-quet", ""),
        "council": [line for line in one.council.splitlines() if line.strip()],
        **progress_of(one),
    }
    if steps["list"]:
        context |= {
            "codes_form": codes_form or CodesForm(),
            "find_form": find_form or FindForm(),
        }
    if steps["keep"]:
        context["keep_form"] = keep_form or KeepForm()
    return render(request, "upkeep/weeding.html", context, status=status)


def papers_of(one: Weeding) -> list[str]:
    """The papers that can be printed of a round as it stands."""
    reached = [FileKind.REQUEST, FileKind.LIST]
    if one.appraised_on:
        reached.append(FileKind.MINUTES)
    if one.decided_on:
        reached.append(FileKind.DECISION)
    if one.carried_out_at:
        reached.append(FileKind.DISPOSAL)
    return [str(kind) for kind in reached]


def progress_of(one: Weeding) -> dict[str, Any]:
    """What ``ui/progress.html`` asks for."""
    done, total = reading.progress(one) if one.is_under_way else (0, 0)
    line = ngettext("%(done)s trên %(total)s bản", "%(done)s trên %(total)s bản", total)
    return {
        "work": one,
        "line": line % {"done": figure(done), "total": figure(total)},
        "done": done,
        "total": total,
        "standing": standing(one, timezone.now()),
        "progress_url": reverse("upkeep:progress", args=[one.pk]),
        "again_url": reverse("upkeep:again", args=[one.pk]),
        "here": one.get_absolute_url(),
    }


def _outcome(line: WeedingLine) -> str:
    said = str(line.get_status_display())
    why = WHY_NOT.get(line.why, "")
    if line.status == Status.KEPT and line.note:
        why = line.note
    if line.again is not None:
        why = line.again.accession_no
    return f"{said}: {why}" if why else said


def _lines(request: HttpRequest, one: Weeding) -> Listing:
    return Listing(
        request,
        reading.lines_of(one),
        columns=[
            Column("accession_no", _("Số ĐKCB"), value=lambda x: x.copy.accession_no,
                   sort=("copy__register_id", "copy__number"),
                   link=lambda x: x.copy.get_absolute_url()),
            Column("title", _("Nhan đề, tác giả"),
                   value=lambda x: x.copy.record.shown_title
                   + (f" / {x.copy.record.author}" if x.copy.record.author else ""),
                   sort=("copy__record__title_key", "copy__record_id")),
            Column("shelf_mark", _("Xếp giá"), value=lambda x: x.copy.shelf_mark,
                   sort="copy__shelf_mark", wide=True),
            Column("criterion", _("Lý do"), value=lambda x: str(x.criterion),
                   sort="criterion__position"),
            Column("price", _("Giá"), sort="price", kind="dong", wide=True),
            Column("condition", _("Tình trạng"), value=lambda x: x.get_condition_display(),
                   wide=True),
            Column("status", _("Kết quả"), value=_outcome, sort="status"),
            Column("fate", _("Xử lý"),
                   value=lambda x: x.disposal.get_fate_display() if x.disposal else None,
                   wide=True),
        ],
        search=reading.search_lines,
        search_label=_("Mã vạch, số ĐKCB, nhan đề, tác giả"),
        filters=[
            Filter("lydo", _("Lý do"), [(str(c.pk), str(c)) for c in reading.criteria()],
                   lambda q, v: q.filter(criterion=v)),
            Filter("ketqua", _("Kết quả"), Status.choices, lambda q, v: q.filter(status=v)),
        ],
        default_sort="criterion",
        empty=_("Chưa có bản nào trong danh sách."),
        name=f"thanh-loc-{one.pk}",
    )  # fmt: skip


@needs("upkeep.view")
@require_safe
def of_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The rounds a copy was in: a piece of its page."""
    seen = set(weedings_seen(request).values_list("pk", flat=True))
    rows = [line for line in reading.rounds_of_copy(pk) if line.weeding_id in seen]
    return render(
        request,
        "upkeep/copy_panel.html",
        {"rows": [(line, _outcome(line)) for line in rows]},
    )
