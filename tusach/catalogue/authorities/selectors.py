"""Reading authorities: lists, suggestions, what is not under control yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from tusach.catalogue.authorities.reading import PLAIN_LENGTH, exact_key
from tusach.catalogue.compose import RecordFields
from tusach.catalogue.keys import plain_words
from tusach.catalogue.models import (
    Authority,
    AuthorityLink,
    AuthorityMerge,
    AuthorityVersion,
    Heading,
    Record,
    Reference,
)
from tusach.search.api import among

SUGGESTED = 10
# What may be typed where: of a name all three, of a subject all that a subject can be.
NAMES = ("person", "corporate", "meeting")
SUBJECTS = ("subject", "place", "genre", "period", "person", "corporate", "work")


def authorities() -> QuerySet[Authority]:
    """All authorities, without the long text a list does not show."""
    return Authority.objects.defer("find_text")


def authority(pk: int) -> Authority | None:
    return Authority.objects.filter(pk=pk).first()


def authority_numbered(number: str) -> Authority | None:
    return Authority.objects.filter(control_number=number).first()


def with_words(found: QuerySet[Authority], text: str) -> QuerySet[Authority]:
    """Those with every word of ``text`` in the heading or another form, marks or none."""
    if text.strip().upper().startswith("TQ") and text.strip()[2:].isdigit():
        return found.filter(control_number=text.strip().upper())
    for word in plain_words(text).split():
        found = found.filter(find_text__contains=word)
    return found


def merges_into(one: Authority) -> list[AuthorityMerge]:
    """The authorities it took in that are not taken out again, latest first."""
    return list(one.merges.filter(undone_at=None).defer("gone", "records"))


def merge_numbered(pk: int) -> AuthorityMerge | None:
    return AuthorityMerge.objects.select_related("kept").filter(pk=pk).first()


def versions_of(one: Authority) -> QuerySet[AuthorityVersion]:
    return one.versions.order_by("-number")


def references_of(one: Authority) -> list[Reference]:
    return list(one.references.select_related("target").order_by("kind", "sort_key", "pk"))


def referred_from(one: Authority) -> list[Reference]:
    """Neighbours of others that point at it."""
    return list(
        one.pointed_at_by.select_related("authority").order_by("kind", "authority__heading_key")[
            :50
        ]
    )


def records_with(one: Authority) -> QuerySet[AuthorityLink]:
    """The fields of records that use it, by the titles of their records."""
    return (
        one.links.filter(record__merged_into=None)
        .select_related("record")
        .order_by("record__title_key", "record")
    )


def other_forms_in_use(one: Authority) -> int:
    """How many records have another form of the heading than its own."""
    links = one.links.filter(record__merged_into=None).exclude(written=one.exact_key)
    return links.values("record").distinct().count()


@dataclass(frozen=True)
class Suggestion:
    """A heading that continues what is typed. ``see`` is the form that was found when that is
    not the heading itself; ``number`` is the authority's."""

    text: str
    see: str = ""
    number: str = ""
    uses: int = 0


def suggested(typed: str, kinds: Sequence[str], *, count: int = SUGGESTED) -> list[Suggestion]:
    """Headings that begin with, then that contain, what is typed: those under control first,
    then what other records have. Three queries."""
    words = plain_words(typed)[:PLAIN_LENGTH]
    if len(words) < 2:
        return []
    found: dict[str, Suggestion] = {}
    under = Authority.objects.filter(kind__in=kinds)
    match = Q(find_text__startswith=words) | Q(find_text__contains=f" {words}")
    for one in under.filter(match).order_by("heading_key")[: count * 2]:
        see = "" if words in plain_words(one.heading) else _form(one, words)
        found[one.heading] = Suggestion(one.heading, see, one.control_number)
    if len(found) < count:
        free = Heading.objects.filter(
            plain__startswith=words, kind__in=kinds, authority=None, records__gt=0
        ).exclude(index="class")
        for row in free.order_by("-records", "sort_key")[: count * 2]:
            found.setdefault(row.text, Suggestion(row.text, uses=row.records))
    ranked = sorted(found.values(), key=lambda s: not plain_words(s.text).startswith(words))
    return ranked[:count]


def _form(one: Authority, words: str) -> str:
    forms = one.references.filter(kind="see").values_list("text", flat=True)
    return next((text for text in forms if words in plain_words(text)), "")


def controlled(text: str, kinds: Sequence[str]) -> str:
    """The heading under control that is meant by what was typed: "Nguyễn Du" for "Nguyen Du"
    when that is another form of it. What nobody controls comes back as it was typed."""
    typed = text.strip()
    if not typed:
        return text
    keys = [exact_key(kind, typed) for kind in kinds]
    if Authority.objects.filter(exact_key__in=keys).exists():
        return typed
    rows = Reference.objects.filter(kind="see", exact_key__in=keys).values_list("authority")
    owners = list(Authority.objects.filter(pk__in=rows.distinct())[:2])
    if len(owners) != 1:
        return typed
    [one] = owners
    return one.name if one.kind == "person" else one.heading


def under_control(fields: RecordFields, before: RecordFields | None = None) -> RecordFields:
    """The form's fields with each name and keyword that was typed led to its heading; what
    stood there ``before`` stays as it is."""
    names = {*before.authors} if before else set()
    words = {*before.subjects} if before else set()

    def name(text: str) -> str:
        return text if text in names else controlled(text, NAMES)

    def subject(text: str) -> str:
        return text if text in words else controlled(text, SUBJECTS)

    return replace(
        fields,
        author=name(fields.author),
        other_authors=tuple(dict.fromkeys(name(one) for one in fields.other_authors)),
        subjects=tuple(dict.fromkeys(subject(one) for one in fields.subjects)),
    )


def uncontrolled(index: str) -> QuerySet[Heading]:
    """Headings that records have and no authority stands for, those most used first."""
    found = Heading.objects.filter(authority=None, records__gt=0).exclude(index="class")
    return found.filter(index=index) if index else found


def records_of_heading(heading: Heading, count: int = 5) -> list[Record]:
    rows = heading.uses.order_by("-pk").values_list("record", flat=True)[:count]
    return list(Record.objects.filter(pk__in=list(rows)).order_by("title_key"))


def forms_of(records: Sequence[int]) -> dict[int, list[str]]:
    """Record → every form of the headings it uses, for search; one query each for headings and
    forms."""
    links = AuthorityLink.objects.filter(record__in=among(records)).values_list(
        "record", "authority"
    )
    by_authority: dict[int, list[int]] = {}
    for record, pk in links:
        by_authority.setdefault(pk, []).append(record)
    found: dict[int, list[str]] = {}

    def add(pk: int, text: str) -> None:
        for record in by_authority[pk]:
            if text not in found.setdefault(record, []):
                found[record].append(text)

    rows = Authority.objects.filter(pk__in=list(by_authority)).values_list("pk", "heading")
    for pk, text in rows:
        add(pk, text)
    seen = Reference.objects.filter(authority__in=list(by_authority), kind="see")
    for pk, text in seen.order_by("pk").values_list("authority", "text"):
        add(pk, text)
    return found
