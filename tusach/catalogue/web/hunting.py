"""Duplicates: the hunt, the groups it found, and deciding about them."""

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
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from tusach.audit.api import actor_of
from tusach.catalogue.errors import NothingChosen
from tusach.catalogue.hunting import selectors, services
from tusach.catalogue.models import Hunt, Kind, Pair
from tusach.search.api import wait_until_applied
from tusach.ui.api import (
    Column,
    Filter,
    Listing,
    Refusal,
    act_once,
    needs,
    number,
    number_posted,
    numbers_posted,
    press,
    send_back,
    standing,
)

State = Pair.State
# Groups that are merged in one act: some seconds' work.
AT_ONCE = 25
_TABS = (
    ("open", gettext_lazy("Chờ xem")),
    ("later", gettext_lazy("Để sau")),
    ("different", gettext_lazy("Không trùng")),
)
_CERTAINTY = (
    ("certain", gettext_lazy("Chắc chắn")),
    ("likely", gettext_lazy("Rất giống")),
    ("maybe", gettext_lazy("Có thể trùng")),
)


def _progress(hunt: Hunt) -> dict[str, Any]:
    """What ``ui/progress.html`` asks for."""
    done, total = hunt.records_done, hunt.records
    if hunt.state == Hunt.State.KEYS:
        line = ngettext(
            "%(done)s trên %(total)s biểu ghi", "%(done)s trên %(total)s biểu ghi", total
        )
    else:
        done, total = hunt.slices_done, hunt.slices
        line = ngettext("%(done)s trên %(total)s phần", "%(done)s trên %(total)s phần", total)
    return {
        "work": hunt,
        "line": line % {"done": number(done), "total": number(total)},
        "done": done,
        "total": total,
        "standing": standing(hunt, timezone.now()),
        "progress_url": reverse("catalogue:hunt_progress", args=[hunt.pk]),
        "again_url": reverse("catalogue:hunt_again", args=[hunt.pk]),
        "here": reverse("catalogue:duplicates"),
    }


