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
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from tusach.audit.api import record
from tusach.catalogue.api import (
    ImportedBatch,
    ImportedRow,
    ImportListener,
    Record,
    RowCopies,
    ToldCopies,
    follow,
    hold,
    on_record_deletion,
    on_record_merge,
    on_records_imported,
    on_titles_by_library,
)
from tusach.holdings.list_lines import Key, Reasons, fingerprint, lines_of, sentences
from tusach.holdings.list_places import (
    Places,
    Routes,
    likely_register,
    must_be_told_apart,
    places_told,
    routes_of,
)
from tusach.holdings.models import Collection, Copy, ListLine, Register, Source
from tusach.holdings.rules import State
from tusach.holdings.selectors.processed import processed_by_library
from tusach.holdings.services.custody import writing
from tusach.holdings.services.entering import Listed, enter_lines, lock_registers
from tusach.holdings.services.taking_back import show_again, take_back_lines
from tusach.holdings.told_copies import Line
from tusach.ui.api import number as in_figures

NAME = "holdings"
COLUMNS = ("copies", "price", "accession_no", "barcode", "shelf_mark")
_SAYS_COPIES = ("copies", "accession_no", "barcode")
# Said instead of a register: the titles alone.
NO_COPIES = "none"


def register() -> None:
    on_records_imported(
        ImportListener(
            NAME, apply, form=ImportForm, columns=COLUMNS, check=check, undo=take_back_lines
        )
    )
    on_record_deletion(NAME, uses)
    on_titles_by_library(NAME, processed_by_library)
    on_record_merge(follow("holdings.Copy", label=gettext_lazy("bản sách")))
    on_record_merge(follow("holdings.ListLine", label=gettext_lazy("dòng nhập bản")))


