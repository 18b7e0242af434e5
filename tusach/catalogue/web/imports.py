"""Importing a file: sent, fitted, looked at, accepted, watched, taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tusach.audit.api import actor_of
from tusach.catalogue.errors import FileRefused
from tusach.catalogue.importing import columns, selectors, services, sheets
from tusach.catalogue.importing.content import path_of
from tusach.catalogue.models import Import, ImportRow
from tusach.people.api import Account
from tusach.ui.api import Column, Filter, Listing, Refusal, named, needs, nobody_works, number

State = Import.State


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".mrc,.marc,.iso,.xml,.xlsx,.xls,.csv"}),
    )


def _account(request: HttpRequest) -> Account:
    user = request.user
    if not isinstance(user, Account):
        raise Http404
    return user


def _found(request: HttpRequest, pk: int) -> Import:
    """The import, if this person may see it: numbers can be guessed."""
    found = selectors.imported(_account(request), pk)
    if found is None:
        raise Http404
    return found


@needs("catalogue.import")
def imports(request: HttpRequest) -> HttpResponseBase:
    """The imports so far, and the form that sends a file."""
    if request.method == "POST":
        return _send(request)
    return _list_page(request)


def _listing(request: HttpRequest) -> Listing:
    return Listing(
        request,
        selectors.imports(_account(request)),
        columns=[
            Column(
                "file_name", _("Tệp"), sort="file_name", link=lambda one: one.get_absolute_url()
            ),
            Column("kind", _("Loại"), value=lambda one: one.get_kind_display(), wide=True),
            Column("state", _("Tình trạng"), value=lambda one: one.get_state_display()),
            Column("made_count", _("Biểu ghi đã lập"), kind="number", sort="made_count"),
            Column("by_name", _("Người nhập"), wide=True),
            Column("made_at", _("Gửi lúc"), kind="moment", sort="made_at"),
        ],
        search=selectors.search_imports,
        search_label=_("Tên tệp"),
        filters=[
            Filter(
                "state",
                _("Tình trạng"),
                State.choices,
                lambda found, value: found.filter(state=value),
            )
        ],
        default_sort="-made_at",
        empty=_("Chưa nhập tệp nào."),
        name="lan-nhap",
    )


def _list_page(request: HttpRequest, *, refused: str = "", status: int = 200) -> HttpResponseBase:
    listing = _listing(request)
    if (file := listing.export()) is not None:
        return file
    context = {
        "listing": listing,
        "form": FileForm(),
        "refused": refused,
        "limit": settings.UPLOAD_LIMIT // 1_000_000,
    }
    return render(request, "catalogue/imports.html", context, status=status)


def _send(request: HttpRequest) -> HttpResponseBase:
    """Takes the file. What is wrong with it is said on the page it was sent from."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list_page(request, refused=_("Hãy chọn một tệp."), status=422)
    file = form.cleaned_data["file"]
    try:
        imported = services.take_file(
            file.file, file.name or "", by=actor_of(request), at=timezone.now()
        )
    except FileRefused as refused:
        sentence = _("Tệp “%(name)s” không được nhận. %(why)s") % {
            "name": file.name,
            "why": str(refused),
        }
        return _list_page(request, refused=sentence, status=422)
    return redirect(imported)


@needs("catalogue.import")
def imported(request: HttpRequest, pk: int) -> HttpResponse:
    """The import where it stands: columns to fit, progress, preview or outcome."""
    one = _found(request, pk)
    if one.state == State.MAPPING:
        return _mapping_page(request, one)
    return render(request, "catalogue/import.html", _context(request, one))


