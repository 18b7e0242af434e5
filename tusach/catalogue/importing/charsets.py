"""The codes a text may come in, and reading it in the one that a person chose.

What is suspected is proposed with before and after and never applied unseen: a wrong code
would be written into the catalogue for good.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.marc import iso5426, marc8, repair
from tusach.catalogue.marc.faults import Fault
from tusach.vietnamese.api import (
    CHARSETS,
    NotThatCharset,
    decode_legacy,
    detect_legacy,
    is_syllable,
)

AS_IT_IS: Final = ""
# Each cell by itself: sheets that several people and programs filled.
MIXED: Final = "mixed"

# What may be chosen for a column of a sheet.
OF_COLUMNS: dict[str, str | Promise] = {
    AS_IT_IS: _("Unicode (giữ nguyên)"),
    "tcvn3": _("TCVN3 (ABC, phông .VnTime)"),
    "vni": _("VNI (phông VNI-Times)"),
    "viscii": _("VISCII"),
    "viqr": _("VIQR (gõ kiểu thư điện tử cũ)"),
    "cp1258": _("Windows-1258"),
    MIXED: _("Lẫn lộn: xét từng ô"),
}
# What may be chosen for a MARC file, or for one damaged record of it.
OF_MARC: dict[str, str | Promise] = {
    AS_IT_IS: _("Như đầu biểu của từng biểu ghi"),
    "utf-8": _("Mọi biểu ghi là UTF-8"),
    "marc-8": _("Mọi biểu ghi là MARC-8"),
    "cp1252": _("Windows-1252 (Tây Âu)"),
    "iso5426": _("ISO 5426 (UNIMARC)"),
    **{code: OF_COLUMNS[code] for code in ("tcvn3", "vni", "viscii", "viqr", "cp1258")},
}


def _legacy(charset: str) -> Callable[[bytes], str]:
    return lambda raw: decode_legacy(raw, charset)  # type: ignore[arg-type]


def _utf8(raw: bytes) -> str:
    return raw.decode("utf-8")


# Name → reads bytes; raises ValueError (or Fault) for what the code does not have.
DECODERS: dict[str, Callable[[bytes], str]] = {
    "utf-8": _utf8,
    "marc-8": marc8.decode,
    "cp1252": repair.windows,
    "iso5426": iso5426.decode,
    **{charset: _legacy(charset) for charset in CHARSETS},
}


def marc_charset(code: str) -> str | Callable[[bytes], str]:
    """What ``iso2709.parse`` takes for one of :data:`OF_MARC`."""
    if code in (AS_IT_IS, "utf-8", "marc-8"):
        return code
    decoder = DECODERS[code]

    def read(raw: bytes) -> str:
        try:
            return decoder(raw)
        except Fault as fault:
            raise ValueError(fault.code) from fault

    return read


def in_unicode(text: str, charset: str) -> str:
    """A cell read in ``charset``; as it is where that code does not have what it holds.

    ``mixed:tcvn3`` reads each cell as what it seems to be, and as TCVN3 where it is too short
    to tell.
    """
    if not charset or (text.isascii() and charset != "viqr"):
        return text
    name, _mark, usual = charset.partition(":")
    if name == MIXED:
        return _by_itself(text, usual)
    try:
        return decode_legacy(text, name)  # type: ignore[arg-type]
    except NotThatCharset:
        return text


def _by_itself(text: str, usual: str) -> str:
    if _is_vietnamese(text):
        return text
    if (bare := as_utf8(text)) is not None:
        return bare
    found = detect_legacy(text)
    if found is not None:
        return in_unicode(text, found)
    # A word or two are not enough to tell: then what most of the sheet is, if it makes sense,
    # or the only code in which it does.
    if _sense(text) == 1:
        return text
    readings = {name: in_unicode(text, name) for name in CHARSETS}
    good = [name for name, reading in readings.items() if _sense(reading) == 1]
    if usual in good or len(good) == 1:
        return readings[usual if usual in good else good[0]]
    return text


def _is_vietnamese(text: str) -> bool:
    """Whether it has letters that Unicode alone gives to Vietnamese."""
    return any(
        sign in "ăđơưĂĐƠƯ" or "\u1ea0" <= sign <= "\u1ef9" or "\u0300" <= sign <= "\u0323"
        for sign in text
    )


def as_utf8(text: str) -> str | None:
    """The text behind UTF-8 that was read byte by byte; None when it is no such thing."""
    try:
        found = text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
    return found if found != text else None


def _sense(text: str) -> float:
    """How many of the words with marks are Vietnamese syllables."""
    words = [word.strip(".,;:()[]\"'?!") for word in text.split()]
    marked = [word for word in words if word and not word.isascii()]
    if not marked:
        return 0.0
    return sum(is_syllable(word) for word in marked) / len(marked)


def proposed(columns: Sequence[Sequence[str]]) -> dict[str, str]:
    """Number of the column (as text) → the code its cells seem to be in; Unicode left out.

    A column whose cells are of several codes is proposed as mixed. A column too short to tell
    (years, one word each) follows the rest of the sheet when that makes sense of it.
    """
    found: dict[str, str] = {}
    votes: Counter[str] = Counter()
    unsure: list[int] = []
    for at, cells in enumerate(columns):
        text = " ".join(cells)
        if text.isascii() and detect_legacy(text) is None:
            continue
        kinds = _kinds(cells)
        votes.update(kinds)
        whole = detect_legacy(text)
        if len(kinds) > 1:
            usual = next((name for name, _n in kinds.most_common() if name in CHARSETS), "")
            found[str(at)] = f"{MIXED}:{usual}"
        elif whole is not None:
            found[str(at)] = whole
            votes[whole] += 1
        elif not _is_vietnamese(text):
            unsure.append(at)
    usual = next((name for name, _n in votes.most_common() if name in CHARSETS), "")
    for at in unsure:
        text = " ".join(columns[at])
        if as_utf8(text) is not None:
            found[str(at)] = f"{MIXED}:{usual}"
        elif usual and _sense(in_unicode(text, usual)) > max(_sense(text), 0.5):
            found[str(at)] = usual
    return found


def suspected(rows: Sequence[Sequence[str]]) -> str:
    """The name of the code that a table seems to be in; "" when it is Unicode."""
    found = proposed([list(column) for column in zip_longest(*rows, fillvalue="")])
    if not found:
        return ""
    name, _mark, usual = Counter(found.values()).most_common(1)[0][0].partition(":")
    return str(OF_COLUMNS[usual or name])


def _kinds(cells: Sequence[str]) -> Counter[str]:
    """The codes that single cells are plainly in: "unicode", "utf-8" or an older one."""
    kinds: Counter[str] = Counter()
    for cell in cells:
        if cell.isascii():
            if detect_legacy(cell) == "viqr":
                kinds["viqr"] += 1
        elif _is_vietnamese(cell):
            kinds["unicode"] += 1
        elif as_utf8(cell) is not None:
            kinds["utf-8"] += 1
        elif (one := detect_legacy(cell)) is not None:
            kinds[one] += 1
    if set(kinds) == {"unicode"}:
        return Counter()
    return kinds


def row_in_unicode(cells: Sequence[str], charsets: Mapping[str, str]) -> list[str]:
    """The cells of a row, each column in its own code."""
    if not charsets:
        return list(cells)
    return [in_unicode(cell, charsets.get(str(at), AS_IT_IS)) for at, cell in enumerate(cells)]
