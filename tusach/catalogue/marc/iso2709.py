"""ISO 2709: files read record by record, strictly, and records written.

Reading is in two steps. :func:`pieces` cuts a file at the record terminator, whatever the
leaders say, so that one lying length harms one record and not the rest; together the pieces
are the whole file. :func:`parse` then reads one piece and refuses it when anything in it is
not as it says: then nothing of it could be promised to come out as it went in.

Sources: ISO 2709:2008; MARC 21 Specifications, Record Structure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from tusach.catalogue.marc import marc8
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.record import LEADER_LENGTH, ControlField, DataField, MarcRecord

RECORD_END: Final = b"\x1d"
FIELD_END: Final = b"\x1e"
SUBFIELD: Final = b"\x1f"
ENTRY_LENGTH: Final = 12
# Five digits in the leader, four in the directory.
LONGEST_RECORD: Final = 99_999
LONGEST_FIELD: Final = 9_999
# Some programs write longer records all the same, with a length that says nothing; so far one is
# held together, so that it can be mended whole.
LONGEST_PIECE: Final = 1_000_000

_BLOCK = 64 * 1024
# What some programs write between records and after the last one; it belongs to none.
_FILLING = b"\r\n\x00\x1a"
_TAG = re.compile(rb"[0-9A-Za-z]{3}")
_DIGITS = re.compile(rb"[0-9]+")
# Characters that neither belong in MARC data nor can stand in XML or in the database.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

# Reads the text of one subfield.
Decoder = Callable[[bytes], str]
# How the bytes are to be read: as the leader says, or whatever it says.
AS_LEADER_SAYS: Final = ""
UTF8: Final = "utf-8"
MARC8: Final = "marc-8"


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of a file from one record terminator to the next, it included."""

    offset: int
    content: bytes


def pieces(file: BinaryIO, *, offset: int = 0) -> Iterator[Piece]:
    """Cuts ``file`` from ``offset`` (the end of an earlier piece) at record terminators.

    Holds one piece at a time, of at most ``LONGEST_PIECE`` bytes: a longer run without a
    terminator comes in several. Filling between records (line ends, NUL, Ctrl-Z) goes to no
    piece.
    """
    file.seek(offset)
    held = b""
    at = offset
    while True:
        block = file.read(_BLOCK)
        held += block
        start = 0
        while (end := held.find(RECORD_END, start)) >= 0:
            yield from _trimmed(at + start, held[start : end + 1])
            start = end + 1
        while len(held) - start > LONGEST_PIECE:
            end = start + LONGEST_PIECE
            yield from _trimmed(at + start, held[start:end])
            start = end
        held = held[start:]
        at += start
        if not block:
            yield from _trimmed(at, held)
            return


def _trimmed(offset: int, content: bytes) -> Iterator[Piece]:
    bare = content.lstrip(_FILLING)
    offset += len(content) - len(bare)
    for start in range(0, len(bare), LONGEST_PIECE):
        yield Piece(offset + start, bare[start : start + LONGEST_PIECE])


def parse(raw: bytes, charset: str | Decoder = AS_LEADER_SAYS) -> MarcRecord:
    """The record these bytes hold, every field, indicator and subfield as it stands.

    ``charset`` is "" for what the leader says, "utf-8", "marc-8", or a function that reads the
    text of one subfield in another code and raises ValueError where it cannot. Raises
    :class:`Fault` when the length, the directory, the terminators or the encoding are not what
    they say they are. The leader is kept as it came.
    """
    base = _check_leader(raw)
    leader = raw[:LEADER_LENGTH].decode("ascii")
    places = _directory(raw, base)
    encoding: str | Decoder = charset or _encoding(raw)
    record = MarcRecord(leader)
    for tag, start, length in places:
        body = raw[start : start + length - 1]
        try:
            record.fields.append(_field(tag, body, encoding))
        except Fault as fault:
            fault.facts.setdefault("tag", tag)
            raise
    return record


def _check_leader(raw: bytes) -> int:
    """The base address of data, when the leader can be believed."""
    if not raw.endswith(RECORD_END):
        raise Fault("no-record-end", length=len(raw))
    leader = raw[:LEADER_LENGTH]
    if len(raw) < LEADER_LENGTH + 2 or not leader.isascii() or _CONTROL.search(leader.decode()):
        raise Fault("no-leader")
    if len(raw) > LONGEST_RECORD:
        raise Fault("too-long", length=len(raw), limit=LONGEST_RECORD)
    said = leader[0:5]
    if not said.isdigit():
        raise Fault("length-not-a-number", said=said.decode())
    if int(said) != len(raw):
        raise Fault("length-lies", said=int(said), found=len(raw))
    if leader[10:12] != b"22" or leader[20:22] != b"45":
        raise Fault("other-structure", said=(leader[10:12] + leader[20:24]).decode())
    base = leader[12:17]
    if not base.isdigit():
        raise Fault("base-not-a-number", said=base.decode())
    address = int(base)
    if address > len(raw) - 1 or address < LEADER_LENGTH + 1:
        raise Fault("base-lies", said=address)
    if raw[address - 1 : address] != FIELD_END:
        raise Fault("base-lies", said=address)
    return address


