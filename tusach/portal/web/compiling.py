"""Lists that librarians compile: all of them, a new one, the page where one is worked on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.catalogue.api import Record
from tusach.portal import reading_list, selectors
from tusach.portal.compiling import selectors as reading
from tusach.portal.compiling import services
from tusach.portal.compiling.paper import paper_of_draft
from tusach.portal.compiling.rules import MOST, may
from tusach.portal.models import Compilation, ListKind, ListState
from tusach.portal.web.asked import Asked
from tusach.portal.web.compiling_forms import HeadForm, WithdrawForm, edit_form, first_values
from tusach.portal.web.reach import (
    compilation_or_404,
    compilations_seen,
    edition_or_404,
    library_of,
    library_of_edition,
    places,
)
from tusach.search.api import find
from tusach.ui.api import (
    Column,
    Filter,
    Listing,
    Refusal,
    named,
    needs,
    number_posted,
    press,
    try_form,
)

_FOUND = 50


@needs("portal.compose")
@require_safe
def compilations(request: HttpRequest) -> HttpResponseBase:
    """The lists of the places this person compiles for."""
    listing = Listing(
        request,
        compilations_seen(request),
        columns=[
            Column("title", _("Tên"), sort="title", link=lambda one: one.get_absolute_url()),
            Column("kind", _("Loại"), value=lambda one: one.get_kind_display(), sort="kind"),
            Column("library", _("Thư viện"), value=lambda one: one.library.name,
                   sort="library__sort_key"),
            Column("titles", _("Số tên sách"), sort="titles", kind="number"),
            Column("state", _("Tình trạng"), value=_state, sort="state"),
            Column("changed_at", _("Sửa lúc"), sort="changed_at", kind="moment", wide=True),
        ],
        search=reading.search_compilations,
        search_label=_("Tên thư mục, thư viện"),
        filters=[
            Filter("tinhtrang", _("Tình trạng"), ListState.choices,
                   lambda q, v: q.filter(state=v)),
            Filter("loai", _("Loại"), ListKind.choices, lambda q, v: q.filter(kind=v)),
        ],
        default_sort="-changed_at",
        empty=_("Chưa có thư mục nào. Lập một thư mục để giới thiệu sách với bạn đọc."),
        name="thu-muc",
    )  # fmt: skip
    return listing.export() or render(
        request, "portal/compilations.html", {"listing": listing, "kinds": ListKind.choices}
    )


def _state(one: Compilation) -> str:
    if one.state == ListState.PUBLISHED and one.has_changes:
        return _("Đang đăng, có sửa đổi chưa đăng")
    return str(one.get_state_display())


def _records_asked(request: HttpRequest) -> list[Record]:
    """What a new list begins with: the titles of a search (``tim``), of a reader's list
    (``sach``), or ticked in the cataloguers' list (``chon``)."""
    if ticked := request.GET.get("chon", "")[:4000]:
        numbers = [int(one) for one in ticked.split(".") if one.isdecimal() and len(one) < 12]
        records = selectors.records_ticked(numbers[:MOST])
        return [one for one in records if not one.is_suppressed]
    if shared := request.GET.get("sach", ""):
        return reading_list.records_listed(reading_list.read(shared))
    if search := request.GET.get("tim", "")[:4000]:
        return _of_search(Asked(QueryDict(search), None))
    return []


def _of_search(asked: Asked, most: int = MOST) -> list[Record]:
    hits = find(asked.query, filters=asked.all_filters, size=most, sort=asked.sort)
    if hits.state != "ready":
        return selectors.plain_search(asked.query, 1, most)[1]
    return selectors.records_of(hits.keys)


@needs("portal.compose")
@require_http_methods(["GET", "POST"])
def new_compilation(request: HttpRequest) -> HttpResponse:
    """A new list, empty or with what was found, or with a reader's list (in the address)."""
    kind = request.GET.get("loai", "")
    form = HeadForm(
        request.POST or None,
        points=places(request),
        initial={
            "library": request.user.usual_place("portal.compose"),  # type: ignore[union-attr]
            **first_values(kind if kind in ListKind.values else ListKind.INTRODUCTION),
        },
    )
    records = _records_asked(request)
    if request.method == "POST" and form.is_valid():
        made = try_form(
            request, form,
            lambda: services.begin(head=form.head(), records=records, **now_by(request)),
        )  # fmt: skip
        if made is not None:
            return redirect(made)
    return render(
        request,
        "portal/compilation_form.html",
        {
            "form": form,
            "records": records[:5],
            "count": len(records),
            "most": MOST,
            "numbers": [one.control_number for one in records],
            "there": reading.drafts_for(places(request)) if records else [],
        },
        status=422 if form.is_bound else 200,
    )


