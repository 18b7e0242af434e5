"""Checking a MARC record against the tables: what is wrong, how gravely, and where.

An error is something machines or the format cannot live with (a title missing, 008 of another
length, a field that must stand once twice); a warning is something a person should look at. What
the tables do not know is kept and warned of. Nothing here changes a record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tusach.catalogue.format import contents
from tusach.catalogue.format.positions import Position, positions, right_length
from tusach.catalogue.format.problems import LEADER_AT, Problem, Severity, error, warning
from tusach.catalogue.format.table import FieldSpec, FormatKind, is_local_tag, table
from tusach.catalogue.marc.iso2709 import LONGEST_FIELD, LONGEST_RECORD, length_of
from tusach.catalogue.marc.record import (
    LEADER_LENGTH,
    ControlField,
    DataField,
    Field,
    MarcRecord,
)

_TAG = re.compile(r"[0-9A-Za-z]{3}")
# What no MARC data, no XML and no database text holds (as marc/iso2709.py refuses it).
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MAIN = frozenset(("100", "110", "111", "130"))


def check(record: MarcRecord, *, before: MarcRecord | None = None) -> list[Problem]:
    """Everything to be said of the record, in the order of its fields.

    ``before`` is the record as it was opened: an error that stands in a field it already had
    is marked ``was_there``.
    """
    kind: FormatKind = "authority" if record.is_authority else "bibliographic"
    found = [*_leader(record), *_whole(record, kind)]
    counts: Counter[str] = Counter()
    specs = table(kind)
    for at, one in enumerate(record.fields):
        counts[one.tag] += 1
        for problem in _field(one, specs.get(one.tag), counts[one.tag], record):
            facts = {"tag": one.tag, "nth": counts[one.tag], **problem.facts}
            found.append(replace(problem, at=at, facts=facts))
    if before is not None:
        found = [_was_there(one, record, before) for one in found]
    return sorted(found, key=lambda one: -2 if one.at is None else one.at)


def _was_there(problem: Problem, record: MarcRecord, before: MarcRecord) -> Problem:
    if problem.severity != "error":
        return problem
    if problem.at is None:
        same = any(old.code == problem.code for old in _whole(before, _kind(before)))
    elif problem.at == LEADER_AT:
        same = record.leader == before.leader
    elif problem.code == "repeated":
        tag = record.fields[problem.at].tag
        same = _count(record, tag) <= _count(before, tag)
    else:
        one = record.fields[problem.at]
        same = record.fields.count(one) <= before.fields.count(one)
    return replace(problem, was_there=same)


def _count(record: MarcRecord, tag: str) -> int:
    return sum(one.tag == tag for one in record.fields)


def _kind(record: MarcRecord) -> FormatKind:
    return "authority" if record.is_authority else "bibliographic"


def _leader(record: MarcRecord) -> Iterator[Problem]:
    if len(record.leader) != LEADER_LENGTH:
        found = error("leader-length", length=len(record.leader), right=LEADER_LENGTH)
        yield replace(found, at=LEADER_AT)
        return
    if not record.leader.isascii() or _CONTROL.search(record.leader):
        yield replace(error("leader-signs"), at=LEADER_AT)
        return
    for one in positions("LDR", record.leader, record.leader):
        if not one.known(record.leader):
            yield replace(_position(one, record.leader), at=LEADER_AT)


def _position(one: Position, value: str) -> Problem:
    return warning(
        "position", start=one.start, value=one.of(value).replace(" ", "#"), name=str(one.name)
    )


def _whole(record: MarcRecord, kind: FormatKind) -> Iterator[Problem]:
    tags = Counter(one.tag for one in record.fields)
    if kind == "authority":
        headings = sum(count for tag, count in tags.items() if tag.startswith("1"))
        if headings != 1:
            yield error("no-heading" if not headings else "two-headings")
    else:
        mains = [tag for tag in sorted(_MAIN) if tags[tag]]
        if len(mains) > 1:
            yield error("two-main-entries", tags=", ".join(mains))
    if (length := length_of(record)) > LONGEST_RECORD:
        yield warning("record-too-long", length=length, limit=LONGEST_RECORD)
    for tag, spec in table(kind).items():
        # The leader is no field; 001 and 005 the system writes itself.
        if spec.required and not tags[tag] and tag not in ("LDR", "001", "005"):
            yield error("missing", tag=tag, name=str(spec.name))
    if kind == "bibliographic":
        yield from contents.whole(record)


def _field(one: Field, spec: FieldSpec | None, nth: int, record: MarcRecord) -> Iterator[Problem]:
    if not _TAG.fullmatch(one.tag):
        yield error("tag-shape")
        return
    if spec is None:
        if not is_local_tag(one.tag):
            yield warning("unknown-tag")
    elif nth > 1 and not spec.repeatable:
        yield error("repeated", name=str(spec.name))
    if isinstance(one, ControlField):
        yield from _control(one, record)
        return
    yield from _signs(one)
    if not one.subfields:
        yield warning("no-subfields")
    if spec is not None and not spec.is_local:
        yield from _against(one, spec)
    length = len("".join(value for _code, value in one.subfields).encode())
    if length + 2 * len(one.subfields) + 3 > LONGEST_FIELD:
        yield warning("too-long", length=length, limit=LONGEST_FIELD)
    yield from contents.of_field(one, record)


def _control(one: ControlField, record: MarcRecord) -> Iterator[Problem]:
    if _CONTROL.search(one.value):
        yield error("control-sign")
        return
    right = right_length(one.tag, one.value)
    if right is not None and len(one.value) != right:
        yield _length(one, right, record)
        return
    found = positions(one.tag, one.value, record.leader)
    if not found and one.tag in ("006", "007"):
        yield warning("category", value=one.value[:1])
    for place in found:
        if not place.known(one.value):
            yield _position(place, one.value)


def _length(one: ControlField, right: int, record: MarcRecord) -> Problem:
    """A coded field too short or too long, with the position from which it goes wrong: what was
    left out in the middle moves every code behind it."""
    severity: Severity = "warning" if one.tag == "007" else "error"
    facts: dict[str, Any] = {"length": len(one.value), "right": right}
    for place in positions(one.tag, one.value, record.leader):
        held = place.of(one.value)
        if len(held) == place.length and not place.known(one.value):
            shown = held.replace(" ", "#")
            facts |= {"start": place.start, "name": str(place.name), "value": shown}
            return Problem(severity, "length-from", facts=facts)
    if len(one.value) < right:
        return Problem(severity, "length-short", facts={**facts, "start": len(one.value)})
    over = one.value[right:].replace(" ", "#")[:20]
    return Problem(severity, "length-long", facts={**facts, "start": right, "value": over})


def _signs(one: DataField) -> Iterator[Problem]:
    for number, sign in ((1, one.ind1), (2, one.ind2)):
        if len(sign) != 1 or not sign.isascii() or not sign.isprintable():
            yield error("indicator-sign", number=number, value=sign)
    for code, value in one.subfields:
        if len(code) != 1 or not "!" <= code <= "~":
            yield error("code-sign", value=code)
        if _CONTROL.search(value):
            yield error("control-sign", code=code)
        if not value.strip():
            yield warning("empty", code=code)


def _against(one: DataField, spec: FieldSpec) -> Iterator[Problem]:
    for number, sign in ((1, one.ind1), (2, one.ind2)):
        if not spec.allows(number, sign):
            allowed = ", ".join(
                (
                    value.first if value.first == value.last else f"{value.first}-{value.last}"
                ).replace(" ", "#")
                for value in spec.indicator(number)
            )
            yield warning(
                "indicator", number=number, value=sign.replace(" ", "#"), allowed=allowed or "#"
            )
    seen: Counter[str] = Counter(code for code, _value in one.subfields)
    for code, count in seen.items():
        known = spec.subfields.get(code)
        if known is None and code == "9":
            continue  # everybody's own
        if known is None:
            yield warning("unknown-code", code=code)
        elif count > 1 and not known.repeatable:
            yield warning("repeated-code", code=code, name=str(known.name))
