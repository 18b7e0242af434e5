"""Drafts of the ranking: made, tried, put in force or thrown away; versions, the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import actor_of
from tusach.search import changing, drafting, reading, selectors
from tusach.search.errors import NoSuchName
from tusach.search.explaining import Explained, explain
from tusach.search.measuring import AT, grades_of, ndcg
from tusach.search.models import Judgement, RankingDraft
from tusach.search.ranking import Ranking
from tusach.search.web.forms import DraftForm, LiftForm, SynonymForm, WeightsForm
from tusach.ui.api import (
    Column,
    Filter,
    Listing,
    Refusal,
    needs,
    number_posted,
    press,
    send_back,
    try_form,
)


@needs("search.workbench")
@require_http_methods(["GET", "POST"])
def drafts(request: HttpRequest) -> HttpResponseBase:
    """Every draft, the newest first; a new one."""
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = try_form(
            request,
            form,
            lambda: drafting.begin(
                form.cleaned_data["name"], by=actor_of(request), at=timezone.now()
            ),
        )
        if made is not None:
            return redirect(made)
    listing = Listing(
        request,
        selectors.drafts(),
        columns=[
            Column("name", _("Bản nháp"), link=lambda d: d.get_absolute_url(), sort="name"),
            Column("count", _("Số thay đổi"), value=lambda d: len(d.changes), kind="number"),
            Column("state", _("Tình trạng"), value=lambda d: d.get_state_display(), sort="state"),
            Column("by_name", _("Người soạn"), wide=True),
            Column("made_at", _("Lập lúc"), kind="moment", sort="made_at", wide=True),
        ],
        search=lambda rows, words: rows.filter(name__icontains=words),
        filters=[
            Filter(
                "tinh-trang",
                _("Tình trạng"),
                RankingDraft.State.choices,
                lambda rows, state: rows.filter(state=state),
            )
        ],
        default_sort="-made_at",
        empty=_("Chưa có bản nháp nào."),
        name="ban-nhap",
    )
    return listing.export() or render(
        request, "search/drafts.html", {"listing": listing, "form": form}
    )


@needs("search.workbench")
@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft: what it changes, what that does, more to change."""
    return _page(request, selectors.draft_or_404(pk))


def _page(request: HttpRequest, one: RankingDraft, **forms: Any) -> HttpResponse:
    every = changing.read(one.changes)
    drafted = changing.ranking_with(every)
    context = {
        "draft": one,
        "changes": list(enumerate(every)),
        "is_open": one.state == RankingDraft.State.OPEN,
        "sets": selectors.judged_sets(),
        "last": selectors.last_measured(one),
        "lifted": drafted.lifts,
        "may_tune": request.user.has_perm("search.tune"),
        "name_form": SynonymForm(prefix="ten"),
        "weights_form": WeightsForm(weights=drafted.weights, prefix="ts"),
        "lift_form": LiftForm(prefix="nang"),
    }
    return render(request, "search/draft.html", {**context, **forms})


def _seen(request: HttpRequest) -> int:
    return number_posted(request, "seen") or 0


def _drafted(
    request: HttpRequest, one: RankingDraft, form: Any, slot: str, act: Callable[[], Any]
) -> HttpResponse:
    if form.is_valid() and try_form(request, form, act, _("Đã ghi vào bản nháp.")):
        return redirect(one)
    return _page(request, one, **{slot: form})


@needs("search.workbench")
@require_POST
def draft_name(request: HttpRequest, pk: int) -> HttpResponse:
    one = selectors.draft_or_404(pk)
    form = SynonymForm(request.POST, prefix="ten")
    return _drafted(
        request, one, form, "name_form",
        lambda: drafting.add_name(one, form.said(), seen=_seen(request)),
    )  # fmt: skip


