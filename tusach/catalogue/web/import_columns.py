"""Fitting the columns of a sheet: what each holds, in which code it is, what came with it."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tusach.catalogue.errors import FileRefused
from tusach.catalogue.importing import columns, fitting, selectors, sheets
from tusach.catalogue.importing.charsets import MIXED, OF_COLUMNS, in_unicode
from tusach.catalogue.importing.content import path_of
from tusach.catalogue.models import Import, ImportProfile
from tusach.catalogue.web.imports import FileForm, account, found, steps
from tusach.ui.api import needs

# Cells of a column shown before and after.
_SHOWN = 3


def _page(request: HttpRequest, one: Import, *, error: str = "") -> HttpResponse:
    raw = [line.cells for line in fitting.sample(one, 8, in_unicode=False)]
    context = {
        "one": one,
        "fitted": _fitted(one, raw),
        "targets": list(columns.TARGETS.items()),
        "charsets": list(OF_COLUMNS.items()),
        "has_legacy": bool(one.charsets),
        "sheets": sheets.sheet_names(path_of(one), one.kind) if one.kind != "isis" else [],
        "left_out": 0
        if one.kind == "isis"
        else sheets.columns_left_out(path_of(one), one.kind, one.sheet),
        "widest": sheets.WIDEST,
        "profiles": selectors.profiles(ImportProfile.Shape.ISIS) if one.kind == "isis" else [],
        "items": _items(one),
        "key": columns.TARGETS.get(one.items_key, ""),
        "error": error,
        "steps": steps(one),
        "same_file": selectors.imports_of_same_file(account(request), one),
    }
    return render(request, "catalogue/mapping.html", context, status=422 if error else 200)


def _fitted(one: Import, raw: list[list[str]]) -> list[dict[str, Any]]:
    """For each column: its heading, what it holds, its code, and cells before and after."""
    by_column = [list(cells) for cells in zip_longest(*raw, fillvalue="")]
    width = max(len(one.header), len(by_column))
    header = [*one.header, *[""] * (width - len(one.header))]
    found: list[dict[str, Any]] = []
    for at, heading in enumerate(header):
        cells = [cell for cell in (by_column[at] if at < len(by_column) else []) if cell]
        code = one.charsets.get(str(at), "")
        found.append(
            {
                "at": at,
                "heading": heading,
                "chosen": one.mapping.get(str(at), ""),
                "code": code.partition(":")[0],
                "samples": [
                    (cell, sheets.text_of(in_unicode(cell, code))) for cell in cells[:_SHOWN]
                ],
            }
        )
    return found


def _items(one: Import) -> list[dict[str, Any]]:
    return [
        {"at": at, "heading": heading, "chosen": one.items_mapping.get(str(at), "")}
        for at, heading in enumerate(one.items_header)
        if heading or str(at) in one.items_mapping
    ]


def _chosen(request: HttpRequest, before: str) -> dict[str, str]:
    """Number of the column → what the form says it holds."""
    return {
        name.removeprefix(before): value
        for name, value in request.POST.items()
        if name.startswith(before) and name[len(before) :].isdecimal() and value in columns.TARGETS
    }


@needs("catalogue.import")
def fit(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column holds what; also from the preview, to correct it."""
    one = found(request, pk)
    if not one.is_sheet:
        return redirect(one)
    if request.method != "POST":
        return _page(request, one)
    mapping = _chosen(request, "column-")
    chosen = list(mapping.values())
    one.mapping = mapping
    if not {"title", "author_title"} & set(chosen):
        return _page(request, one, error=_("Hãy chỉ ra cột nào là nhan đề."))
    twice = sorted(
        {
            str(columns.TARGETS[name])
            for name in chosen
            if chosen.count(name) > 1 and name not in columns.MANY | columns.IN_PARTS
        }
    )
    if twice:
        error = _("Hai cột cùng ghép với “%(what)s”; mỗi thứ chỉ một cột.") % {
            "what": ", ".join(twice)
        }
        return _page(request, one, error=error)
    items = _chosen(request, "item-") if one.items_path else None
    if items is not None and not _joins(mapping, items):
        one.items_mapping = items
        error = _(
            "Hai tệp chưa nối được với nhau: cả hai phải có một cột “Số biểu ghi ở hệ thống cũ” "
            "hoặc “Mã vạch”."
        )
        return _page(request, one, error=error)
    return redirect(fitting.fit_columns(pk, mapping, items_mapping=items, at=timezone.now()))


def _joins(mapping: dict[str, str], items: dict[str, str]) -> bool:
    return any(key in mapping.values() and key in items.values() for key in fitting.KEYS)


@require_POST
@needs("catalogue.import")
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Another sheet, another row as the headings, another way of reading an ISIS dump."""
    one = found(request, pk)
    row = request.POST.get("header_row", "")
    profile = request.POST.get("profile", "")
    try:
        fitting.choose_sheet(
            pk,
            sheet=request.POST.get("sheet", "")[:120],
            header_row=int(row) if row.isdecimal() and len(row) < 7 else None,
            profile=int(profile) if profile.isdecimal() and len(profile) < 10 else None,
        )
    except FileRefused as refused:
        return _page(request, one, error=str(refused))
    return redirect("catalogue:import_fit", pk)


@require_POST
@needs("catalogue.import")
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """In which code each column is."""
    one = found(request, pk)
    every = request.POST.get("every", "")
    chosen: dict[str, str] = {}
    for at in range(max(len(one.header), 1)):
        code = every or request.POST.get(f"code-{at}", "")
        if code == MIXED:
            # The code that was found to be usual there stays what short cells are read in.
            before = one.charsets.get(str(at), "").rpartition(":")[2]
            code = f"{MIXED}:{before}" if before and before != MIXED else MIXED
        if code:
            chosen[str(at)] = code
    fitting.choose_charsets(pk, chosen, mapping=_chosen(request, "column-"))
    return redirect("catalogue:import_fit", pk)


@require_POST
@needs("catalogue.import")
def items(request: HttpRequest, pk: int) -> HttpResponse:
    """A second sheet that tells of the copies."""
    one = found(request, pk)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, one, error=_("Hãy chọn một tệp."))
    file = form.cleaned_data["file"]
    try:
        fitting.add_items(pk, file.file, file.name or "")
    except FileRefused as refused:
        sentence = _("Tệp “%(name)s” không được nhận. %(why)s") % {
            "name": file.name,
            "why": str(refused),
        }
        return _page(request, one, error=sentence)
    return redirect("catalogue:import_fit", pk)
