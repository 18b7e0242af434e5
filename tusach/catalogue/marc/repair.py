"""What can be made of a record that the strict reading refuses, and what was done to it.

Nothing here decides: :func:`mend` reads as leniently as the bytes allow and names each step,
so that a person sees before and after and accepts or does not. The bytes stay what they are.

Every step is of one kind (:data:`KINDS`); records that need the same kinds under the same
encoding can be mended alike.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tusach.catalogue.marc import iso2709, iso5426, marc8
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.iso2709 import (
    ENTRY_LENGTH,
    FIELD_END,
    RECORD_END,
    SUBFIELD,
    Decoder,
    is_utf8,
)
from tusach.catalogue.marc.record import LEADER_LENGTH, ControlField, DataField, MarcRecord

# What a step changes; the words are in catalogue/reasons.py under "mend-…".
KINDS: Final = (
    "terminator",  # the record's end is missing
    "leader",  # characters of the leader that cannot stand there
    "lengths",  # length, base address or directory counted anew
    "tags",  # a field whose tag the directory does not tell
    "indicators",
    "subfield",  # a mark without a code
    "controls",  # control characters taken out
    "encoding",  # text read in another code than the leader says
    "unreadable",  # a byte that no reading explains, shown as �
    "entities",  # &lt; and its like written out
)

UNKNOWN_TAG: Final = "999"
REPLACEMENT: Final = "\ufffd"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTRY = re.compile(rb"([0-9A-Za-z]{3})([0-9]{4})([0-9]{5})")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|#[0-9]{1,6}|#x[0-9A-Fa-f]{1,5});")
_LEADER_SIGN = re.compile(rb"[^\x20-\x7e]")


@dataclass(frozen=True)
class Step:
    """One thing done: its kind, and where and what."""

    kind: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Mended:
    """What the lenient reading makes of a record, and each step it took."""

    record: MarcRecord
    steps: list[Step] = field(default_factory=list)
    # The bytes that each field was read from, in the order of the record's fields.
    sources: list[bytes] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        """The kinds of the steps, each once, in the order of :data:`KINDS`."""
        done = {step.kind for step in self.steps}
        return [kind for kind in KINDS if kind in done]


def mend(raw: bytes, *, decode: Decoder | None = None, entities: bool = False) -> Mended:
    """The record read leniently. ``decode`` reads the text in a code chosen by a person; without
    it, text is read as the leader says, and where that fails as UTF-8, MARC-8 or Windows-1252.

    Raises :class:`Fault` ``no-fields`` when there is nothing in it that could be a field.
    """
    done = Mended(MarcRecord(""))
    body = raw.rstrip(b"\r\n\x00\x1a")
    if body.endswith(RECORD_END):
        body = body[:-1]
    else:
        done.steps.append(Step("terminator"))
    leader, rest = _leader(body, done)
    tags, data = _split(rest, done)
    done.record.leader = leader
    said = leader[9:10]
    order = _by_sense([content for _start, content in data], said)
    for tag, content in _named(tags, data, done):
        text = _Text(tag, said, decode, entities, order, done)
        done.record.fields.append(_field(tag, content, text, done))
        done.sources.append(content)
    if not done.record.fields:
        raise Fault("no-fields")
    _settle_leader(raw, done)
    return done


def _leader(body: bytes, done: Mended) -> tuple[str, bytes]:
    """The leader in 24 characters, and what stands behind it."""
    end = body.find(FIELD_END)
    head = body[: end if end >= 0 else len(body)]
    # A character lost from the leader or put into it moves the directory: it begins where its
    # entries follow one another without a gap.
    places = (LEADER_LENGTH, 23, 25, 22, 26, 21, 27, 20)
    length = max(places, key=lambda at: _chain(head, at))
    raw = head[:length]
    if length != LEADER_LENGTH:
        done.steps.append(Step("leader", {"found": length}))
    clean = _LEADER_SIGN.sub(b" ", raw)
    if clean != raw:
        bad = _LEADER_SIGN.search(raw)
        assert bad is not None
        facts = {"at": bad.start(), "bytes": bad.group().hex().upper()}
        done.steps.append(Step("leader", facts))
    text = clean.decode("ascii")[:LEADER_LENGTH].ljust(LEADER_LENGTH)
    return text, body[length:]


def _chain(head: bytes, at: int) -> int:
    """How many entries from ``at`` on continue where the one before ends."""
    count = place = 0
    while entry := _ENTRY.match(head, at):
        if int(entry.group(3)) != place:
            break
        place += int(entry.group(2))
        at = entry.end()
        count += 1
    return count


def _entries(directory: bytes) -> tuple[list[tuple[str, int]], bool]:
    """(tag, start) of the entries that can be read, and whether all could."""
    found: list[tuple[str, int]] = []
    at, whole = 0, True
    while at < len(directory):
        entry = _ENTRY.match(directory, at)
        if entry is None:
            whole = False
            nearest = _ENTRY.search(directory, at)
            if nearest is None:
                break
            at = nearest.start()
            continue
        found.append((entry.group(1).decode(), int(entry.group(3))))
        at = entry.end()
    return found, whole


def _split(rest: bytes, done: Mended) -> tuple[list[tuple[str, int]], list[tuple[int, bytes]]]:
    """The directory's entries, and (start, content) of the fields between terminators."""
    end = rest.find(FIELD_END)
    if end < 0:
        raise Fault("no-fields")
    tags, whole = _entries(rest[:end])
    data: list[tuple[int, bytes]] = []
    at, area = 0, rest[end + 1 :]
    if not area.endswith(FIELD_END) and area:
        done.steps.append(Step("terminator", {"length": len(area.rpartition(FIELD_END)[2])}))
    for content in area.split(FIELD_END):
        if content or at < len(area):
            data.append((at, content))
        at += len(content) + 1
    if not whole or end % ENTRY_LENGTH:
        done.steps.append(Step("lengths", {"length": end}))
    return tags, data


