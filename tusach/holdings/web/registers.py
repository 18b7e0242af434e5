"""Registers, and entering copies of a title in one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import actor_of
from tusach.catalogue.api import Record
from tusach.holdings.rules import State
from tusach.holdings.selectors.copies import (
    copies_of,
    record_by_number,
    sources,
    usual_collection,
)
from tusach.holdings.selectors.marks import described, suggest_mark
from tusach.holdings.services.accession import accession
from tusach.holdings.services.registers import close_register, open_register
from tusach.holdings.web.forms import AccessionForm, RegisterForm, moment_of
from tusach.holdings.web.reach import (
    Names,
    owner_of_register,
    places,
    registers_seen,
    seen_of,
    usual_place,
)
from tusach.holdings.web.register_lines import register_listing
from tusach.ui.api import Column, Listing, needs, try_form


@needs("holdings.view")
@require_safe
def registers(request: HttpRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        registers_seen(request),
        columns=[
            Column(
                "name",
                _("Tên sổ"),
                sort="name",
                link=lambda r: reverse("holdings:register", args=[r.pk]),
            ),
            Column("owner", _("Của"), sort="owner__sort_key", value=lambda r: r.owner.name),
            Column("kind", _("Loại sổ"), sort="kind", value=lambda r: r.get_kind_display()),
            Column("next_number", _("Số tiếp theo"),
                   value=lambda r: r.accession_no(r.next_number)),
            Column("closed_on", _("Khoá sổ ngày"), sort="closed_on", kind="day"),
        ],
        default_sort="owner",
        empty=_("Chưa có sổ đăng ký cá biệt nào. Hãy mở sổ đầu tiên."),
        name="so-dkcb",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "holdings/registers.html",
        {
            "listing": listing,
            "may_open": request.user.has_perm("holdings.accession"),
            "own": usual_place(request, "holdings.accession"),
        },
    )


@needs("holdings.accession")
@require_http_methods(["GET", "POST"])
def new_register(request: HttpRequest) -> HttpResponse:
    owners = places(request, "holdings.accession").order_by("sort_key")
    first = {"owner": usual_place(request, "holdings.accession")}
    form = RegisterForm(request.POST or None, owners=owners, initial=first)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        mark = said.pop("mark")
        register = try_form(
            request,
            form,
            lambda: open_register(prefix=mark, by=actor_of(request), at=timezone.now(), **said),
        )
        if register:
            messages.success(request, _("Đã mở sổ “%(name)s”.") % {"name": register.name})
            return redirect("holdings:registers")
    return render(request, "holdings/new_register.html", {"form": form})


@needs("holdings.view", at=owner_of_register)
@require_safe
def register(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The register itself: every number it gave, in order, withdrawn and transferred too."""
    one = registers_seen(request).get(pk=pk)
    listing = register_listing(request, one)
    return listing.export() or render(
        request,
        "holdings/register.html",
        {
            "register": one,
            "next_number": one.accession_no(one.next_number),
            "listing": listing,
            "may_close": one.closed_on is None
            and request.user.has_perm("holdings.accession", one.owner),
        },
    )


@needs("holdings.accession", at=owner_of_register)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    one = registers_seen(request).get(pk=pk)
    now = timezone.now()
    close_register(register=one, on=timezone.localdate(now), by=actor_of(request), at=now)
    messages.success(request, _("Đã khoá sổ “%(name)s”.") % {"name": one.name})
    return redirect("holdings:register", pk=pk)


def _record(number: int) -> Record:
    record = record_by_number(number)
    if record is None:
        raise Http404
    return record


@needs("holdings.view")
@require_safe
def record_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The copies of a title, on the page of its record."""
    record = _record(pk)
    copies = list(copies_of(pk)[:201])
    names = Names(request, [copy.place.holder for copy in copies])
    seen = seen_of(request, copies)
    return render(
        request,
        "holdings/record_panel.html",
        {
            "record": record,
            "more": len(copies) > 200,
            "rows": [
                {
                    "copy": copy,
                    "place": names[copy.place.holder],
                    "state": State(copy.place.state).label,
                    "seen": copy.pk in seen,
                }
                for copy in copies[:200]
            ],
            "may_accession": request.user.has_perm("holdings.accession"),
            "may_label": request.user.has_perm("holdings.label"),
        },
    )


@needs("holdings.accession")
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter copies of a title in a register."""
    record = _record(pk)
    found = registers_seen(request, "holdings.accession").filter(closed_on=None)
    own = usual_place(request, "holdings.accession")
    usual = found.filter(owner=own).first() or found.first()
    form = AccessionForm(
        request.POST or None,
        registers=found,
        sources=sources(),
        initial={
            "register": usual,
            "shelf_mark": suggest_mark(described(record), usual.owner) if usual else "",
            "source": sources().first(),
            "price": record.price,
            "day": timezone.localdate(),
            "collection": usual_collection(own),
        },
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        now = timezone.now()
        copies = try_form(
            request,
            form,
            lambda: accession(
                record,
                said["register"].owner,
                said["register"],
                said["count"],
                said["price"],
                said["source"],
                said["collection"],
                by=actor_of(request),
                at=now,
                fund=said["fund"],
                condition=said["condition"],
                shelf_mark=said["shelf_mark"],
                happened_at=moment_of(said["day"], now),
                barcodes=said["barcodes"],
                aliases=said["aliases"],
            ),
        )
        if copies:
            done = ngettext(
                "Đã ghi %(count)s bản: %(first)s đến %(last)s.",
                "Đã ghi %(count)s bản: %(first)s đến %(last)s.",
                len(copies),
            ) % {
                "count": len(copies),
                "first": copies[0].accession_no,
                "last": copies[-1].accession_no,
            }
            messages.success(request, done)
            if "labels" in request.POST:
                ids = ",".join(str(copy.pk) for copy in copies)
                return redirect(f"{reverse('holdings:labels')}?ban={ids}")
            return redirect(record)
    return render(
        request,
        "holdings/enter.html",
        {"record": record, "form": form, "no_register": not found.exists()},
    )
