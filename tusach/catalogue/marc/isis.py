"""CDS/ISIS and WINISIS dumps: ISO 2709 as those programs write it.

It is the record structure of ISO 2709 with other habits than MARC's: fields and records end
with ``#`` (or with the control characters), the file is folded into lines of 80 bytes that
count for no length, the leader says nothing of encoding or indicators, tags are bare numbers
whose meaning each database gave them, subfields begin with ``^`` and a letter.

Sources: UNESCO, CDS/ISIS for Windows Reference Manual 1.5, "ISO 2709 export"; ISO 2709:1996.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.iso2709 import LONGEST_RECORD, Piece

FOLDED: Final = 80
_BLOCK = 64 * 1024
_LEADER = re.compile(rb"[0-9]{5}[^\x00-\x1f]{7}[0-9]{5}[^\x00-\x1f]{3}45[^\x00-\x1f]{2}")
_LEADER_LENGTH = 24
# To see where the longest record ends and how the next begins.
_ENOUGH = 2 * LONGEST_RECORD + 4_096
_LINE_END = re.compile(rb"[\r\n]+")
_FILLING = b"\r\n\x00\x1a"
_SUBFIELD = re.compile(r"\^([0-9A-Za-z*])")
# Both are met: the manual's "#" and the control characters of the standard.
_FIELD_ENDS = (b"#", b"\x1e")


@dataclass(slots=True)
class IsisRecord:
    """Tag and text of each occurrence, in the order of the directory."""

    fields: list[tuple[int, str]] = field(default_factory=list)

    def all(self, tag: int, code: str = "") -> list[str]:
        """What the occurrences of ``tag`` hold in subfield ``code`` ("": before the first)."""
        found = (subfields(text) for held, text in self.fields if held == tag)
        return [value for parts in found for held, value in parts if held == code and value]


def subfields(text: str) -> list[tuple[str, str]]:
    """(code, value) in order; what stands before the first ``^x`` has code ""."""
    head, *rest = _SUBFIELD.split(text)
    parts = [("", head.strip())] if head.strip() else []
    for at in range(0, len(rest), 2):
        parts.append((rest[at].lower(), rest[at + 1].strip()))
    return parts


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is such a dump: its leader, and no MARC delimiters."""
    bare = head.lstrip(_FILLING + b" ")
    if not _LEADER.match(bare):
        return False
    flat = _LINE_END.sub(b"", bare[:4_000])
    # MARC 21 says two indicators and two characters of code ("22"); ISIS mostly "00".
    base = int(flat[12:17])
    end = flat[base - 1 : base]
    return end == b"#" or (end == b"\x1e" and b"\x1f" not in flat and flat[10:12] != b"22")


def pieces(file: BinaryIO, *, offset: int = 0) -> Iterator[Piece]:
    """Cuts the file into records by the length that each leader says, line ends not counted.

    Where that length does not lead to the head of another record (or the end of the file), the
    piece ends before the next line that begins like a leader, so that one wrong length harms
    one record. Together the pieces are the whole file but for line ends between them.
    """
    file.seek(offset)
    held, at, ended = b"", offset, False
    while held or not ended:
        while not ended and len(held) < _ENOUGH:
            block = file.read(_BLOCK)
            ended = not block
            held += block
        bare = held.lstrip(_FILLING)
        at, held = at + len(held) - len(bare), bare
        if held:
            length = _length(held)
            yield Piece(at, held[:length])
            at, held = at + length, held[length:]


def _length(held: bytes) -> int:
    """How many bytes of ``held``, line ends counted, are its first record."""
    if _LEADER.match(held):
        end = _behind(held, int(held[:5]))
        if end is not None and end > _LEADER_LENGTH and held[end - 1] in b"#\x1d\x1e":
            behind = held[end:]
            rest = behind.lstrip(_FILLING)
            # A folded file begins each record on a line of its own.
            apart = len(rest) < len(behind) or not _LINE_END.search(held, 0, end)
            if not rest or (apart and _LEADER.match(rest)):
                return end
    for line in re.finditer(rb"[\r\n]+(?=" + _LEADER.pattern + rb")", held):
        return line.start()
    return min(len(held), LONGEST_RECORD)


def _behind(held: bytes, length: int) -> int | None:
    """The place behind ``length`` bytes that are no line ends; None when there are fewer."""
    at, left = 0, length
    for line in _LINE_END.finditer(held):
        if line.start() - at >= left:
            return at + left
        left -= line.start() - at
        at = line.end()
    return at + left if len(held) - at >= left else None


def parse(raw: bytes) -> list[tuple[int, bytes]]:
    """(tag, bytes of the field) of one piece, in the order of its directory.

    Raises :class:`Fault` when length, directory or field ends are not as they say. The text
    is left in bytes: in which code it is, nothing in the file tells (see :func:`decode`).
    """
    flat = _LINE_END.sub(b"", raw)
    if not _LEADER.match(flat):
        raise Fault("no-leader")
    if int(flat[:5]) != len(flat):
        raise Fault("length-lies", said=int(flat[:5]), found=len(flat))
    base = int(flat[12:17])
    if not _LEADER_LENGTH < base < len(flat):
        raise Fault("base-lies", said=base)
    field_end = flat[base - 1 : base]
    if field_end not in _FIELD_ENDS:
        raise Fault("base-lies", said=base)
    return _fields(flat, base, field_end)


def _fields(flat: bytes, base: int, field_end: bytes) -> list[tuple[int, bytes]]:
    # The leader's last four tell how wide an entry's parts are: "4500" with three for the tag.
    try:
        wide, far = int(flat[20:21]), int(flat[21:22])
    except ValueError:
        raise Fault("other-structure", said=flat[20:24].decode("ascii", "replace")) from None
    entry = 3 + wide + far
    directory = flat[_LEADER_LENGTH : base - 1]
    if len(directory) % entry:
        raise Fault("directory-length", length=len(directory))
    found: list[tuple[int, bytes]] = []
    for at in range(0, len(directory), entry):
        one = directory[at : at + entry]
        if not one.isdigit():
            said = one.decode("ascii", "backslashreplace")
            raise Fault("directory-entry", number=at // entry + 1, entry=said)
        tag, length = int(one[:3]), int(one[3 : 3 + wide])
        start = base + int(one[3 + wide :])
        body = flat[start : start + length]
        if len(body) != length or body[-1:] != field_end:
            raise Fault("field-end", tag=one[:3].decode())
        found.append((tag, body[:-1]))
    if not found:
        raise Fault("no-fields")
    return found


def write(fields: list[tuple[int, bytes]]) -> bytes:
    """One record as WINISIS exports it, folded into lines; for tests and examples."""
    directory, data = b"", b""
    for tag, body in fields:
        directory += b"%03d%04d%05d" % (tag, len(body) + 1, len(data))
        data += body + b"#"
    base = _LEADER_LENGTH + len(directory) + 1
    length = base + len(data) + 1
    leader = b"%05d0000000%05d0004500" % (length, base)
    flat = leader + directory + b"#" + data + b"#"
    lines = [flat[at : at + FOLDED] for at in range(0, len(flat), FOLDED)]
    return b"\r\n".join(lines) + b"\r\n"