def _named(
    tags: list[tuple[str, int]], data: list[tuple[int, bytes]], done: Mended
) -> Iterable[tuple[str, bytes]]:
    """Each field with its tag: by its place when the directory tells it, else by its turn."""
    by_start = {start: tag for tag, start in tags}
    if len(by_start) == len(tags) and all(start in by_start for start, _ in data):
        yield from ((by_start[start], content) for start, content in data)
        return
    if len(tags) == len(data):
        # The places are wrong and the turn is right: fields follow one another in the order
        # of their places.
        done.steps.append(Step("lengths", {"length": len(tags)}))
        ordered = sorted(range(len(tags)), key=lambda at: (tags[at][1], at))
        for (_start, content), at in zip(data, ordered, strict=True):
            yield tags[at][0], content
        return
    done.steps.append(Step("lengths", {"length": len(tags)}))
    for turn, (start, content) in enumerate(data):
        tag = by_start.get(start, tags[turn][0] if turn < len(tags) else "")
        if not tag:
            tag = UNKNOWN_TAG
            done.steps.append(Step("tags", {"number": turn + 1}))
        yield tag, content


@dataclass
class _Text:
    """Reads the text of one field."""

    tag: str
    said: str
    chosen: Decoder | None
    entities: bool
    # The codes to try, the likeliest for this record first.
    order: Sequence[str]
    done: Mended

    def read(self, raw: bytes) -> str:
        text = self._decoded(raw)
        clean = _CONTROL.sub("", text)
        if clean != text:
            self._note("controls", text)
        if self.entities and _ENTITY.search(clean):
            self.done.steps.append(Step("entities", {"tag": self.tag}))
            clean = _CONTROL.sub("", _ENTITY.sub(lambda one: html.unescape(one[0]), clean))
        return clean

    def _note(self, kind: str, text: str) -> None:
        sign = _CONTROL.search(text)
        assert sign is not None
        self.done.steps.append(Step(kind, {"tag": self.tag, "bytes": f"{ord(sign[0]):02X}"}))

    def _decoded(self, raw: bytes) -> str:
        if self.chosen is not None:
            return self._by_choice(raw)
        if raw.isascii() and marc8.ESCAPE not in raw:
            return raw.decode("ascii")
        meant = "UTF-8" if self.said == "a" else "MARC-8"
        # Bytes that can be UTF-8 are as good as never anything else.
        first = ["UTF-8"] if is_utf8(raw) and marc8.ESCAPE not in raw else []
        for name in [*first, *self.order]:
            try:
                text = DECODERS[name](raw)
            except Fault:
                continue
            if name != meant:
                self.done.steps.append(Step("encoding", {"tag": self.tag, "charset": name}))
            return text
        return self._replaced(raw)

    def _by_choice(self, raw: bytes) -> str:
        assert self.chosen is not None
        try:
            text = self.chosen(raw)
        except (Fault, ValueError):
            return self._replaced(raw)
        if text != raw.decode("latin-1") or not raw.isascii():
            self.done.steps.append(Step("encoding", {"tag": self.tag, "charset": ""}))
        return text

    def _replaced(self, raw: bytes) -> str:
        bad = next((byte for byte in raw if byte >= 0x80), raw[0])
        self.done.steps.append(Step("unreadable", {"tag": self.tag, "bytes": f"{bad:02X}"}))
        return raw.decode("utf-8", "replace")


