"""What a file says of a copy, in our words: number, day, price, source, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.holdings.barcodes import is_own
from tusach.holdings.models import Collection, Register, Source
from tusach.holdings.rules import LedgerAct
from tusach.holdings.services.accession import FIRST_DAY, MOST_AT_ONCE, MOST_PRICE
from tusach.vietnamese.api import NotADate, fold, parse_date

Reason = dict[str, Any]
_BETWEEN = re.compile(r"[;,\n]+")
_DIGITS = re.compile(r"[0-9]{1,12}")
# The longest code that a copy keeps (``Alias.value``).
_LONGEST = 60

# What other systems write for the standing of a copy, folded. Koha: its default authorised
# values; SLiMS: mst_item_status; OpenBiblio: biblio_status_dm.
_FATES: dict[str, str] = {
    **dict.fromkeys(
        ("mat", "da mat", "bi mat", "that lac", "missing", "lost", "mis", "lst"), LedgerAct.LOSE
    ),
    **dict.fromkeys(
        ("hu hong", "hong", "rach", "damaged", "repair", "damaged/mending", "mnd", "r"),
        LedgerAct.DAMAGE,
    ),
    **dict.fromkeys(
        ("thanh ly", "da thanh ly", "xuat so", "da xuat", "withdrawn", "discarded", "weeded"),
        LedgerAct.WITHDRAW,
    ),
}
# Standing that says nothing: the copy is there.
_THERE = frozenset({"", "0", "in", "co", "con", "tot", "san sang", "available", "checked in", "crt",
                    "dang phuc vu", "binh thuong", "dis"})  # fmt: skip
_NO = frozenset({"", "0", "khong", "no", "false", "n"})
_YES = frozenset({"1", "co", "yes", "true", "y", "x"})


def reason(code: str, **facts: Any) -> Reason:
    return {"code": code, "facts": facts}


@dataclass(frozen=True)
class Fate:
    """What became of a copy before it came here: an act of the ledger and what is known of it."""

    act: str
    note: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Line:
    """What one line of a list says of copies.

    ``day``: when they were entered there, if known. ``point``: where they stand, when not at
    their library. ``source`` and ``collection`` are codes of ours, "" where nothing was said.
    """

    register: Register
    count: int
    price: int | None
    shelf_mark: str
    numbers: list[int] = field(default_factory=list)
    barcodes: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    day: date | None = None
    point: int | None = None
    source: str = ""
    fund: str = ""
    collection: str = ""
    note: str = ""
    fates: tuple[Fate, ...] = ()

    @property
    def is_marked(self) -> bool:
        """It names its copies: entering them again is refused by their names."""
        return bool(self.numbers or self.barcodes or self.aliases)


class Sources:
    """The kinds of source by their names and codes, folded; one query."""

    def __init__(self) -> None:
        self._by_name: dict[str, str] = {}
        for one in Source.objects.all():
            for name in (one.code, one.name, one.name_en):
                self._by_name.setdefault(fold(name), one.code)

    def code_of(self, text: str) -> str:
        return self._by_name.get(fold(text).strip(), "")


_COLLECTIONS = {
    **{fold(str(label)): code for code, label in Collection.choices},
    **{code: code for code in Collection.values},
    # Koha's own codes, and how schools and communes call theirs.
    "ref": Collection.REFERENCE, "reference": Collection.REFERENCE, "kho doc": Collection.REFERENCE,
    "tra cuu": Collection.REFERENCE, "thieu nhi": Collection.CHILDREN, "juv": Collection.CHILDREN,
    "dia chi": Collection.LOCAL, "kho muon": Collection.MAIN, "luan chuyen": Collection.ROTATION,
    "kho dia chi": Collection.LOCAL, "quy hiem": Collection.RARE,
}  # fmt: skip


def digits(text: str) -> int | None:
    """A whole number as lists write it ("45.000 đ"); None for what is none."""
    # A price as programs write it, "45000.00": nobody counts in hundredths of a đồng.
    text = re.sub(r"^(\d{4,})[.,]\d{1,2}$", r"\1", text.strip())
    plain = re.sub(r"[\s.,\u00a0]|đ(ồng)?|vnd", "", text.lower())
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 19 else None


def prefix_of(text: str) -> str:
    """What stands before the digits of a number: as ``told_copies`` of the catalogue counts."""
    return re.sub(r"[0-9]+$", "", text.strip())


def numbers_of(values: Mapping[str, str]) -> list[str]:
    return [s.strip() for s in _BETWEEN.split(values.get("accession_no", "")) if s.strip()]


def read(
    values: Mapping[str, str],
    register: Register,
    *,
    sources: Sources,
    prefix: str | None = None,
    point: int | None = None,
) -> Line | Reason:
    """The line, or what is wrong with it. ``prefix`` is what a person said stands before the
    numbers of this register in the file; None: the register's own."""
    scans = [s.strip() for s in _BETWEEN.split(values.get("barcode", "")) if s.strip()]
    said = numbers_of(values)
    numbers: list[int] = []
    for text in said:
        before = register.prefix if prefix is None else prefix
        bare = text[len(before) :] if before and text.startswith(before) else text
        if not _DIGITS.fullmatch(bare) or not int(bare):
            return reason("number-of-another-register", text=text[:80], register=register.name)
        numbers.append(int(bare))
    count = digits(values.get("copies", "") or "0")
    if count is None:
        return reason("count-no-number", text=values["copies"][:80])
    count = count or len(numbers) or len(scans) or (1 if "copies" not in values else 0)
    if scans and len(scans) != count:
        return reason("barcodes-for-copies", given=len(scans), count=count)
    if numbers and len(numbers) != count:
        return reason("numbers-for-copies", given=len(numbers), count=count)
    if count > MOST_AT_ONCE:
        return reason("too-many", most=MOST_AT_ONCE, count=count)
    if long := next((scan for scan in scans if len(scan) > _LONGEST), None):
        return reason("code-too-long", scan=long[:80], most=_LONGEST)
    price = digits(values.get("price", ""))
    if price is not None and price > MOST_PRICE:
        return reason("bad-price", price=price, most=f"{MOST_PRICE:,}".replace(",", "."))
    own = bool(scans) and all(is_own(scan) for scan in scans)
    aliases = [] if own else scans
    if not aliases:
        # The label on the book still says the number as it was written there.
        written = [register.accession_no(number) for number in numbers]
        kept = [text if text != ours else "" for text, ours in zip(said, written, strict=True)]
        aliases = kept if any(text and not text.isdecimal() for text in kept) else []
    day, day_note = day_of(values.get("acquired_on", ""))
    source, collection = values.get("source", ""), values.get("collection", "")
    source_code, collection_code = sources.code_of(source), _collection(collection)
    fates, fate_note = _fates(values)
    notes = [
        values.get("copy_note", ""),
        day_note,
        fate_note,
        _("Kho ở hệ thống cũ: %(name)s") % {"name": collection}
        if collection and not collection_code
        else "",
        _("Loại: %(name)s") % {"name": values["item_type"]} if values.get("item_type") else "",
        _("Bản số %(number)s") % {"number": values["copy_number"]}
        if values.get("copy_number")
        else "",
        _("Không cho mượn về") if values.get("not_for_loan", "0").lower() not in _NO else "",
    ]
    return Line(
        register=register,
        count=count,
        price=price,
        shelf_mark=values.get("shelf_mark", "")[:80],
        numbers=numbers,
        barcodes=scans if own else [],
        aliases=aliases,
        day=day,
        point=point if point != register.owner_id else None,
        source=source_code,
        fund=(values.get("fund", "") or ("" if source_code else source))[:200],
        collection=collection_code,
        note=". ".join(note for note in notes if note)[:300],
        fates=fates,
    )


