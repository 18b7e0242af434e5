"""Every page that can be reached by links: it opens, axe finds nothing, nothing sticks out.

Each person's pages are all fetched, with the panels that they load. A browser then looks at each
that is made of something not looked at yet on a page of its kind.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html
from playwright.sync_api import APIResponse

from tests.journeys.conftest import DESK, PHONE, Walker

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.begins_first]

# Addresses that give a file.
NOT_A_PAGE = re.compile(
    r"(\.(pdf|docx|xlsx|csv|mrc|xml|json|png|svg|jpg|ris|bib|txt)$|[?&](export|format)=|/static/)"
)
# One look at each kind of page: numbers and codes in an address are its arguments.
ARGUMENT = re.compile(r"/(?=[^/]*\d)[^/]+")
LOADED = ".//*[@hx-get][@hx-trigger='load']"

# An element as axe tells it from others: what it stands in, its name, class, role, type and the
# names of its attributes.
Make = tuple[str | None, ...]


class Fetched(NamedTuple):
    made_of: set[Make]
    links: list[str]
    refused: list[str]


# What the pages of each kind were made of that a browser has looked at.
_looked_at: dict[str, set[Make]] = defaultdict(set)


def _kind(path: str) -> str:
    return ARGUMENT.sub("/#", urlsplit(path).path)


def _made_of(tree: html.HtmlElement) -> Iterator[Make]:
    for one in tree.iter():
        if isinstance(one.tag, str):
            parent = one.getparent()
            yield (
                None if parent is None else parent.tag, one.tag, one.get("class"),
                one.get("role"), one.get("type"), *sorted(one.keys()),
            )  # fmt: skip


def _ask(walker: Walker, path: str, **headers: str) -> APIResponse:
    return walker.page.context.request.get(walker.address + path, headers=headers)


def _fetch(walker: Walker, path: str) -> Fetched | None:
    """The page and what it loads for itself, without a browser; None for a file."""
    answer = _ask(walker, path)
    if not answer.ok:
        return Fetched(set(), [], [f"answers {answer.status}"])
    if "text/html" not in answer.headers.get("content-type", ""):
        return None  # a label or a form to print
    whole = html.fromstring(answer.body(), base_url=answer.url)
    parts, refused = [whole], []
    for panel in whole.findall(LOADED):
        part = _ask(walker, urljoin(path, panel.get("hx-get")), **{"HX-Request": "true"})
        if part.ok:
            parts.append(html.fragment_fromstring(part.text(), create_parent="div"))
        else:
            refused.append(f"loads {panel.get('hx-get')}, which answers {part.status}")
    return Fetched(
        {make for part in parts for make in _made_of(part)},
        [
            urljoin(answer.url, a.get("href"))
            for part in parts
            for a in part.iterfind(".//a[@href]")
        ],
        refused,
    )


def _look(walker: Walker, path: str) -> list[str]:
    """What axe and a telephone's width hold against it."""
    walker.page.set_viewport_size(DESK)
    walker.go(path)
    walker.settle()
    faults = walker.axe()
    walker.page.set_viewport_size(PHONE)
    # A table may scroll inside its frame; the page itself may not.
    width = walker.page.evaluate("document.scrollingElement.scrollWidth")
    if width > PHONE["width"]:
        faults.append(f"is {width} px wide on a phone of {PHONE['width']} px")
    return faults


def _walk(walker: Walker, first: str) -> dict[str, list[str]]:
    """What is wrong with each kind of page reached from ``first``."""
    wrong: dict[str, list[str]] = {}
    queue, seen = deque([first]), {_kind(first)}
    while queue:
        path = queue.popleft()
        found = _fetch(walker, path)
        if found is None:
            continue
        faults, known = found.refused, _looked_at[_kind(path)]
        if not faults and not found.made_of <= known:
            faults = _look(walker, path)
            known |= found.made_of
        if faults:
            wrong[path] = faults
        for link in found.links:
            target = urlsplit(link)
            if f"{target.scheme}://{target.netloc}" != walker.address:
                continue
            here = target.path + (f"?{target.query}" if target.query else "")
            if NOT_A_PAGE.search(here) or _kind(here) in seen:
                continue
            seen.add(_kind(here))
            queue.append(here)
    return wrong


def _report(wrong: dict[str, list[str]]) -> str:
    return "\n".join(f"{path}\n    " + "\n    ".join(faults) for path, faults in wrong.items())


@pytest.mark.parametrize("path", ["/", "/tim/?q=ky+thuat+nuoi+lon+ban"])
def test_a_first_visit_weighs_less_than_100_kb(walker: Walker, path: str):
    """Everything together, on the wire (D8): page, style, script, fonts, pictures."""
    line = walker.page.context.new_cdp_session(walker.page)
    line.send("Network.enable")
    loaded: dict[str, tuple[str, int]] = {}
    line.on("Network.responseReceived", lambda one: loaded.update({
        one["requestId"]: (one["response"]["url"], 0)}))  # fmt: skip
    line.on("Network.loadingFinished", lambda one: loaded.update({
        one["requestId"]: (loaded[one["requestId"]][0], one["encodedDataLength"])}))  # fmt: skip
    walker.go(path)
    walker.settle()
    assert any(url.endswith(".woff2") for url, _size in loaded.values())
    assert sum(size for _url, size in loaded.values()) < 100_000, sorted(loaded.values())


def test_every_public_page_is_whole(walker: Walker):
    wrong = _walk(walker, "/")
    assert not wrong, _report(wrong)


@pytest.mark.parametrize(
    "username", ["thukho", "giamdoc", "bienmuc", "phucvu", "truonghoc", "chuyenvien"]
)
def test_every_page_of_staff_is_whole(walker: Walker, username: str):
    walker.sign_in(username)
    wrong = _walk(walker, "/ban-lam-viec/")
    assert not wrong, _report(wrong)