def utf8(raw: bytes) -> str:
    """Strictly. Raises :class:`Fault`."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Fault("not-utf8") from error


def windows(raw: bytes) -> str:
    """Windows-1252, Latin-1 where it has holes: what western offices write. Never raises."""
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


DECODERS: Final[dict[str, Decoder]] = {
    "UTF-8": utf8,
    "MARC-8": marc8.decode,
    "Windows-1252": windows,
    "ISO 5426": iso5426.decode,
}


def _by_sense(contents: Sequence[bytes], said: str) -> list[str]:
    """The codes in which the text of this record makes most sense, the best first."""
    odd = [
        part[1:]
        for content in contents
        for part in content.split(SUBFIELD)
        if not part.isascii() or marc8.ESCAPE in part
    ]
    meant = "UTF-8" if said == "a" else "MARC-8"
    order = [meant, *(name for name in DECODERS if name != meant)]
    signs = sum(byte >= 0x80 for part in odd for byte in part) or 1

    def share(name: str) -> int:
        # In fifths: one slip among many right letters is the record's, not the code's.
        return 5 * sum(_nonsense(part, name) for part in odd) // signs

    return sorted(order, key=share)


# Letters of the languages that are met; a letter with a mark outside them is an accident.
_MET = re.compile(
    "[\u00aa\u00ba-\u0131\u0134-\u0148\u014a-\u017f\u01a0\u01a1\u01af\u01b0\u0218-\u021b]"
    "|[\u1e00-\u1e7b\u1e7e-\u1ef9]"
)
# Signs of sound recordings and measures: inside a word they are another code's marks.
_NOT_IN_WORDS = "\u2113\u2117\u266d\u266f"


def _is_met(sign: str) -> bool:
    return 0x250 <= ord(sign) < 0x1E00 or _MET.match(sign) is not None


def _nonsense(raw: bytes, name: str) -> int:
    """How many signs of the text, read so, can hardly be meant."""
    try:
        text = unicodedata.normalize("NFC", DECODERS[name](raw))
    except Fault:
        return 2 * sum(byte >= 0x80 for byte in raw) + 2
    # Its sequences mean nothing in other codes.
    bad = 0 if name == "MARC-8" else 5 * raw.count(marc8.ESCAPE)
    for before, sign, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if sign.isascii():
            continue
        inside = sign.isupper() and before.isalpha() and (before.islower() or after.islower())
        foreign = sign.isalpha() and ord(sign) < 0x1F00 and not _is_met(sign)
        # A capital inside a word, a mark or letter that nobody writes, a sign inside a word.
        stray = after.isalpha() and (sign in _NOT_IN_WORDS or not sign.isalpha())
        if inside or foreign or stray or unicodedata.combining(sign):
            bad += 1
    return bad


def _field(tag: str, content: bytes, text: _Text, done: Mended) -> ControlField | DataField:
    if tag.startswith("00"):
        if SUBFIELD in content:
            done.steps.append(Step("subfield", {"tag": tag}))
            content = content.replace(SUBFIELD, b"")
        return ControlField(tag, text.read(content))
    head, *parts = content.split(SUBFIELD)
    marks, loose = _indicators(tag, head, bool(parts), done)
    subfields: list[tuple[str, str]] = []
    if loose:
        subfields.append(("a", text.read(loose)))
    for part in parts:
        if part and 0x21 <= part[0] <= 0x7E:
            subfields.append((chr(part[0]), text.read(part[1:])))
            continue
        done.steps.append(Step("subfield", {"tag": tag}))
        rest = text.read(part).strip() if part.strip() else ""
        if rest and subfields:
            code, before = subfields[-1]
            subfields[-1] = (code, f"{before} {rest}")
        elif rest:
            subfields.append(("a", rest))
    return DataField(tag, marks[0], marks[1], subfields)


def _indicators(tag: str, head: bytes, has_parts: bool, done: Mended) -> tuple[str, bytes]:
    """Two indicators, and what stands between them and the first subfield mark."""
    if len(head) == 2 and head.isascii() and head.decode().isprintable():
        return head.decode(), b""
    done.steps.append(Step("indicators", {"tag": tag, "found": head[:8].decode("latin-1")}))
    two = head[:2].decode("ascii", "replace")
    marks = "".join(sign if " " <= sign <= "~" else " " for sign in two).ljust(2)
    if len(head) <= 3 and has_parts:
        return marks, b""  # one too few, or one too many
    if marks.strip() and not marks.strip().isdigit():
        return "  ", head  # no indicators at all: text from the start
    return marks, head[2:]


def _settle_leader(raw: bytes, done: Mended) -> None:
    """The leader says what the record now is: UTF-8, two indicators, codes of two signs."""
    old = done.record.leader
    said_length, said_base = old[:5], old[12:17]
    kinds = {step.kind for step in done.steps}
    if said_length != f"{len(raw):05d}" and "lengths" not in kinds and "terminator" not in kinds:
        done.steps.append(Step("lengths", {"said": said_length, "found": len(raw)}))
    elif not said_base.isdecimal() and "lengths" not in kinds:
        done.steps.append(Step("lengths", {"said": said_base, "found": len(raw)}))
    elif "lengths" not in kinds and raw[int(said_base) - 1 : int(said_base)] != FIELD_END:
        done.steps.append(Step("lengths", {"said": said_base, "found": raw.find(FIELD_END) + 1}))
    coding = old[9] if old[9] in "a " else "a"
    new = f"{old[:9]}{coding}22{old[12:20]}4500"
    if (old[9] not in "a " or old[10:12] != "22" or old[20:22] != "45") and "leader" not in kinds:
        done.steps.append(Step("leader", {"found": LEADER_LENGTH}))
    # Written out it will be counted anew; here only what parse() would refuse is set right.
    written = iso2709_lengths(new, done.record)
    done.record.leader = written


def iso2709_lengths(leader: str, record: MarcRecord) -> str:
    """``leader`` with length and base address of ``record`` as it would be written, where both
    can be told; zeros where the record is too long for ISO 2709."""
    try:
        return iso2709.write(MarcRecord(leader, record.fields))[:LEADER_LENGTH].decode()
    except Fault:
        return f"00000{leader[5:9]}a2200000{leader[17:20]}4500"


def locate(raw: bytes, fault: Fault) -> tuple[int, int]:
    """From where to where in ``raw`` the fault is, as well as can be told; (0, 0) if not.

    For showing: the bytes between are marked.
    """
    code, facts = fault.code, fault.facts
    fixed = {
        "length-not-a-number": (0, 5),
        "length-lies": (0, 5),
        "other-charset": (9, 10),
        "other-structure": (10, 12) if raw[10:12] != b"22" else (20, 24),
        "base-not-a-number": (12, 17),
        "base-lies": (12, 17),
        "no-record-end": (max(0, len(raw) - 1), len(raw)),
        "utf8-said-marc8": (9, 10),
    }
    if code in fixed:
        return fixed[code]
    if code == "no-leader":
        sign = _LEADER_SIGN.search(raw[:LEADER_LENGTH])
        return (sign.start(), sign.end()) if sign else (0, min(LEADER_LENGTH, len(raw)))
    directory_end = raw.find(FIELD_END)
    if code in ("directory-length", "no-fields"):
        return (LEADER_LENGTH, max(directory_end, LEADER_LENGTH))
    if code == "directory-entry":
        at = LEADER_LENGTH + (int(facts["number"]) - 1) * ENTRY_LENGTH
        return (at, at + ENTRY_LENGTH)
    if "tag" in facts:
        return _in_field(raw, str(facts["tag"]), str(facts.get("bytes", "")))
    return (0, 0)


def _in_field(raw: bytes, tag: str, wanted: str) -> tuple[int, int]:
    """The place of the bytes ``wanted`` (hexadecimal) in the first field ``tag`` that has them."""
    end = raw.find(FIELD_END)
    base = end + 1
    tags, _whole = _entries(raw[LEADER_LENGTH:end])
    bad = bytes.fromhex(wanted) if re.fullmatch(r"(?:[0-9A-F]{2} ?)+", wanted) else b""
    whole = (0, 0)
    for name, start in tags:
        if name != tag:
            continue
        stop = raw.find(FIELD_END, base + start)
        stop = stop if stop >= 0 else len(raw)
        whole = whole if whole != (0, 0) else (base + start, stop)
        at = raw.find(bad, base + start, stop) if bad else -1
        if at >= 0:
            return (at, at + len(bad))
    return whole