@needs("search.workbench")
@require_POST
def draft_without_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft that one of the other names in force is looked for no more."""
    one = selectors.draft_or_404(pk)
    text, also = request.POST.get("text", ""), request.POST.get("also", "").strip()
    row = selectors.synonym_named(text, also)
    if row is None:
        return send_back(request, NoSuchName(text=text, also=also), to=one)
    return press(
        request,
        one,
        lambda: drafting.drop_name(one, row.folded, row.also, seen=_seen(request)),
        _("Đã ghi vào bản nháp."),
    )


@needs("search.workbench")
@require_POST
def draft_weights(request: HttpRequest, pk: int) -> HttpResponse:
    one = selectors.draft_or_404(pk)
    drafted = changing.ranking_with(changing.read(one.changes))
    form = WeightsForm(request.POST, weights=drafted.weights, prefix="ts")
    return _drafted(
        request, one, form, "weights_form",
        lambda: drafting.set_weights(one, form.cleaned_data, seen=_seen(request)),
    )  # fmt: skip


@needs("search.workbench")
@require_POST
def draft_lift(request: HttpRequest, pk: int) -> HttpResponse:
    one = selectors.draft_or_404(pk)
    form = LiftForm(request.POST, prefix="nang")
    return _drafted(
        request, one, form, "lift_form",
        lambda: drafting.lift(one, **form.cleaned_data, seen=_seen(request)),
    )  # fmt: skip


@needs("search.workbench")
@require_POST
def draft_without_lift(request: HttpRequest, pk: int) -> HttpResponse:
    one = selectors.draft_or_404(pk)
    return press(
        request,
        one,
        lambda: drafting.lift(
            one,
            facet=request.POST.get("facet", "")[:30],
            value=request.POST.get("value", "")[:200],
            weight=0,
            reason="",
            seen=_seen(request),
        ),
        _("Đã ghi vào bản nháp."),
    )


@needs("search.workbench")
@require_POST
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    one = selectors.draft_or_404(pk)
    place = number_posted(request, "place")
    return press(
        request,
        one,
        lambda: drafting.leave_out(one, -1 if place is None else place, seen=_seen(request)),
        _("Đã bỏ thay đổi này khỏi bản nháp."),
    )


@needs("search.workbench")
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    one = selectors.draft_or_404(pk)
    return press(
        request,
        one,
        lambda: drafting.renew(one, seen=_seen(request)),
        _("Bản nháp nay soạn trên những gì đang dùng. Hãy đo lại."),
    )


@needs("search.workbench")
@require_POST
def throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    one = selectors.draft_or_404(pk)
    return press(
        request,
        "search:drafts",
        lambda: drafting.throw_away(
            one, seen=_seen(request), by=actor_of(request), at=timezone.now()
        ),
        _("Đã bỏ bản nháp “%(name)s”. Xếp hạng không đổi.") % {"name": one.name},
    )


@needs("search.tune")
@require_POST
def put_in_force(request: HttpRequest, pk: int) -> HttpResponse:
    one = selectors.draft_or_404(pk)
    return press(
        request,
        one,
        lambda: drafting.put_in_force(
            one, seen=_seen(request), by=actor_of(request), at=timezone.now()
        ),
        _("Đã áp dụng cho mọi lượt tìm."),
    )


@needs("search.workbench")
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The first ten of one query side by side: in force, and as drafted."""
    one = selectors.draft_or_404(pk)
    query = request.GET.get("q", "")[:1000]
    asked = request.GET.get("bo", "")
    judged = selectors.judged_set_of(int(asked) if asked.isdecimal() and len(asked) < 18 else None)
    row, _said = selectors.judgements_of(judged, query)
    grades = grades_of(row) if row is not None and reading.is_ready() else {}
    force = selectors.ranking()
    drafted = changing.ranking_with(changing.read(one.changes), force)
    sides = [
        _side(_("Đang có hiệu lực"), query, force, grades),
        _side(_("Bản nháp"), query, drafted, grades),
    ]
    places = [{key: at for at, key in enumerate(side["keys"], 1)} for side in sides]
    for side, other in ((sides[0], places[1]), (sides[1], places[0])):
        for line in side["lines"]:
            line["other"] = other.get(line["key"])
    return render(
        request,
        "search/compare.html",
        {"draft": one, "query": query, "set": judged, "sides": sides, "is_judged": bool(grades)},
    )


def _side(label: str, query: str, ranking: Ranking, grades: dict[str, int]) -> dict[str, Any]:
    found: list[Explained] = explain(query, size=AT, ranking=ranking).explained
    keys = [one.key for one in found]
    return {
        "label": label,
        "keys": keys,
        "ndcg": ndcg(keys, grades) if any(grades.values()) else None,
        "lines": [
            {
                "at": at,
                "key": one.key,
                "title": one.title,
                "grade": Judgement.Grade(grades[one.key]).label if one.key in grades else "",
                "is_right": grades.get(one.key, 0) > 0,
            }
            for at, one in enumerate(found, 1)
        ],
    }


@needs("search.workbench")
@require_safe
def versions(request: HttpRequest) -> HttpResponseBase:
    """Every time something changed for all searches: what, who, when."""
    listing = Listing(
        request,
        selectors.versions(),
        columns=[
            Column("at", _("Lúc"), kind="moment", sort="id"),
            Column(
                "name",
                _("Thay đổi"),
                link=lambda v: reverse("search:version", args=[v.pk]),
            ),
            Column("count", _("Số thay đổi"), value=lambda v: len(v.changes), kind="number"),
            Column("by_name", _("Người làm")),
        ],
        search=lambda rows, words: rows.filter(name__icontains=words),
        default_sort="-at",
        empty=_("Chưa có gì đổi so với khi cài đặt."),
        name="lich-su-xep-hang",
    )
    return listing.export() or render(request, "search/versions.html", {"listing": listing})


@needs("search.workbench")
@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    one = selectors.version_or_404(pk)
    return render(
        request,
        "search/version.html",
        {"version": one, "changes": changing.read(one.changes)},
    )


@needs("search.workbench")
@require_POST
def way_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of what was in force before: looked at and measured like any other."""
    one = selectors.version_or_404(pk)
    try:
        made = drafting.draft_way_back(one, by=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        return send_back(request, refusal, to=reverse("search:version", args=[pk]))
    return redirect(made)
