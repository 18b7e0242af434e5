"""What readers see of the lists that librarians publish: all of them, one, its files, a feed."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from tusach.network.api import ServicePoint
from tusach.portal import citing
from tusach.portal import reading_list as lists
from tusach.portal.bibliography import OTHER, main_subject
from tusach.portal.compiling import selectors as reading
from tusach.portal.compiling.paper import paper_of
from tusach.portal.compiling.rules import by_subject
from tusach.portal.compiling.selectors import Contents
from tusach.portal.describing import script_safe, structured_list
from tusach.portal.models import Edition, ListKind, ListOrder
from tusach.portal.nearness import near_of
from tusach.portal.web.arrivals import library_asked
from tusach.portal.web.records import EXPORTS, permanent
from tusach.portal.whereabouts import Entry, with_places
from tusach.ui.api import named, plain_cell, public

_PER_PAGE = 30
_IN_FEED = 50
FILES = {**EXPORTS, "csv": "text/csv; charset=utf-8"}


def address_of(one: Edition) -> str:
    """The address that stays."""
    path = reverse("portal:compilation", args=[one.compilation.slug])
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def _name(library: ServicePoint | None) -> str:
    if library is not None:
        return _("Thư mục, giới thiệu sách của %(library)s") % {"library": library.name}
    return _("Thư mục, giới thiệu sách")


@public
def published(request: HttpRequest) -> HttpResponse:
    """All that is published now, by kind, library and words; the latest first."""
    library = library_asked(request)
    words = " ".join(request.GET.get("q", "").split())[:100]
    kind = request.GET.get("loai", "")
    kind = kind if kind in ListKind.values else ""
    found = reading.published_found(words, kind, library)
    return render(
        request,
        "portal/published.html",
        {
            "here": "published",
            "name": _name(library),
            "library": library,
            "words": words,
            "kind": kind,
            "kinds": ListKind.choices,
            "page": Paginator(found, _PER_PAGE).get_page(request.GET.get("page")),
        },
    )


def _found(slug: str) -> Edition:
    one = reading.edition_at(slug)
    if one is None:
        raise Http404
    return one


@public
def compilation(request: HttpRequest, slug: str) -> HttpResponse:
    """One list as it was published last, with where its books are now. One that was withdrawn
    says so (410)."""
    one = reading.edition_at(slug)
    if one is None:
        withdrawn = reading.withdrawn_at(slug)
        if withdrawn is None:
            raise Http404
        return render(
            request, "portal/withdrawn.html", {"here": "published", "one": withdrawn}, status=410
        )
    contents = reading.contents_of(one)
    entries = with_places([row.record for row in contents.rows], near_of(request))
    notes = {row.record.pk: row.note for row in contents.rows}
    address = address_of(one)
    facts = structured_list(one, [row.record for row in contents.rows], address, permanent)
    return render(
        request,
        "portal/compilation.html",
        {
            "here": "published",
            "one": one,
            "groups": _grouped(one, [(entry, notes[entry.record.pk]) for entry in entries]),
            "count": len(entries),
            "gone": contents.gone,
            "numbers": [row.record.control_number for row in contents.rows[: lists.MOST]],
            "address": address,
            "structured": script_safe(facts),
            "files": FILES,
            "may_compile": request.user.has_perm("portal.compose", one.library),
        },
    )


def _grouped(
    one: Edition, rows: list[tuple[Entry, str]]
) -> list[tuple[str, int, list[tuple[Entry, str]]]]:
    """(subject, number of the first title, titles) as the records have their subjects now; one
    group without a name where the list is not cut into groups."""
    if one.order != ListOrder.SUBJECT:
        return [("", 1, rows)] if rows else []
    rows = sorted(rows, key=lambda row: by_subject(row[0].record))
    found: list[tuple[str, int, list[tuple[Entry, str]]]] = []
    for at, row in enumerate(rows, 1):
        name = main_subject(row[0].record) or str(OTHER)
        if not found or found[-1][0] != name:
            found.append((name, at, []))
        found[-1][2].append(row)
    return found


@public
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The list as a bibliography to print."""
    one = _found(slug)
    contents = reading.contents_of(one)
    if not contents.rows:
        raise Http404
    answer = HttpResponse(paper_of(one, contents), content_type="application/pdf")
    named(answer, f"{one.compilation.slug}.pdf", shown=True)
    answer["Cache-Control"] = "public, max-age=300"
    return answer


@public
def file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The titles to take away: MARC 21, MARCXML, RIS, BibTeX, or a table with the notes."""
    one = _found(slug)
    if form not in FILES:
        raise Http404
    contents = reading.contents_of(one)
    answer = HttpResponse(_body(contents, form), content_type=FILES[form])
    named(answer, f"{one.compilation.slug}.{form}")
    answer["Cache-Control"] = "public, max-age=300"
    return answer


def _body(contents: Contents, form: str) -> bytes:
    records = [row.record for row in contents.rows]
    if form == "xml":
        return citing.marcxml(*records)
    if form == "mrc":
        return b"".join(citing.iso2709(one) for one in records)
    if form == "csv":
        return _table(contents)
    write = citing.ris if form == "ris" else citing.bibtex
    return "".join(write(one, permanent(one)) for one in records).encode()


def _table(contents: Contents) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            _("Thứ tự"), _("Nhan đề"), _("Tác giả"), _("Nhà xuất bản"), _("Năm xuất bản"),
            _("Ký hiệu phân loại"), "ISBN", _("Lời giới thiệu"), _("Địa chỉ"),
        ]
    )  # fmt: skip
    for at, row in enumerate(contents.rows, 1):
        one = row.record
        cells = [
            at, citing.whole_title(one), one.author, one.publisher, one.year, one.class_number,
            one.isbn, row.note, permanent(one),
        ]  # fmt: skip
        writer.writerow([plain_cell(cell) for cell in cells])
    # Office programs take it for the local code page without the mark.
    return ("\ufeff" + out.getvalue()).encode()


@public
def feed(request: HttpRequest) -> HttpResponse:
    """What was published last as Atom (RFC 4287), of the network or of one library."""
    library = library_asked(request)
    here = f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('portal:published')}"
    atom = Atom1Feed(
        title=_name(library),
        link=f"{here}?thu-vien={library.code}" if library is not None else here,
        feed_url=f"{settings.SITE_ADDRESS.rstrip('/')}{request.get_full_path()}",
        description="",
        language=request.LANGUAGE_CODE,
    )
    found: Any = reading.published()
    if library is not None:
        found = found.filter(library=library)
    for one in found[:_IN_FEED]:
        address = address_of(one)
        atom.add_item(
            title=one.title,
            link=address,
            description=one.introduction,
            author_name=one.library.name,
            unique_id=address,
            pubdate=one.published_at,
            updateddate=one.published_at,
            categories=[str(one.get_kind_display())],
        )
    answer = HttpResponse(
        atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )
    answer["Cache-Control"] = "public, max-age=900"
    return answer
