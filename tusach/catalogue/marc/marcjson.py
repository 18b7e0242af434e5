"""MARC-in-JSON: files read record by record, strictly, and records written.

Two layouts are met and both are read: one JSON array of records, and one record on a line
(ndjson, as traject and FOLIO write it). The file goes through block by block; only the record
under way is held. A record cut out of the file is parsed by Python's own JSON.

Source: Ross Singer, "A Proposal to serialize MARC in JSON" (2010), the form pymarc, traject,
marc4j and FOLIO exchange.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.found import Found
from tusach.catalogue.marc.record import LEADER_LENGTH, ControlField, DataField, MarcRecord

_BLOCK = 64 * 1024
# As for MARCXML: a longer object is no record.
LONGEST: Final = 1_000_000
# A record is an object in a list in an object in an object in a list; more is not MARC. Nor
# has a record of LONGEST bytes so many brackets and strings.
_DEEPEST, _MOST_TOKENS = 12, 100_000

_TOKEN = re.compile(rb'["{}\[\]]')
_IN_STRING = re.compile(rb'["\\]')
# Where reading may begin again after a record whose brackets do not close.
_NEXT_RECORD = re.compile(rb'[\n,\[]\s*(?=\{\s*"(?:leader|fields)"\s*:)')
_BETWEEN = b" \t\r\n,[]\xef\xbb\xbf\x00\x1a"
_TAG = re.compile(r"[0-9A-Za-z]{3}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _Scan:
    """Finds the closing bracket of the object at the head of a growing buffer."""

    def __init__(self) -> None:
        self.at = self.depth = self.tokens = 0
        self.in_string = False

    @property
    def is_hopeless(self) -> bool:
        return self.depth > _DEEPEST or self.tokens > _MOST_TOKENS

    def end(self, held: bytes) -> int:
        """Behind the closing bracket; -1 when it is not held yet."""
        while not self.is_hopeless:
            self.tokens += 1
            if self.in_string:
                found = _IN_STRING.search(held, self.at)
                if found is None:
                    self.at = len(held)
                    return -1
                if found.group() == b"\\":
                    if found.end() >= len(held):
                        self.at = found.start()
                        return -1
                    self.at = found.end() + 1
                else:
                    self.at, self.in_string = found.end(), False
                continue
            found = _TOKEN.search(held, self.at)
            if found is None:
                self.at = len(held)
                return -1
            self.at = found.end()
            sign = found.group()
            if sign == b'"':
                self.in_string = True
            elif sign in b"{[":
                self.depth += 1
            else:
                self.depth -= 1
                if self.depth <= 0:
                    return self.at
        return -1


def read(file: BinaryIO, *, offset: int = 0) -> Iterator[Found]:
    """Every record of the file in order, from ``offset`` (the end of an earlier one).

    What is no record comes with its fault: ``json-broken`` when the brackets do not close or
    the JSON is wrong, ``json-shape`` when it is JSON and no MARC. After an object that does
    not close the reading goes on at the next one that begins like a record.
    """
    file.seek(offset)
    held, at, ended = b"", offset, False
    scan = _Scan()
    while True:
        bare = held.lstrip(_BETWEEN) if scan.at == 0 else held
        at += len(held) - len(bare)
        held = bare
        end = scan.end(held) if held else -1
        if held and held[:1] != b"{" and scan.at > 0:
            end = -1  # not the head of a record: to be cut off at the next one
        if 0 < end <= LONGEST:
            found = _found(at, held[:end])
            # A quotation mark too many hides the records behind it in one long string.
            if found.fault and (inner := _NEXT_RECORD.search(held, 1, end)):
                found = Found(at, inner.end(), None, found.fault)
            yield found
            at, held, scan = at + found.length, held[found.length :], _Scan()
            continue
        if held and (ended or scan.is_hopeless or len(held) > LONGEST or end > LONGEST):
            cut = _cut(held)
            why = "cut-off" if ended and cut == len(held) else "not-closed"
            yield Found(at, cut, None, Fault("json-broken", why=why, at=at))
            at, held, scan = at + cut, held[cut:], _Scan()
            continue
        if ended:
            return
        block = file.read(_BLOCK)
        ended = not block
        held += block


def _cut(held: bytes) -> int:
    """How many bytes belong to a record that does not close."""
    found = _NEXT_RECORD.search(held, 1, LONGEST)
    return found.end() if found else min(len(held), LONGEST)


def _found(at: int, raw: bytes) -> Found:
    try:
        return Found(at, len(raw), parse(raw), None)
    except Fault as fault:
        return Found(at, len(raw), None, fault)


def parse(raw: bytes) -> MarcRecord:
    """The record one JSON object holds. Raises :class:`Fault`."""
    try:
        form = json.loads(raw.decode("utf-8"), object_pairs_hook=_pairs)
    except UnicodeDecodeError as error:
        bad = raw[error.start : error.end].hex(" ").upper()
        raise Fault("not-utf8", bytes=bad) from error
    except (ValueError, RecursionError) as error:
        why = error.msg if isinstance(error, json.JSONDecodeError) else "depth"
        raise Fault("json-broken", why=why, at=getattr(error, "pos", 0)) from error
    return _record(form)


class _Object(dict[str, Any]):
    """A JSON object that remembers a name given twice: Python would keep the last alone."""

    twice = ""


def _pairs(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        made.twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return made


def _wrong(where: str, found: object) -> Fault:
    return Fault("json-shape", where=where, found=str(found)[:40])


def _object(value: Any, where: str) -> _Object:
    if not isinstance(value, _Object) or value.twice:
        raise _wrong(where, value.twice if isinstance(value, _Object) else value)
    return value


def _text(value: Any, tag: str) -> str:
    if not isinstance(value, str):
        raise _wrong(tag, value)
    if found := _CONTROL.search(value):
        raise Fault("control-character", tag=tag, bytes=f"{ord(found.group()):02X}")
    return value


def _record(form: Any) -> MarcRecord:
    form = _object(form, "{ }")
    leader = _text(form.get("leader"), "leader")
    if len(leader) != LEADER_LENGTH or not leader.isascii():
        raise Fault("no-leader")
    fields = form.get("fields")
    if not isinstance(fields, list):
        raise _wrong("fields", fields)
    if not fields:
        raise Fault("no-fields")
    return MarcRecord(leader, [_field(one) for one in fields])


def _field(value: Any) -> ControlField | DataField:
    one = _object(value, "fields")
    if len(one) != 1:
        raise _wrong("fields", ", ".join(one))
    ((tag, content),) = one.items()
    if not _TAG.fullmatch(tag):
        raise Fault("tag", found=tag[:20])
    if isinstance(content, str):
        if not tag.startswith("00"):
            raise _wrong(tag, content)
        return ControlField(tag, _text(content, tag))
    if tag.startswith("00"):
        raise _wrong(tag, content)
    return _data_field(tag, _object(content, tag))


def _data_field(tag: str, content: _Object) -> DataField:
    marks = [content.get("ind1", " "), content.get("ind2", " ")]
    if any(not isinstance(m, str) or len(m) != 1 or not " " <= m <= "~" for m in marks):
        raise Fault("indicators", tag=tag, found="".join(str(mark) for mark in marks)[:20])
    listed = content.get("subfields")
    if not isinstance(listed, list):
        raise _wrong(tag, listed)
    subfields: list[tuple[str, str]] = []
    for one in listed:
        pair = _object(one, tag)
        if len(pair) != 1:
            raise _wrong(tag, ", ".join(pair))
        ((code, text),) = pair.items()
        if len(code) != 1 or not "!" <= code <= "~":
            raise Fault("subfield-code", tag=tag, found=code[:20])
        subfields.append((code, _text(text, tag)))
    return DataField(tag, marks[0], marks[1], subfields)


def write(record: MarcRecord) -> bytes:
    """One record as JSON in UTF-8, on one line without its end."""
    return json.dumps(record.as_json(), ensure_ascii=False).encode()
