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
    ImportedRow,
    ImportListener,
    Record,
    RowCopies,
    ToldCopies,
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
    branch = forms.ChoiceField(
        label=gettext_lazy("Chỉ ghi những bản mà tệp nói là của"),
        required=False,
        help_text=gettext_lazy(
            "Tệp kể bản của nhiều thư viện. Mỗi lần ghi cho một thư viện; gửi lại chính tệp này "
            "để ghi cho thư viện khác, biểu ghi không bị lập lần hai."
        ),
    )
    fund = forms.CharField(
        label=gettext_lazy("Kinh phí, số quyết định hoặc người tặng"),
        max_length=200,
        required=False,
    )

    def __init__(
        self, *, user: Any, data: Any = None, told: Sequence[ToldCopies] = (), **more: Any
    ) -> None:
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
        self._offer_branches(told)

    def _offer_branches(self, told: Sequence[ToldCopies]) -> None:
        counts: dict[str, int] = {}
        for one in told:
            counts[one.branch] = counts.get(one.branch, 0) + one.count
        branch = self.fields["branch"]
        assert isinstance(branch, forms.ChoiceField)
        if len(counts) < 2:
            del self.fields["branch"]
            return
        branch.required = True
        branch.choices = [(name, f"{name or '–'} ({count})") for name, count in counts.items()]


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
    # A price as programs write it, "45000.00": nobody counts in hundredths of a đồng.
    text = re.sub(r"^(\d{4,})[.,]\d{1,2}$", r"\1", text.strip())
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


# A copy within a file: the row, and which of the copies that it tells of.
_Key = tuple[int, int]
_GONE = ("withdrawn", "lost")


def _told(
    rows: Sequence[RowCopies] | Sequence[ImportedRow], choices: Mapping[str, Any]
) -> tuple[list[tuple[_Key, Mapping[str, str]]], dict[int, list[str]]]:
    """The copies that the rows tell of and that this import enters; and by row why not others."""
    found: list[tuple[_Key, Mapping[str, str]]] = []
    faults: dict[int, list[str]] = {}
    branch = choices.get("branch")
    for row in rows:
        if not row.copies:
            found.append(((row.number, 0), row.values))
        for at, values in enumerate(row.copies):
            known = values.get("barcode") or values.get("accession_no") or str(at + 1)
            if branch is not None and values.get("branch", "") != branch:
                said = _("Bản %(copy)s của “%(branch)s” chưa ghi: không thuộc thư viện đã chọn.")
                facts = {"copy": known, "branch": values.get("branch", "–")}
                faults.setdefault(row.number, []).append(said % facts)
            elif any(values.get(name, "0") not in ("", "0") for name in _GONE):
                said = _("Bản %(copy)s chưa ghi: hệ thống cũ nói đã mất hoặc đã xuất khỏi sổ.")
                faults.setdefault(row.number, []).append(said % {"copy": known})
            else:
                found.append(((row.number, at), values))
    return found, faults


def _lines(
    rows: Sequence[tuple[_Key, Mapping[str, str]]], register: Register
) -> tuple[dict[_Key, _Line], dict[int, list[str]]]:
    """What can be entered, and the sentences of what cannot, by row; four queries."""
    lines: dict[_Key, _Line] = {}
    faults: dict[int, list[str]] = {}
    for key, values in rows:
        read = _read(values, register)
        if isinstance(read, str):
            faults.setdefault(key[0], []).append(read)
        elif read.count:
            lines[key] = read
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
    first: dict[str, _Key] = {}
    for key, line in list(lines.items()):
        said: list[str] = []
        for scan in [*line.barcodes, *line.aliases]:
            if scan in taken:
                said.append(
                    _("Mã vạch %(scan)s đã là của bản %(accession_no)s.")
                    % {"scan": scan, "accession_no": taken[scan]}
                )
            elif first.setdefault(f"b{scan}", key) != key:
                said.append(
                    _("Mã vạch %(scan)s đã có ở dòng %(row)s.")
                    % {"scan": scan, "row": first[f"b{scan}"][0]}
                )
        for one in line.numbers:
            if one in given:
                said.append(
                    _("Số ĐKCB %(number)s đã cấp cho “%(title)s”.")
                    % {"number": register.accession_no(one), "title": given[one]}
                )
            elif first.setdefault(f"n{one}", key) != key:
                said.append(
                    _("Số ĐKCB %(number)s đã có ở dòng %(row)s.")
                    % {"number": register.accession_no(one), "row": first[f"n{one}"][0]}
                )
        if said:
            faults.setdefault(key[0], []).extend(said)
            del lines[key]
    return lines, faults


def check(rows: Sequence[RowCopies], choices: Mapping[str, Any]) -> dict[int, list[str]]:
    """What is wrong with the copies of each line, for the preview; nothing without a register."""
    chosen = _chosen(choices)
    if chosen is None:
        return {}
    told, faults = _told(rows, choices)
    return _together(faults, _lines(told, chosen)[1])


def _together(
    one: dict[int, list[str]], other: Mapping[int, Sequence[str]]
) -> dict[int, list[str]]:
    for number, said in other.items():
        one.setdefault(number, []).extend(said)
    return one


_SAYS_COPIES = ("copies", "accession_no", "barcode")


def apply(batch: ImportedBatch) -> dict[int, list[str]]:
    """Enter the copies of a batch of lines, in the transaction that wrote their records; returns
    by line what could not be entered and why, which stays with the line."""
    chosen = _chosen(batch.choices)
    if chosen is None:
        return {}
    of_copies = [
        row
        for row in batch.rows
        if row.copies or any(row.values.get(name) for name in _SAYS_COPIES)
    ]
    told, faults = _told(of_copies, batch.choices)
    lines, wrong = _lines(told, chosen)
    _together(faults, wrong)
    records = Record.objects.in_bulk([row.record for row in of_copies])
    record_of = {row.number: row.record for row in of_copies}
    for key, line in lines.items():
        try:
            with transaction.atomic():
                _enter(records[record_of[key[0]]], line, chosen, batch)
        except Refusal as refusal:
            faults.setdefault(key[0], []).append(str(refusal))
    if faults:
        record(
            "holdings.import_without_copies",
            by=batch.by,
            on=("catalogue.import", batch.imported, batch.file_name),
            place=chosen.owner_id,
            changes={str(number): [None, said] for number, said in faults.items()},
            at=batch.at,
        )
    return faults


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
