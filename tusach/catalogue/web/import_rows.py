"""One line of an import: what it holds, what it is like, what is wrong with it, mending it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tusach.audit.api import actor_of
from tusach.catalogue.importing import deciding, mending, selectors
from tusach.catalogue.importing.charsets import OF_MARC
from tusach.catalogue.importing.content import bytes_of
from tusach.catalogue.labels import lines
from tusach.catalogue.marc import repair
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.models import Difference, Import, ImportRow
from tusach.catalogue.reasons import sentence
from tusach.catalogue.web.imports import account, found
from tusach.ui.api import Refusal, named, needs, number

State, Status = Import.State, ImportRow.Status
# Bytes shown around a fault, sixteen on a line.
_WIDE, _AROUND = 16, 160
# Of a record that no field can be told of, so much is shown as text.
_TEXT = 6_000


def _row_or_404(one: Import, number_: int) -> ImportRow:
    row = selectors.row_of(one, number_)
    if row is None:
        raise Http404
    return row


@needs("catalogue.import")
def row(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One line of the file: what it holds, what is wrong with it, and what becomes of it."""
    one = found(request, pk)
    held = _row_or_404(one, number)
    if request.method != "POST":
        return _page(request, one, held)
    try:
        if take := request.POST.get("take", ""):
            if take in Difference.values and not account(request).has_perm("catalogue.edit"):
                raise PermissionDenied  # what is there is changed by cataloguers
            record = request.POST.get("record", "")
            deciding.decide_row(
                pk,
                number,
                take=take,
                record=int(record) if record.isdecimal() and len(record) < 18 else None,
            )
            messages.success(request, _("Đã ghi nhận cho dòng %(row)s.") % {"row": number})
            return redirect((request.POST.get("next") == "list" and _back(one, held)) or one)
        cells = [request.POST.get(f"cell-{at}", "") for at in range(len(_cells(one, held)))]
        mended = deciding.mend_row(pk, number, cells, at=timezone.now())
    except Refusal as refused:
        return _page(request, one, _row_or_404(one, number), error=str(refused))
    if mended.status != Status.DAMAGED:
        messages.success(request, _("Đã sửa dòng %(row)s.") % {"row": number})
        # On to the next that is damaged, if there is one.
        return redirect(f"{one.get_absolute_url()}?dong={Status.DAMAGED}")
    return _page(request, one, mended, status=422)


def _back(one: Import, held: ImportRow) -> str:
    """The list the row stood in."""
    return f"{one.get_absolute_url()}?dong={held.status}"


def _page(
    request: HttpRequest, one: Import, held: ImportRow, *, error: str = "", status: int = 200
) -> HttpResponse:
    (shown,) = selectors.shown([held])
    is_open = one.state == State.READ and not held.settled
    shown.differences.extend(selectors.differences_of(one, [held]).get(held.number, []))
    content = selectors.content_read(held)
    context: dict[str, Any] = {
        "one": one,
        "shown": shown,
        "cells": [
            {"at": at, "heading": heading, "value": value}
            for at, (heading, value) in enumerate(_cells(one, held))
        ],
        "can_change": is_open,
        "can_mend_cells": one.state in (State.READ, State.DONE) and not held.settled,
        "content": lines(content)[1:] if content is not None else [],
        "maybe": selectors.maybe_same(held) if is_open else [],
        "decision": held.decision or one.on_difference,
        "decisions": Difference.choices,
        "repaired": [_words(step) for step in held.repair.get("steps", [])],
        "error": error,
    }
    if mending.can_mend(one, held):
        context |= _mending(request, one, held)
    elif content is None and not one.is_sheet:
        context["text"] = _as_text(bytes_of(one, held)[:_TEXT])
    return render(request, "catalogue/import_row.html", context, status=422 if error else status)


def _cells(one: Import, held: ImportRow) -> list[tuple[str, str]]:
    """(heading, cell) for as many columns as either has."""
    if not one.is_sheet or (held.content is not None and not held.cells):
        return []
    width = max(len(one.header), len(held.cells))
    header = [*one.header, *[""] * (width - len(one.header))]
    cells = [*held.cells, *[""] * (width - len(held.cells))]
    return list(zip(header, cells, strict=True))


def _as_text(content: bytes) -> str:
    """Bytes to look at: each field on a line, subfields marked as manuals print them."""
    text = content.decode("utf-8", "replace")
    return text.replace("\x1e", "\n").replace("\x1f", " $").replace("\x1d", "")


# ── Mending ────────────────────────────────────────────────────────────────────────────────────


def _how(values: Any) -> mending.How:
    charset = values.get("charset", "")
    return mending.How(charset if charset in OF_MARC else "", bool(values.get("entities")))


@dataclass(frozen=True)
class HexLine:
    """Sixteen bytes: (hexadecimal, sign, is part of the fault)."""

    at: int
    bytes: list[tuple[str, str, bool]]


def _hex_lines(raw: bytes, start: int, end: int) -> list[HexLine]:
    """The bytes round the fault, in lines."""
    first = max(0, start - _AROUND) // _WIDE * _WIDE
    last = min(len(raw), max(end, start) + _AROUND)
    return [
        HexLine(
            at,
            [
                (f"{byte:02X}", chr(byte) if 0x20 <= byte < 0x7F else "·", start <= place < end)
                for place, byte in enumerate(raw[at : min(at + _WIDE, last)], at)
            ],
        )
        for at in range(first, last, _WIDE)
    ]


