"""The name under which a browser keeps a file."""

from __future__ import annotations

import re
from typing import TypeVar

from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

# Neither in a header nor in the name of a file on any system; "/" comes in numbers of papers.
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"\\/:*?<>|]+')
_LONGEST = 120

Answer = TypeVar("Answer", bound=HttpResponseBase)


def named(answer: Answer, name: str, *, shown: bool = False) -> Answer:
    """``answer`` as a file called ``name``, to be kept or (``shown``) shown in the browser.

    The name may hold anything that people write: what no file's name can hold becomes "-", and
    letters beyond ASCII travel encoded (RFC 6266).
    """
    stem, dot, ending = _UNFIT.sub("-", name).rpartition(".")
    clean = f"{stem[:_LONGEST].strip(' .-') or 'tusach'}{dot}{ending[:10]}"
    header = content_disposition_header(not shown, clean)
    if header:
        answer["Content-Disposition"] = header
    return answer