def _in_certainty(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "certain":
        return found.filter(all_certain=True)
    same = services.threshold()
    found = found.filter(all_certain=False)
    return found.filter(score__gte=same) if value == "likely" else found.filter(score__lt=same)


def _listing(request: HttpRequest, state: str) -> Listing:
    columns = [
        Column(
            "first",
            _("Nhan đề"),
            value=lambda one: one.first.shown_title,
            sort="first__title_key",
            link=lambda one: one.get_absolute_url(),
        ),
        Column("author", _("Tác giả"), value=lambda one: one.first.author, wide=True),
        Column("second", _("Và"), value=lambda one: one.second.shown_title, wide=True),
        Column("score", _("Số điểm"), sort="score", kind="number"),
    ]
    filters = [Filter("kind", _("Loại"), Kind.choices, selectors.of_kinds)]
    if state == State.OPEN:
        columns.append(Column("size", _("Số biểu ghi"), sort="size", kind="number"))
        filters.insert(0, Filter("certainty", _("Mức chắc chắn"), _CERTAINTY, _in_certainty))
    else:
        columns.append(Column("decided_by", _("Người quyết định")))
        columns.append(Column("decided_at", _("Lúc"), kind="moment", sort="decided_at"))
    empty = {
        "open": _("Không còn nhóm nào chờ xem. Dò lại khi đã nhập thêm biểu ghi."),
        "later": _("Không có cặp nào để lại xem sau."),
        "different": _("Chưa ai nói cặp nào không trùng."),
    }[state]
    return Listing(
        request,
        selectors.groups() if state == State.OPEN else selectors.decided(state),
        columns=columns,
        search=selectors.with_words,
        search_label=_("Nhan đề, tác giả, ISBN"),
        filters=filters,
        default_sort="-score" if state == State.OPEN else "-decided_at",
        empty=empty,
        name="nghi-trung",
    )


@needs("catalogue.edit")
@require_safe
def duplicates(request: HttpRequest) -> HttpResponseBase:
    """The groups that wait, the likeliest first; how the last hunt went; beginning another."""
    asked = request.GET.get("muc", "")
    state = asked if asked in dict(_TABS) else State.OPEN.value
    listing = _listing(request, state)
    if (file := listing.export()) is not None:
        return file
    hunt = selectors.last_hunt()
    counts = selectors.counts()
    context = {
        "listing": listing,
        "hunt": hunt,
        "state": state,
        "tabs": [(key, label, counts[key]) for key, label in _TABS],
        "certain": selectors.certain_count() if state == State.OPEN else 0,
    }
    if hunt is not None and hunt.is_under_way:
        context |= _progress(hunt)
    return render(request, "catalogue/duplicates.html", context)


@needs("catalogue.edit")
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    hunt = selectors.hunt(pk)
    if hunt is None:
        raise Http404
    answer = render(request, "ui/progress.html", _progress(hunt))
    if not hunt.is_under_way:
        answer["HX-Refresh"] = "true"  # the list is there now
    return answer


@require_POST
@needs("catalogue.edit")
def begin(request: HttpRequest) -> HttpResponse:
    return press(
        request,
        "catalogue:duplicates",
        lambda: services.begin(by=actor_of(request), at=timezone.now()),
        _("Đã giao việc dò trùng; có thể làm việc khác trong lúc chờ."),
    )


@require_POST
@needs("catalogue.edit")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    services.ask_again(pk, at=timezone.now())
    return redirect("catalogue:duplicates")


@require_POST
@needs("catalogue.edit")
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    services.stop(pk, at=timezone.now())
    messages.success(request, _("Đã dừng dò trùng; danh sách như sau lần dò trước."))
    return redirect("catalogue:duplicates")


@needs("catalogue.edit")
@require_safe
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """One group side by side; the records of a pair that is decided."""
    found = selectors.pair(pk)
    if found is None:
        raise Http404
    gone = found.first.merged_into_id or found.second.merged_into_id
    group = selectors.group_of(found)
    kept = request.GET.get("giu", "")
    if kept.isdecimal() and int(kept) in {one.pk for one in group.records}:
        chosen = int(kept)
    else:
        chosen = group.kept.pk
    context = {
        "pair": found,
        "group": group,
        "chosen": chosen,
        "parts": group.parts(),
        "heads": list(zip(group.records, group.hangs, strict=True)),
        "is_open": found.state == State.OPEN and not gone,
        "is_merged": bool(gone),
        "next": selectors.next_group(found),
    }
    return render(request, "catalogue/pair.html", context)


@require_POST
@needs("catalogue.edit")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Merges the ticked records into the chosen one, says that they are others, or sets the
    group aside; then on to the next group."""
    found = selectors.pair(pk)
    if found is None:
        raise Http404
    what = request.POST.get("what", "")
    following = selectors.next_group(found)
    to = following.get_absolute_url() if following else reverse("catalogue:duplicates")
    try:
        with act_once(request):
            if what == "merge":
                _merge(request, found)
            elif what in (State.DIFFERENT, State.LATER, State.OPEN):
                _set(request, found, what)
            else:
                return redirect(found)
    except Refusal as refused:
        return send_back(request, refused, to=found)
    return redirect(found if what == State.OPEN else to)


def _merge(request: HttpRequest, found: Pair) -> None:
    kept = number_posted(request, "kept")
    ticked = [one for one in numbers_posted(request, "record") if one != kept]
    versions = {
        one.pk: number_posted(request, f"version-{one.pk}") or 0
        for one in selectors.group_of(found).records
    }
    if kept not in versions or not ticked:
        raise NothingChosen()
    done = services.merge_into(
        kept,
        {one: versions[one] for one in ticked if one in versions},
        kept_version=versions[kept],
        by=actor_of(request),
        at=timezone.now(),
    )
    for record, refused in done.refused:
        messages.error(request, f"{record.shown_title}: {refused}")
    if done.merges:
        said = ngettext(
            "Đã gộp %(count)s biểu ghi vào “%(title)s” (%(number)s).",
            "Đã gộp %(count)s biểu ghi vào “%(title)s” (%(number)s).",
            len(done.merges),
        )
        kept_record = done.merges[0].kept
        messages.success(
            request,
            said
            % {
                "count": len(done.merges),
                "title": kept_record.shown_title,
                "number": kept_record.control_number,
            },
        )
        wait_until_applied()


def _set(request: HttpRequest, found: Pair, state: str) -> None:
    """Of a group of more than two: the pairs between the one that stays and the ticked ones are
    told apart; the whole group is set aside."""
    group = selectors.group_of(found)
    pairs = group.pairs
    if state == State.DIFFERENT and len(group.records) > 2:
        kept = number_posted(request, "kept")
        ticked = set(numbers_posted(request, "record")) - {kept}
        pairs = [
            one
            for one in pairs
            if kept in (one.first_id, one.second_id) and ticked & {one.first_id, one.second_id}
        ]
        if not pairs:
            raise NothingChosen()
    services.decide([one.pk for one in pairs], state, by=actor_of(request), at=timezone.now())
    said = {
        "different": _("Đã nhớ là không trùng; những lần dò sau sẽ không hỏi lại."),
        "later": _("Đã để lại xem sau."),
        "open": _("Đã đưa trở lại danh sách chờ xem."),
    }[state]
    messages.success(request, said)


@needs("catalogue.edit")
def certain(request: HttpRequest) -> HttpResponse:
    """The groups nothing speaks against, shown before they are merged together."""
    if request.method == "POST":
        return _merge_certain(request)
    groups = selectors.certain_groups(AT_ONCE)
    context = {"groups": groups, "count": selectors.certain_count(), "most": AT_ONCE}
    return render(request, "catalogue/certain.html", context)


def _merge_certain(request: HttpRequest) -> HttpResponse:
    """What was ticked, as it was shown: whoever changed since is refused by name."""
    merged, by, at = 0, actor_of(request), timezone.now()
    wanted = set(numbers_posted(request, "kept"))
    try:
        with act_once(request):
            for group in selectors.certain_groups(AT_ONCE * 2):
                kept = group.kept.pk
                if kept not in wanted:
                    continue
                seen = {
                    one.pk: number_posted(request, f"version-{one.pk}") for one in group.records
                }
                done = services.merge_into(
                    kept,
                    {pk: version for pk, version in seen.items() if version and pk != kept},
                    kept_version=seen[kept] or 0,
                    by=by,
                    at=at,
                )
                merged += len(done.merges)
                for record, refused in done.refused:
                    messages.error(request, f"{record.shown_title}: {refused}")
    except Refusal as refused:
        return send_back(request, refused, to="catalogue:certain")
    said = ngettext(
        "Đã gộp %(count)s biểu ghi; mỗi lần gộp tách lại được ở trang của biểu ghi còn lại.",
        "Đã gộp %(count)s biểu ghi; mỗi lần gộp tách lại được ở trang của biểu ghi còn lại.",
        merged,
    )
    messages.success(request, said % {"count": number(merged)})
    wait_until_applied()
    return redirect("catalogue:certain" if selectors.certain_count() else "catalogue:duplicates")
