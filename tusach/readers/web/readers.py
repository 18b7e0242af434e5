"""The list of readers, registering one, a reader's page and its changes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from tusach.audit.api import actor_of, now_by, record
from tusach.readers.models import CardAct, Consent, Reader
from tusach.readers.selectors import lists
from tusach.readers.selectors.consents import consents_of, purposes_on
from tusach.readers.selectors.duplicates import looks_like
from tusach.readers.selectors.privacy import requests_of, school_year_label
from tusach.readers.selectors.readers import (
    bars_of,
    cards_of,
    classes_on,
    find_readers,
    guardian_of,
    merges_of,
    readers_at,
    searched,
    standing_of,
)
from tusach.readers.services.cards import issue_card
from tusach.readers.services.registering import change, looked, needs_guardian, register
from tusach.readers.web.forms import AccessibleForm, BarForm, CardForm, ReaderForm, values_of
from tusach.readers.web.reach import home_of, open_places, places, reader_or_404
from tusach.ui.api import Column, Filter, Listing, Refusal, needs, try_form


def _card_choices() -> list[tuple[str, str]]:
    return [
        ("valid", pgettext("reader card", "còn hạn")),
        ("ended", pgettext("reader card", "hết hạn")),
        ("none", pgettext("reader card", "chưa có thẻ")),
        ("lost", pgettext("reader card", "đã báo mất")),
    ]


def readers_listing(request: HttpRequest) -> Listing:
    """The readers this person may see, as the address narrows them."""
    mine, today = places(request, "readers.view"), timezone.localdate()
    homes = lists.homes_of(mine)
    filters = [
        Filter("nhom", _("Nhóm bạn đọc"), [(str(one.pk), str(one)) for one in classes_on(today)],
               lambda q, v: q.filter(reader_class=v)),
        Filter("lop", pgettext("of pupils", "Lớp"),
               [(f"{year}-{name}", f"{name} ({school_year_label(year)})")
                for year, name in lists.school_classes(mine)],
               lambda q, v: q.filter(school_year=v[:4], school_class=v[5:])),
        Filter("the", _("Thẻ"), _card_choices(),
               lambda q, v: lists.by_card_state(q, v, today)),
        Filter("khoa", _("Quyền mượn"), [("1", _("đang bị khoá"))],
               lambda q, v: q.filter(is_barred=True)),
    ]  # fmt: skip
    columns = [
        Column("name", _("Họ và tên"), sort=("sort_key",), link=lambda r: r.get_absolute_url()),
        Column("number", _("Số bạn đọc"), sort="number", value=lambda r: f"#{r.number}"),
        Column("birth_year", _("Năm sinh"), sort="birth_year", wide=True),
        Column("class", _("Nhóm"), sort=("reader_class__position", "sort_key"),
               value=lambda r: str(r.reader_class)),
        Column("school_class", pgettext("of pupils", "Lớp"),
               sort=("school_class", "sort_key")),
        Column("card", _("Thẻ"), value=lambda r: r.card_number, sort="card_number", wide=True),
        Column("until", _("Hạn thẻ"), value=lambda r: r.card_until, sort="card_until", kind="day"),
        Column("barred", _("Quyền mượn"), value=lambda r: _("bị khoá") if r.is_barred else ""),
    ]  # fmt: skip
    if len(homes) > 1:
        filters.append(Filter("diem", _("Điểm phục vụ"), homes, lambda q, v: q.filter(home=v)))
        columns.append(
            Column("home", _("Điểm phục vụ"), value=lambda r: r.home.name, wide=True,
                   sort=("home__sort_key", "sort_key"))
        )  # fmt: skip
    return Listing(
        request,
        lists.with_cards(readers_at(mine), today),
        columns=columns,
        search=searched,
        search_label=_("Tên, số bạn đọc, số thẻ, điện thoại"),
        filters=filters,
        default_sort="name",
        empty=_("Chưa có bạn đọc nào ở các điểm bạn phụ trách."),
        name="ban-doc",
        may_export=request.user.has_perm("readers.export"),
        pick="ban" if request.user.has_perm("readers.edit") else "",
    )


@needs("readers.view")
@require_safe
def readers(request: HttpRequest) -> HttpResponseBase:
    """The list; a card that is scanned into its search leads straight to the reader."""
    listing = readers_listing(request)
    if listing.words and "export" not in request.GET:
        try:
            found = find_readers(listing.words, places(request, "readers.view"), limit=2)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            found = []
        if len(found) == 1 and listing.words.replace(" ", "").isdecimal():
            return redirect(found[0])
    if (file := listing.export()) is not None:
        record(
            "readers.export", by=actor_of(request), changes={"rows": [None, listing.rows.count()]}
        )
        return file
    mine = places(request, "readers.view")
    return render(
        request,
        "readers/readers.html",
        {
            "listing": listing,
            "may_register": request.user.has_perm("readers.register"),
            "may_edit": request.user.has_perm("readers.edit"),
            "lacking": lists.without_guardian(mine, timezone.localdate()).count(),
        },
    )


@needs("readers.register")
@require_http_methods(["GET", "POST"])
def new_reader(request: HttpRequest) -> HttpResponse:
    """Register a reader, with a card at once."""
    today = timezone.localdate()
    user: Any = request.user
    mine = open_places(request, "readers.register", today)
    usual = user.usual_place("readers.register")
    if usual is not None and not mine.filter(pk=usual.pk).exists():
        usual = None
    school = usual is not None and usual.kind == "school_library"
    first = {
        "home": usual,
        "reader_class": classes_on(today).filter(code="pupil" if school else "adult").first(),
        "guardian_relation": "school" if school else "",
    }
    form = ReaderForm(request.POST or None, points=mine, initial=first)
    card = CardForm(request.POST or None, prefix="the")
    wants_card = "with_card" in request.POST if request.method == "POST" else True

    def do() -> Reader:
        made = register(**form.said(), **now_by(request))
        if wants_card:
            issue_card(reader=made, number=card.cleaned_data["number"], **now_by(request))
        return made

    if request.method == "POST" and form.is_valid() and card.is_valid():
        made = try_form(request, form, do, _("Đã đăng ký bạn đọc."))
        if made is not None:
            if looks_like(made).exists():
                messages.warning(
                    request, _("Có bạn đọc khác cùng tên; hãy xem có phải là một người không.")
                )
            return redirect(made)
    return render(
        request,
        "readers/reader_form.html",
        {"form": form, "card": card, "wants_card": wants_card},
        status=422 if form.is_bound else 200,
    )


@needs("readers.edit", at=home_of)
@require_http_methods(["GET", "POST"])
def edit_reader(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a reader's own data."""
    reader = reader_or_404(pk)
    form = ReaderForm(
        request.POST or None,
        points=open_places(request, "readers.edit", timezone.localdate()),
        initial=values_of(reader),
    )
    chosen: Any = form.fields["reader_class"]
    chosen.queryset = chosen.queryset | type(reader.reader_class).objects.filter(
        pk=reader.reader_class_id
    )
    if reader.school_year is not None:
        years: Any = form.fields["school_year"]
        if reader.school_year not in dict(years.choices):
            years.choices = [
                *years.choices,
                (reader.school_year, school_year_label(reader.school_year)),
            ]
    version = request.POST.get("version", str(reader.version))

    def do() -> Reader:
        return change(
            reader=reader,
            version=int(version) if version.isdecimal() and len(version) < 9 else -1,
            **form.said(),
            **now_by(request),
        )

    if request.method == "POST" and form.is_valid():
        if try_form(request, form, do, _("Đã lưu.")) is not None:
            return redirect(reader)
    elif request.method == "GET":
        looked([reader], **now_by(request))
    return render(
        request,
        "readers/reader_form.html",
        {"form": form, "reader": reader, "version": reader.version},
        status=422 if form.is_bound else 200,
    )