@needs("catalogue.import")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every other second while work goes on."""
    one = _found(request, pk)
    answer = render(request, "ui/progress.html", _progress(one))
    if not one.is_under_way:
        answer["HX-Refresh"] = "true"  # the page changes as a whole
    return answer


def _progress(one: Import) -> dict[str, Any]:
    total = one.read_to
    done: int | None = None
    if one.state == State.APPLYING:
        done = one.applied_to
    elif one.state == State.UNDOING:
        done = one.undone_to
    elif one.state == State.READING and not one.is_sheet:
        # Of a MARC file the bytes read tell how far it is.
        done, total = one.next_offset, one.size
    return {
        "one": one,
        "work": one,
        "line": _how_far(one),
        "done": done,
        "total": total,
        "nobody_works": nobody_works(one, timezone.now()),
        "progress_url": reverse("catalogue:import_progress", args=[one.pk]),
        "again_url": reverse("catalogue:import_ask_again", args=[one.pk]),
        "here": one.get_absolute_url(),
    }


def _how_far(one: Import) -> str:
    if one.state == State.READING:
        return _("đã đọc đến dòng %(count)s") % {"count": number(one.read_to)}
    if one.state == State.APPLYING:
        return _("đến dòng %(done)s trên %(total)s, đã lập %(made)s biểu ghi") % {
            "done": number(one.applied_to),
            "total": number(one.read_to),
            "made": number(one.made_count),
        }
    return _("đến dòng %(done)s trên %(total)s") % {
        "done": number(one.undone_to),
        "total": number(one.read_to),
    }


_TABS = (
    ImportRow.Status.NEW,
    ImportRow.Status.SAME,
    ImportRow.Status.DAMAGED,
    ImportRow.Status.OTHER,
    ImportRow.Status.SKIPPED,
    ImportRow.Status.UNDONE,
    ImportRow.Status.KEPT,
)


def _context(request: HttpRequest, one: Import) -> dict[str, Any]:
    counts = selectors.counts(one)
    tabs = [(status.value, status.label, counts[status]) for status in _TABS if counts[status]]
    chosen = request.GET.get("dong", "")
    if chosen not in [value for value, _label, _count in tabs]:
        chosen = tabs[0][0] if tabs else ""
    page = Paginator(selectors.rows_of(one, chosen), selectors.SHOWN).get_page(
        request.GET.get("page")
    )
    rows = list(page.object_list)
    said = selectors.listener_warnings(rows, one.choices) if one.state == State.READ else {}
    shown = selectors.shown(rows)
    for row in shown:
        row.warnings.extend(said.get(row.row.number, []))
    return {
        **_progress(one),
        "counts": counts,
        "tabs": tabs,
        "chosen": chosen,
        "page": page,
        "rows": shown,
        "same_file": selectors.imports_of_same_file(_account(request), one),
        "forms": _listener_forms(request, one) if one.state == State.READ else [],
        "steps": _steps(one),
    }


def _steps(one: Import) -> list[tuple[str, str]]:
    """(label, "done", "now" or "") of the way of an import."""
    labels = [_("Gửi tệp")]
    if one.is_sheet:
        labels.append(_("Ghép cột"))
    labels += [_("Đọc và xem trước"), _("Ghi vào mục lục"), _("Xong")]
    now = {
        State.MAPPING: 1,
        State.READING: len(labels) - 3,
        State.READ: len(labels) - 3,
        State.FAILED: len(labels) - 3,
        State.APPLYING: len(labels) - 2,
    }.get(State(one.state), len(labels) - 1)
    return [
        (label, "done" if at < now else "now" if at == now else "")
        for at, label in enumerate(labels)
    ]


def _listener_forms(request: HttpRequest, one: Import) -> list[tuple[str, forms.Form]]:
    data = request.POST if request.method == "POST" else None
    return [
        (listener.name, listener.form(user=request.user, data=data))
        for listener in selectors.listeners_asked(one)
        if listener.form is not None
    ]


def _mapping_page(request: HttpRequest, one: Import, *, error: str = "") -> HttpResponse:
    lines = services.sample(one)
    cells = [line.cells for line in lines]
    fitted = [
        {
            "at": at,
            "heading": heading,
            "chosen": one.mapping.get(str(at), ""),
            "samples": [row[at] for row in cells if at < len(row) and row[at]][:3],
        }
        for at, heading in enumerate(_wide_header(one, cells))
    ]
    context = {
        "one": one,
        "fitted": fitted,
        "targets": list(columns.TARGETS.items()),
        "sheets": sheets.sheet_names(path_of(one), one.kind),
        "error": error,
        "steps": _steps(one),
        "same_file": selectors.imports_of_same_file(_account(request), one),
    }
    return render(request, "catalogue/mapping.html", context, status=422 if error else 200)


def _wide_header(one: Import, cells: list[list[str]]) -> list[str]:
    """The headings, with places for cells beyond them."""
    width = max([len(one.header), *[len(row) for row in cells]])
    return [*one.header, *[""] * (width - len(one.header))]


@needs("catalogue.import")
def fit(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column holds what; also from the preview, to correct it."""
    one = _found(request, pk)
    if request.method != "POST":
        return _mapping_page(request, one)
    mapping = {
        name.removeprefix("column-"): value
        for name, value in request.POST.items()
        if name.startswith("column-") and name[7:].isdigit() and value in columns.TARGETS
    }
    chosen = list(mapping.values())
    one.mapping = mapping
    if "title" not in chosen:
        return _mapping_page(request, one, error=_("Hãy chỉ ra cột nào là nhan đề."))
    twice = sorted({str(columns.TARGETS[name]) for name in chosen if chosen.count(name) > 1})
    if twice:
        error = _("Hai cột cùng ghép với “%(what)s”; mỗi thứ chỉ một cột.") % {
            "what": ", ".join(twice)
        }
        return _mapping_page(request, one, error=error)
    return redirect(services.fit_columns(pk, mapping, at=timezone.now()))


