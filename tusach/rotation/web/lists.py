"""Lists beside the batches: the copies of a destination, the board, a point's panel, rules."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from tusach.people.api import Account
from tusach.rotation.models import Leg, Line
from tusach.rotation.rules.states import LegState, LineState
from tusach.rotation.selectors import batches
from tusach.rotation.selectors.coming_back import coming_back_to
from tusach.rotation.selectors.told import told_waiting_for
from tusach.rotation.selectors.waiting import waiting_for
from tusach.rotation.web.doing import today
from tusach.rotation.web.places import account, seen_leg
from tusach.ui.api import Column, Filter, Listing, needs
from tusach.vietnamese.api import fold


def search_lines(found: QuerySet[Line], words: str) -> QuerySet[Line]:
    return found.filter(
        Q(copy__record__find_text__contains=fold(words))
        | Q(copy__barcode=words)
        | Q(copy__accession_no__folded=fold(words))
    )


@needs("rotation.view")
def list_copies(request: HttpRequest, pk: int) -> HttpResponseBase:
    leg = seen_leg(request, pk)
    listing = Listing(
        request,
        batches.lines(leg),
        columns=[
            Column("title", gettext_lazy("Tên sách"),
                   sort=("copy__record__title_key", "copy__record_id", "copy__number"),
                   value=lambda x: x.copy.record.shown_title,
                   link=lambda x: x.copy.get_absolute_url()),
            Column("author", gettext_lazy("Tác giả"), value=lambda x: x.copy.record.author,
                   sort="copy__record__author_key", wide=True),
            Column("accession", gettext_lazy("Số ĐKCB"), sort="copy__accession_no",
                   value=lambda x: x.copy.accession_no),
            Column("barcode", gettext_lazy("Mã vạch"), value=lambda x: x.copy.barcode),
            Column("box", gettext_lazy("Thùng"), sort="box__code",
                   value=lambda x: x.box.code if x.box else None),
            Column("price", gettext_lazy("Giá"), sort="price", kind="dong"),
            Column("state", gettext_lazy("Tình trạng"), sort="state",
                   value=lambda x: x.get_state_display()),
            Column("condition", gettext_lazy("Khi trả"),
                   value=lambda x: x.get_condition_display()
                   or x.get_refused_because_display() or None),
            Column("compensation", gettext_lazy("Bồi thường"), kind="dong",
                   value=lambda x: x.compensation or None, wide=True),
        ],
        search=search_lines,
        filters=[
            Filter("tinh-trang", gettext_lazy("Tình trạng"),
                   [c for c in LineState.choices if c[0] != LineState.RELEASED],
                   lambda qs, v: qs.filter(state=v)),
        ],
        default_sort="title",
        empty=gettext_lazy("Chưa có bản nào."),
        name=f"danh-muc-{leg.batch.code}",
        search_label=gettext_lazy("Tìm theo tên, tác giả, mã"),
    )  # fmt: skip
    if (file := listing.export()) is not None:
        return file
    user = account(request)
    return render(
        request,
        "rotation/copies.html",
        {
            "leg": leg,
            "batch": leg.batch,
            "listing": listing,
            "lost": [x for x in batches.lines_in(leg, LineState.LOST) if x.found_at is None]
            if leg.state in {LegState.RETURNED, LegState.INSPECTED, LegState.CLOSED}
            and user.has_perm("rotation.return", leg.batch.return_to)
            else [],
        },
    )


def _search_board(found: QuerySet[Leg], words: str, user: Account) -> QuerySet[Leg]:
    named = batches.points_named_to(user).filter(folded__contains=fold(words)).order_by()
    return found.filter(Q(point__in=named.values("pk")) | Q(batch__code__icontains=words))


@needs("rotation.view")
def board(request: HttpRequest) -> HttpResponseBase:
    user = account(request)
    name = batches.names_for(user)
    listing = Listing(
        request,
        batches.board_for(user),
        columns=[
            Column("point", gettext_lazy("Điểm"), sort="point__sort_key",
                   value=lambda x: name(x.point),
                   link=lambda x: x.point.get_absolute_url()
                   if name(x.point) == x.point.name else None),
            Column("batch", gettext_lazy("Đợt"), sort="batch__code",
                   value=lambda x: x.batch.code, link=lambda x: x.get_absolute_url()),
            Column("state", gettext_lazy("Tình trạng"), sort="state",
                   value=lambda x: x.get_state_display()),
            Column("copies", gettext_lazy("Số bản"), sort="copies", kind="number"),
            Column("value", gettext_lazy("Giá trị"), sort="value", kind="dong",
                   value=lambda x: x.value or 0, wide=True),
            Column("since", gettext_lazy("Bàn giao"), sort="handed_over_at", kind="day",
                   value=lambda x: x.handed_over_at),
            Column("due_on", gettext_lazy("Hạn trả"), sort="due_on", kind="day"),
        ],
        search=lambda found, words: _search_board(found, words, user),
        filters=[
            Filter("tinh-trang", gettext_lazy("Tình trạng"),
                   [c for c in LegState.choices
                    if c[0] not in {LegState.CLOSED, LegState.CANCELLED}],
                   lambda qs, v: qs.filter(state=v)),
            Filter("qua-han", gettext_lazy("Hạn trả"), [("1", gettext_lazy("Đã quá hạn"))],
                   lambda qs, v: qs.filter(due_on__lt=today(), handed_over_at__isnull=False,
                                           returned_at__isnull=True)),
        ],
        default_sort="due_on",
        empty=gettext_lazy("Không có sách nào đang đi luân chuyển."),
        name="sach-dang-o-dau",
        search_label=gettext_lazy("Tìm theo điểm, số đợt"),
    )  # fmt: skip
    if (file := listing.export()) is not None:
        return file
    return render(request, "rotation/board.html", {"listing": listing})


@needs("rotation.view")
def at_point(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The panel on a point's page: its batches, now and before."""
    if not account(request).places_for("rotation.view").filter(pk=pk).exists():
        raise Http404
    legs = list(batches.legs_at(pk)[:50])
    return render(request, "rotation/at_point.html", {"legs": legs})


@needs("rotation.view")
def waiting(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The panel on a person's own desk."""
    user = account(request)
    if pk != user.pk:
        raise Http404
    return render(
        request,
        "rotation/waiting.html",
        {
            "waiting": waiting_for(user, today()),
            "coming_back": coming_back_to(user).count(),
            "told": told_waiting_for(user)[:12],
        },
    )


@needs("rotation.view")
def list_rules(request: HttpRequest) -> HttpResponseBase:
    """The address of before: the rules of this room among all."""
    return redirect(f"{reverse('policy:rules')}?nhom=rotation")