@needs("portal.compose", at=library_of)
@require_http_methods(["GET", "POST"])
def edit_compilation(request: HttpRequest, pk: int) -> HttpResponse:
    """The words at the head."""
    one = compilation_or_404(pk)
    form = edit_form(one, request.POST or None)
    seen = number_posted(request, "seen") or one.revision
    if request.method == "POST" and form.is_valid() and try_form(
        request, form,
        lambda: services.change(
            compilation=one, head=form.head(one.library), seen=seen, **now_by(request)
        ),
        _("Đã lưu."),
    ):  # fmt: skip
        return redirect(one)
    return render(
        request,
        "portal/compilation_form.html",
        {"form": form, "one": one, "seen": one.revision},
        status=422 if form.is_bound else 200,
    )


@needs("portal.compose", at=library_of)
@require_safe
def compiling(request: HttpRequest, pk: int) -> HttpResponse:
    """A list as it stands: its titles in order, what was taken out, its editions."""
    return _page(request, compilation_or_404(pk))


def _page(
    request: HttpRequest,
    one: Compilation,
    *,
    said: dict[int, tuple[str, str]] | None = None,
    refused: str = "",
    withdraw_form: WithdrawForm | None = None,
) -> HttpResponse:
    items = reading.items_of(one)
    rows = [
        {
            "item": item,
            "position": (said or {}).get(item.pk, (str(at), ""))[0],
            "note": said[item.pk][1] if said and item.pk in said else item.note,
        }
        for at, item in enumerate(items, 1)
    ]
    publishes = request.user.has_perm("portal.publish", one.library)
    context: dict[str, Any] = {
        "one": one,
        "rows": rows,
        "refused": refused,
        "most": MOST,
        "hidden": sum(item.record.is_suppressed for item in items),
        "out": reading.taken_out(one),
        "editions": reading.editions_of(one),
        "last": reading.last_edition(one),
        "may_change": may("change", one.state),
        "may_publish": publishes and may("publish", one.state) and bool(items),
        "publishes": publishes,
        "may_withdraw": publishes and may("withdraw", one.state),
        "may_put_back": publishes and may("put_back", one.state),
        "may_drop": may("drop", one.state),
        "may_pick_up": may("pick_up", one.state),
        "withdraw_form": withdraw_form or WithdrawForm(),
    }
    return render(request, "portal/compiling.html", context, status=422 if refused else 200)


@needs("portal.compose", at=library_of)
@require_safe
def find_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Search for titles to put in: the first fifty, each with a box to tick."""
    one = compilation_or_404(pk)
    asked = Asked(request.GET, None)
    found = _of_search(asked, _FOUND) if asked.query or asked.narrowed else []
    there = {item.record_id for item in reading.items_of(one)}
    return render(
        request,
        "portal/compiling_find.html",
        {
            "one": one,
            "query": asked.query,
            "rows": [(record, record.pk in there) for record in found],
            "most": _FOUND,
        },
    )


def _said_added(request: HttpRequest, added: int) -> None:
    if added:
        said = ngettext("Đã đưa %(count)s cuốn vào.", "Đã đưa %(count)s cuốn vào.", added)
        messages.success(request, said % {"count": added})
    else:
        messages.info(request, _("Không có cuốn nào mới: tất cả đã có trong thư mục."))


@needs("portal.compose", at=library_of)
@require_POST
def add_titles(request: HttpRequest, pk: int) -> HttpResponse:
    """Put in the titles ticked (``them``), and those of a reader's list or of control numbers
    that were pasted (``dan``)."""
    one = compilation_or_404(pk)
    numbers = [text[:100] for text in request.POST.getlist("them")][:MOST]
    numbers += _pasted(request.POST.get("dan", ""))
    records = reading_list.records_listed(numbers)
    if not records:
        messages.error(
            request,
            _("Chưa có cuốn nào: hãy đánh dấu, hoặc dán số kiểm soát hay đường dẫn danh sách."),
        )
        return redirect(one)

    def put_in() -> None:
        _said_added(request, services.add(compilation=one, records=records, **now_by(request)))
        if missing := len(set(numbers)) - len(records):
            said = ngettext(
                "%(count)s số không ứng với cuốn nào trong mục lục.",
                "%(count)s số không ứng với cuốn nào trong mục lục.",
                missing,
            )
            messages.warning(request, said % {"count": missing})

    return press(request, one, put_in)


def _pasted(text: str) -> list[str]:
    """The control numbers in what was pasted: the address of a shared list, addresses of
    records, or numbers one a line."""
    numbers: list[str] = []
    for line in text[:40_000].splitlines():
        line = line.strip()
        if "sach=" in line:
            numbers += reading_list.read(QueryDict(line.partition("?")[2]).get("sach", ""))
        elif "/sach/" in line:
            numbers.append(line.partition("/sach/")[2].partition("/")[0][:100])
        elif line:
            numbers.append(line[:100])
    return numbers[:MOST]


@needs("portal.compose", at=library_of)
@require_POST
def add_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Put in the new books of the list's period, subject and audience."""
    one = compilation_or_404(pk)
    return press(
        request,
        one,
        lambda: _said_added(request, services.add_new_books(compilation=one, **now_by(request))),
    )