def _collection(text: str) -> str:
    for part in text.split(";"):
        if code := _COLLECTIONS.get(fold(part).strip()):
            return str(code)
    return ""


# The time of day behind the day, as databases write both.
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?$")


def day_of(text: str) -> tuple[date | None, str]:
    """The day, or the words for a note when it cannot be read or cannot have been."""
    text = _CLOCK.sub("", text.strip())
    # What MySQL writes where there is no day.
    if text in ("", "0000-00-00", "NULL"):
        return None, ""
    try:
        return parse_date(text, earliest=FIRST_DAY.date(), latest=timezone.localdate()), ""
    except NotADate:
        return None, _("Ngày vào sổ ghi là “%(text)s”") % {"text": text[:40]}


def moment(day: date | None, at: datetime) -> datetime:
    """The noon of an earlier day, in the province's time; today and no day stand for now."""
    if day is None or day >= timezone.localdate(at):
        return at
    return timezone.make_aware(datetime.combine(day, time(12, 0)))


def _fates(values: Mapping[str, str]) -> tuple[tuple[Fate, ...], str]:
    """What happened to the copy, in the order in which the ledger takes it, and what of its
    standing has no place there."""
    found: dict[str, Fate] = {}
    rest: Sequence[str] = ()
    for name, act in (
        ("damaged", LedgerAct.DAMAGE),
        ("lost", LedgerAct.LOSE),
        ("withdrawn", LedgerAct.WITHDRAW),
    ):
        text = values.get(name, "").strip()
        if fold(text) not in _NO:
            known = fold(text) not in _YES and not text.isdecimal()
            found[act] = Fate(act, text[:300] if known else "", _day_in(text))
    status = values.get("status", "").strip()
    if told := _FATES.get(fold(status), ""):
        found.setdefault(told, Fate(told, status[:300]))
    elif fold(status) not in _THERE:
        rest = [_("Tình trạng ở hệ thống cũ: %(text)s") % {"text": status[:80]}]
    order = (LedgerAct.DAMAGE, LedgerAct.LOSE, LedgerAct.WITHDRAW)
    return tuple(found[act] for act in order if act in found), " ".join(rest)


_A_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}")


def _day_in(text: str) -> date | None:
    """The day that a report of withdrawal names ("BB 12 ngày 03/04/2020")."""
    match = _A_DAY.search(text)
    return day_of(match[0])[0] if match else None
