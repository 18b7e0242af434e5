"""What the columns of a class list mean, and how a class is called a year later."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tusach.vietnamese.api import fold

# Meaning → what schools write above the column, folded.
HEADINGS = {
    "name": ("ho va ten", "ho ten", "ho va ten hoc sinh", "ho ten hoc sinh", "hoc sinh", "name"),
    "family": ("ho va dem", "ho dem", "ho va ten dem", "ho"),
    "given": ("ten",),
    "born": ("nam sinh", "ngay sinh", "ngay thang nam sinh", "sinh ngay", "born", "birth year"),
    "class": ("lop", "ten lop", "class"),
    "guardian": (
        "nguoi giam ho", "phu huynh", "ho ten phu huynh", "ho va ten phu huynh", "ho ten cha me",
        "cha me", "ho ten me", "ho ten cha", "guardian",
    ),
    "phone": (
        "dien thoai", "so dien thoai", "dien thoai phu huynh", "sdt", "sdt phu huynh",
        "dt phu huynh",
        "phone",
    ),
}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(19|20)\d{2}(?!\d)")
_GRADE = re.compile(r"(\d{1,2})(.*)")
LAST_GRADES = (5, 9, 12)


def meanings(headings: Sequence[str]) -> dict[str, int]:
    """Which column holds what; a meaning that two columns claim is the first's."""
    found: dict[str, int] = {}
    for index, heading in enumerate(headings):
        bare = " ".join(re.sub(r"[^\w ]+", " ", fold(heading)).split())
        for meaning, names in HEADINGS.items():
            if bare in names and meaning not in found:
                found[meaning] = index
    return found


def year_in(text: str) -> int | None:
    """The year in a date or a year as schools write them; None where there is none."""
    match = _YEAR.search(text)
    return int(match.group()) if match else None


def next_class(name: str, last_grade: int) -> str | None:
    """4A a year later is 5A; None for the last grade, whose pupils leave. A class without a
    number at its head (a nursery's) is called the same."""
    match = _GRADE.fullmatch(name)
    if match is None:
        return name
    grade = int(match.group(1))
    return None if grade >= last_grade else f"{grade + 1}{match.group(2)}"


def last_grade_of(names: Sequence[str]) -> int:
    """At which grade a school with these classes ends: 5, 9 or 12."""
    grades = [int(match.group(1)) for name in names if (match := _GRADE.fullmatch(name))]
    highest = max(grades, default=LAST_GRADES[0])
    return next((last for last in LAST_GRADES if highest <= last), LAST_GRADES[-1])
