"""Copies out of an imported list: the columns Số bản, Giá, ĐKCB, Mã vạch, Xếp giá.

A line whose copies cannot be entered (a barcode that exists, a number already given) is told
in the preview and gets its record without copies; every other line is entered whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tusach.audit.api import record
from tusach.catalogue.api import (
    ImportedBatch,
    ImportListener,
    Record,
    RowCopies,
    follow,
    on_record_deletion,
    on_record_merge,
    on_records_imported,
)
from tusach.holdings.barcodes import is_own
from tusach.holdings.models import Alias, Collection, Condition, Copy, Register, Source
from tusach.holdings.services.accession import MOST_AT_ONCE, accession
from tusach.ui.api import Refusal

NAME = "holdings"
COLUMNS = ("copies", "price", "accession_no", "barcode", "shelf_mark")
_BETWEEN = re.compile(r"[;,\n]+")


def register() -> None:
    on_records_imported(ImportListener(NAME, apply, form=ImportForm, columns=COLUMNS, check=check))
    on_record_deletion(NAME, uses)
    on_record_merge(follow("holdings.Copy", label=gettext_lazy("bản sách")))


class ImportForm(forms.Form):
    """Whose the copies are and where they came from; without a register none are made."""

    register = forms.ChoiceField(
        label=gettext_lazy("Ghi các bản vào sổ"),
        required=False,
        help_text=gettext_lazy("Để trống thì chỉ nhập biểu ghi, không ghi bản nào."),
    )
    source = forms.ChoiceField(label=gettext_lazy("Nguồn"), required=False)
    collection = forms.ChoiceField(
        label=gettext_lazy("Kho"), choices=Collection.choices, required=False
    )
    fund = forms.CharField(
        label=gettext_lazy("Kinh phí, số quyết định hoặc người tặng"),
        max_length=200,
        required=False,
    )

    def __init__(self, *, user: Any, data: Any = None, told: Any = (), **more: Any) -> None:
        super().__init__(data, **more)
        found = Register.objects.filter(
            owner__in=user.places_for("holdings.accession").values("pk"), closed_on=None
        ).select_related("owner")
        choices = [(str(one.pk), f"{one.owner.name} – {one.name}") for one in found]
        register, source = self.fields["register"], self.fields["source"]
        assert isinstance(register, forms.ChoiceField)
        assert isinstance(source, forms.ChoiceField)
        register.choices = [("", "–"), *choices]
        source.choices = [(one.code, str(one)) for one in Source.objects.all()]
        register.initial = choices[0][0] if len(choices) == 1 else ""


@dataclass(frozen=True)
class _Line:
    """What one line of a list says of copies."""

    count: int
    price: int | None
    numbers: list[int]
    barcodes: list[str]
    aliases: list[str]
    shelf_mark: str


def _digits(text: str) -> int | None:
    plain = re.sub(r"[\s.,\u00a0]|đ(ồng)?|vnd", "", text.lower())
    return int(plain) if plain.isascii() and plain.isdecimal() else None


def _read(values: Mapping[str, str], register: Register) -> _Line | str:
    """The line, or the sentence that says what is wrong with it."""
    scans = [s.strip() for s in _BETWEEN.split(values.get("barcode", "")) if s.strip()]
    said = [s.strip() for s in _BETWEEN.split(values.get("accession_no", "")) if s.strip()]
    numbers: list[int] = []
    for text in said:
        bare = text[len(register.prefix) :] if text.startswith(register.prefix) else text
        if not bare.isascii() or not bare.isdecimal() or not int(bare):
            return _("Số ĐKCB “%(text)s” không thuộc sổ “%(register)s”.") % {
                "text": text,
                "register": register.name,
            }
        numbers.append(int(bare))
    count = _digits(values.get("copies", "") or "0")
    if count is None:
        return _("Số bản “%(text)s” không phải là số.") % {"text": values["copies"]}
    count = count or len(numbers) or len(scans) or (1 if "copies" not in values else 0)
    if scans and len(scans) != count:
        return _("Có %(given)s mã vạch cho %(count)s bản.") % {
            "given": len(scans),
            "count": count,
        }
    if numbers and len(numbers) != count:
        return _("Có %(given)s số ĐKCB cho %(count)s bản.") % {
            "given": len(numbers),
            "count": count,
        }
    if count > MOST_AT_ONCE:
        return _("Số bản phải từ 1 đến %(most)s; đã nhập %(count)s.") % {
            "most": MOST_AT_ONCE,
            "count": count,
        }
    own = bool(scans) and all(is_own(scan) for scan in scans)
    return _Line(
        count=count,
        price=_digits(values.get("price", "")),
        numbers=numbers,
        barcodes=scans if own else [],
        aliases=[] if own else scans,
        shelf_mark=values.get("shelf_mark", "")[:80],
    )


def _chosen(choices: Mapping[str, Any]) -> Register | None:
    number = str(choices.get("register") or "")
    if not number.isdecimal():
        return None
    return Register.objects.select_related("owner").filter(pk=number, closed_on=None).first()


def _lines(
    rows: Sequence[tuple[int, Mapping[str, str]]], register: Register
) -> tuple[dict[int, _Line], dict[int, list[str]]]:
    """What can be entered, and the sentences of what cannot, by line; four queries."""
    lines: dict[int, _Line] = {}
    faults: dict[int, list[str]] = {}
    for number, values in rows:
        read = _read(values, register)
        if isinstance(read, str):
            faults.setdefault(number, []).append(read)
        elif read.count:
            lines[number] = read
    taken = dict(
        Copy.objects.filter(barcode__in=[b for x in lines.values() for b in x.barcodes])
        .values_list("barcode", "accession_no")
    ) | dict(
        Alias.objects.filter(
            owner=register.owner_id, value__in=[a for x in lines.values() for a in x.aliases]
        ).values_list("value", "copy__accession_no")
    )  # fmt: skip
    given = dict(
        Copy.objects.filter(
            register=register, number__in=[n for x in lines.values() for n in x.numbers]
        ).values_list("number", "record__title")
    )
    first: dict[str, int] = {}
    for number, line in list(lines.items()):
        said: list[str] = []
        for scan in [*line.barcodes, *line.aliases]:
            if scan in taken:
                said.append(
                    _("Mã vạch %(scan)s đã là của bản %(accession_no)s.")
                    % {"scan": scan, "accession_no": taken[scan]}
                )
            elif first.setdefault(f"b{scan}", number) != number:
                said.append(
                    _("Mã vạch %(scan)s đã có ở dòng %(row)s.")
                    % {"scan": scan, "row": first[f"b{scan}"]}
                )
        for one in line.numbers:
            if one in given:
                said.append(
                    _("Số ĐKCB %(number)s đã cấp cho “%(title)s”.")
                    % {"number": register.accession_no(one), "title": given[one]}
                )
            elif first.setdefault(f"n{one}", number) != number:
                said.append(
                    _("Số ĐKCB %(number)s đã có ở dòng %(row)s.")
                    % {"number": register.accession_no(one), "row": first[f"n{one}"]}
                )
        if said:
            faults.setdefault(number, []).extend(said)
            del lines[number]
    return lines, faults


def check(rows: Sequence[RowCopies], choices: Mapping[str, Any]) -> dict[int, list[str]]:
    """What is wrong with the copies of each line, for the preview; nothing without a register."""
    chosen = _chosen(choices)
    return _lines([(row.number, row.values) for row in rows], chosen)[1] if chosen else {}


def apply(batch: ImportedBatch) -> None:
    """Enter the copies of a batch of lines, in the transaction that wrote their records."""
    chosen = _chosen(batch.choices)
    if chosen is None:
        return
    says_copies = ("copies", "accession_no", "barcode")
    of_copies = [row for row in batch.rows if any(row.values.get(name) for name in says_copies)]
    lines, faults = _lines([(row.number, row.values) for row in of_copies], chosen)
    records = Record.objects.in_bulk([row.record for row in of_copies])
    for row in of_copies:
        if row.number not in lines:
            continue
        try:
            with transaction.atomic():
                _enter(records[row.record], lines[row.number], chosen, batch)
        except Refusal as refusal:
            faults.setdefault(row.number, []).append(str(refusal))
    if faults:
        record(
            "holdings.import_without_copies",
            by=batch.by,
            on=("catalogue.import", batch.imported, batch.file_name),
            place=chosen.owner_id,
            changes={str(number): [None, said] for number, said in faults.items()},
            at=batch.at,
        )


def _enter(one: Record, line: _Line, register: Register, batch: ImportedBatch) -> None:
    accession(
        one,
        register.owner,
        register,
        line.count,
        line.price if line.price is not None else one.price,
        str(batch.choices.get("source") or "unknown"),
        str(batch.choices.get("collection") or Collection.MAIN),
        by=batch.by,
        at=batch.at,
        fund=str(batch.choices.get("fund") or ""),
        condition=Condition.GOOD,
        shelf_mark=line.shelf_mark,
        numbers=line.numbers,
        barcodes=line.barcodes,
        aliases=line.aliases,
    )


def uses(records: Sequence[int]) -> dict[int, str]:
    """Records with copies cannot be deleted: each with how many."""
    found = Copy.objects.filter(record__in=records).values("record").annotate(copies=Count("pk"))
    return {
        row["record"]: ngettext(
            "còn %(count)s bản trong sổ ĐKCB", "còn %(count)s bản trong sổ ĐKCB", row["copies"]
        )
        % {"count": row["copies"]}
        for row in found.order_by()
    }