def _encoding(raw: bytes) -> str:
    said = chr(raw[9])
    if said == "a":
        return UTF8
    if said != " ":
        raise Fault("other-charset", said=said)
    if not raw.isascii() and is_utf8(raw):
        # MARC-8 puts a mark before its letter; such bytes are as good as never UTF-8.
        raise Fault("utf8-said-marc8")
    return MARC8


def is_utf8(raw: bytes) -> bool:
    """Whether the bytes can be read as UTF-8; plain ASCII can."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _directory(raw: bytes, base: int) -> list[tuple[str, int, int]]:
    """(tag, start, length) of each field in directory order; together they cover the data."""
    directory = raw[LEADER_LENGTH : base - 1]
    if len(directory) % ENTRY_LENGTH:
        raise Fault("directory-length", length=len(directory))
    found: list[tuple[str, int, int]] = []
    for at in range(0, len(directory), ENTRY_LENGTH):
        entry = directory[at : at + ENTRY_LENGTH]
        if not _TAG.fullmatch(entry[:3]) or not _DIGITS.fullmatch(entry[3:]):
            raise Fault(
                "directory-entry",
                number=at // ENTRY_LENGTH + 1,
                entry=entry.decode("ascii", "backslashreplace"),
            )
        found.append((entry[:3].decode(), base + int(entry[7:]), int(entry[3:7])))
    if not found:
        raise Fault("no-fields")
    at = base
    for tag, start, length in sorted(found, key=lambda one: one[1]):
        end = start + length
        if start != at or length < 1 or end > len(raw) - 1:
            raise Fault("field-place", tag=tag, said=start - base, expected=at - base)
        # Its first terminator must be its last byte.
        if raw.find(FIELD_END, start, end) != end - 1:
            raise Fault("field-end", tag=tag)
        at = end
    if at != len(raw) - 1:
        raise Fault("data-outside", length=len(raw) - 1 - at)
    return found


def _text(raw: bytes, encoding: str | Decoder) -> str:
    if encoding == MARC8:
        text = marc8.decode(raw)
    elif not isinstance(encoding, str):
        try:
            text = encoding(raw)
        except ValueError as error:
            raise Fault("not-charset", bytes=_odd(raw)) from error
    else:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            bad = raw[error.start : error.end].hex(" ").upper()
            raise Fault("not-utf8", bytes=bad) from error
    if found := _CONTROL.search(text):
        raise Fault("control-character", bytes=f"{ord(found.group()):02X}")
    return text


def _odd(raw: bytes) -> str:
    return next((f"{byte:02X}" for byte in raw if byte >= 0x80), raw[:1].hex().upper())


def _field(tag: str, body: bytes, encoding: str | Decoder) -> ControlField | DataField:
    if tag.startswith("00"):
        return ControlField(tag, _text(body, encoding))
    head, *parts = body.split(SUBFIELD)
    if len(head) != 2 or not head.isascii() or not head.decode().isprintable():
        raise Fault("indicators", found=head[:20].decode("ascii", "backslashreplace"))
    subfields: list[tuple[str, str]] = []
    for part in parts:
        if not part or not 0x21 <= part[0] <= 0x7E:
            raise Fault("subfield-code", found=part[:1].hex().upper())
        subfields.append((chr(part[0]), _text(part[1:], encoding)))
    return DataField(tag, chr(head[0]), chr(head[1]), subfields)


def length_of(record: MarcRecord) -> int:
    """How many bytes the record takes in ISO 2709 and UTF-8, whether it can be written or not."""
    length = LEADER_LENGTH + 2
    for one in record.fields:
        length += ENTRY_LENGTH + 1
        if isinstance(one, ControlField):
            length += len(one.value.encode())
        else:
            length += 2 + sum(1 + len((code + value).encode()) for code, value in one.subfields)
    return length


def write(record: MarcRecord) -> bytes:
    """The record in ISO 2709 and UTF-8.

    Of the leader only what describes the bytes is set anew: length (00-04), encoding (09),
    counts (10-11), base address (12-16) and entry map (20-23). Raises :class:`Fault`
    ``too-long`` for a record or field that the format's digits cannot tell the length of.
    """
    directory: list[str] = []
    data: list[bytes] = []
    at = 0
    for one in record.fields:
        if isinstance(one, ControlField):
            body = one.value.encode()
        else:
            body = (one.ind1 + one.ind2).encode() + b"".join(
                SUBFIELD + code.encode() + value.encode() for code, value in one.subfields
            )
        body += FIELD_END
        if len(body) > LONGEST_FIELD:
            raise Fault("field-too-long", tag=one.tag, length=len(body), limit=LONGEST_FIELD)
        directory.append(f"{one.tag}{len(body):04d}{at:05d}")
        data.append(body)
        at += len(body)
    base = LEADER_LENGTH + ENTRY_LENGTH * len(directory) + 1
    length = base + at + 1
    if length > LONGEST_RECORD:
        raise Fault("too-long", length=length, limit=LONGEST_RECORD)
    old = record.leader.ljust(LEADER_LENGTH)
    leader = f"{length:05d}{old[5:9]}a22{base:05d}{old[17:20]}4500"
    return b"".join([leader.encode(), "".join(directory).encode(), FIELD_END, *data, RECORD_END])
