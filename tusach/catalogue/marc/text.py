"""A record as lines of text that a person can read, edit and paste: ``=245 10$aNhan đề``.

The form is that of MarcEdit's .mrk files, so that what is copied there can be pasted here. One
line is one field; ``#`` is a blank indicator or a blank in a coded field (``\\`` is read too).
Reading gives back exactly what was written: signs that cannot stand in such a line are written
by name, ``{dollar}`` or ``{u+000A}``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.record import (
    LEADER_LENGTH,
    ControlField,
    DataField,
    Field,
    MarcRecord,
)

LEADER = "LDR"
# Fields whose blanks mean something and would not be seen.
CODED = (LEADER, "006", "007", "008")
_NAMES = {"dollar": "$", "lcub": "{", "rcub": "}"}
_NAMED = re.compile(r"\{(dollar|lcub|rcub|u\+[0-9A-Fa-f]{4,6})\}")
# What would end a line, be lost by a browser or not be seen.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_LINE = re.compile(r"=(?P<tag>\S{3})(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True)
class LineFault:
    """A line that cannot be read. ``line`` counts from 1."""

    line: int
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadText:
    record: MarcRecord
    faults: list[LineFault]
    # The line of each field of the record, and of the leader under -1.
    lines: dict[int, int]


def write(record: MarcRecord) -> str:
    """The record as text, one line a field, without a line end after the last."""
    return "\n".join([f"={LEADER} {_coded(record.leader)}", *map(write_field, record.fields)])


def write_field(one: Field) -> str:
    """One field as its line."""
    if isinstance(one, ControlField):
        value = _coded(one.value) if one.tag in CODED else _named(one.value)
        if value.startswith(" "):
            value = "{u+0020}" + value[1:]
        return f"={one.tag} {value}"
    indicators = _indicator(one.ind1) + _indicator(one.ind2)
    content = "".join(f"${_named(code)}{_named(value)}" for code, value in one.subfields)
    return f"={one.tag} {indicators}{content}"


def read(text: str) -> ReadText:
    """The record in the text. Lines that cannot be read are in ``faults`` and not in the record;
    without a line for the leader it is twenty-four blanks and a fault says so."""
    record = MarcRecord(" " * LEADER_LENGTH)
    found = ReadText(record, [], {})
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if not line.strip():
            continue
        try:
            tag, rest = _split(line)
            if tag == LEADER:
                if -1 in found.lines:
                    raise Fault("text-leader-twice")
                record.leader = _read_coded(_bare(rest))
                found.lines[-1] = number
                continue
            found.lines[len(record.fields)] = number
            record.fields.append(read_field(tag, rest))
        except Fault as fault:
            found.lines.pop(len(record.fields), None)
            found.faults.append(LineFault(number, fault.code, fault.facts))
    if -1 not in found.lines:
        found.faults.insert(0, LineFault(1, "text-no-leader"))
    return found


def _split(line: str) -> tuple[str, str]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise Fault("text-no-tag", line=line[:40])
    return match["tag"], match["rest"]


def read_field(tag: str, rest: str) -> Field:
    """What follows a tag in its line. Raises Fault."""
    if tag.startswith("00"):
        value = _bare(rest)
        return ControlField(tag, _read_coded(value) if tag in CODED else _unnamed(value))
    head, *parts = rest.split("$")
    ind1, ind2 = _indicators(tag, head)
    subfields: list[tuple[str, str]] = []
    for part in parts:
        if not part:
            raise Fault("text-no-code", tag=tag)
        named = _NAMED.match(part)
        code = named[0] if named else part[0]
        subfields.append((_unnamed(code), _unnamed(part[len(code) :])))
    return DataField(tag, ind1, ind2, subfields)


def _indicators(tag: str, head: str) -> tuple[str, str]:
    """The two signs before the first "$". Spaces may stand for blanks as long as it is clear
    which of the two is meant: the last two signs are the indicators."""
    bare = _NAMED.sub(lambda match: _PLACEHOLDER, head)
    if not bare.strip():
        return " ", " "
    if len(bare) < 2 or bare[:-2].strip():
        raise Fault("text-indicators", tag=tag, found=head.strip())
    names = iter(_NAMED.findall(head))
    both = [_sign(next(names)) if one == _PLACEHOLDER else _blank(one) for one in bare[-2:]]
    return both[0], both[1]


# Stands for a sign written by name while places are counted; no MARC text holds it.
_PLACEHOLDER = "\ufdd0"


def _blank(sign: str) -> str:
    return " " if sign in "#\\" else sign


def _indicator(sign: str) -> str:
    if sign == " ":
        return "#"
    return _by_number(sign) if sign in "#\\$ " or _UNWRITABLE.match(sign) else _named(sign)


def _bare(rest: str) -> str:
    """Without the one or two spaces after the tag."""
    for space in ("  ", " "):
        if rest.startswith(space):
            return rest[len(space) :]
    return rest


def _by_number(sign: str) -> str:
    return f"{{u+{ord(sign):04X}}}"


def _named(text: str) -> str:
    text = _NAMED.sub(lambda match: "{lcub}" + match[0][1:], text)
    text = text.replace("$", "{dollar}")
    return _UNWRITABLE.sub(lambda match: _by_number(match[0]), text)


def _sign(name: str) -> str:
    return chr(int(name[2:], 16)) if name.startswith("u+") else _NAMES[name]


def _unnamed(text: str) -> str:
    return _NAMED.sub(lambda match: _sign(match[1]), text)


def _coded(text: str) -> str:
    # By hand, for the names themselves hold no blank.
    text = _NAMED.sub(lambda match: "{lcub}" + match[0][1:], text)
    text = "".join(_by_number(sign) if sign in "#\\" else sign for sign in text)
    text = text.replace("$", "{dollar}").replace(" ", "#")
    return _UNWRITABLE.sub(lambda match: _by_number(match[0]), text)


def _read_coded(text: str) -> str:
    return _unnamed(text.replace("#", " ").replace("\\", " "))
