"""Ways of reading the files of other systems, as rows that can be edited.

Two shapes: which subfields of a MARC field say what of a copy, and what the tags of a CDS/ISIS
database mean. What a copy may be told about is ``columns.OF_COPIES``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.audit.api import record as write_act
from tusach.catalogue.errors import ProfileRefused
from tusach.catalogue.importing.columns import MANY, OF_COPIES, TARGETS
from tusach.catalogue.marc.record import DataField, MarcRecord
from tusach.catalogue.models import ImportProfile
from tusach.ui.api import fitting

Shape = ImportProfile.Shape


def _items(tag: str, **codes: str) -> list[dict[str, str]]:
    """Rules for one field of copies; ``_4="damaged"`` is its subfield 4."""
    return [{"from": f"{tag}${code.lstrip('_')}", "to": to} for code, to in codes.items()]


def _isis(**tags: str) -> list[dict[str, str]]:
    """Rules for tags; ``t26_a="place_published"`` is subfield a of tag 26."""
    return [{"from": name[1:].replace("_", "^"), "to": to} for name, to in tags.items()]


# Code → (name, shape, rules, source). Koha: its default MARC 21 framework. 852: MARC 21
# Holdings, with $j for the accession number as Vietnamese systems (ILIB, Libol) write it.
# CDS: the sample database of UNESCO's CDS/ISIS. CCF: UNESCO, Common Communication Format.
SHIPPED: dict[str, tuple[str, str, list[dict[str, str]]]] = {
    "koha-952": (
        "Koha (952)",
        Shape.ITEMS,
        _items(
            "952",
            a="branch",
            b="holding_branch",
            c="collection",
            d="acquired_on",
            e="source",
            g="price",
            i="accession_no",
            o="shelf_mark",
            p="barcode",
            t="copy_number",
            x="copy_note",
            y="item_type",
            z="copy_note",
            _0="withdrawn",
            _1="lost",
            _4="damaged",
            _7="not_for_loan",
            _8="collection",
        ),
    ),
    "marc-852": (
        "MARC 21 Holdings (852): ILIB, Libol, Evergreen",
        Shape.ITEMS,
        _items(
            "852",
            a="branch",
            b="collection",
            c="holding_branch",
            h="shelf_mark",
            j="accession_no",
            p="barcode",
            q="status",
            x="fund",
            z="copy_note",
            _9="price",
        ),
    ),
    "isis-cds": (
        "CDS (UNESCO)",
        Shape.ISIS,
        _isis(
            t12="note",
            t24="title",
            t26_a="place_published",
            t26_b="publisher",
            t26_c="year",
            t30_a="pages",
            t30_b="note",
            t30_c="size",
            t44="series",
            t50="note",
            t69="subjects",
            t70="author",
            t71="author",
            t76="note",
        ),
    ),
    "isis-ccf": (
        "CCF (UNESCO)",
        Shape.ISIS,
        _isis(
            t001="record_id",
            t100_a="isbn",
            t200_a="title",
            t200_b="responsibility",
            t260_a="edition",
            t300_a="author",
            t310_a="author",
            t400_a="place_published",
            t400_b="publisher",
            t440_a="year",
            t460_a="pages",
            t460_c="size",
            t480_a="series",
            t500_a="note",
            t600_a="summary",
            t610_a="class_number",
            t620_a="subjects",
        ),
    ),
    "isis-marc": (
        "MARC 21 (CDS/ISIS)",
        Shape.ISIS,
        _isis(
            t1="record_id",
            t20_a="isbn",
            t20_c="price",
            t41_a="language",
            t82_a="class_number",
            t90_a="shelf_mark",
            t100_a="author",
            t110_a="author",
            t245_a="title",
            t245_b="subtitle",
            t245_c="responsibility",
            t250_a="edition",
            t260_a="place_published",
            t260_b="publisher",
            t260_c="year",
            t300_a="pages",
            t300_c="size",
            t490_a="series",
            t490_v="series_number",
            t500_a="note",
            t520_a="summary",
            t650_a="subjects",
            t653_a="subjects",
            t700_a="author",
            t852_j="accession_no",
        ),
    ),
}


def ensure_profiles(**_signal: Any) -> None:
    """Puts the shipped ways there that are missing; touches nothing else. After each migration."""
    there = set(ImportProfile.objects.values_list("code", flat=True))
    ImportProfile.objects.bulk_create(
        ImportProfile(code=code, name=name, shape=shape, rules=rules)
        for code, (name, shape, rules) in SHIPPED.items()
        if code not in there
    )


def targets_of(shape: str) -> dict[str, Any]:
    """What a rule of this shape may lead to."""
    if shape == Shape.ITEMS:
        return {name: TARGETS[name] for name in OF_COPIES}
    return dict(TARGETS)


@transaction.atomic
def save_profile(
    *,
    code: str,
    name: str,
    shape: str,
    rules: Sequence[Mapping[str, str]],
    by: Actor,
    at: datetime,
) -> ImportProfile:
    """Makes a way of reading or changes one. Imports that were read with it stay as they are.

    Refuses (:class:`ProfileRefused`) one without a name or rules, a source that is no field
    and a target that is not known.
    """
    name = fitting(name, 120, _("Tên"))
    kept = [{"from": one["from"].strip(), "to": one["to"]} for one in rules if one["from"].strip()]
    if not name or not kept:
        raise ProfileRefused("empty")
    known = targets_of(shape)
    for rule in kept:
        if not _is_source(rule["from"], shape):
            raise ProfileRefused(f"source-{shape}", text=rule["from"])
        if rule["to"] not in known:
            raise ProfileRefused("target", text=rule["to"])
    profile, _made = ImportProfile.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "shape": shape,
            "rules": kept,
            "changed_at": at,
            "changed_by": by.name,
        },
    )
    write_act(
        "catalogue.save_import_profile",
        by=by,
        on=("catalogue.import_profile", profile.pk, name),
        at=at,
    )
    return profile


def _is_source(text: str, shape: str) -> bool:
    mark = "$" if shape == Shape.ITEMS else "^"
    tag, found, code = text.partition(mark)
    if shape == Shape.ITEMS and not found:
        return False
    return (
        tag.isascii()
        and tag.isalnum()
        and len(tag) <= 3
        and (not found or (len(code) == 1 and code.isascii() and code.isalnum()))
    )


# What several copies written in one field differ in.
_EACH = ("accession_no", "barcode")


def copies_of(record: MarcRecord, rules: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """What the record says of its copies, one mapping for each.

    A field is a copy; one that repeats the number or barcode, as Vietnamese systems do in one
    852, is as many copies as it gives numbers.
    """
    codes: dict[str, dict[str, str]] = {}
    for rule in rules:
        tag, _mark, code = rule["from"].partition("$")
        codes.setdefault(tag, {})[code] = rule["to"]
    found: list[dict[str, str]] = []
    for one in record.fields:
        if one.tag in codes and isinstance(one, DataField):
            found.extend(_of_field(one, codes[one.tag]))
    return found


def _of_field(one: DataField, codes: Mapping[str, str]) -> list[dict[str, str]]:
    told: dict[str, list[str]] = {}
    for code, value in one.subfields:
        if (target := codes.get(code)) and value.strip():
            told.setdefault(target, []).append(" ".join(value.split()))
    if not told:
        return []
    count = max([len(told.get(name, ())) for name in _EACH] + [1])
    shared = {
        name: "; ".join(dict.fromkeys(texts)) if name in MANY else texts[0]
        for name, texts in told.items()
        if name not in _EACH or len(texts) == 1
    }
    copies = [dict(shared) for _ in range(count)]
    for name in _EACH:
        texts = told.get(name, [])
        if len(texts) > 1 or count == 1:
            for copy, text in zip(copies, texts, strict=False):
                copy[name] = text
        elif texts:
            # One number for several barcodes belongs to the first.
            for copy in copies[1:]:
                copy.pop(name, None)
    return copies


def tags_of(rules: Sequence[Mapping[str, str]]) -> frozenset[str]:
    """The MARC fields that tell of copies and not of the book."""
    return frozenset(rule["from"].partition("$")[0] for rule in rules if "$" in rule["from"])


def likely_items(records: Sequence[MarcRecord]) -> ImportProfile | None:
    """The way of reading copies that finds most of them in these records, if any does."""
    best: tuple[int, ImportProfile] | None = None
    for profile in ImportProfile.objects.filter(shape=Shape.ITEMS).order_by("pk"):
        told = sum(
            len(copy)
            for record in records
            for copy in copies_of(record, profile.rules)
            if copy.keys() & {"barcode", "accession_no"}
        )
        if told and (best is None or told > best[0]):
            best = told, profile
    return best[1] if best else None
