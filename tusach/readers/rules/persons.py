"""Ages, telephones and names, decided without a database."""

from __future__ import annotations

import re
from datetime import date

from tusach.facts.api import Audience
from tusach.readers.errors import BadBirthYear, BadPhone

OLDEST = 120
_LOOSE = re.compile(r"[\s.\-()]+")
_CLASS = re.compile(r"^l(ớ|ơ)p\s+", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9]{8,15}")


def is_under(age: int, *, birth_year: int | None, audience: str, on: date) -> bool:
    """Whether somebody may be under ``age`` on a day.

    Where only the year of birth is known, the person is taken to be born on its last day, as
    procedure does in favour of the child. Without a year children and pupils are taken to be
    under any age, everybody else over it.
    """
    if birth_year is None:
        return audience in {Audience.CHILDREN, Audience.PUPILS}
    return on < date(birth_year + age, 12, 31)


def checked_birth_year(year: int | None, *, on: date) -> int | None:
    """The year; refuses (:class:`BadBirthYear`) one in which nobody who reads today was born."""
    if year is not None and not on.year - OLDEST <= year <= on.year:
        raise BadBirthYear(year=year, first=on.year - OLDEST, last=on.year)
    return year


def plain_phone(text: str) -> str:
    """The digits of a telephone number in the form of the country (+84 912… is 0912…); ""
    stays "". Refuses (:class:`BadPhone`) anything else."""
    bare = _LOOSE.sub("", text)
    if not bare:
        return ""
    if not _PHONE.fullmatch(bare):
        raise BadPhone(phone=text.strip()[:40])
    return "0" + bare[3:] if bare.startswith("+84") else bare


def plain_school_class(text: str) -> str:
    """The name of a class as it is filed: "lớp 4a" is 4A."""
    return _CLASS.sub("", text.strip()).upper()


def school_year_of(day: date) -> int:
    """The calendar year in which the school year of a day began: it turns on 1 August, when
    schools make up the classes of the year that opens in September."""
    return day.year if day.month >= 8 else day.year - 1
