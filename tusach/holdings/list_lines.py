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
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tusach.holdings import errors
from tusach.holdings.barcodes import is_own
from tusach.holdings.models import Alias, Copy, ListLine, Register, RegisterLine
from tusach.holdings.services.accession import MOST_AT_ONCE
from tusach.ui.api import Refusal

Reason = dict[str, Any]
Reasons = dict[int, list[Reason]]
# A copy within a file: the row, and which of the copies that it tells of.
Key = tuple[int, int]
_BETWEEN = re.compile(r"[;,\n]+")

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
    "of-another-branch": _("Bản %(copy)s của “%(branch)s” chưa ghi: không thuộc thư viện đã chọn."),
    "gone-before": _("Bản %(copy)s chưa ghi: hệ thống cũ nói đã mất hoặc đã xuất khỏi sổ."),
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


def reason(code: str, **facts: Any) -> Reason:
    return {"code": code, "facts": facts}


def refused(refusal: Refusal) -> Reason:
    """A refusal of a service as a reason that can be kept."""
    return reason(refusal.code, **{key: str(value) for key, value in refusal.facts.items()})


@dataclass(frozen=True)
class Line:
    """What one line of a list says of copies."""

    count: int
    price: int | None
    shelf_mark: str
    numbers: list[int] = field(default_factory=list)
    barcodes: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)

    @property
    def is_marked(self) -> bool:
        """It names its copies: entering them again is refused by their names."""
        return bool(self.numbers or self.barcodes or self.aliases)


def fingerprint(line: Line, register: int, choices: Mapping[str, Any]) -> str:
    """A digest of what the line asks for, apart from its title; "" for one that names its
    copies."""
    if line.is_marked:
        return ""
    said = [
        register, line.count, line.price, line.shelf_mark.strip(),
        *(str(choices.get(name) or "").strip() for name in ("source", "collection", "fund")),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def digits(text: str) -> int | None:
    """A whole number as lists write it ("45.000 đ"); None for what is none."""
    # A price as programs write it, "45000.00": nobody counts in hundredths of a đồng.
    text = re.sub(r"^(\d{4,})[.,]\d{1,2}$", r"\1", text.strip())
    plain = re.sub(r"[\s.,\u00a0]|đ(ồng)?|vnd", "", text.lower())
    return int(plain) if plain.isascii() and plain.isdecimal() else None


def read(values: Mapping[str, str], register: Register) -> Line | Reason:
    """The line, or what is wrong with it."""
    scans = [s.strip() for s in _BETWEEN.split(values.get("barcode", "")) if s.strip()]
    said = [s.strip() for s in _BETWEEN.split(values.get("accession_no", "")) if s.strip()]
    numbers: list[int] = []
    for text in said:
        bare = text[len(register.prefix) :] if text.startswith(register.prefix) else text
        if not bare.isascii() or not bare.isdecimal() or not int(bare):
            return reason("number-of-another-register", text=text, register=register.name)
        numbers.append(int(bare))
    count = digits(values.get("copies", "") or "0")
    if count is None:
        return reason("count-no-number", text=values["copies"])
    count = count or len(numbers) or len(scans) or (1 if "copies" not in values else 0)
    if scans and len(scans) != count:
        return reason("barcodes-for-copies", given=len(scans), count=count)
    if numbers and len(numbers) != count:
        return reason("numbers-for-copies", given=len(numbers), count=count)
    if count > MOST_AT_ONCE:
        return reason("too-many", most=MOST_AT_ONCE, count=count)
    own = bool(scans) and all(is_own(scan) for scan in scans)
    return Line(
        count=count,
        price=digits(values.get("price", "")),
        shelf_mark=values.get("shelf_mark", "")[:80],
        numbers=numbers,
        barcodes=scans if own else [],
        aliases=[] if own else scans,
    )


_GONE = ("withdrawn", "lost")


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
    register: Register,
    choices: Mapping[str, Any],
    imported: int | None = None,
) -> tuple[dict[Key, Line], Reasons]:
    """What can be entered, and what is wrong with the rest, by row; five queries however many
    rows. What this import itself entered (``imported``) does not count as entered before."""
    lines: dict[Key, Line] = {}
    told, faults = _told(rows, choices)
    for key, values in told:
        found = read(values, register)
        if not isinstance(found, Line):
            faults.setdefault(key[0], []).append(found)
        elif found.count:
            lines[key] = found
    for key, said in _named_before(lines, register).items():
        faults.setdefault(key[0], []).extend(said)
        del lines[key]
    if not choices.get("others"):
        records = {row.number: row.record for row in rows if row.record and not row.copies}
        for key, one in _asked_before(lines, records, register, choices, imported).items():
            faults.setdefault(key[0], []).append(one)
            del lines[key]
    return lines, faults


def _told(
    rows: Sequence[Row], choices: Mapping[str, Any]
) -> tuple[list[tuple[Key, Mapping[str, str]]], Reasons]:
    """The copies that the rows tell of and that this import enters; and by row why not others."""
    found: list[tuple[Key, Mapping[str, str]]] = []
    faults: Reasons = {}
    branch = choices.get("branch")
    for row in rows:
        if not row.copies:
            found.append(((row.number, 0), row.values))
        for at, values in enumerate(row.copies):
            known = values.get("barcode") or values.get("accession_no") or str(at + 1)
            if branch is not None and values.get("branch", "") != branch:
                said = reason("of-another-branch", copy=known, branch=values.get("branch", "–"))
                faults.setdefault(row.number, []).append(said)
            elif any(values.get(name, "0") not in ("", "0") for name in _GONE):
                faults.setdefault(row.number, []).append(reason("gone-before", copy=known))
            else:
                found.append(((row.number, at), values))
    return found, faults


def _named_before(lines: Mapping[Key, Line], register: Register) -> dict[Key, list[Reason]]:
    """Lines whose barcodes or numbers other copies have, or another line of the file."""
    taken = dict(
        Copy.objects.filter(
            barcode__in=[b for x in lines.values() for b in x.barcodes]
        ).values_list("barcode", "accession_no")
    ) | dict(
        Alias.objects.filter(
            owner=register.owner_id, value__in=[a for x in lines.values() for a in x.aliases]
        ).values_list("value", "copy__accession_no")
    )
    given = dict(
        RegisterLine.objects.filter(
            register=register, number__in=[n for x in lines.values() for n in x.numbers]
        ).values_list("number", "copy__record__title")
    )
    first: dict[str, int] = {}
    found: dict[Key, list[Reason]] = {}
    for key, line in lines.items():
        said = []
        for scan in [*line.barcodes, *line.aliases]:
            if scan in taken:
                said.append(reason("barcode-there", scan=scan, accession_no=taken[scan]))
            elif f"b{scan}" in first:
                said.append(reason("barcode-twice", scan=scan, row=first[f"b{scan}"]))
            first.setdefault(f"b{scan}", key[0])
        for one in line.numbers:
            written = register.accession_no(one)
            if one in given:
                said.append(reason("number-given", number=written, title=given[one]))
            elif f"n{one}" in first:
                said.append(reason("number-twice", number=written, row=first[f"n{one}"]))
            first.setdefault(f"n{one}", key[0])
        if said:
            found[key] = said
    return found


def _asked_before(
    lines: Mapping[Key, Line],
    records: Mapping[int, int],
    register: Register,
    choices: Mapping[str, Any],
    imported: int | None,
) -> dict[Key, Reason]:
    """Lines that ask for what a line of an earlier list asked for."""
    prints = {
        key: fingerprint(line, register.pk, choices)
        for key, line in lines.items()
        if key[0] in records
    }
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
