"""A list of titles printed as a bibliography (thư mục), the product of R-254 on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.api import Record, isbd, language_name, marc_of
from tusach.portal.selectors import network_name
from tusach.ui.api import in_vietnamese, pdf
from tusach.vietnamese.api import sort_key


class Grouping(models.TextChoices):
    NONE = "", _("không chia nhóm, theo thứ tự của danh sách")
    SUBJECT = "subject", _("theo chủ đề")
    KIND = "kind", _("theo loại tài liệu")
    LANGUAGE = "language", _("theo ngôn ngữ")
    YEAR = "year", _("theo năm xuất bản, mới trước")


OTHER = _("Tài liệu khác")


def main_subject(one: Record) -> str:
    """The subject under which a title stands where it can stand under one only; "" for none."""
    return str(one.subjects[0]) if one.subjects else ""


_NAMES: dict[str, Callable[[Record], str]] = {
    Grouping.SUBJECT: main_subject,
    Grouping.KIND: lambda one: str(one.get_kind_display()),
    Grouping.LANGUAGE: lambda one: str(language_name(one.language)) if one.language else "",
    Grouping.YEAR: lambda one: str(one.year) if one.year else "",
}


@in_vietnamese
def bibliography(
    records: Sequence[Record],
    *,
    title: str,
    foreword: str,
    by: str = "",
    kind: str = "",
    unit: str = "",
    day: date | None = None,
    notes: Mapping[int, str] | None = None,
) -> bytes:
    """The PDF. Groups stand in the order of their names (years the latest first), what belongs
    to none last; within a group titles are filed by syllable. Without ``by`` the order is that
    of the list. ``unit`` is who made it (else the whole network), ``kind`` what it calls itself,
    ``day`` when (else today); ``notes`` take the place of the records' own summaries."""
    content = _content(records, title, foreword, by, notes or {})
    content["kind"] = (kind or str(_("Thư mục"))).upper()
    content["unit"] = unit or _unit()
    content["day"] = f"{day or timezone.localdate():%d/%m/%Y}"
    return pdf("portal/bibliography.typ", content)


def _content(
    records: Sequence[Record], title: str, foreword: str, by: str, notes: Mapping[int, str]
) -> dict[str, Any]:
    groups: list[dict[str, Any]] = []
    authors: dict[str, list[int]] = {}
    number = 0
    for name, members in _grouped(records, by):
        entries = []
        for one in members:
            number += 1
            for author in dict.fromkeys(one.authors or ([one.author] if one.author else [])):
                authors.setdefault(author, []).append(number)
            entries.append(_entry(number, one, notes.get(one.pk, "")))
        groups.append({"name": name, "entries": entries})
    return {
        "title": title,
        "count": number,
        "foreword": [part.strip() for part in foreword.splitlines() if part.strip()],
        "groups": groups,
        "authors": [
            {"name": name, "numbers": ", ".join(map(str, authors[name]))}
            for name in sorted(authors, key=sort_key)
        ],
    }


def _unit() -> str:
    name = network_name()
    return f"Mạng lưới thư viện {name}" if name else "Tủ Sách"


def _grouped(records: Sequence[Record], by: str) -> list[tuple[str, list[Record]]]:
    if by not in _NAMES:
        return [("", list(records))]
    found: dict[str, list[Record]] = {}
    for one in records:
        found.setdefault(_NAMES[by](one), []).append(one)
    names = sorted((name for name in found if name), key=sort_key, reverse=by == Grouping.YEAR)
    if "" in found:
        names.append("")
    return [
        (name or str(OTHER), sorted(found[name], key=lambda one: one.title_key)) for name in names
    ]


def _entry(number: int, one: Record, note: str) -> dict[str, Any]:
    marks = [one.class_number, f"ISBN {one.isbn}" if one.isbn else "", one.control_number]
    return {
        "no": number,
        "author": one.author,
        "isbd": isbd(marc_of(one)) or one.title,
        "note": " ".join((note or one.summary).split()),
        "marks": " · ".join(mark for mark in marks if mark),
    }
