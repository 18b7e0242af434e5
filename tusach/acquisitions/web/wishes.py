"""Suggestions: listed, sent, answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.acquisitions import errors
from tusach.acquisitions.models import Wish
from tusach.acquisitions.rules.states import WishState
from tusach.acquisitions.selectors import finding
from tusach.acquisitions.selectors import wishes as found
from tusach.acquisitions.services import wishing
from tusach.acquisitions.titles import Title
from tusach.acquisitions.web.doing import (
    now_by,
    number_posted,
    numbers_posted,
    press,
    version_posted,
)
from tusach.acquisitions.web.reach import may, places, point_of_wish, usual_place, wish_or_404
from tusach.acquisitions.web.wish_forms import EditWishForm, ReaderWishForm, StaffWishForm
from tusach.people.api import TooManyTries, address_of, slow_down
from tusach.ui.api import (
    Column,
    Filter,
    Listing,
    Refusal,
    act_once,
    needs,
    public,
    send_back,
    try_form,
)


@needs("acquisitions.suggest")
@require_safe
def list_wishes(request: HttpRequest) -> HttpResponseBase:
    mine = places(request, "acquisitions.suggest")
    listing = Listing(
        request,
        found.wishes_of(mine),
        columns=[
            Column("title", gettext_lazy("Nhan đề"), sort="find_text",
                   link=lambda w: w.get_absolute_url()),
            Column("author", gettext_lazy("Tác giả"), wide=True),
            Column("point", gettext_lazy("Cho thư viện"), sort="point__sort_key",
                   value=lambda w: w.point.name),
            Column("state", gettext_lazy("Tình trạng"), sort="state",
                   value=lambda w: w.get_state_display()),
            Column("asked", gettext_lazy("Số lần"), sort="asked", kind="number"),
            Column("quantity", gettext_lazy("Số bản"), sort="quantity", kind="number"),
            Column("channel", gettext_lazy("Ai đề nghị"), value=lambda w: w.get_channel_display(),
                   wide=True),
            Column("made_at", gettext_lazy("Từ"), sort="made_at", kind="moment", wide=True),
        ],
        search=found.search_wishes,
        search_label=gettext_lazy("Nhan đề, tác giả"),
        filters=[
            Filter("tinh-trang", gettext_lazy("Tình trạng"),
                   [(s.value, s.label) for s in WishState if s != WishState.MERGED],
                   lambda qs, v: qs.filter(state=v)),
            Filter("ai", gettext_lazy("Ai đề nghị"), Wish.Channel.choices,
                   lambda qs, v: qs.filter(channel=v)),
        ],
        default_sort="-made_at",
        empty=gettext_lazy("Chưa có đề nghị nào. Ghi lại sách mà thư viện và bạn đọc cần."),
        name="de-nghi-mua",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "acquisitions/wishes.html",
        {
            "listing": listing,
            "tab": "wishes",
            "may_see_rest": may(request, "acquisitions.view"),
            "to_decide": found.wishes_of(places(request, "acquisitions.decide"))
            .filter(state=WishState.NEW)
            .count(),
        },
    )


@needs("acquisitions.suggest")
@require_http_methods(["GET", "POST"])
def new_wish(request: HttpRequest) -> HttpResponse:
    """A suggestion of staff, or of a reader through staff; a record may be given by ?bieu-ghi."""
    text = request.GET.get("bieu-ghi", "")
    chosen = int(text) if text.isdecimal() and len(text) < 19 else None
    record = finding.find("", chosen).certain if chosen else None
    first: dict[str, Any] = {"channel": Wish.Channel.STAFF, "quantity": 1}
    if own := usual_place(request, "acquisitions.suggest"):
        first["point"] = own
    if why := request.GET.get("why", "").strip():
        first["why"] = why[:500]
    if record is not None:
        first |= {"title": record.shown_title, "author": record.author, "price": record.price}
    form = StaffWishForm(request, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        title = Title(record=record, fields=form.record_fields())
        if record is not None and record.shown_title != data["title"]:
            title = Title(fields=form.record_fields())
        made = try_form(
            request,
            form,
            lambda: wishing.suggest(
                point=data["point"],
                title=title,
                channel=data["channel"],
                why=data["why"],
                for_whom=data["for_whom"],
                quantity=data["quantity"],
                price=data["price"],
                **now_by(request),
            ),
        )
        if made:
            _say(request, made)
            return redirect(made.wish)
    return render(
        request,
        "acquisitions/wish_form.html",
        {"form": form, "record": record},
        status=422 if form.is_bound else 200,
    )


def _say(request: HttpRequest, made: wishing.Suggested) -> None:
    if made.again:
        words = ngettext(
            "Nhan đề này đã có người đề nghị; đã tính thêm một lần, thành %(count)s lần.",
            "Nhan đề này đã có người đề nghị; đã tính thêm một lần, thành %(count)s lần.",
            made.wish.asked,
        )
        messages.info(request, words % {"count": made.wish.asked})
    else:
        messages.success(request, _("Đã ghi đề nghị."))


@needs("acquisitions.suggest", at=point_of_wish)
@require_safe
def show_wish(request: HttpRequest, pk: int) -> HttpResponse:
    wish = wish_or_404(pk)
    may_decide = may(request, "acquisitions.decide", wish.point)
    standing = found.standing_of([wish.record_id])[wish.record_id] if wish.record_id else None
    open_ = wish.state in (WishState.NEW, WishState.APPROVED)
    return render(
        request,
        "acquisitions/wish.html",
        {
            "wish": wish,
            "standing": standing,
            "may_decide": may_decide and wish.state in (
                WishState.NEW, WishState.APPROVED, WishState.REFUSED
            ),
            "may_edit": open_ and (may_decide or wish.state == WishState.NEW),
            "merged": found.merged_into(wish),
            "like": found.like_wishes(wish) if may_decide and open_ else [],
            "records": finding.like(wish) if wish.record_id is None and open_ else [],
            "may_see_order": may(request, "acquisitions.view"),
        },
    )  # fmt: skip


@needs("acquisitions.suggest", at=point_of_wish)
@require_http_methods(["GET", "POST"])
def edit_wish(request: HttpRequest, pk: int) -> HttpResponse:
    wish = wish_or_404(pk)
    names = ("quantity", "price", "why", "for_whom")
    form = EditWishForm(request.POST or None, initial={name: getattr(wish, name) for name in names})
    version = wish.version
    if request.method == "POST":
        version = version_posted(request)
        if form.is_valid() and try_form(
            request,
            form,
            lambda: wishing.change_wish(
                wish=wish, version=version, **form.cleaned_data, **now_by(request)
            ),
            _("Đã ghi."),
        ):
            return redirect(wish)
        version = wish_or_404(pk).version
    return render(
        request,
        "acquisitions/act.html",
        {
            "form": form, "title": wish.title, "button": _("Ghi"), "version": version,
            "back": wish.get_absolute_url(),
        },
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@needs("acquisitions.suggest", at=point_of_wish)
@require_POST
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a suggestion means a record that is there."""
    wish = wish_or_404(pk)
    record = finding.find("", number_posted(request, "record") or 0).certain
    if record is None:
        messages.error(request, _("Không thấy biểu ghi ấy."))
        return redirect(wish)
    return press(
        request,
        wish,
        lambda: wishing.change_wish(
            wish=wish, version=version_posted(request), title=Title(record=record),
            **now_by(request),
        ),
        _("Đề nghị này là “%(title)s” trong mục lục.") % {"title": record.shown_title},
    )  # fmt: skip