@needs("portal.compose", at=library_of)
@require_POST
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """The order and the notes as typed; a button of a row takes its title out besides."""
    one = compilation_or_404(pk)
    said = {
        item.pk: (
            request.POST.get(f"tt-{item.pk}", ""),
            " ".join(request.POST.get(f"gt-{item.pk}", item.note).split()),
        )
        for item in reading.items_of(one)
        if f"tt-{item.pk}" in request.POST
    }
    out = number_posted(request, "bo-ra")
    try:
        services.arrange(
            compilation=one, said=said, seen=number_posted(request, "seen") or 0, **now_by(request)
        )
        if out is not None:
            services.take_out(compilation=one, item=out, **now_by(request))
    except Refusal as refusal:
        return _page(request, compilation_or_404(pk), said=said, refused=str(refusal))
    if out is not None:
        messages.success(request, _("Đã bỏ ra. Ở cuối trang có nút để đưa lại."))
    else:
        messages.success(request, _("Đã lưu thứ tự và lời giới thiệu."))
    return redirect(one)


@needs("portal.compose", at=library_of)
@require_POST
def put_in_again(request: HttpRequest, pk: int) -> HttpResponse:
    one = compilation_or_404(pk)
    item = number_posted(request, "cuon") or 0
    return press(
        request, one,
        lambda: services.put_in_again(compilation=one, item=item, **now_by(request)),
        _("Đã đưa lại."),
    )  # fmt: skip


@needs("portal.publish", at=library_of)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    one = compilation_or_404(pk)
    return press(
        request, one,
        lambda: services.publish(
            compilation=one, seen=number_posted(request, "seen") or 0, **now_by(request)
        ),
        _("Đã đăng. Bạn đọc thấy ngay."),
    )  # fmt: skip


@needs("portal.publish", at=library_of)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    one = compilation_or_404(pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, one, withdraw_form=form)
    return press(
        request, one,
        lambda: services.withdraw(compilation=one, **form.cleaned_data, **now_by(request)),
        _("Đã rút: bạn đọc không thấy nữa."),
    )  # fmt: skip


@needs("portal.publish", at=library_of)
@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    one = compilation_or_404(pk)
    return press(
        request, one,
        lambda: services.put_back(compilation=one, **now_by(request)),
        _("Đã đăng lại như trước khi rút."),
    )  # fmt: skip


@needs("portal.compose", at=library_of)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    one = compilation_or_404(pk)
    return press(
        request, one,
        lambda: services.drop(compilation=one, **now_by(request)),
        _("Đã bỏ bản thảo; có thể soạn tiếp bất cứ lúc nào."),
    )  # fmt: skip


@needs("portal.compose", at=library_of)
@require_POST
def pick_up(request: HttpRequest, pk: int) -> HttpResponse:
    one = compilation_or_404(pk)
    return press(request, one, lambda: services.pick_up(compilation=one, **now_by(request)))


@needs("portal.compose", at=library_of)
@require_safe
def draft_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as it stands, printed, before it is published."""
    one = compilation_or_404(pk)
    items = reading.items_of(one)
    if not items:
        raise Http404
    answer = HttpResponse(paper_of_draft(one, items), content_type="application/pdf")
    named(answer, f"{one.slug}.pdf", shown=True)
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs("portal.compose", at=library_of_edition)
@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition as it was published, in the words of that day."""
    one = edition_or_404(pk)
    return render(request, "portal/edition.html", {"edition": one, "one": one.compilation})


@needs("portal.compose", at=library_of_edition)
@require_POST
def take_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft what this edition was."""
    one = edition_or_404(pk)

    def take() -> None:
        gone = services.take_edition(edition=one, **now_by(request))
        said = _("Bản thảo nay như lần đăng %(number)s.") % {"number": one.number}
        messages.success(request, said)
        if gone:
            said = ngettext(
                "%(count)s cuốn của lần ấy không còn trong mục lục.",
                "%(count)s cuốn của lần ấy không còn trong mục lục.",
                gone,
            )
            messages.warning(request, said % {"count": gone})

    return press(request, one.compilation, take)


@needs("portal.compose")
@require_safe
def record_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """On the page of a record: the lists that have it, and those it can be put into."""
    mine = places(request)
    having = reading.lists_with(pk, mine)
    there = {one.pk for one in having}
    return render(
        request,
        "portal/record_panel.html",
        {
            "pk": pk,
            "having": having,
            "others": [one for one in reading.drafts_for(mine) if one.pk not in there],
        },
    )


@needs("portal.compose")
@require_POST
def add_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the record into the list chosen on its page."""
    one = compilations_seen(request).filter(pk=number_posted(request, "thu-muc") or 0).first()
    records = selectors.records_of([str(pk)])
    if one is None or not records:
        raise Http404
    return press(
        request,
        reverse("catalogue:record", args=[pk]),
        lambda: _said_added(
            request, services.add(compilation=one, records=records, **now_by(request))
        ),
    )
