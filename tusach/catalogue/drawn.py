"""What is drawn from a MARC record for matching, sorting, finding and showing.

Plain functions over :class:`~tusach.catalogue.marc.record.MarcRecord`; the record itself is
never changed. Fields are those of MARC 21 as Vietnamese libraries use them (TCVN 7539:2005).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tusach.catalogue.keys import match_key, plain_words, title_words
from tusach.catalogue.marc.isbn import normalise
from tusach.catalogue.marc.record import DataField, MarcRecord
from tusach.vietnamese.api import nfc, sort_key

# 008 position 22 of books, and what it says (MARC 21 Bibliographic, 008 Books).
AUDIENCES = {
    "a": "preschool",
    "b": "primary",
    "c": "lower_secondary",
    "d": "upper_secondary",
    "e": "adult",
    "f": "specialised",
    "g": "general",
    "j": "juvenile",
}
# Leader position 06 (type of record); of text, position 07 tells serials and articles.
_KINDS = {
    "a": "book",
    "c": "score",
    "d": "manuscript",
    "e": "map",
    "f": "map",
    "g": "video",
    "i": "sound",
    "j": "sound",
    "k": "picture",
    "m": "electronic",
    "t": "manuscript",
}
KEY_LENGTH = 400

_ENDING = re.compile(r"[\s/:;=,]+$")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_PRICE = re.compile(r"(\d{1,3}(?:[. ]\d{3})+|\d+)\s*(?:đ|Đ|d\b|đồng|vnđ|vnd|VNĐ|VND)")
_LANGUAGE = re.compile(r"[a-z]{3}")
# Brackets that cataloguers put round what is not on the title page.
_BRACKETS = str.maketrans("", "", "[]")


def clean(text: str) -> str:
    """NFC, one space between words, without the ISBD punctuation that ends a MARC subfield.

    A full stop stays when it ends an abbreviation or initial ("tr.", "Nguyễn A.") and goes
    after a longer word.
    """
    text = _ENDING.sub("", " ".join(nfc(text).split()))
    if text.endswith(".") and not text.endswith("..") and len(text.split()[-1]) > 4:
        text = _ENDING.sub("", text[:-1])
    return text


@dataclass(frozen=True)
class Drawn:
    kind: str = "book"
    title: str = ""
    subtitle: str = ""
    responsibility: str = ""
    author: str = ""
    authors: list[str] = field(default_factory=list)
    edition: str = ""
    publisher: str = ""
    place_published: str = ""
    year: int | None = None
    isbn: str = ""
    isbns: list[str] = field(default_factory=list)
    language: str = ""
    audience: str = ""
    class_number: str = ""
    subjects: list[str] = field(default_factory=list)
    series: str = ""
    pages: str = ""
    size: str = ""
    summary: str = ""
    price: int | None = None
    source_number: str = ""
    source_agency: str = ""
    title_key: str = ""
    author_key: str = ""
    find_text: str = ""
    match_key: str = ""
    title_words: str = ""


def direct_name(one: DataField) -> str:
    """A personal name in the order it is spoken.

    First indicator 1 says that the family name was put first with a comma ("Verne, Jules");
    such a name is turned back, and so is one whose indicator was left blank. First indicator
    0 is direct order, as Vietnamese names are entered, and is left alone whatever it holds.
    """
    name = clean(one.first("a"))
    if one.ind1 in ("1", " ") and name.count(",") == 1:
        family, given = (part.strip() for part in name.split(","))
        if family and given:
            return f"{given} {family}"
    return name


def _name(one: DataField) -> str:
    if one.tag in ("100", "700"):
        return direct_name(one)
    return clean(" ".join(one.all("a", "b")))


def authors_of(record: MarcRecord) -> list[str]:
    """Main entry first, then added entries, each once."""
    names = [
        _name(one)
        for tags in (("100", "110", "111"), ("700", "710", "711"))
        for one in record.data(*tags)
        # An added entry with a title names another work, not a person of this one.
        if not one.first("t")
    ]
    return _each_once(names)


def _each_once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def title_of(record: MarcRecord) -> tuple[str, str]:
    """(title as shown, title as filed): the second without a leading article."""
    one = next(record.data("245"), None) or next(record.data("240", "130", "246"), None)
    if one is None:
        return "", ""
    main = one.first("a")
    part = [clean(value) for value in one.all("n", "p")]
    shown = ". ".join(text for text in [clean(main), *part] if text)
    # Second indicator of 245: how many characters of a leading article filing passes over.
    skip = int(one.ind2) if one.tag == "245" and one.ind2.isdecimal() else 0
    filed = ". ".join(text for text in [clean(main[skip:]), *part] if text)
    return shown, filed or shown


def year_of(record: MarcRecord) -> int | None:
    for one in record.data("264", "260"):
        # 264 with second indicator 4 is the copyright date: only when nothing else is told.
        if one.tag == "264" and one.ind2 == "4":
            continue
        for text in one.all("c"):
            if found := _YEAR.search(text):
                return int(found.group(1))
    if found := _YEAR.fullmatch(record.control("008")[7:11]):
        return int(found.group(1))
    for one in record.data("264"):
        if found := _YEAR.search(one.first("c")):
            return int(found.group(1))
    return None


def language_of(record: MarcRecord) -> str:
    """The language of the text, a MARC code of three letters; "" when none is given."""
    for code in [record.first("041", "a", "d")[:3], record.control("008")[35:38]]:
        if _LANGUAGE.fullmatch(code.lower()) and code.lower() not in ("und", "zxx", "mul"):
            return code.lower()
    return ""


def price_of(record: MarcRecord) -> int | None:
    """The price in đồng of 020 $c; a price in another currency is not one."""
    for one in record.data("020"):
        if found := _PRICE.search(nfc(one.first("c"))):
            return int(re.sub(r"[. ]", "", found.group(1)))
    return None


def subjects_of(record: MarcRecord) -> list[str]:
    found: list[str] = []
    for one in record.data("600", "610", "611", "630", "650", "651", "653"):
        if one.tag == "653":
            found.extend(clean(text) for text in one.all("a"))
            continue
        head = direct_name(one) if one.tag == "600" else clean(one.first("a"))
        rest = [clean(text) for text in one.all("v", "x", "y", "z")]
        found.append(" -- ".join(text for text in [head, *rest] if text))
    return _each_once(found)


def class_number_of(record: MarcRecord) -> str:
    """DDC before UDC before another scheme before the library's own shelf mark."""
    for tag in ("082", "080", "084", "090", "050"):
        if number := clean(record.first(tag, "a")):
            return number[:80]
    return ""


