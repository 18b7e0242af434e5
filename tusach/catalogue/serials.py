"""Records of newspapers and magazines, made from the few facts a subscription knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.catalogue.compose import VIETNAM, RecordFields, data_fields, stamp
from tusach.catalogue.errors import TitleIsMissing
from tusach.catalogue.marc.record import ControlField, DataField, MarcRecord
from tusach.catalogue.models import Record
from tusach.catalogue.services import composed_text, drawn_record, enter, new_control_numbers

# 008 position 18 of continuing resources (MARC 21 Bibliographic).
_FREQUENCIES = {
    "daily": "d",
    "weekly": "w",
    "fortnightly": "e",
    "monthly": "m",
    "bimonthly": "b",
    "quarterly": "q",
}


@dataclass(frozen=True)
class SerialFields:
    """``frequency``: daily, weekly, fortnightly, monthly, bimonthly, quarterly or "";
    ``frequency_note`` as people say it, for field 310."""

    title: str
    subtitle: str = ""
    publisher: str = ""
    place_published: str = ""
    since: int | None = None
    issn: str = ""
    language: str = "vie"
    class_number: str = ""
    subjects: tuple[str, ...] = ()
    is_newspaper: bool = False
    is_electronic: bool = False
    url: str = ""
    frequency: str = ""
    frequency_note: str = ""


@transaction.atomic
def serial_record(fields: SerialFields, *, by: Actor, at: datetime) -> Record:
    """A record of a continuing resource (leader position 07 "s"). Refuses one without a
    title. Whether a like record is there is for the caller to ask."""
    plain = composed_text(
        RecordFields(
            title=fields.title,
            subtitle=fields.subtitle,
            publisher=fields.publisher,
            place_published=fields.place_published,
            language=fields.language,
            class_number=fields.class_number,
            subjects=fields.subjects,
        )
    )
    if not plain.title:
        raise TitleIsMissing()
    (number,) = new_control_numbers(1)
    marc = MarcRecord("00000nas a2200000 a 4500")
    marc.fields += [ControlField("001", number), ControlField("005", stamp(at))]
    if fields.is_electronic:
        marc.fields.append(ControlField("007", "cr"))
    marc.fields.append(ControlField("008", _fixed_field(fields, at)))
    variable = data_fields(plain)
    if fields.issn:
        variable.append(DataField("022", " ", " ", [("a", fields.issn)]))
    if fields.since:
        variable.append(DataField("362", "1", " ", [("a", f"Bắt đầu từ năm {fields.since}")]))
    if fields.frequency_note:
        variable.append(DataField("310", " ", " ", [("a", fields.frequency_note)]))
    if fields.url:
        variable.append(DataField("856", "4", "0", [("u", fields.url)]))
    marc.fields += sorted(variable, key=lambda one: one.tag)
    record = drawn_record(marc, control_number=number, by=by, at=at)
    return enter(record, marc, by=by, at=at, why=_("Lập biểu ghi báo, tạp chí"))


def _fixed_field(fields: SerialFields, at: datetime) -> str:
    """Field 008 of a continuing resource that still appears, forty characters."""
    text = (
        f"{timezone.localtime(at):%y%m%d}"  # 00-05 entered on file
        f"c{f'{fields.since:04d}' if fields.since else 'uuuu'}9999"  # 06-14
        f"{VIETNAM if fields.language == 'vie' else 'xx '}"  # 15-17
        f"{_FREQUENCIES.get(fields.frequency, ' ')}r "  # 18-20
        f"{'n' if fields.is_newspaper else 'p'} "  # 21-22
        f"{'o' if fields.is_electronic else ' '}"  # 23
        "     0   a0"  # 24-34
        f"{fields.language or 'und'} d"  # 35-39
    )
    assert len(text) == 40, text
    return text