class ImportForm(forms.Form):
    """Whose the copies are and where they came from; without a register none are made."""

    register = forms.ChoiceField(
        label=gettext_lazy("Ghi các bản vào sổ"),
        required=False,
        help_text=gettext_lazy("Số và mã vạch trong tệp được giữ; bản chưa có số thì được cấp."),
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
    others = forms.BooleanField(
        label=gettext_lazy("Là sách khác với lần nhập trước"),
        required=False,
        help_text=gettext_lazy(
            "Chỉ đánh dấu khi được báo “có lẽ đã ghi sổ rồi” mà thật ra là sách mua thêm."
        ),
    )

    def __init__(
        self,
        *,
        user: Any,
        data: Any = None,
        told: Sequence[ToldCopies] = (),
        imported: int | None = None,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        found = list(
            Register.objects.filter(
                owner__in=user.places_for("holdings.accession").values("pk"), closed_on=None
            ).select_related("owner")
        )
        choices = [(str(one.pk), f"{one.owner.name} – {one.name}") for one in found]
        register, source = self.fields["register"], self.fields["source"]
        assert isinstance(register, forms.ChoiceField)
        assert isinstance(source, forms.ChoiceField)
        source.choices = [(one.code, str(one)) for one in Source.objects.all()]
        self.places: Places | None = None
        if imported is not None and must_be_told_apart(told, found):
            del self.fields["register"]
            self.places = places_told(imported, told, user)
            return
        count_told = sum(one.count for one in told) if found else 0
        register.choices = [
            ("", gettext("– hãy chọn –")),
            *choices,
            (NO_COPIES, gettext("Không ghi bản nào, chỉ nhập biểu ghi")),
        ]
        if count_told:
            # Left empty by oversight, all the copies of a list would stay behind without a word.
            register.required = True
            register.error_messages["required"] = ngettext(
                "Tệp kể %(count)s bản. Hãy chọn sổ để ghi, hoặc chọn không ghi bản nào.",
                "Tệp kể %(count)s bản. Hãy chọn sổ để ghi, hoặc chọn không ghi bản nào.",
                count_told,
            ) % {"count": in_figures(count_told)}
        likely = likely_register(told, found, imported)
        register.initial = str(likely.pk) if likely else "" if found else NO_COPIES

    @property
    def page(self) -> tuple[str, str, list[str]] | None:
        """(address, its words, what was said there) of the page on which the libraries and the
        numbers of the file are told apart; None when there is nothing to tell."""
        if self.places is None:
            return None
        address = reverse("holdings:import_places", args=[self.places.imported])
        return address, gettext("Chọn thư viện và sổ cho các bản"), self.places.sentences()

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if self.places is not None:
            if not self.places.is_complete:
                raise forms.ValidationError(
                    gettext(
                        "Tệp kể bản của nhiều thư viện hoặc nhiều loại số. Hãy chọn thư viện và "
                        "sổ cho từng loại trước khi ghi."
                    )
                )
            # What was chosen there is part of what is agreed to here.
            said["mapped"] = self.places.digest()
        return said


def check(
    imported: int, rows: Sequence[RowCopies], choices: Mapping[str, Any]
) -> dict[int, list[str]]:
    """What is wrong with the copies of each line, for the preview; nothing without a register."""
    routes = routes_of(imported, choices)
    return sentences(lines_of(rows, routes, choices)[1]) if routes else {}


def apply(batch: ImportedBatch) -> dict[int, list[str]]:
    """Enter the copies of a batch of lines, in the transaction that wrote their records; returns
    by line what could not be entered and why, which stays with the line."""
    routes = routes_of(batch.imported, batch.choices)
    rows = [
        row
        for row in batch.rows
        if row.copies or any(row.values.get(name) for name in _SAYS_COPIES)
    ]
    if not routes or not rows:
        return {}
    # Held against merging, before all else; one taken in meanwhile gives its copies to the other.
    now = hold({row.record for row in rows})
    writing()
    registers = lock_registers(routes.all_registers())
    lines, faults, kept = _enter(rows, now, routes, registers, batch)
    entered: dict[int, int] = {}
    for (number, _at), line in lines.items():
        entered[number] = entered.get(number, 0) + line.count
    for number, one in kept.items():
        one.count = entered.get(number, 0)
        one.reasons = faults.get(number, [])
        one.status = ListLine.Status.ENTERED if one.count else ListLine.Status.REFUSED
    ListLine.objects.bulk_update(
        kept.values(), ["count", "reasons", "status", "last_entry"], batch_size=500
    )
    show_again({one.record_id for one in kept.values() if one.count}, by=batch.by, at=batch.at)
    said = sentences(faults)
    if said:
        record(
            "holdings.import_without_copies",
            by=batch.by,
            on=("catalogue.import", batch.imported, batch.file_name),
            place=min(one.owner_id for one in registers.values()),
            changes={str(number): [None, why] for number, why in said.items()},
            at=batch.at,
        )
    return said


def _enter(
    rows: Sequence[ImportedRow],
    now: Mapping[int, int],
    routes: Routes,
    registers: Mapping[int, Register],
    batch: ImportedBatch,
) -> tuple[dict[Key, Line], Reasons, dict[int, ListLine]]:
    """Enter what can be; the lines entered, what is wrong with the others, and the lines as they
    are remembered. A code that somebody gave a copy between the look and the writing is seen at a
    second look, and its line refused like any other."""
    records = Record.objects.only("title", "class_number", "price").in_bulk(set(now.values()))
    for attempt in (1, 2):
        lines, faults = lines_of(rows, routes, batch.choices, batch.imported)
        try:
            with transaction.atomic():
                kept = _keep(rows, lines, faults, registers, batch)
                listed = [
                    Listed(line, records[now.get(pk, pk)], kept[number])
                    for (number, _at), line in lines.items()
                    if (pk := kept[number].record_id) is not None
                ]
                enter_lines(
                    listed, registers, lasts=routes.lasts, choices=batch.choices,
                    by=batch.by, at=batch.at,
                )  # fmt: skip
        except IntegrityError:
            if attempt == 2:
                raise
        else:
            break
    return lines, faults, kept


def _keep(
    rows: Sequence[ImportedRow],
    lines: Mapping[Key, Line],
    faults: Reasons,
    registers: Mapping[int, Register],
    batch: ImportedBatch,
) -> dict[int, ListLine]:
    """The lines as they will be remembered, by number, before their copies are entered."""
    asking = {key[0] for key in lines} | set(faults)
    first: dict[int, Register] = {}
    for (number, _at), line in lines.items():
        first.setdefault(number, line.register)
    any_of_them = registers[min(registers)]
    made = ListLine.objects.bulk_create(
        [
            ListLine(
                imported_id=batch.imported,
                number=row.number,
                record_id=row.record,
                is_new=not row.was_there,
                register=first.get(row.number, any_of_them),
                status=ListLine.Status.REFUSED,
                fingerprint=fingerprint(lines[row.number, 0], batch.choices)
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
