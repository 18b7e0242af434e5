"""Copies out of an imported list: the columns Số bản, Giá, ĐKCB, Mã vạch, Xếp giá.

A line whose copies cannot be entered (a barcode that exists, a number already given, books that
an earlier list asked for) is told in the preview and gets its record without copies; every other
line is entered whole. What became of each line is kept in ``ListLine``, shown on the import's
page, and taken back with the import.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Count, Q
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
from tusach.holdings.list_lines import (
    Key,
    Line,
    Reasons,
    fingerprint,
    lines_of,
    refused,
    sentences,
)
from tusach.holdings.models import Collection, Condition, Copy, ListLine, Register, Source
from tusach.holdings.rules import State
from tusach.holdings.services.accession import accession
from tusach.holdings.services.taking_back import show_again, take_back_lines
from tusach.ui.api import Refusal

NAME = "holdings"
COLUMNS = ("copies", "price", "accession_no", "barcode", "shelf_mark")
_SAYS_COPIES = ("copies", "accession_no", "barcode")


def register() -> None:
    on_records_imported(
        ImportListener(
            NAME, apply, form=ImportForm, columns=COLUMNS, check=check, undo=take_back_lines
        )
    )
    on_record_deletion(NAME, uses)
    on_record_merge(follow("holdings.Copy", label=gettext_lazy("bản sách")))
    on_record_merge(follow("holdings.ListLine", label=gettext_lazy("dòng nhập bản")))


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
    others = forms.BooleanField(
        label=gettext_lazy("Là sách khác với lần nhập trước"),
        required=False,
        help_text=gettext_lazy(
            "Chỉ đánh dấu khi được báo “có lẽ đã ghi sổ rồi” mà thật ra là sách mua thêm."
        ),
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


def _chosen(choices: Mapping[str, Any]) -> Register | None:
    number = str(choices.get("register") or "")
    if not number.isdecimal():
        return None
    return Register.objects.select_related("owner").filter(pk=number, closed_on=None).first()


def check(rows: Sequence[RowCopies], choices: Mapping[str, Any]) -> dict[int, list[str]]:
    """What is wrong with the copies of each line, for the preview; nothing without a register."""
    chosen = _chosen(choices)
    return sentences(lines_of(rows, chosen, choices)[1]) if chosen else {}


def apply(batch: ImportedBatch) -> dict[int, list[str]]:
    """Enter the copies of a batch of lines, in the transaction that wrote their records; returns
    by line what could not be entered and why, which stays with the line."""
    chosen = _chosen(batch.choices)
    if chosen is None:
        return {}
    rows = [
        row
        for row in batch.rows
        if row.copies or any(row.values.get(name) for name in _SAYS_COPIES)
    ]
    lines, faults = lines_of(rows, chosen, batch.choices, batch.imported)
    kept = _keep(rows, lines, faults, chosen, batch)
    records = Record.objects.in_bulk([row.record for row in rows])
    entered: dict[int, int] = {}
    for key, line in lines.items():
        one = kept[key[0]]
        try:
            with transaction.atomic():
                _enter(records[one.record_id or 0], line, chosen, batch, one)
        except Refusal as refusal:
            faults.setdefault(key[0], []).append(refused(refusal))
        else:
            entered[key[0]] = entered.get(key[0], 0) + line.count
    for number, one in kept.items():
        one.count = entered.get(number, 0)
        one.reasons = faults.get(number, [])
        one.status = ListLine.Status.ENTERED if one.count else ListLine.Status.REFUSED
    ListLine.objects.bulk_update(kept.values(), ["count", "reasons", "status"], batch_size=500)
    show_again({one.record_id for one in kept.values() if one.count}, by=batch.by, at=batch.at)
    said = sentences(faults)
    if said:
        record(
            "holdings.import_without_copies",
            by=batch.by,
            on=("catalogue.import", batch.imported, batch.file_name),
            place=chosen.owner_id,
            changes={str(number): [None, why] for number, why in said.items()},
            at=batch.at,
        )
    return said


def _keep(
    rows: Sequence[ImportedRow],
    lines: Mapping[Key, Line],
    faults: Reasons,
    register: Register,
    batch: ImportedBatch,
) -> dict[int, ListLine]:
    """The lines as they will be remembered, by number, before their copies are entered."""
    asking = {key[0] for key in lines} | set(faults)
    made = ListLine.objects.bulk_create(
        [
            ListLine(
                imported_id=batch.imported,
                number=row.number,
                record_id=row.record,
                is_new=not row.was_there,
                register=register,
                status=ListLine.Status.REFUSED,
                fingerprint=fingerprint(lines[row.number, 0], register.pk, batch.choices)
                if not row.copies and (row.number, 0) in lines
                else "",
            )
            for row in rows
            if row.number in asking
        ],
        update_conflicts=True,
        unique_fields=["imported", "number"],
        update_fields=["record", "is_new", "register", "status", "fingerprint"],
    )
    return {one.number: one for one in made}


def _enter(
    one: Record, line: Line, register: Register, batch: ImportedBatch, kept: ListLine
) -> None:
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
        list_line=kept.pk,
    )


def uses(records: Sequence[int]) -> dict[int, str]:
    """Records with copies cannot be deleted: each with how many, or how many numbers of
    registers stand for copies struck out."""
    found = (
        Copy.objects.filter(record__in=records)
        .order_by()
        .values("record")
        .annotate(copies=Count("pk"), held=Count("pk", filter=~Q(place__state=State.WITHDRAWN)))
    )
    return {
        row["record"]: ngettext(
            "còn %(count)s bản trong sổ ĐKCB", "còn %(count)s bản trong sổ ĐKCB", row["held"]
        )
        % {"count": row["held"]}
        if row["held"]
        else ngettext(
            "còn %(count)s số đã cấp trong sổ ĐKCB, bản đã xuất khỏi sổ",
            "còn %(count)s số đã cấp trong sổ ĐKCB, bản đã xuất khỏi sổ",
            row["copies"],
        )
        % {"count": row["copies"]}
        for row in found
    }
