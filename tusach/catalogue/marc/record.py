"""A MARC record in memory, holding exactly what the file held.

Nothing here trims, reorders or normalises: what was read is what will be written. The JSON
form is MARC-in-JSON (the form traject, pymarc and FOLIO exchange), so that what stands in
the database can be read by anybody without this program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

LEADER_LENGTH = 24


@dataclass(slots=True)
class ControlField:
    """A field without indicators and subfields (001 to 009)."""

    tag: str
    value: str


@dataclass(slots=True)
class DataField:
    """A field with two indicators and subfields, each a (code, value) pair in file order."""

    tag: str
    ind1: str
    ind2: str
    subfields: list[tuple[str, str]]

    def first(self, *codes: str) -> str:
        """The first subfield with one of these codes; "" when there is none."""
        return next((value for code, value in self.subfields if code in codes), "")

    def all(self, *codes: str) -> list[str]:
        return [value for code, value in self.subfields if code in codes]


Field = ControlField | DataField


@dataclass(slots=True)
class MarcRecord:
    leader: str
    fields: list[Field] = field(default_factory=list)

    def control(self, tag: str) -> str:
        """The value of the first control field with this tag; "" when there is none."""
        for one in self.fields:
            if one.tag == tag and isinstance(one, ControlField):
                return one.value
        return ""

    def data(self, *tags: str) -> Iterator[DataField]:
        """The data fields with one of these tags, in the order of the record."""
        for one in self.fields:
            if one.tag in tags and isinstance(one, DataField):
                yield one

    def first(self, tag: str, *codes: str) -> str:
        """The first subfield ``codes`` of the first field ``tag``; "" when there is none."""
        for one in self.data(tag):
            if value := one.first(*codes):
                return value
        return ""

    def insert(self, new: Field) -> None:
        """In the order of tags, after those with the same tag; the others stay where they are."""
        places = (n for n, one in enumerate(self.fields) if one.tag > new.tag)
        self.fields.insert(next(places, len(self.fields)), new)

    @property
    def is_authority(self) -> bool:
        """Leader position 06 says what the record describes; "z" is authority data."""
        return self.leader[6:7] == "z"

    def as_json(self) -> dict[str, Any]:
        """MARC-in-JSON."""
        fields: list[dict[str, Any]] = []
        for one in self.fields:
            if isinstance(one, ControlField):
                fields.append({one.tag: one.value})
            else:
                fields.append(
                    {
                        one.tag: {
                            "ind1": one.ind1,
                            "ind2": one.ind2,
                            "subfields": [{code: value} for code, value in one.subfields],
                        }
                    }
                )
        return {"leader": self.leader, "fields": fields}


def from_json(form: dict[str, Any]) -> MarcRecord:
    """The record a MARC-in-JSON object holds. Raises KeyError or ValueError for another shape."""
    record = MarcRecord(leader=form["leader"])
    for entry in form["fields"]:
        ((tag, content),) = entry.items()
        if isinstance(content, str):
            record.fields.append(ControlField(tag, content))
            continue
        subfields = [pair for one in content["subfields"] for pair in one.items()]
        record.fields.append(DataField(tag, content["ind1"], content["ind2"], subfields))
    return record
