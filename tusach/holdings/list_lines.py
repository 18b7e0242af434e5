"""What a line of a list says of copies, what is wrong with it, and whether it came before.

A line without numbers and barcodes of its own asks for books again, when a line of an earlier
list asked for the same: the same title, register, number of copies, price, source, collection,
funding and shelf mark. A second purchase differs in one of these, as a rule in its decision or
invoice; where it does not, a person says that they are other books. The file's digest is not
looked at: a list that was opened and saved again is another file and the same books.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tusach.holdings import errors
from tusach.holdings.list_places import Routes
from tusach.holdings.models import Alias, Copy, ListLine, RegisterLine
from tusach.holdings.told_copies import Line, Reason, Sources, read, reason
from tusach.ui.api import Refusal

Reasons = dict[int, list[Reason]]
# A copy within a file: the row, and which of the copies that it tells of.
Key = tuple[int, int]

REASONS: dict[str, str | Promise] = {
    "number-of-another-register": _("Số ĐKCB “%(text)s” không thuộc sổ “%(register)s”."),
    "count-no-number": _("Số bản “%(text)s” không phải là số."),
    "barcodes-for-copies": _("Có %(given)s mã vạch cho %(count)s bản."),
    "numbers-for-copies": _("Có %(given)s số ĐKCB cho %(count)s bản."),
    "too-many": _("Số bản phải từ 1 đến %(most)s; đã nhập %(count)s."),
    "barcode-there": _("Mã vạch %(scan)s đã là của bản %(accession_no)s."),
    "barcode-twice": _("Mã vạch %(scan)s đã có ở dòng %(row)s."),
    "number-given": _("Số ĐKCB %(number)s đã cấp cho “%(title)s”."),
    "number-twice": _("Số ĐKCB %(number)s đã có ở dòng %(row)s."),
    "left-out": _("Bản %(copy)s của “%(branch)s” không ghi: thư viện này đã chọn bỏ qua."),
    "no-register": _("Bản %(copy)s chưa ghi: chưa chọn sổ cho số “%(prefix)s…” của “%(branch)s”."),
    "code-too-long": _("Mã vạch “%(scan)s” dài hơn %(most)s ký tự."),
    "entered-before": _(
        "Có lẽ đã ghi sổ rồi: dòng %(row)s của tệp “%(file)s” nhập ngày %(day)s ghi %(count)s bản "
        "cùng nhan đề, sổ, giá, nguồn. Nếu là sách khác, hãy đánh dấu “Là sách khác”."
    ),
    "touched": _("Giữ lại vì đã có việc khác với bản: %(numbers)s."),
}
# What the services refuse keeps its own sentence.
_REFUSALS = {
    one.code: one.sentence
    for one in vars(errors).values()
    if isinstance(one, type) and issubclass(one, Refusal)
}


def sentence(reason: Mapping[str, Any]) -> str:
    """The words of a reason in the language of whoever reads."""
    code = str(reason.get("code", ""))
    text = REASONS.get(code) or _REFUSALS.get(code)
    return str(text) % dict(reason.get("facts", {})) if text else code


def refused(refusal: Refusal) -> Reason:
    """A refusal of a service as a reason that can be kept."""
    return reason(refusal.code, **{key: str(value) for key, value in refusal.facts.items()})


def fingerprint(line: Line, choices: Mapping[str, Any]) -> str:
    """A digest of what the line asks for, apart from its title; "" for one that names its
    copies."""
    if line.is_marked:
        return ""
    said = [
        line.register.pk, line.count, line.price, line.shelf_mark.strip(),
        line.source or str(choices.get("source") or ""),
        line.collection or str(choices.get("collection") or ""),
        line.fund or str(choices.get("fund") or "").strip(),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


class Row(Protocol):
    """A row of a file, in the preview or as it is written."""

    @property
    def number(self) -> int: ...
    @property
    def values(self) -> Mapping[str, str]: ...
    @property
    def copies(self) -> Sequence[Mapping[str, str]]: ...
    @property
    def record(self) -> int | None: ...


def lines_of(
    rows: Sequence[Row],
    routes: Routes,
    choices: Mapping[str, Any],
    imported: int | None = None,
) -> tuple[dict[Key, Line], Reasons]:
    """What can be entered, and what is wrong with the rest, by row; six queries however many
    rows. What this import itself entered (``imported``) does not count as entered before."""
    lines: dict[Key, Line] = {}
    faults: Reasons = {}
    sources = Sources()
    for row in rows:
        for at, values in enumerate(row.copies or [row.values]):
            route = routes.of(values)
            found = (
                route
                if isinstance(route, dict)
                else read(
                    values, route.register, sources=sources, prefix=route.prefix, point=route.point
                )
            )
            if not isinstance(found, Line):
                faults.setdefault(row.number, []).append(found)
            elif found.count:
                lines[row.number, at] = found
    for key, said in _named_before(lines).items():
        faults.setdefault(key[0], []).extend(said)
        del lines[key]
    if not choices.get("others"):
        records = {row.number: row.record for row in rows if row.record and not row.copies}
        for key, one in _asked_before(lines, records, choices, imported).items():
            faults.setdefault(key[0], []).append(one)
            del lines[key]
    return lines, faults


def _named_before(lines: Mapping[Key, Line]) -> dict[Key, list[Reason]]:
    """Lines whose barcodes or numbers other copies have, or another line of the file."""
    every = list(lines.values())
    barcodes = {b for line in every for b in line.barcodes}
    taken: dict[tuple[int | None, str], str] = {
        (None, barcode): number
        for barcode, number in Copy.objects.filter(barcode__in=barcodes).values_list(
            "barcode", "accession_no"
        )
    }
    aliases = Alias.objects.filter(
        owner__in={line.register.owner_id for line in every},
        value__in={a for line in every for a in line.aliases if a},
    )
    for owner, value, number in aliases.values_list("owner", "value", "copy__accession_no"):
        taken[owner, value] = number
    given = {
        (register, number): title
        for register, number, title in RegisterLine.objects.filter(
            register__in={line.register.pk for line in every},
            number__in={n for line in every for n in line.numbers},
        ).values_list("register", "number", "copy__record__title")
    }
    first: dict[object, int] = {}
    found: dict[Key, list[Reason]] = {}
    for key, line in lines.items():
        said: list[Reason] = []
        owner, register = line.register.owner_id, line.register
        codes: list[tuple[int | None, str]] = [(None, scan) for scan in line.barcodes]
        codes += [(owner, scan) for scan in line.aliases if scan]
        numbers = [(register.pk, number) for number in line.numbers]
        for code in codes:
            if code in taken:
                said.append(reason("barcode-there", scan=code[1], accession_no=taken[code]))
            elif code in first:
                said.append(reason("barcode-twice", scan=code[1], row=first[code]))
        for one in numbers:
            written = register.accession_no(one[1])
            if one in given:
                said.append(reason("number-given", number=written, title=given[one]))
            elif one in first:
                said.append(reason("number-twice", number=written, row=first[one]))
        if said:
            found[key] = said
            continue
        # Only what will be entered bars a later line.
        for name in (*codes, *numbers):
            if name in first:
                found[key] = [reason("barcode-twice", scan=str(name[1]), row=key[0])]
                break
            first[name] = key[0]
    return found


def _asked_before(
    lines: Mapping[Key, Line],
    records: Mapping[int, int],
    choices: Mapping[str, Any],
    imported: int | None,
) -> dict[Key, Reason]:
    """Lines that ask for what a line of an earlier list asked for."""
    prints = {key: fingerprint(line, choices) for key, line in lines.items() if key[0] in records}
    wanted = {one for one in prints.values() if one}
    if not wanted:
        return {}
    earlier = (
        ListLine.objects.filter(
            status=ListLine.Status.ENTERED,
            record__in=set(records.values()),
            fingerprint__in=wanted,
        )
        .exclude(imported=imported)
        .select_related("imported")
        .order_by("pk")
    )
    there = {(one.record_id, one.fingerprint): one for one in earlier}
    found = {}
    for key, print_ in prints.items():
        one = there.get((records[key[0]], print_))
        if one is not None:
            day = timezone.localtime(one.imported.made_at)
            found[key] = reason(
                "entered-before", row=one.number, file=one.imported.file_name,
                day=f"{day:%d/%m/%Y}", count=one.count,
            )  # fmt: skip
    return found


def sentences(faults: Mapping[int, Iterable[Reason]]) -> dict[int, list[str]]:
    """The words of faults, by number of the row."""
    return {number: [sentence(one) for one in said] for number, said in faults.items()}