def _words(step: dict[str, Any]) -> str:
    """The sentence of a step of mending."""
    facts = {"charset": _("bảng mã đã chọn"), **{k: v for k, v in step["facts"].items() if v}}
    return sentence({"code": f"mend-{step['kind']}", "facts": facts})


def _mending(request: HttpRequest, one: Import, held: ImportRow) -> dict[str, Any]:
    """What the page shows of a damaged record: its bytes, and before and after."""
    raw = bytes_of(one, held)
    asked = request.GET if "charset" in request.GET else None
    how = _how(asked) if asked is not None else mending.How(mending.likely_charset(raw))
    mended = mending.mended(raw, how)
    fault = Fault(held.reason.get("code", ""), **held.reason.get("facts", {}))
    start, end = repair.locate(raw, fault)
    context: dict[str, Any] = {
        "hex": _hex_lines(raw, start, end),
        "fault_at": number(start),
        "how": how,
        "charsets": list(OF_MARC.items()),
        "mended": mended,
    }
    if mended is None:
        context["text"] = _as_text(raw[:_TEXT])
        return context
    steps = [{"kind": step.kind, "facts": step.facts} for step in mended.steps]
    context["steps"] = list(dict.fromkeys(_words(step) for step in steps))
    context["fields"] = _before_and_after(mended)
    context["like"] = len(mending.like_it(one, held))
    return context


def _before_and_after(mended: repair.Mended) -> list[tuple[str, str, str, bool]]:
    """(tag, the bytes of the field as they look, the field as read, whether they differ)."""
    after = lines(mended.record)[1:]
    found = []
    for line, one, source in zip(after, mended.record.fields, mended.sources, strict=True):
        before = _shown_bytes(source)
        told = line[len(one.tag) + 1 :]
        found.append((one.tag, before, told, _squeezed(before) != _squeezed(told)))
    return found


def _shown_bytes(raw: bytes) -> str:
    """A field as its bytes look: what is no ASCII as its number, blanks of indicators as #."""
    parts = raw.split(b"\x1f")
    head = "".join(_sign(byte) for byte in parts[0])
    if len(parts) == 1:
        return head
    head = head.replace(" ", "#") if len(parts[0]) <= 3 else head
    return " ".join([head, *("$" + "".join(_sign(byte) for byte in part) for part in parts[1:])])


def _sign(byte: int) -> str:
    return chr(byte) if 0x20 <= byte < 0x7F else f"‹{byte:02X}›"


def _squeezed(text: str) -> str:
    return "".join(text.split())


@require_POST
@needs("catalogue.import")
def mend(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Takes what the lenient reading made of a record, or of all that it mends alike."""
    one = found(request, pk)
    held = _row_or_404(one, number)
    if not mending.can_mend(one, held):
        return redirect("catalogue:import_row", pk, number)
    how = _how(request.POST)
    mended = mending.mended(bytes_of(one, held), how)
    if mended is None:
        raise Http404
    numbers = [number]
    if request.POST.get("every"):
        numbers += mending.like_it(one, held)
    taken = mending.accept_mended(
        pk, numbers, how, kinds=mended.kinds, by=actor_of(request), at=timezone.now()
    )
    messages.success(
        request,
        ngettext("Đã nhận %(count)s biểu ghi sửa.", "Đã nhận %(count)s biểu ghi sửa.", taken)
        % {"count": taken},
    )
    return redirect(one)


@require_POST
@needs("catalogue.import")
def unmend(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found(request, pk)
    mending.damage_again(pk, number, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Dòng %(row)s trở lại như trong tệp.") % {"row": number})
    return redirect("catalogue:import_row", pk, number)


# ── Files ──────────────────────────────────────────────────────────────────────────────────────

_ENDINGS = {Import.Kind.MARCXML: "xml", Import.Kind.MARCJSON: "json", Import.Kind.ISIS: "iso"}


@needs("catalogue.import")
def row_bytes(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The bytes of one record exactly as they stand in the file."""
    one = found(request, pk)
    held = _row_or_404(one, number)
    if one.is_sheet and one.kind != Import.Kind.ISIS:
        raise Http404
    answer = HttpResponse(bytes_of(one, held), content_type="application/octet-stream")
    name = f"bieu-ghi-{number}.{_ENDINGS.get(Import.Kind(one.kind), 'mrc')}"
    named(answer, name)
    return answer


@needs("catalogue.import")
def damaged(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All damaged records of the file together, or those it does not take (``?dong=other``:
    authority records), to be mended or used elsewhere."""
    one = found(request, pk)
    if one.is_sheet and one.kind != Import.Kind.ISIS:
        raise Http404
    status = Status.OTHER if request.GET.get("dong") == Status.OTHER else Status.DAMAGED
    rows = one.rows.filter(status=status).order_by("number")
    pieces = (bytes_of(one, held) for held in rows.iterator(chunk_size=100))
    answer = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    ending = _ENDINGS.get(Import.Kind(one.kind), "mrc")
    named(answer, f"{status}-{one.pk}.{ending}")
    return answer
