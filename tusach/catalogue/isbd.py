"""A record as a card shows it: ISBD punctuation between the areas.

    Nhan đề = Nhan đề song song : phụ đề / trách nhiệm. – Lần xuất bản. – Nơi : NXB, năm. –
    số trang : minh hoạ ; khổ. – (Tùng thư ; số) // Nguồn trích. – số, ngày, trang

Source: ISBD consolidated edition 2011, as Vietnamese cards apply it (dossier B.7).
"""

from __future__ import annotations

from tusach.catalogue.drawn import clean
from tusach.catalogue.marc.record import DataField, MarcRecord

_BETWEEN = ". – "
# Within 245 $b, a parallel title has its own mark written before it.
_PARALLEL = "="


def description(record: MarcRecord) -> str:
    """The areas of the description in one paragraph; those without content are left out."""
    text = _joined([*_head(record), *_body(record)])
    # What it lies in, after two slashes, as Vietnamese cards of articles have it.
    return " // ".join(filter(None, [text, _host(next(record.data("773"), None))]))


def paragraphs(record: MarcRecord) -> list[str]:
    """The description as a printed card has it: title, edition and imprint; extent and series;
    notes; ISBN and price. Those without content are left out."""
    head = _joined(_head(record))
    head = " // ".join(filter(None, [head, _host(next(record.data("773"), None))]))
    notes = [clean(one.first("a")) for one in record.data("500", "504")]
    numbers = [
        " : ".join(filter(None, [clean(one.first("a")), clean(one.first("c"))]))
        for one in record.data("020")
    ]
    told = [f"ISBN {text}" if text[:1].isdigit() else text for text in numbers if text]
    return [text for text in [head, _joined(_body(record)), *notes, *told] if text]


def _head(record: MarcRecord) -> list[str]:
    return [
        _title(next(record.data("245"), None)),
        clean(record.first("250", "a")),
        _imprint(record),
    ]


def _body(record: MarcRecord) -> list[str]:
    extent = _extent(next(record.data("300"), None))
    return [extent, *[f"({text})" for text in _series(record)]]


def _joined(areas: list[str]) -> str:
    text = ""
    for area in filter(None, areas):
        if not text:
            text = area
        elif text.endswith("."):
            text = f"{text} – {area}"
        else:
            text = f"{text}{_BETWEEN}{area}"
    return text


def _host(one: DataField | None) -> str:
    if one is None:
        return ""
    title = clean(one.first("t")) or clean(one.first("a"))
    return _BETWEEN.join(filter(None, [title, clean(" ".join(one.all("g")))]))


def _title(one: DataField | None) -> str:
    if one is None:
        return ""
    text = ""
    before = ""
    for code, value in one.subfields:
        words = clean(value)
        if code not in "abnpc" or not words:
            before = value
            continue
        if not text:
            text = words
        elif code == "b":
            text += f" {_PARALLEL if before.rstrip().endswith(_PARALLEL) else ':'} {words}"
        elif code == "c":
            text += f" / {words}"
        else:
            text += f". {words}"
        before = value
    return text


def _imprint(record: MarcRecord) -> str:
    one = next((f for f in record.data("264") if f.ind2 in ("1", " ")), None)
    one = one or next(record.data("260"), None)
    if one is None:
        return ""
    text = ""
    for code, value in one.subfields:
        words = clean(value)
        if code not in "abc" or not words:
            continue
        if not text:
            text = words
        else:
            text += {"a": f" ; {words}", "b": f" : {words}", "c": f", {words}"}[code]
    return text


def _extent(one: DataField | None) -> str:
    if one is None:
        return ""
    text = ""
    for code, value in one.subfields:
        words = clean(value)
        if code not in "abce" or not words:
            continue
        mark = {"a": ", ", "b": " : ", "c": " ; ", "e": " + "}[code]
        text = words if not text else f"{text}{mark}{words}"
    return text


def _series(record: MarcRecord) -> list[str]:
    found = []
    for one in record.data("490", "440"):
        name, number = clean(one.first("a")), clean(one.first("v"))
        if name:
            found.append(f"{name} ; {number}" if number else name)
    return found
