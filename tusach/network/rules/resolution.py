"""Reading the lines of a resolution on administrative units, as somebody types them:

Xã Bình Lư + Thị trấn Tam Đường + một phần Xã Sơn Bình => Xã Bình Lư (03390)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tusach.network.models import Extent, Level
from tusach.network.names import search_form, split_kind

_ARROW = re.compile(r"=>|->|→")
_CODE = re.compile(r"\(\s*(\d{3,7})\s*\)\s*$")
_EXTENTS = (
    ("phan chinh", Extent.MAIN_PART),
    ("phan con lai", Extent.MAIN_PART),
    ("mot phan", Extent.PART),
    ("phan", Extent.PART),
    ("toan bo", Extent.WHOLE),
)


@dataclass(frozen=True)
class Part:
    """A unit named on the left of a line, and how much of it goes."""

    name: str
    extent: Extent


@dataclass
class Line:
    """One line as it was read: what is made of what. ``wrong`` says why it is not clear."""

    number: int
    text: str
    parts: list[Part] = field(default_factory=list)
    name: str = ""
    code: str = ""
    wrong: str = ""


def read_resolution(text: str) -> list[Line]:
    """The lines that are not blank, in order, each read or with a sentence why not."""
    lines = []
    for number, raw in enumerate(text.splitlines(), 1):
        if raw.strip():
            lines.append(_read(number, " ".join(raw.split())))
    return lines


def _read(number: int, text: str) -> Line:
    line = Line(number, text)
    sides = _ARROW.split(text)
    if len(sides) != 2 or not sides[0].strip() or not sides[1].strip():
        line.wrong = _("cần dạng “Xã A + Xã B => Xã C (mã)”")
        return line
    target = sides[1].strip()
    if found := _CODE.search(target):
        line.code, target = found[1], target[: found.start()].strip()
    line.name = target[:1].upper() + target[1:]
    if split_kind(line.name, Level.COMMUNE)[0] is None:
        line.wrong = _("tên mới phải có loại ở đầu: Xã, Phường hoặc Đặc khu")
        return line
    for piece in sides[0].split("+"):
        name, extent = _extent(piece.strip())
        if not name:
            line.wrong = _("thiếu tên đơn vị ở bên trái")
            return line
        line.parts.append(Part(name, extent))
    return line


def _extent(piece: str) -> tuple[str, Extent]:
    words = piece.split()
    for beginning, extent in _EXTENTS:
        size = len(beginning.split())
        if search_form(" ".join(words[:size])) == beginning and len(words) > size:
            return " ".join(words[size:]), extent
    return piece, Extent.WHOLE