def kind_of(record: MarcRecord) -> str:
    kind, level = record.leader[6:7], record.leader[7:8]
    if kind == "a" and level in ("a", "b"):
        return "article"
    if kind == "a" and level in ("s", "i"):
        return "serial"
    return _KINDS.get(kind, "other")


def audience_of(record: MarcRecord) -> str:
    """008 position 22, in the kinds of material where it tells the audience."""
    if kind_of(record) in ("serial", "map", "other"):
        return ""
    return AUDIENCES.get(record.control("008")[22:23], "")


def _imprint(record: MarcRecord, code: str) -> str:
    for one in record.data("260", "264"):
        # Only publication (second indicator 1): not manufacture, distribution or copyright.
        if one.tag == "264" and one.ind2 not in ("1", " "):
            continue
        if text := clean(one.first(code)):
            return text.translate(_BRACKETS).strip()
    return ""


def _series(record: MarcRecord) -> str:
    for one in record.data("490", "440", "830"):
        name, number = clean(one.first("a")), clean(one.first("v"))
        if name:
            return f"{name} ; {number}" if number else name
    return ""


def draw(record: MarcRecord) -> Drawn:
    """Everything at once. Never raises: a field that is not there leaves its key empty."""
    title, filed = title_of(record)
    authors = authors_of(record)
    # A title main entry has no author; its first added entry would only be a guess.
    main = next(record.data("100", "110", "111"), None)
    author = _name(main) if main is not None else (authors[0] if authors else "")
    year = year_of(record)
    isbns = _each_once(normalise(text) for one in record.data("020") for text in one.all("a"))
    subtitle = clean(record.first("245", "b"))
    number = record.control("001").strip()
    places = [author, *authors, *isbns, *(one.first("a") for one in record.data("020"))]
    return Drawn(
        kind=kind_of(record),
        title=title,
        subtitle=subtitle,
        responsibility=clean(record.first("245", "c")),
        author=author,
        authors=authors,
        edition=clean(record.first("250", "a")),
        publisher=_imprint(record, "b"),
        place_published=_imprint(record, "a"),
        year=year,
        isbn=isbns[0] if isbns else "",
        isbns=isbns,
        language=language_of(record),
        audience=audience_of(record),
        class_number=class_number_of(record),
        subjects=subjects_of(record),
        series=_series(record),
        pages=clean(record.first("300", "a")),
        size=clean(record.first("300", "c"))[:120],
        summary=nfc(record.first("520", "a")).strip(),
        price=price_of(record),
        source_number=number[:120],
        source_agency=record.control("003").strip()[:120],
        title_key=sort_key(filed)[:KEY_LENGTH],
        author_key=sort_key(author)[:KEY_LENGTH],
        find_text=plain_words(" ".join([title, subtitle, *_each_once(places), number])),
        match_key=match_key(title, author, year, kind_of(record)),
        title_words=title_words(title),
    )
