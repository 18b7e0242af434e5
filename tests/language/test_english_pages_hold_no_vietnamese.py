"""Every page read in English: where no datum has a Vietnamese letter, none is left on it.

What the English texts themselves quote ("Such as: Quyết định số 45") may stand, and what a page
marks as Vietnamese (``lang="vi"``).
"""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest

from tests.language.plain import bare, make_plain
from tests.rights.visiting import ROOMS, Visit, quietly
from tusach.search.testing import index_now

pytestmark = [pytest.mark.django_db, pytest.mark.as_owner]

TUSACH = Path(__file__).resolve().parents[2] / "tusach"
# The name of the product, and of the money.
OURS = re.compile(r"Tủ Sách|\bđồng\b|\bđ\b|₫")
# Where something else is put in, or mark-up stands.
BREAKS = re.compile(r"%\(\w+\)[sd]|<[^>]*>|%%")
READ = frozenset({"alt", "aria-label", "content", "label", "placeholder", "title", "value"})
EMPTY = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
ASKED = {"q": "khong co", "page": "0", "sort": "khong-co", "ngay": "khong-co"}


@cache
def quoted() -> list[str]:
    """Pieces of the English texts that hold Vietnamese, the longest first."""
    texts = (
        text
        for path in TUSACH.glob("*/locale/en/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(path))
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    )
    pieces = {" ".join(piece.split()) for text in texts for piece in BREAKS.split(text)}
    return sorted((one for one in pieces if bare(one) != one), key=len, reverse=True)


class Texts(HTMLParser):
    """What a page says: its texts and the attributes that people read."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._passed_over = ""  # the element being passed over
        self._deep = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._passed_over:
            self._deep += tag == self._passed_over
        elif tag in {"script", "style"} or given.get("lang") == "vi":
            if tag not in EMPTY:
                self._passed_over, self._deep = tag, 1
        else:
            self.said += [given[name] or "" for name in READ & given.keys()]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._passed_over:
            self._deep -= 1
            if not self._deep:
                self._passed_over = ""

    def handle_data(self, data: str) -> None:
        if not self._passed_over:
            self.said.append(data)


def left_in(text: str) -> str:
    """The text without what may stand; "" when no Vietnamese letter is left."""
    text = " ".join(text.split())
    for piece in quoted():
        if bare(text) == text:
            return ""
        text = text.replace(piece, " ")
    text = OURS.sub(" ", text)
    return text.strip() if bare(text) != text else ""


class Reading(Visit):
    language = "en"

    def __init__(self, room: str) -> None:
        super().__init__(room)
        self.marks_taken_off = make_plain()
        index_now()

    def judge(self, where: str, kind: str, text: str) -> None:
        said = Texts(text).said if kind.startswith("text/html") else [text]
        left = dict.fromkeys(filter(None, map(left_in, said)))
        self.faults += [f"{where}: {one[:160]}" for one in left]


def test_what_is_left_is_found() -> None:
    page = '<p lang="vi">Sổ</p><b title="Trả sách">Return <i>%s</i></b><script>"Sổ"</script>'
    assert list(map(left_in, Texts(page % "45.000 đ, Tủ Sách").said)) == ["Trả sách", "", ""]
    assert left_in("Such as: Quyết định số 45/QĐ-UBND ngày 12/06/2026.") == ""
    assert left_in("Such as: Quyết định số 46") != ""


# The offline desk is one page, kept by the device, which chooses the language there.
ON_THE_DEVICE = {"quay"}


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in ON_THE_DEVICE])
def test_a_page_in_english_says_nothing_in_vietnamese(room: str) -> None:
    with quietly():
        reading = Reading(room)
        assert reading.marks_taken_off > 100
        pages = list(reading.pages(ASKED))
    assert any('<html lang="en"' in text for _client, _url, text in pages)
    assert not reading.faults, "\n".join(sorted(set(reading.faults)))
