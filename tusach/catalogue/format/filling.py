"""What the other fields of a record say of its coded positions: the year in 260 is that of 008,
the language in 041 that of 008, a bibliography in 504 is told by "b".

Only what follows from the record is offered; nothing is written by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tusach.catalogue.format.positions import FILL, form_of
from tusach.catalogue.marc.record import MarcRecord
from tusach.vietnamese.api import fold, is_syllable

_YEARS = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_CODE = re.compile(r"[a-z]{3}")
# Old short forms of places on title pages that carry no Vietnamese letters.
_SHORT_PLACES = {"h", "ha noi", "hanoi", "tp ho chi minh", "tp hcm", "s", "saigon"}
# Words of a field, without tones, and the code they stand for; the first that is there counts.
_Words = tuple[tuple[str, str], ...]
_ILLUSTRATIONS: _Words = (
    ("minh hoa", "a"),
    ("tranh", "a"),
    ("ban do", "b"),
    ("chan dung", "c"),
    ("bieu do", "d"),
    ("so do", "e"),
    ("anh", "o"),
)
_AUDIENCES: _Words = (
    ("mam non", "a"),
    ("mau giao", "a"),
    ("tieu hoc", "b"),
    ("trung hoc co so", "c"),
    ("trung hoc pho thong", "d"),
    ("thieu nhi", "j"),
)
_CONTENTS: _Words = (
    ("tu dien", "d"),
    ("bach khoa", "e"),
    ("so tay", "f"),
    ("van ban phap luat", "l"),
    ("luan an", "m"),
    ("luan van", "m"),
    ("thong ke", "s"),
    ("truyen tranh", "6"),
)
_LITERATURE: _Words = (
    ("truyen ngan", "j"),
    ("tieu thuyet", "f"),
    ("truyen dai", "f"),
    ("tho", "p"),
    ("kich", "d"),
    ("tuy but", "e"),
    ("van hoc", "1"),
)
_LIVES: _Words = (("tu truyen", "a"), ("hoi ky", "a"), ("hoi ki", "a"), ("tieu su", "b"))
_FREQUENCIES: _Words = (
    ("hai lan mot tuan", "c"),
    ("hai lan mot thang", "s"),
    ("ba lan mot nam", "t"),
    ("hai tuan", "e"),
    ("hai thang", "b"),
    ("hai nam", "g"),
    ("sau thang", "f"),
    ("nua nam", "f"),
    ("hang ngay", "d"),
    ("hang tuan", "w"),
    ("hang thang", "m"),
    ("hang quy", "q"),
    ("hang nam", "a"),
    ("tuan", "w"),
    ("thang", "m"),
    ("quy", "q"),
    ("nam", "a"),
)
# RDA content types (336 $b) and the type of record they are.
_CONTENT_TYPES = {
    "txt": "a",
    "ntm": "c",
    "cri": "e",
    "tdi": "g",
    "spw": "i",
    "prm": "j",
    "sti": "k",
    "cop": "m",
    "tdf": "r",
}


@dataclass(frozen=True)
class Suggested:
    """``code`` as it would stand in the field; ``source``: the field it is drawn from."""

    code: str
    source: str


def suggested(tag: str, value: str, record: MarcRecord) -> dict[int, Suggested]:
    """Position → what the rest of the record says should stand there."""
    form = form_of(record.leader)
    if tag == "LDR":
        found = dict(_leader(record))
    elif form == "authority":
        found = {}
    elif tag == "008":
        found = {**dict(_every(record)), **dict(_of_form(form, record))}
    elif tag == "007":
        found = dict(_physical(value, record))
    else:
        found = {}
    return {start: one for start, one in found.items() if one.code}


def filled(value: str, found: dict[int, Suggested]) -> str:
    """The value with what is suggested wherever it holds blanks or fill characters only."""
    for start, one in found.items():
        end = start + len(one.code)
        held = value.ljust(end)[start:end]
        if not held.strip(f" {FILL}"):
            value = value.ljust(end)[:start] + one.code + value[end:]
    return value


def _worded(text: str, words: _Words) -> Iterator[str]:
    bare = f" {re.sub(r'[^a-z0-9]+', ' ', fold(text))} "
    for word, code in words:
        if f" {word} " in bare:
            yield code


def _first(record: MarcRecord, words: _Words, *places: tuple[str, str]) -> Suggested | None:
    """The code of the first of these places (field, subfields) that has one of the words."""
    for tag, codes in places:
        for one in record.data(tag):
            for text in one.all(*codes):
                if code := next(_worded(text, words), ""):
                    return Suggested(code, f"{tag} ${codes[0]}")
    return None


def _every(record: MarcRecord) -> Iterator[tuple[int, Suggested]]:
    yield from _dates(record)
    if code := record.first("044", "a").strip()[:3]:
        yield 15, Suggested(code.ljust(3), "044 $a")
    elif source := _is_vietnamese_place(record):
        yield 15, Suggested("vm ", source)
    spoken = [text.strip() for one in record.data("041") for text in one.all("a", "d")]
    if len(set(spoken)) > 1 and record.control("008")[35:38] == "mul":
        return
    if spoken and _CODE.fullmatch(spoken[0]):
        yield 35, Suggested(spoken[0], "041 $a")


def _dates(record: MarcRecord) -> Iterator[tuple[int, Suggested]]:
    printed, copyright_, source = "", "", ""
    for one in record.data("260", "264"):
        if one.tag == "264" and one.ind2 == "4":
            copyright_ = copyright_ or next(iter(_YEARS.findall(one.first("c"))), "")
        elif not printed and (one.tag == "260" or one.ind2 in "1 "):
            printed, source = one.first("c"), f"{one.tag} $c"
    years = _YEARS.findall(printed)
    if not years:
        return
    is_serial = record.leader[7:8] in ("b", "i", "s")
    if is_serial and record.leader[7:8] != "b":
        is_open = printed.rstrip(" .").endswith("-")
        if not is_open and len(years) < 2:
            return  # whether it still comes out is not said
        kind, second = ("c", "9999") if is_open else ("d", years[-1])
    elif len(years) > 1 and years[0] != years[-1]:
        kind, second = "m", years[-1]
    elif copyright_:
        kind, second = "t", copyright_
    else:
        kind, second = "s", "    "
    yield 6, Suggested(kind, source)
    yield 7, Suggested(years[0], source)
    if second.strip():
        yield 11, Suggested(second, source)


def _is_vietnamese_place(record: MarcRecord) -> str:
    """The field that names a place in Viet Nam; "" when none does."""
    for one in record.data("260", "264"):
        place = one.first("a").strip(" :;,[]")
        bare = " ".join(re.sub(r"[^a-z ]", " ", fold(place)).split())
        words = place.replace(".", " ").split()
        written = bool(words) and all(is_syllable(word) for word in words)
        if bare in _SHORT_PLACES or (written and not place.isascii()):
            return f"{one.tag} $a"
    return ""


def _of_form(form: str, record: MarcRecord) -> Iterator[tuple[int, Suggested]]:
    topics = (("655", "a"), ("653", "a"), ("650", "a"))
    if form == "books":
        drawn = record.first("300", "b")
        codes = list(dict.fromkeys(_worded(drawn, _ILLUSTRATIONS)))[:4]
        for number, code in enumerate(codes):
            yield 18 + number, Suggested(code, "300 $b")
        yield from _contents(record, topics)
        meeting = next((one.tag for one in record.data("111", "711")), "")
        yield 29, Suggested("1" if meeting else "0", meeting or "111")
        yield 31, _has_index(record)
        if (kind := _first(record, _LITERATURE, *topics)) is not None:
            yield 33, kind
        if (life := _first(record, _LIVES, *topics)) is not None:
            yield 34, life
    if form in ("books", "music", "visual", "files"):
        audience = _first(record, _AUDIENCES, ("521", "a"), *topics)
        if audience is not None:
            yield 22, audience
    if form == "continuing":
        often = _first(record, _FREQUENCIES, ("310", "a"))
        if often is not None:
            yield 18, often
            yield 19, Suggested("r", often.source)
        kind = _first(record, (("tap chi", "p"), ("bao", "n")), ("655", "a"), ("245", "ab"))
        if kind is not None:
            yield 21, kind
    if "cr" in record.first("338", "b"):
        yield 29 if form in ("maps", "visual") else 23, Suggested("o", "338 $b")


def _contents(
    record: MarcRecord, topics: tuple[tuple[str, str], ...]
) -> Iterator[tuple[int, Suggested]]:
    found: list[Suggested] = []
    if next(record.data("504"), None) is not None:
        found.append(Suggested("b", "504"))
    if next(record.data("502"), None) is not None:
        found.append(Suggested("m", "502"))
    if (kind := _first(record, _CONTENTS, *topics)) is not None:
        found.append(kind)
    for number, one in enumerate(sorted(found, key=lambda one: one.code)):
        if one.code not in {before.code for before in found[:number]}:
            yield 24 + number, one


def _has_index(record: MarcRecord) -> Suggested:
    words: _Words = (("bang tra", "1"), ("sach dan", "1"), ("index", "1"))
    return _first(record, words, ("504", "a"), ("500", "a")) or Suggested("0", "504")


def _leader(record: MarcRecord) -> Iterator[tuple[int, Suggested]]:
    if record.is_authority:
        return
    if kind := _CONTENT_TYPES.get(record.first("336", "b").strip()):
        yield 6, Suggested(kind, "336 $b")
    if (host := next(record.data("773"), None)) is not None:
        is_part_of_serial = bool(host.first("x"))
        if not record.first("245", "n"):
            yield 7, Suggested("b" if is_part_of_serial else "a", "773")
    elif tag := next((one.tag for one in record.data("310", "362", "022")), ""):
        yield 7, Suggested("s", tag)
    rules = record.first("040", "e").strip().lower()
    if rules == "rda":
        yield 18, Suggested("i", "040 $e")
    elif rules.startswith("aacr"):
        yield 18, Suggested("a", "040 $e")


def _physical(value: str, record: MarcRecord) -> Iterator[tuple[int, Suggested]]:
    if not value.strip(f" {FILL}"):
        if "cr" in record.first("338", "b"):
            yield 0, Suggested("c", "338 $b")
        elif kind := {"e": "a", "f": "a", "i": "s", "j": "s", "k": "k"}.get(record.leader[6:7]):
            yield 0, Suggested(kind, "LDR/06")
        return
    if value[0] == "c" and "cr" in record.first("338", "b"):
        yield 1, Suggested("r", "338 $b")
    elif value[0] == "s" and "sd" in record.first("338", "b"):
        yield 1, Suggested("d", "338 $b")