@require_POST
@needs("catalogue.import")
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Another sheet, or another row as the headings."""
    one = _found(request, pk)
    row = request.POST.get("header_row", "")
    try:
        services.choose_sheet(
            pk,
            sheet=request.POST.get("sheet", "")[:120],
            header_row=int(row) if row.isdigit() and len(row) < 7 else 0,
        )
    except FileRefused as refused:
        return _mapping_page(request, one, error=str(refused))
    return redirect(one)


@require_POST
@needs("catalogue.import")
def read_as(request: HttpRequest, pk: int) -> HttpResponse:
    _found(request, pk)
    charset = request.POST.get("charset", "")
    if charset not in ("", "utf-8", "marc-8"):
        raise Http404
    return redirect(services.read_as(pk, charset, at=timezone.now()))


@require_POST
@needs("catalogue.import")
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    one = _found(request, pk)
    choices: dict[str, Any] = {}
    asked = _listener_forms(request, one) if one.state == State.READ else []
    valid = [form.is_valid() for _name, form in asked]
    if not all(valid):
        context = {**_context(request, one), "forms": asked}
        return render(request, "catalogue/import.html", context, status=422)
    for name, form in asked:
        choices[name] = form.cleaned_data
    services.accept(pk, by=actor_of(request), at=timezone.now(), choices=choices)
    return redirect(one)


@require_POST
@needs("catalogue.import")
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    _found(request, pk)
    services.drop(pk, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Đã bỏ tệp này; mục lục không thay đổi."))
    return redirect("catalogue:imports")


@require_POST
@needs("catalogue.import")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    _found(request, pk)
    return redirect(services.take_back(pk, by=actor_of(request), at=timezone.now()))


@require_POST
@needs("catalogue.import")
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    _found(request, pk)
    return redirect(services.ask_again(pk, at=timezone.now()))


@needs("catalogue.import")
def row(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One line of the file: what it holds, what is wrong with it, and what becomes of it."""
    one = _found(request, pk)
    found = selectors.row_of(one, number)
    if found is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("take"):
                services.decide_row(pk, number, take=request.POST["take"])
                messages.success(request, _("Đã ghi nhận cho dòng %(row)s.") % {"row": number})
                return redirect(one)
            cells = [
                request.POST.get(f"cell-{at}", "") for at in range(len(_row_cells(one, found)))
            ]
            mended = services.mend_row(pk, number, cells, at=timezone.now())
        except Refusal as refused:
            error = str(refused)
        else:
            if mended.status != ImportRow.Status.DAMAGED:
                messages.success(request, _("Đã sửa dòng %(row)s.") % {"row": number})
                return redirect(one)
            found = mended
    (shown,) = selectors.shown([found])
    context = {
        "one": one,
        "shown": shown,
        "cells": [
            {"at": at, "heading": heading, "value": value}
            for at, (heading, value) in enumerate(_row_cells(one, found))
        ],
        "can_change": one.state == State.READ and not found.made,
        "text": _as_text(selectors.bytes_of(one, found)[:6000]),
        "error": error,
    }
    return render(request, "catalogue/import_row.html", context, status=422 if error else 200)


def _as_text(content: bytes) -> str:
    """Bytes to look at: each field on a line, subfields marked as manuals print them."""
    text = content.decode("utf-8", "replace")
    return text.replace("\x1e", "\n").replace("\x1f", " $").replace("\x1d", "")


def _row_cells(one: Import, found: ImportRow) -> list[tuple[str, str]]:
    """(heading, cell) for as many columns as either has."""
    if not one.is_sheet:
        return []
    width = max(len(one.header), len(found.cells))
    header = [*one.header, *[""] * (width - len(one.header))]
    cells = [*found.cells, *[""] * (width - len(found.cells))]
    return list(zip(header, cells, strict=True))


@needs("catalogue.import")
def row_bytes(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The bytes of one record exactly as they stand in the file."""
    one = _found(request, pk)
    found = selectors.row_of(one, number)
    if found is None or one.is_sheet:
        raise Http404
    answer = HttpResponse(selectors.bytes_of(one, found), content_type="application/octet-stream")
    name = f"bieu-ghi-{number}.{'xml' if one.kind == Import.Kind.MARCXML else 'mrc'}"
    named(answer, name)
    return answer


@needs("catalogue.import")
def damaged(request: HttpRequest, pk: int) -> HttpResponse:
    """All damaged records of the file together, to be mended elsewhere and sent again."""
    one = _found(request, pk)
    if one.is_sheet:
        raise Http404
    rows = one.rows.filter(status=ImportRow.Status.DAMAGED).order_by("number")
    content = b"".join(selectors.bytes_of(one, found) for found in rows.iterator(chunk_size=100))
    answer = HttpResponse(content, content_type="application/octet-stream")
    named(answer, f"hong-{one.pk}.mrc")
    return answer
