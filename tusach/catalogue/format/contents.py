"""What is checked in the text of fields: numbers with check digits, dates and languages that
say two things, names turned round. All of it warns; none of it keeps anybody from saving."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tusach.catalogue.format.problems import Problem, warning
from tusach.catalogue.format.table import DATA
from tusach.catalogue.marc.isbn import compact, normalise
from tusach.catalogue.marc.record import DataField, MarcRecord
from tusach.vietnamese.api import is_syllable, strip_tones

_MAIN = ("100", "110", "111", "130")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")
_LANGUAGE = re.compile(r"[a-z]{3}")
# Older records write several codes together ("engfre").
_LANGUAGES = re.compile(r"([a-z]{3})+")
_HOSTS = ("773",)


def whole(record: MarcRecord) -> Iterator[Problem]:
    """What several fields say together."""
    fixed = record.control("008")
    title = next(record.data("245"), None)
    if title is not None:
        has_main = any(True for _one in record.data(*_MAIN))
        if title.ind1 in ("0", "1") and (title.ind1 == "1") != has_main:
            yield warning("title-indicator", right="1" if has_main else "0")
    if len(fixed) == 40:
        language = fixed[35:38]
        first = record.first("041", "a", "d")[:3]
        if first and first != language and _LANGUAGE.fullmatch(language) and language != "mul":
            yield warning("languages-differ", fixed=language, field=first)
        year, printed = fixed[7:11], _printed_year(record)
        if printed and year.isdigit() and year != printed:
            yield warning("years-differ", fixed=year, field=printed)


def _printed_year(record: MarcRecord) -> str:
    for one in record.data("264", "260"):
        if one.tag == "264" and one.ind2 not in ("1", " "):
            continue
        years = [found for text in one.all("c") for found in _YEAR.findall(text)]
        if years:
            return str(years[0]) if len(set(years)) == 1 else ""
    return ""


def of_field(one: DataField, record: MarcRecord) -> Iterator[Problem]:
    """What one field says by itself."""
    if one.tag == "020":
        for text in one.all("a"):
            number = compact(text)
            if not normalise(text):
                yield warning("isbn-check" if number else "isbn-shape", value=text[:60])
    elif one.tag == "022":
        for text in one.all("a"):
            if not _right_issn(text):
                yield warning("issn", value=text[:60])
    elif one.tag == "041":
        for code, value in one.subfields:
            if code.isalpha() and one.ind2 != "7" and not _LANGUAGES.fullmatch(value.strip()):
                yield warning("language-code", code=code, value=value[:40])
    elif one.tag in ("100", "600", "700", "800"):
        if turned := turned_round(one):
            yield warning("name-turned", value=one.first("a")[:80], right=turned)
    elif one.tag in _HOSTS and not one.first("w") and not one.first("t"):
        yield warning("host-unnamed")
    elif one.tag == "856":
        for text in one.all("u"):
            if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text.strip()):
                yield warning("address", value=text[:80])


def _right_issn(text: str) -> bool:
    """Eight signs of which the last checks the others (ISO 3297)."""
    bare = text.strip()
    if not _ISSN.fullmatch(bare):
        return False
    digits = bare.replace("-", "").upper()
    total = sum((8 - n) * int(digit) for n, digit in enumerate(digits[:7]))
    return digits[7] == ("0123456789X"[(11 - total % 11) % 11])


def turned_round(one: DataField) -> str:
    """A Vietnamese name entered with its family name first and a comma ("Phụng, Vũ Trọng"), put
    right; "" when it is not such a name. Vietnamese names are entered in direct order."""
    name = one.first("a").strip().rstrip(",")
    if name.count(",") != 1:
        return ""
    first, last = (part.strip() for part in name.split(","))
    words = [*first.split(), *last.split()]
    if not 2 <= len(words) <= 6 or not all(is_syllable(word) for word in words):
        return ""
    # Without a single mark it may as well be a foreign name ("Lang, Lan").
    if all(strip_tones(word) == word and word.isascii() for word in words):
        return ""
    # "Phụng, Vũ Trọng" was turned at the given name, "Vũ, Trọng Phụng" at the family name: a
    # single family name in front keeps its place.
    in_front = first in _family_names()
    return f"{first} {last}" if in_front else f"{last} {first}"


@cache
def _family_names() -> frozenset[str]:
    lines = (DATA / "family_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if line[:1] != "#" for name in line.split())
