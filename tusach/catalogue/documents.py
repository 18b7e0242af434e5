"""What search puts into its index for a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tusach.catalogue.authorities.selectors import forms_of
from tusach.catalogue.linking.selectors import hosts_of
from tusach.catalogue.models import Record
from tusach.search.api import Document, among

# What a document tells; the rest of a record, its keys above all, is not read.
_READ = (
    "title", "author", "authors", "subjects", "subtitle", "responsibility", "publisher",
    "place_published", "series", "summary", "control_number", "source_number", "isbns",
    "class_number", "kind", "language", "audience", "year", "title_key", "author_key", "made_at",
    "is_suppressed",
)  # fmt: skip


def build(keys: Sequence[str]) -> Iterator[Document]:
    """The documents of these records: six queries, without the MARC content."""
    numbers = [int(key) for key in keys if key.isdecimal()]
    merged: dict[int, list[str]] = {}
    gone = Record.everything.filter(merged_into__in=among(numbers))
    for kept, number in gone.values_list("merged_into", "control_number"):
        merged.setdefault(kept or 0, []).append(number)
    within = hosts_of(numbers)
    forms = forms_of(numbers)
    for one in Record.objects.filter(pk__in=among(numbers)).only(*_READ):
        found = document(one)
        if one.pk in within:
            # An article is found by the newspaper it stands in, its issue and its day.
            found = replace(found, text=[*found.text, within[one.pk].text])
        if one.pk in forms:
            # Who looks for another form of a name finds what has the true one.
            found = replace(found, text=[*found.text, *forms[one.pk]])
        # Who looks for the number of a record that was taken in finds the one that took it.
        yield replace(found, identifiers=[*found.identifiers, *merged.get(one.pk, [])])


def document(one: Record) -> Document:
    return Document(
        key=str(one.pk),
        title=one.title,
        author=one.author,
        subjects=one.subjects,
        text=[
            text
            for text in [
                one.subtitle,
                one.responsibility,
                *[name for name in one.authors if name != one.author],
                one.publisher,
                one.place_published,
                one.series,
                one.summary,
            ]
            if text
        ],
        identifiers=[
            text
            for text in [one.control_number, one.source_number, *one.isbns, one.class_number]
            if text
        ],
        facets={
            name: values
            for name, values in {
                "kind": [one.kind],
                "language": [one.language] if one.language else [],
                "audience": [one.audience] if one.audience else [],
                "subject": one.subjects,
            }.items()
            if values
        },
        year=one.year,
        sort_key=one.title_key,
        author_key=one.author_key,
        added=one.made_at.date(),
        public=not one.is_suppressed,
    )


def all_keys() -> Iterable[str]:
    for pk in Record.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000):
        yield str(pk)
