"""What to offer for a field of the simple form, each with its reason.

Nothing is guessed: an offer is what other records have, and its reason says how many and why
these. What was typed in the other fields narrows it: a place by the publisher, a class number
by the keywords, the author and the title.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.catalogue.authorities.reading import exact_key
from tusach.catalogue.authorities.selectors import NAMES, SUBJECTS, suggested
from tusach.catalogue.captions import captions_of
from tusach.catalogue.keys import plain_words
from tusach.catalogue.marc.isbn import normalise
from tusach.catalogue.models import CountedWord, Heading, HeadingUse, Record
from tusach.catalogue.offering.counting import plain
from tusach.search.api import find
from tusach.ui.api import number

MOST = 6
# Records that speak for a class number or a keyword; more would say the same.
_WITNESSES = 300
_NEAR_TITLES = 20
# Digits of an ISBN that tell the publisher: prefix, country 604 and two to six of its own.
_LONGEST_PREFIX, _SHORTEST_PREFIX = 10, 8


@dataclass(frozen=True)
class Offer:
    """``text`` for the field it is offered for; ``sets`` other fields that go with it, for
    those of them that are empty."""

    text: str
    why: str
    sets: Mapping[str, str] = field(default_factory=dict)


Typed = Mapping[str, str]


def offers_for(name: str, typed: Typed) -> list[Offer]:
    """At most six, best first; [] for a field for which nothing is offered."""
    make = OFFERED.get(name)
    return make(typed)[:MOST] if make else []


def all_offers(typed: Typed) -> dict[str, list[Offer]]:
    """For every field that has something to offer: what a page without script shows at once.
    What stands in a field already is not offered for it."""
    found = {}
    for name in OFFERED:
        held = _lines(typed.get(name, ""))
        if rest := [one for one in offers_for(name, typed) if one.text not in held]:
            found[name] = rest
    return found


def _lines(text: str) -> list[str]:
    return [one.strip() for one in text.replace(";", "\n").splitlines() if one.strip()]


def _line(text: str) -> str:
    """Of a list, the line that is being typed."""
    return text.replace(";", "\n").split("\n")[-1].strip()[:200]


# -- publisher, place, series ------------------------------------------------------------


def _counted(kind: str, words: str) -> dict[str, list[CountedWord]]:
    """Those that begin with the words, or have a word that does, under one folded form."""
    if not words:
        return {}
    match = Q(plain__startswith=words) | Q(plain__contains=f" {words}")
    rows = CountedWord.objects.filter(match, kind=kind).order_by("-records")[:200]
    found: dict[str, list[CountedWord]] = {}
    for one in rows:
        found.setdefault(one.plain, []).append(one)
    ranked = sorted(
        found.items(),
        key=lambda pair: (not pair[0].startswith(words), -sum(o.records for o in pair[1])),
    )
    return dict(ranked)


def _usual(rows: Iterable[tuple[str, int]]) -> str:
    """The form that most records have; "" when none says anything."""
    counted: Counter[str] = Counter()
    for text, records in rows:
        if text:
            counted[text] += records
    return counted.most_common(1)[0][0] if counted else ""


def _publishers(typed: Typed) -> list[Offer]:
    words = plain(typed.get("publisher", ""))
    if not words:
        return _publishers_of_isbn(typed)
    found = []
    for rows in _counted(CountedWord.Kind.PUBLISHER, words).values():
        name = _usual((one.text, one.records) for one in rows)
        place = _usual((one.beside, one.records) for one in rows)
        n = sum(one.records for one in rows)
        found.append(Offer(name, _of_publisher(n, place), _place(place)))
    return found


def _place(place: str) -> dict[str, str]:
    return {"place_published": place} if place else {}


def _of_publisher(n: int, place: str) -> str:
    if not place:
        said = ngettext(
            "%(n)s cuốn khác của nhà xuất bản này",
            "%(n)s cuốn khác của nhà xuất bản này",
            n,
        )
        return said % {"n": number(n)}
    said = ngettext(
        "%(n)s cuốn khác của nhà xuất bản này, phần lớn ở %(place)s",
        "%(n)s cuốn khác của nhà xuất bản này, phần lớn ở %(place)s",
        n,
    )
    return said % {"n": number(n), "place": place}


def _publishers_of_isbn(typed: Typed) -> list[Offer]:
    """Of those whose books have an ISBN that begins alike."""
    isbn = normalise(typed.get("isbn", ""))
    if not isbn:
        return []
    for length in range(_LONGEST_PREFIX, _SHORTEST_PREFIX - 1, -1):
        begin = isbn[:length]
        rows = (
            Record.objects.filter(find_text__contains=begin, isbn__startswith=begin)
            .exclude(publisher="")
            .values_list("publisher", "place_published")[:_WITNESSES]
        )
        counted = Counter(rows)
        if counted:
            break
    else:
        return []
    said = _("%(n)s cuốn khác có ISBN bắt đầu bằng %(begin)s")
    return [
        Offer(name, said % {"n": number(n), "begin": begin}, _place(place))
        for (name, place), n in counted.most_common(3)
    ]


def _places(typed: Typed) -> list[Offer]:
    publisher, words = (
        plain(typed.get("publisher", "")),
        plain_words(typed.get("place_published", "")),
    )
    rows = CountedWord.objects.filter(kind=CountedWord.Kind.PUBLISHER).exclude(beside="")
    found: list[Offer] = []
    if publisher:
        counted: Counter[str] = Counter()
        for one in rows.filter(plain=publisher):
            counted[one.beside] += one.records
        for place, n in counted.most_common():
            if words and not plain_words(place).startswith(words):
                continue
            said = ngettext(
                "%(n)s cuốn khác của nhà xuất bản này ở %(place)s",
                "%(n)s cuốn khác của nhà xuất bản này ở %(place)s",
                n,
            )
            found.append(Offer(place, said % {"n": number(n), "place": place}))
    if words and len(found) < MOST:
        there = {one.text for one in found}
        for place, n in _all_places().items():
            if place not in there and plain_words(place).startswith(words):
                said = ngettext("%(n)s cuốn khác in ở đây", "%(n)s cuốn khác in ở đây", n)
                found.append(Offer(place, said % {"n": number(n)}))
    return found


def _all_places() -> dict[str, int]:
    """The hundred places most books come from; one query."""
    rows = (
        CountedWord.objects.filter(kind=CountedWord.Kind.PUBLISHER)
        .exclude(beside="")
        .values("beside")
        .annotate(n=Count("pk"))
        .order_by("-n")
        .values_list("beside", "n")[:100]
    )
    return dict(rows)


def _series(typed: Typed) -> list[Offer]:
    words = plain(typed.get("series", ""))
    found = []
    for rows in _counted(CountedWord.Kind.SERIES, words).values():
        n = sum(one.records for one in rows)
        said = ngettext(
            "%(n)s cuốn khác trong tùng thư này",
            "%(n)s cuốn khác trong tùng thư này",
            n,
        )
        found.append(Offer(_usual((r.text, r.records) for r in rows), said % {"n": number(n)}))
    return found


# -- names and keywords -------------------------------------------------------------------


def _headings(words: str, kinds: Sequence[str]) -> list[Offer]:
    found = []
    for one in suggested(words, kinds, count=MOST):
        if one.see:
            why = _("“%(see)s” là dạng khác của tiêu đề chuẩn này") % {"see": one.see}
        elif one.number:
            why = _("Tiêu đề chuẩn %(number)s") % {"number": one.number}
        else:
            said = ngettext("%(n)s biểu ghi khác dùng", "%(n)s biểu ghi khác dùng", one.uses)
            why = said % {"n": number(one.uses)}
        found.append(Offer(one.text, why))
    return found


def _authors(typed: Typed) -> list[Offer]:
    return _headings(typed.get("author", "")[:200], NAMES)


def _other_authors(typed: Typed) -> list[Offer]:
    return _headings(_line(typed.get("other_authors", "")), NAMES)


def _subjects(typed: Typed) -> list[Offer]:
    if line := _line(typed.get("subjects", "")):
        return _headings(line, SUBJECTS)
    near = _near_titles(typed)
    counted: Counter[str] = Counter()
    for subjects in Record.objects.filter(pk__in=near).values_list("subjects", flat=True):
        counted.update(subjects)
    said = _("%(n)s cuốn có nhan đề gần giống dùng từ khoá này")
    return [Offer(text, said % {"n": number(n)}) for text, n in counted.most_common(MOST)]


# -- class numbers ------------------------------------------------------------------------


def _near_titles(typed: Typed) -> list[int]:
    """Records whose title is like the one typed, as search ranks them; none without an index."""
    title = typed.get("title", "").strip()[:300]
    if len(plain_words(title)) < 3:
        return []
    # Quotation marks, brackets and the like would be read as the language of queries.
    hits = find(plain_words(title), kind="record", size=_NEAR_TITLES, audience="staff")
    return [int(one.key) for one in hits.hits if one.key.isdecimal()]


def _users(index: str, kinds: Sequence[str], texts: Sequence[str]) -> list[int]:
    """Records that use any of these headings; the latest, as many as tell."""
    keys = [exact_key(kind, text) for kind in kinds for text in texts]
    headings = Heading.objects.filter(index=index, exact_key__in=keys).values("pk")
    rows = HeadingUse.objects.filter(heading__in=headings).order_by("-pk")
    return list(rows.values_list("record", flat=True)[:_WITNESSES])


def _classes_of(records: Sequence[int]) -> Counter[str]:
    rows = Record.objects.filter(pk__in=records).exclude(class_number="")
    return Counter(rows.values_list("class_number", flat=True))


def _class_numbers(typed: Typed) -> list[Offer]:
    begun = typed.get("class_number", "").strip()[:40]
    subjects = _lines(typed.get("subjects", ""))[:10]
    reasons: dict[str, list[str]] = {}
    ranked: Counter[str] = Counter()

    def hear(records: Sequence[int], weight: int, said: str, **facts: str) -> None:
        for text, n in _classes_of(records).most_common(MOST):
            if begun and not text.startswith(begun):
                continue
            ranked[text] += n * weight
            reasons.setdefault(text, []).append(said % {"n": number(n), **facts})

    for subject in subjects:
        hear(
            _users("subject", SUBJECTS, [subject]),
            3,
            _("%(n)s cuốn khác có từ khoá “%(subject)s”"),
            subject=subject,
        )
    if author := typed.get("author", "").strip()[:200]:
        hear(_users("author", NAMES, [author]), 2, _("%(n)s cuốn khác của tác giả này"))
    hear(_near_titles(typed), 1, _("%(n)s cuốn có nhan đề gần giống"))
    found = [text for text, _n in ranked.most_common(MOST)]
    if begun and len(found) < MOST:
        rows = Heading.objects.filter(index="class", sort_key__startswith=begun.upper())
        for one in rows.filter(records__gt=0).order_by("-records")[:MOST]:
            if one.text not in found:
                found.append(one.text)
                said = ngettext(
                    "%(n)s cuốn khác có số này", "%(n)s cuốn khác có số này", one.records
                )
                reasons[one.text] = [said % {"n": number(one.records)}]
    captions = captions_of([("ddc", text) for text in found])
    made = []
    for text in found:
        caption = captions.get(("ddc", text), "")
        why = "; ".join(reasons[text][:2])
        made.append(Offer(text, f"{caption} · {why}" if caption else why))
    return made


OFFERED: Mapping[str, Callable[[Typed], list[Offer]]] = {
    "author": _authors,
    "other_authors": _other_authors,
    "publisher": _publishers,
    "place_published": _places,
    "series": _series,
    "class_number": _class_numbers,
    "subjects": _subjects,
}
# Fields of several lines, of which the one being typed is meant.
LISTS = frozenset({"other_authors", "subjects"})
