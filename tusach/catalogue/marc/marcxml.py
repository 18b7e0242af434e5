"""MARCXML (the Library of Congress "slim" schema): records read one by one, and written.

The file goes through expat block by block; only the record under way is held. Entities and
document types are refused before they can do anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.found import Found
from tusach.catalogue.marc.record import LEADER_LENGTH, ControlField, DataField, MarcRecord

NAMESPACE: Final = "http://www.loc.gov/MARC21/slim"
OPENING: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{NAMESPACE}">\n'
).encode()
CLOSING: Final = b"</collection>\n"
_BLOCK = 64 * 1024
# As for ISO 2709, with room for the mark-up: a longer record is no record.
LONGEST = 1_000_000


@dataclass
class _Reader:
    """Collects expat's events into records."""

    done: list[Found] = field(default_factory=list)
    start: int = 0
    depth: int = 0
    record: MarcRecord | None = None
    current: DataField | None = None
    tag: str = ""
    code: str = ""
    text: list[str] = field(default_factory=list)
    size: int = 0
    fault: Fault | None = None

    def __post_init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _doctype(self, *_args: object) -> None:
        raise Fault("xml-doctype", line=self.parser.CurrentLineNumber)

    def _refuse(self, fault: Fault) -> None:
        # The first fault of a record is the one told.
        self.fault = self.fault or fault

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space not in ("", NAMESPACE):
            if self.record is not None:
                self._refuse(Fault("xml-element", found=local))
            return
        if local == "record":
            self.start = self.parser.CurrentByteIndex
            self.record, self.fault, self.size = MarcRecord(""), None, 0
            return
        if self.record is None:
            return
        self.text.clear()
        if local == "controlfield":
            self.tag = self._tag(attributes)
        elif local == "datafield":
            self.tag = self._tag(attributes)
            one = [attributes.get(name, " ") for name in ("ind1", "ind2")]
            if any(len(value) != 1 or not value.isascii() for value in one):
                self._refuse(Fault("indicators", tag=self.tag, found="".join(one)[:20]))
            self.current = DataField(self.tag, one[0], one[1], [])
        elif local == "subfield":
            self.code = attributes.get("code", "")
            if len(self.code) != 1 or not "!" <= self.code <= "~" or self.current is None:
                self._refuse(Fault("subfield-code", tag=self.tag, found=self.code[:20]))
        elif local != "leader":
            self._refuse(Fault("xml-element", found=local))

    def _tag(self, attributes: dict[str, str]) -> str:
        tag = attributes.get("tag", "")
        if len(tag) != 3 or not tag.isascii() or not tag.isalnum():
            self._refuse(Fault("tag", found=tag[:20]))
        return tag

    def _characters(self, text: str) -> None:
        if self.record is None:
            return
        self.size += len(text)
        if self.size <= LONGEST:
            self.text.append(text)

    def _close(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if self.record is None:
            return
        text = "".join(self.text)
        self.text.clear()
        if local == "leader":
            self.record.leader = text
        elif local == "controlfield":
            self.record.fields.append(ControlField(self.tag, text))
        elif local == "subfield" and self.current is not None:
            self.current.subfields.append((self.code, text))
        elif text.strip():
            self._refuse(Fault("text-outside", tag=self.tag))
        if local == "datafield" and self.current is not None:
            self.record.fields.append(self.current)
            self.current = None
        elif local == "record":
            self._finish(self.record)

    def _finish(self, record: MarcRecord) -> None:
        leader = record.leader
        if len(leader) != LEADER_LENGTH or not leader.isascii():
            self._refuse(Fault("no-leader"))
        if not record.fields:
            self._refuse(Fault("no-fields"))
        if self.size > LONGEST:
            self._refuse(Fault("too-long", length=self.size, limit=LONGEST))
        # The event stands at "</record": its length is known only to the closing bracket.
        end = self.parser.CurrentByteIndex
        kept = None if self.fault else record
        self.done.append(Found(self.start, end - self.start, kept, self.fault))
        self.record = None


def read(file: BinaryIO) -> Iterator[Found]:
    """Every record element of the file in order.

    A record that is not as the schema says comes with its fault. XML that breaks off ends
    the reading with a last one, ``xml-broken`` with line and column, whose bytes are the
    rest of the file from the last record on (at most ``LONGEST``).
    """
    reader = _Reader()
    file.seek(0)
    read_to = after = 0
    while True:
        block = file.read(_BLOCK)
        read_to += len(block)
        broken: Fault | None = None
        try:
            reader.parser.Parse(block, not block)
        except expat.ExpatError as error:
            broken = Fault(
                "xml-broken",
                line=error.lineno,
                column=error.offset,
                why=expat.errors.messages[error.code] if error.code else "",
            )
        except Fault as fault:
            broken = fault
        except (LookupError, ValueError) as error:  # of the encoding that the file declares
            broken = Fault("xml-encoding", why=str(error)[:120])
        for found in reader.done:
            found = _to_bracket(file, found)
            after = found.offset + found.length
            yield found
        reader.done.clear()
        if broken is not None:
            yield Found(after, min(LONGEST, read_to - after), None, broken)
            return
        if not block:
            return
        file.seek(read_to)


def _to_bracket(file: BinaryIO, found: Found) -> Found:
    """The same, its length reaching over the closing tag."""
    end = found.offset + found.length
    file.seek(end)
    tail = file.read(200).find(b">")
    return Found(found.offset, end - found.offset + tail + 1, found.record, found.fault)


def write(record: MarcRecord) -> bytes:
    """One ``record`` element in UTF-8, to stand between ``OPENING`` and ``CLOSING``."""
    leader = record.leader.ljust(LEADER_LENGTH)
    leader = f"{leader[:9]}a22{leader[12:20]}4500"
    lines = ["<record>", f"  <leader>{escape(leader)}</leader>"]
    for one in record.fields:
        tag = quoteattr(one.tag)
        if isinstance(one, ControlField):
            lines.append(f"  <controlfield tag={tag}>{_escaped(one.value)}</controlfield>")
            continue
        lines.append(
            f"  <datafield tag={tag} ind1={quoteattr(one.ind1)} ind2={quoteattr(one.ind2)}>"
        )
        lines.extend(
            f"    <subfield code={quoteattr(code)}>{_escaped(value)}</subfield>"
            for code, value in one.subfields
        )
        lines.append("  </datafield>")
    lines.append("</record>\n")
    return "\n".join(lines).encode()


def _escaped(text: str) -> str:
    # A bare carriage return would come out of an XML reader as a line feed.
    return escape(text, {"\r": "&#13;"})