@needs("readers.view", at=home_of)
@require_safe
def reader(request: HttpRequest, pk: int) -> HttpResponse:
    """A reader's page; that it was looked at is written down."""
    one = reader_or_404(pk)
    today = timezone.localdate()
    looked([one], **now_by(request))
    may_edit = request.user.has_perm("readers.edit", one.home)
    guardian = guardian_of(one)
    cards = list(cards_of(one))
    acts = list(lists.acts_of(one)[:50])
    given = list(consents_of(one))
    open_purposes = {row.purpose_id for row in given if row.withdrawn_on is None}
    alike = looks_like(one).select_related("home")[:5] if one.merged_into_id is None else []
    undoable = next((act for act in acts if act.undone_at is None), None)
    return render(
        request,
        "readers/reader.html",
        {
            "reader": one,
            "year_label": school_year_label(one.school_year),
            "standing": standing_of(one, today),
            "guardian": guardian,
            "cards": cards,
            "active": next((card for card in cards if card.state == "active"), None),
            "lost": next((card for card in cards if card.state == "lost"), None),
            "acts": acts,
            "undoable": undoable if may_edit else None,
            "kinds": CardAct.Kind,
            "bars": bars_of(one),
            "today": today,
            "consents": given,
            "purposes": [one for one in purposes_on(today) if one.pk not in open_purposes],
            "givers": Consent.Giver.choices,
            "child_until": needs_guardian(one, today),
            "alike": alike,
            "merges": merges_of(one)[:10],
            "requests": requests_of(one)[:10],
            "card_form": CardForm(prefix="the"),
            "bar_form": BarForm(prefix="khoa"),
            "accessible_form": AccessibleForm(
                prefix="tc",
                initial={"verified_by": one.accessible_by, "verified_on": one.accessible_on},
            ),
            "may_edit": may_edit and one.stands,
            "may_merge": request.user.has_perm("readers.merge", one.home),
            "may_privacy": request.user.has_perm("readers.privacy", one.home),
        },
    )


@needs("readers.view")
@require_safe
def without_guardian(request: HttpRequest) -> HttpResponseBase:
    """Children for whom nobody answers: what devices reported in a hurry is completed here."""
    listing = Listing(
        request,
        lists.without_guardian(places(request, "readers.view"), timezone.localdate())
        .select_related("reader_class", "home"),
        columns=[
            Column("name", _("Họ và tên"), sort=("sort_key",),
                   link=lambda r: r.get_absolute_url()),
            Column("birth_year", _("Năm sinh"), sort="birth_year"),
            Column("class", _("Nhóm"), value=lambda r: str(r.reader_class)),
            Column("home", _("Điểm phục vụ"), value=lambda r: r.home.name,
                   sort=("home__sort_key", "sort_key")),
            Column("registered_on", _("Ngày đăng ký"), sort="registered_on", kind="day"),
        ],
        search=searched,
        search_label=_("Tên, số bạn đọc, số thẻ, điện thoại"),
        default_sort="name",
        empty=_("Không có trẻ em nào thiếu người giám hộ."),
        name="thieu-giam-ho",
        may_export=False,
    )  # fmt: skip
    return render(request, "readers/plain_list.html", {
        "listing": listing,
        "title": _("Thiếu người giám hộ"),
        "lead": _("Trẻ em được đăng ký trên thiết bị khi chưa kịp ghi người giám hộ."),
    })  # fmt: skip
