"""The list of batches, the page of one, making, changing, cancelling and closing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tusach.circulation.api import riding_with
from tusach.network.api import ServicePoint
from tusach.rotation.models import Batch
from tusach.rotation.rules.dated import RuleKind, add_months
from tusach.rotation.rules.states import LegState
from tusach.rotation.rules.steps import may
from tusach.rotation.selectors import batches
from tusach.rotation.selectors.coming_back import counts_coming_back
from tusach.rotation.selectors.next_steps import cards, way_of
from tusach.rotation.selectors.rules import cautions_of_copies, number_on
from tusach.rotation.selectors.sums import sums_of
from tusach.rotation.services.closing import close_batch
from tusach.rotation.services.planning import (
    Destination,
    cancel_batch,
    change_batch,
    check_plan,
    plan_batch,
)
from tusach.rotation.web.doing import now_by, today, try_form
from tusach.rotation.web.forms import BatchForm, CancelForm, CloseForm, DestinationSet
from tusach.rotation.web.places import account, seen_batch, store_of_batch
from tusach.ui.api import Column, Filter, Listing, Refusal, needs


def _legs(batch: Batch) -> list[Any]:
    return [leg for leg in batch.legs.all() if leg.state != LegState.CANCELLED]


def _points(batch: Batch, name: Callable[[ServicePoint], str]) -> str:
    """Names of the destinations, as this person may know them."""
    names = [name(leg.point) for leg in _legs(batch) or list(batch.legs.all())]
    if len(names) > 2:
        said = ngettext(
            "%(first)s và %(count)s điểm khác", "%(first)s và %(count)s điểm khác", len(names) - 1
        )
        return said % {"first": names[0], "count": len(names) - 1}
    return "; ".join(names)


def _overdue(found: QuerySet[Batch], value: str) -> QuerySet[Batch]:
    return batches.overdue(found, today()) if value == "1" else found


@needs("rotation.view")
def list_batches(request: HttpRequest) -> HttpResponseBase:
    user = account(request)
    name = batches.names_for(user)
    listing = Listing(
        request,
        batches.listed(batches.batches_for(user)),
        columns=[
            Column("code", gettext_lazy("Số đợt"), sort=("year", "serial"),
                   link=lambda b: b.get_absolute_url()),
            Column("points", gettext_lazy("Điểm nhận"), value=lambda b: _points(b, name)),
            Column("state", gettext_lazy("Tình trạng"), sort="state",
                   value=lambda b: b.get_state_display()),
            Column("copies", gettext_lazy("Số bản"), sort="copies", kind="number",
                   value=lambda b: b.copies or 0),
            Column("leaves_on", gettext_lazy("Ngày đi"), sort="leaves_on", kind="day"),
            Column("next_due", gettext_lazy("Hạn trả gần nhất"), sort="next_due", kind="day"),
            Column("store", gettext_lazy("Nơi gửi"), value=lambda b: b.store.name, wide=True),
        ],
        search=lambda found, words: batches.search_batches(found, words, user),
        filters=[
            Filter("tinh-trang", gettext_lazy("Tình trạng"), LegState.choices,
                   lambda qs, v: qs.filter(state=v)),
            Filter("nam", gettext_lazy("Năm"), [(str(y), str(y)) for y in batches.years()],
                   lambda qs, v: qs.filter(year=int(v))),
            Filter("qua-han", gettext_lazy("Hạn trả"), [("1", gettext_lazy("Đã quá hạn"))],
                   _overdue),
        ],
        default_sort="-code",
        empty=gettext_lazy("Chưa có đợt luân chuyển nào."),
        name="dot-luan-chuyen",
        search_label=gettext_lazy("Tìm theo số đợt, điểm, mục đích"),
    )  # fmt: skip
    if (file := listing.export()) is not None:
        return file
    return render(
        request,
        "rotation/batches.html",
        {"listing": listing, "may_plan": user.has_perm("rotation.plan")},
    )


@needs("rotation.view")
def show_batch(request: HttpRequest, pk: int) -> HttpResponse:
    batch = seen_batch(request, pk)
    user = account(request)
    at_store = user.has_perm("rotation.view", batch.store)
    legs = [
        leg
        for leg in batches.legs_of(batch)
        if at_store or user.has_perm("rotation.view", leg.point)
        or user.has_perm("rotation.view", batch.return_to)
    ]  # fmt: skip
    live = [leg for leg in legs if leg.state != LegState.CANCELLED]
    shown, riding = cards(legs, user), riding_with(batch.code)
    for card in shown:
        if card.is_known:
            card.riding = riding.get(card.leg.point_id, [])
    may_plan = bool(live) and user.has_perm("rotation.plan", batch.store)
    return render(
        request,
        "rotation/batch.html",
        {
            "batch": batch,
            "at_store": at_store,
            "cards": shown,
            "way": way_of(batch.state),
            "sums": sums_of([leg.pk for leg in live]),
            "closing": [m for m in batches.papers(batch) if m.leg_id is None] if at_store else [],
            "may_edit": may_plan and all(may("edit", leg.state) for leg in live),
            "may_cancel": may_plan and all(may("cancel", leg.state) for leg in live),
            "may_close": user.has_perm("rotation.close", batch.store)
            and live and all(leg.state == LegState.INSPECTED for leg in live),
            "cautions": cautions_of_copies(
                batch.store_id, batches.records_of(live), batch.leaves_on
            ) if at_store and live and all(may("edit", leg.state) for leg in live) else [],
        },
    )  # fmt: skip


def _destinations(rows: Any) -> list[Destination]:
    return [
        Destination(row["point"], row["due_on"], row["needs"])
        for row in (form.cleaned_data for form in rows)
        if row.get("point") and row.get("due_on")
    ]


def _cautions(form: BatchForm, rows: Any, request: HttpRequest) -> tuple[list[Any], str]:
    """What the rules say of what is typed so far; a refusal as a sentence."""
    if not (form.is_valid() and rows.is_valid()):
        return [], ""
    data = form.cleaned_data
    try:
        found = check_plan(
            data["store"], _destinations(rows), data["leaves_on"], data["staff"],
            now_by(request)["at"],
        )  # fmt: skip
    except Refusal as refusal:
        return [], str(refusal)
    return found, ""


def _blank(count: int) -> list[dict[str, Any]]:
    """Rows for destinations, with the day of return that the rule allows."""
    months = number_on(RuleKind.STAY_MONTHS, today(), 6)
    return [{"due_on": add_months(today() + timedelta(days=7), months)}] * count


@needs("rotation.plan")
def new_batch(request: HttpRequest) -> HttpResponse:
    user = account(request)
    kwargs = {"user": user}
    if request.method != "POST":
        form = BatchForm(user, initial={"leaves_on": today() + timedelta(days=7)})
        rows = DestinationSet(prefix="d", initial=_blank(1), form_kwargs=kwargs)
        return render(request, "rotation/batch_form.html", {"form": form, "rows": rows})
    form = BatchForm(user, request.POST)
    if request.POST.get("do") == "more":
        rows = DestinationSet(_with_row(request), prefix="d", form_kwargs=kwargs)
        rows.is_valid()
        return render(
            request, "rotation/batch_form.html", {"form": form, "rows": rows, "typing": True}
        )
    rows = DestinationSet(request.POST, prefix="d", form_kwargs=kwargs)
    if request.POST.get("do") == "check":
        found, refused = _cautions(form, rows, request)
        return render(request, "rotation/cautions.html", {"cautions": found, "refused": refused})
    if form.is_valid() and rows.is_valid():
        store = form.cleaned_data["store"]
        batch = try_form(
            request,
            form,
            lambda: plan_batch(
                store=store,
                **_planned(form, rows),
                **now_by(request),
            ),
        )
        if batch:
            messages.success(request, _("Đã lập đợt %(code)s.") % {"code": batch.code})
            return redirect(batch)
    found, _refused = _cautions(form, rows, request)
    return render(
        request,
        "rotation/batch_form.html",
        {"form": form, "rows": rows, "cautions": found},
        status=422,
    )


def _planned(form: BatchForm, rows: Any) -> dict[str, Any]:
    """What the form and its rows say of a batch, but its store."""
    names = ("leaves_on", "staff", "purpose", "plan_reference", "note")
    said = {name: form.cleaned_data[name] for name in names}
    return {"destinations": _destinations(rows), **said}


def _with_row(request: HttpRequest) -> Any:
    data = request.POST.copy()
    said = data.get("d-TOTAL_FORMS", "")
    total = int(said) if said.isdecimal() and len(said) < 4 else 0
    data["d-TOTAL_FORMS"] = str(min(total + 1, 60))
    data[f"d-{total}-due_on"] = data.get("d-0-due_on", "")
    return data


@needs("rotation.plan", at=store_of_batch)
def edit_batch(request: HttpRequest, pk: int) -> HttpResponse:
    batch = seen_batch(request, pk)
    user = account(request)
    kwargs = {"user": user}
    context: dict[str, Any] = {"batch": batch}
    if request.method != "POST":
        form = BatchForm(
            user,
            initial={
                "store": batch.store_id,
                "leaves_on": batch.leaves_on,
                "purpose": batch.purpose,
                "plan_reference": batch.plan_reference,
                "staff": "\n".join(batch.staff),
                "note": batch.note,
            },
        )
        legs = [x for x in batches.legs_of(batch) if x.state != LegState.CANCELLED]
        initial = [{"point": x.point, "due_on": x.due_on, "needs": x.needs} for x in legs]
        rows = DestinationSet(prefix="d", initial=initial, form_kwargs=kwargs)
        return render(
            request, "rotation/batch_form.html",
            context | {"form": form, "rows": rows, "version": batch.version},
        )  # fmt: skip
    form = BatchForm(user, _with_store(request, batch))
    version = request.POST.get("version", "")
    context["version"] = version
    if request.POST.get("do") == "more":
        rows = DestinationSet(_with_row(request), prefix="d", form_kwargs=kwargs)
        return render(request, "rotation/batch_form.html",
                      context | {"form": form, "rows": rows, "typing": True})  # fmt: skip
    rows = DestinationSet(request.POST, prefix="d", form_kwargs=kwargs)
    if form.is_valid() and rows.is_valid():
        made = try_form(
            request,
            form,
            lambda: change_batch(
                batch=batch,
                version=int(version) if version.isdecimal() else 0,
                **_planned(form, rows),
                **now_by(request),
            ),
            _("Đã lưu."),
        )
        if made:
            return redirect(batch)
        batch.refresh_from_db()
        if version != str(batch.version):
            context["meanwhile"] = _differences(batch, form, rows)
        context["version"] = batch.version
    return render(
        request, "rotation/batch_form.html", context | {"form": form, "rows": rows}, status=422
    )


def _differences(batch: Batch, form: BatchForm, rows: Any) -> list[tuple[Any, str, str]]:
    """(label, what stands now, what was typed) where the two differ."""
    legs = [x for x in batches.legs_of(batch) if x.state != LegState.CANCELLED]
    now = {"leaves_on": f"{batch.leaves_on:%d/%m/%Y}", "staff": ", ".join(batch.staff)}
    typed = {
        "leaves_on": f"{form.cleaned_data['leaves_on']:%d/%m/%Y}",
        "staff": ", ".join(form.cleaned_data["staff"]),
    }
    for name in ("purpose", "plan_reference", "note"):
        now[name], typed[name] = getattr(batch, name), form.cleaned_data[name]
    found = [(form.fields[name].label, now[name], typed[name]) for name in now]
    found.append(
        (
            _("Điểm nhận"),
            "; ".join(f"{x.point.name} ({x.due_on:%d/%m/%Y})" for x in legs),
            "; ".join(f"{d.point.name} ({d.due_on:%d/%m/%Y})" for d in _destinations(rows)),
        )
    )
    return [one for one in found if one[1] != one[2]]


def _with_store(request: HttpRequest, batch: Batch) -> Any:
    data = request.POST.copy()
    data["store"] = str(batch.store_id)
    return data


@needs("rotation.plan", at=store_of_batch)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    batch = seen_batch(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if try_form(
            request, form,
            lambda: cancel_batch(batch=batch, reason=reason, **now_by(request)),
            _("Đã huỷ đợt; sách trong thùng đã về giá."),
        ):  # fmt: skip
            return redirect(batch)
    return render(
        request,
        "rotation/act.html",
        {
            "form": form, "title": _("Huỷ đợt %(code)s") % {"code": batch.code},
            "back": batch.get_absolute_url(), "button": _("Huỷ đợt"), "danger": True,
            "lead": _("Sách đã đóng thùng trở lại giá; số đợt không dùng lại."),
        },
    )  # fmt: skip


@needs("rotation.close", at=store_of_batch)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    batch = seen_batch(request, pk)
    user = account(request)
    form = CloseForm(
        request.POST or None,
        initial={
            "made_on": today(), "drawn_by": user.full_name, "place": batch.store.name,
        },
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        paper = try_form(
            request, form,
            lambda: close_batch(batch=batch, **data, **now_by(request)),
            _("Đã kết thúc đợt và lập biên bản thanh lý."),
        )  # fmt: skip
        if paper:
            return redirect(batch)
    legs = [leg for leg in batches.legs_of(batch) if leg.state != LegState.CANCELLED]
    return render(
        request,
        "rotation/close.html",
        {
            "batch": batch,
            "form": form,
            "sums": sums_of([leg.pk for leg in legs]),
            "waiting": [leg for leg in legs if leg.state != LegState.INSPECTED],
            "coming_back": sum(counts_coming_back([leg.pk for leg in legs]).values()),
            "open_lines": batches.open_lines([leg.pk for leg in legs])[:200],
            "back": reverse("rotation:batch", args=[batch.pk]),
        },
    )
