"""Whatever stands in the database or is typed into a form is shown as text, on every page.

Every text of the database is turned into mark-up that breaks out of where it is shown, and into
a formula; then every address is opened. ``./test --all`` also fills in every form.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from tests.hostile.poison import EVIL, RAW, spread
from tests.rights.visiting import ROOMS, Visit, quietly
from tusach.search.testing import index_now

pytestmark = [pytest.mark.django_db, pytest.mark.as_owner]

SCRIPT = re.compile(r"""(?:href|src|action|formaction)\s*=\s*["']?\s*javascript:""", re.I)
ASKED = dict.fromkeys(("q", "sort", "page", "next", "tu", "ngay", "dong"), EVIL)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Forms(HTMLParser):
    """The forms of a page: method, address, names of fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("method", "get").lower(), given.get("action", ""), {}))
        elif tag in {"input", "textarea", "select"} and self.found and given.get("name"):
            kept = given.get("type") == "hidden"
            self.found[-1][2][given["name"]] = given.get("value", "") if kept else EVIL


class Attack(Visit):
    def __init__(self, room: str) -> None:
        super().__init__(room)
        self.taken = spread()
        index_now()

    def judge(self, where: str, kind: str, text: str) -> None:
        if kind.startswith("text/html"):
            if RAW in text:
                at = text.index(RAW)
                self.faults.append(f"{where}: …{text[max(0, at - 160) : at + 30]}…")
            if found := SCRIPT.search(text):
                self.faults.append(f"{where}: {text[found.start() : found.end() + 30]}")
        if kind.startswith("text/csv"):
            for line in csv.reader(text.lstrip("\ufeff").splitlines()):
                bad = [cell for cell in line if cell.startswith(FORMULA) and not _is_number(cell)]
                self.faults += [f"{where}: a formula: {cell[:60]}" for cell in bad]


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"-?[\d.,]+", cell))


@pytest.fixture
def quiet() -> Iterator[None]:
    with quietly():
        yield


@pytest.mark.parametrize("room", ROOMS)
def test_what_is_written_anywhere_is_shown_as_text(room: str, quiet: None) -> None:
    visit = Attack(room)
    assert "network_servicepoint.name" in visit.taken  # the attack did take place
    shown = [text for _c, _u, text in visit.pages(ASKED)]
    assert not visit.faults, "\n".join(visit.faults)
    if room in {"network", "rotation", "holdings", "catalogue"}:
        assert any("data-evil" in text for text in shown)


@pytest.mark.long
@pytest.mark.parametrize("room", ROOMS)
def test_what_is_typed_into_any_form_is_shown_as_text(room: str, quiet: None) -> None:
    visit = Attack(room)
    for client, url, text in list(visit.pages(ASKED)):
        for method, action, fields in Forms(text).found:
            target = (action or url).partition("?")[0]
            if not target.startswith("/"):
                target = url
            if method == "get":
                visit.ask(client, "get", f"{target}?{urlencode(fields)}")
            else:
                visit.ask(client, "post", target, fields)
    assert not visit.faults, "\n".join(visit.faults)
