"""Every page that can be reached by links: it opens, axe finds nothing, nothing sticks out."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Error

from tests.journeys.conftest import DESK, PHONE, Walker

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.begins_first]

# Files and pages outside the house's frame.
NOT_A_PAGE = re.compile(
    r"(\.(pdf|docx|xlsx|csv|mrc|xml|json|png|svg|jpg|ris|bib|txt)$|[?&](export|format)=|/static/)"
)
# One look at each kind of page: numbers and codes in an address are its arguments.
ARGUMENT = re.compile(r"/(?=[^/]*\d)[^/]+")
MOST = 120


def _kind(path: str) -> str:
    return ARGUMENT.sub("/#", path)


# What pages of each kind were made of that axe has looked at.
_looked_at: set[tuple[str, str]] = set()
_MADE_OF = """() => [...new Set([...document.querySelectorAll("body, body *")].map(one =>
    [one.parentElement?.tagName, one.tagName, one.className, one.getAttribute("role"),
     one.getAttribute("type"), ...one.getAttributeNames()].join(" ")))].sort().join("|")"""


def _known(walker: Walker, kind: str) -> bool:
    """Whether somebody else's page of this kind, made of the same elements, was looked at."""
    made_of = (kind, str(walker.page.evaluate(_MADE_OF)))
    known = made_of in _looked_at
    _looked_at.add(made_of)
    return known


def _walk(walker: Walker, first: str, most: int = MOST) -> dict[str, list[str]]:
    """What is wrong with each kind of page reached from ``first``."""
    wrong: dict[str, list[str]] = {}
    queue, seen = deque([first]), {_kind(first)}
    while queue and most:
        most -= 1
        path = queue.popleft()
        walker.page.set_viewport_size(DESK)
        try:
            answer = walker.page.goto(walker.address + path)
        except Error as error:
            if "Download is starting" in error.message:
                continue  # a file after all
            raise
        walker.settle()
        if answer is not None and "text/html" not in answer.headers.get("content-type", ""):
            continue  # a label or a form to print
        if answer is None or answer.status >= 400:
            wrong[path] = [f"answers {answer.status if answer else 'nothing'}"]
            continue
        faults = [] if _known(walker, _kind(path)) else walker.axe()
        walker.page.set_viewport_size(PHONE)
        # A table may scroll inside its frame; the page itself may not.
        width = walker.page.evaluate("document.scrollingElement.scrollWidth")
        if width > PHONE["width"]:
            faults.append(f"is {width} px wide on a phone of {PHONE['width']} px")
        if faults:
            wrong[path] = faults
        for link in walker.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)"):
            target = urlsplit(urljoin(walker.page.url, link))
            if f"{target.scheme}://{target.netloc}" != walker.address:
                continue
            here = target.path + (f"?{target.query}" if target.query else "")
            if NOT_A_PAGE.search(here) or _kind(target.path) in seen:
                continue
            seen.add(_kind(target.path))
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