@needs("acquisitions.decide", at=point_of_wish)
@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    wish = wish_or_404(pk)
    into = found.wish_by_pk(number_posted(request, "into") or 0)
    if into is None:
        messages.error(request, str(errors.NothingChosen()))
        return redirect(wish)
    try:
        kept = wishing.merge_wishes(wish=wish, into=into, **now_by(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(wish)
    messages.success(request, _("Đã gộp vào “%(title)s”.") % {"title": kept.title})
    return redirect(kept)


@needs("acquisitions.decide", at=point_of_wish)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse one suggestion."""
    wish = wish_or_404(pk)
    approve = request.POST.get("do") == "approve"
    return press(
        request,
        wish,
        lambda: wishing.decide(
            wishes=[wish], approve=approve, reason=request.POST.get("reason", ""),
            **now_by(request),
        ),
        _("Đã duyệt.") if approve else _("Đã ghi là không mua."),
    )  # fmt: skip


@needs("acquisitions.decide")
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """All that waits for an answer, with what is there already; many at once."""
    waiting = found.wishes_of(places(request, "acquisitions.decide")).filter(state=WishState.NEW)
    if request.method == "POST":
        chosen = list(waiting.filter(pk__in=numbers_posted(request, "wish")))
        approve = request.POST.get("do") == "approve"
        try:
            with transaction.atomic():
                count = wishing.decide(
                    wishes=chosen, approve=approve, reason=request.POST.get("reason", ""),
                    **now_by(request),
                )  # fmt: skip
        except Refusal as refusal:
            return send_back(request, refusal, to="acquisitions:review")
        else:
            words = (
                ngettext("Đã duyệt %(count)s đề nghị.", "Đã duyệt %(count)s đề nghị.", count)
                if approve
                else ngettext(
                    "Đã từ chối %(count)s đề nghị.", "Đã từ chối %(count)s đề nghị.", count
                )
            )
            messages.success(request, words % {"count": count})
            return redirect("acquisitions:review")
    page = Paginator(waiting.order_by("-asked", "pk"), 50).get_page(request.GET.get("page"))
    standing = found.standing_of([w.record_id for w in page.object_list if w.record_id])
    rows = [{"wish": w, "standing": standing.get(w.record_id or 0)} for w in page.object_list]
    return render(request, "acquisitions/review.html", {"rows": rows, "page": page})


@public
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A reader's suggestion: no account, no name, so many in an hour from one address."""
    first: dict[str, Any] = {"title": request.GET.get("nhan-de", "")[:300]}
    library = found.library_by_code(request.GET.get("noi", ""))
    if library is not None:
        first["library"] = library.pk
    form = ReaderWishForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["website"]:  # a program; it is thanked like everybody
            return redirect("acquisitions:asked")
        try:
            _take(request, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return _asking(request, form, refusal.status)
        return redirect("acquisitions:asked")
    return _asking(request, form, 422 if form.is_bound else 200)


def _take(request: HttpRequest, form: ReaderWishForm) -> None:
    try:
        slow_down("acquisitions.ask", address_of(request), at=timezone.now())
    except TooManyTries as many:
        raise errors.TooManyWishes(wait=many.facts["wait"]) from many
    data = form.cleaned_data
    with act_once(request):
        wishing.suggest(
            point=data["library"],
            title=Title(fields=form.record_fields()),
            channel=Wish.Channel.PUBLIC,
            why=data["why"],
            for_whom=data["for_whom"],
            **now_by(request),
        )


def _asking(request: HttpRequest, form: ReaderWishForm, status: int) -> HttpResponse:
    return render(request, "acquisitions/ask.html", {"form": form}, status=status)


@public
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    return render(request, "acquisitions/asked.html", {"again": reverse("acquisitions:ask")})
