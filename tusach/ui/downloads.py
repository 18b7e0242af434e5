"""The name under which a browser keeps a file."""

from __future__ import annotations

import re
from typing import TypeVar

from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

# Neither in a header nor in the name of a file on any system; "/" comes in numbers of papers.
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"\\/:*?<>|]+')
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_LONGEST = 120

Answer = TypeVar("Answer", bound=HttpResponseBase)


def named(answer: Answer, name: str, *, shown: bool = False) -> Answer:
    """``answer`` as a file called ``name``, to be kept or (``shown``) shown in the browser.

    The name may hold anything that people write: what no file's name can hold becomes "-", and
    letters beyond ASCII travel encoded (RFC 6266).
    """
    fit = _UNFIT.sub("-", name)
    found = _ENDING.search(fit)
    stem = fit[: found.start()] if found else fit
    clean = stem[:_LONGEST].strip(" .-") or "tusach"
    header = content_disposition_header(not shown, clean + (found[0] if found else ""))
    if header:
        answer["Content-Disposition"] = header
    return answer
