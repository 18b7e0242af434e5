"""Lists of codes as people paste them, and what is said of those that mean no copy."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from tusach.holdings.selectors.copies import Matched

# What stands between codes in a pasted list.
BETWEEN = re.compile(r"[\s;,]+")
# A longer list is a stock: choose it by collection.
MOST_CODES = 5000


def codes_in(text: str) -> list[str]:
    """The codes of a pasted list, each once, in their order."""
    return list(dict.fromkeys(code for code in BETWEEN.split(text) if code))


def said_of(found: Matched, library: str) -> list[str]:
    """A sentence for each kind of code that is none of the library's copies."""
    return [
        sentence % {"codes": some_of(codes), "library": library}
        for codes, sentence in (
            (found.unknown, _("Không có bản nào mang mã: %(codes)s.")),
            (found.of_others, _("Không thuộc %(library)s: %(codes)s.")),
            (found.ambiguous, _("Mã của nhiều bản, hãy dùng mã vạch: %(codes)s.")),
        )
        if codes
    ]


def some_of(codes: list[str]) -> str:
    """The first ten codes, and how many more."""
    shown = ", ".join(codes[:10])
    if len(codes) <= 10:
        return shown
    return _("%(shown)s và %(more)s mã nữa") % {"shown": shown, "more": len(codes) - 10}
