"""The leader, 006, 007 and 008 of the record in the editor, as a form of labelled choices.

It needs no script: the editor's form sends its text here and gets it back with the field written
anew. The record lies in the form all the while; nothing is saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.catalogue.format import choosing
from tusach.catalogue.format.check import check
from tusach.catalogue.format.problems import LEADER_AT
from tusach.catalogue.format.table import FormatKind, spec_of
from tusach.catalogue.marc import text as marc_text
from tusach.catalogue.marc.record import ControlField, MarcRecord

# "008", "007:2" (the second), "006:0" (one to be made).
_ASKED = re.compile(r"(LDR|006|007|008)(?::(\d{1,2}))?")
_OWN = ("fixed", "held", "open", "put", "redraw", "leave", "fill", "take", "csrfmiddlewaretoken")


def choices_of(text: str, kind: str) -> list[tuple[str, str]]:
    """The coded fields that may be chosen for: those the text has, and a new one of those that
    may repeat; (as the form asks for it, as it is shown)."""
    found = [("LDR", "LDR"), ("008", "008")]
    if kind == "authority":
        return found
    record = marc_text.read(text).record
    for tag in ("006", "007"):
        there = sum(one.tag == tag for one in record.fields)
        for nth in range(1, there + 1):
            found.append((f"{tag}:{nth}", tag if there == 1 else f"{tag} ({nth})"))
        found.append((f"{tag}:0", f"+ {tag}"))
    return found


def is_asked(request: HttpRequest) -> bool:
    """Whether a button of this form, or the one that opens it, was pressed."""
    return any(name in request.POST for name in _OWN[2:8])


def answer(request: HttpRequest, text: str, kind: FormatKind) -> tuple[str, HttpResponse | None]:
    """(the text, the form again) or (the text with the field written, None): back to the editor.

    A field that the text does not have, or one past counting, is made anew.
    """
    asked = _ASKED.fullmatch(request.POST.get("fixed", ""))
    if asked is None or "leave" in request.POST:
        return text, None
    tag, nth = asked[1], int(asked[2] if asked[2] is not None else "1")
    read = marc_text.read(text)
    value = _held(read.record, tag, nth)
    if "open" not in request.POST:
        held = request.POST.get("held", value)[:60]
        value = choosing.with_chosen(tag, held, read.record.leader, _chosen(request))
    record = _with_leader(read.record, value) if tag == "LDR" else read.record
    if "fill" in request.POST:
        value = choosing.with_filled(tag, value, record)
    elif "take" in request.POST:
        value = _taken(request, tag, value, record)
    elif "put" in request.POST:
        return _written(text, tag, nth, value), None
    return text, _form(request, tag, nth, value, record, kind)


def _held(record: MarcRecord, tag: str, nth: int) -> str:
    if tag == "LDR":
        return record.leader
    found = [one.value for one in record.fields if one.tag == tag and isinstance(one, ControlField)]
    return found[nth - 1] if 0 < nth <= len(found) else ""


def _chosen(request: HttpRequest) -> dict[int, str]:
    return {
        int(name[2:]): str(value)[:6]
        for name, value in request.POST.items()
        if re.fullmatch(r"p-\d{1,2}", name)
    }


def _with_leader(record: MarcRecord, leader: str) -> MarcRecord:
    return MarcRecord(leader, record.fields)


def _taken(request: HttpRequest, tag: str, value: str, record: MarcRecord) -> str:
    found = choosing.positions_shown(tag, value, record)
    for one in found.positions if found else []:
        if one.suggested and request.POST["take"] == str(one.position.start):
            start = one.position.start
            return value[:start] + one.suggested.code + value[start + len(one.suggested.code) :]
    return value


def _form(
    request: HttpRequest, tag: str, nth: int, value: str, record: MarcRecord, kind: FormatKind
) -> HttpResponse:
    found = choosing.positions_shown(tag, value, record)
    assert found is not None
    carried = [
        (name, one)
        for name, values in request.POST.lists()
        for one in values
        if name not in _OWN and not re.fullmatch(r"p-\d{1,2}", name)
    ]
    spec = spec_of(tag, kind)
    return render(
        request,
        "catalogue/marc_fixed.html",
        {
            "tag": tag,
            "name": spec.name if spec else "",
            "fixed": f"{tag}:{nth}" if tag in ("006", "007") else tag,
            "found": found,
            "shown_value": value.replace(" ", "#"),
            "carried": carried,
            "problems": list(_problems(tag, value, record)) if value.strip() else [],
            "may_redraw": bool(found.categories) or any(one.redraws for one in found.positions),
        },
    )


def _problems(tag: str, value: str, record: MarcRecord) -> Iterator[str]:
    """What a check says of this field alone."""
    if tag == "LDR":
        for one in check(_with_leader(record, value)):
            if one.at == LEADER_AT:
                yield one.sentence
        return
    for one in check(MarcRecord(record.leader, [ControlField(tag, value)])):
        if one.at == 0:
            yield one.sentence


def _written(text: str, tag: str, nth: int, value: str) -> str:
    """The text with this field in the place of the one it has, or where its tag belongs."""
    lines = text.split("\n")
    read = marc_text.read(text)
    if tag == "LDR":
        line = marc_text.write(MarcRecord(value))
        at = read.lines.get(LEADER_AT)
        return "\n".join([line, *lines] if at is None else [*lines[: at - 1], line, *lines[at:]])
    line = marc_text.write_field(ControlField(tag, value))
    places = [read.lines[n] for n, one in enumerate(read.record.fields) if one.tag == tag]
    if 0 < nth <= len(places):
        lines[places[nth - 1] - 1] = line
        return "\n".join(lines)
    later = (read.lines[n] for n, one in enumerate(read.record.fields) if one.tag > tag)
    at = next(later, len(lines) + 1)
    return "\n".join([*lines[: at - 1], line, *lines[at - 1 :]])
