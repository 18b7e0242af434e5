"""A house with its demonstration, and a browser that walks through it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.journeys.house import PROJECT, House
from tests.journeys.world import PEOPLE
from tusach.people.testing import PASSWORD

AXE = PROJECT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def _open(tmp: Path, name: str) -> House:
    return House(tmp, os.environ["DATABASE_URL"], f"{name}_{os.getpid()}")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """With the whole demonstration, loaded once for all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    # One for this copy of the project, which the next run takes away.
    name = f"demonstration_{hashlib.sha256(bytes(PROJECT)).hexdigest()[:10]}"
    loaded = House(shared / "demonstration", os.environ["DATABASE_URL"], name)
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = shared / "demonstration.ready"
        if not ready.exists():
            loaded.data.mkdir(exist_ok=True)
            loaded.build(["load_units"], ["demo"])
            loaded.collect()
            ready.touch()
    one = _open(tmp_path_factory.mktemp("house"), "house")
    loaded.collected = True
    one.copy(loaded)
    one.sign_ins = {
        line.split("\t")[0]: line.split("\t")[1]
        for line in one.manage("demo", "--sign-ins").splitlines()
    }
    one.open()
    yield one
    one.close()


def _small(tmp: Path, name: str) -> Iterator[House]:
    one = _open(tmp, name)
    one.build(["shell", "--command", "from tests.journeys.world import build; build()"])
    one.sign_ins = PEOPLE
    one.open()
    yield one
    one.close()


@pytest.fixture(scope="session")
def small_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """With a store, a school and their people (tests.journeys.world), and no book."""
    yield from _small(tmp_path_factory.mktemp("small"), "small")


@pytest.fixture(scope="session")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """With one commune library, its shelf and its readers (tests.journeys.commune)."""
    one = _open(tmp_path_factory.mktemp("commune"), "commune")
    one.build(["shell", "--command", "from tests.journeys.commune import build; build()"])
    one.sign_ins = {"pao": PASSWORD}
    one.open()
    yield one
    one.close()


@pytest.fixture
def own_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A small house for one test alone, which counts what stands in it."""
    yield from _small(tmp_path_factory.mktemp("own"), "own")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or Playwright's own where that can be had.

    For a module, not the session: while Playwright is open its event loop runs, and Django
    refuses the database to every test that this worker is given afterwards.
    """
    path = os.environ.get("TEST_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


class Walker:
    """A page that remembers what went wrong while somebody walked."""

    def __init__(self, page: Page, house: House) -> None:
        self.page = page
        self.address = house.address
        self.passwords = house.sign_ins
        self.faults: list[str] = []
        self.asked: set[Request] = set()
        page.on("request", lambda one: self.asked.add(one))
        page.on("requestfinished", lambda one: self.asked.discard(one))
        page.on("requestfailed", lambda one: self.asked.discard(one))
        page.on("console", self._heard)
        page.on("response", self._answered)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        # A refusal (4xx) is said on the console too; it is looked at where it is expected.
        if message.type == "error" and "status of 4" not in message.text:
            self.faults.append(f"console at {self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} at {response.url}")

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def settle(self) -> None:
        """Waits until the page and what it fetches for itself are there.

        Playwright's "networkidle" waits half a second more, on each of hundreds of pages.
        """
        self.page.wait_for_load_state()
        quiet, until = 0, time.monotonic() + 20
        while quiet < 2:  # what has come may ask for more
            assert time.monotonic() < until, [one.url for one in self.asked]
            self.page.wait_for_timeout(25)
            quiet = 0 if self.asked else quiet + 1

    def sign_in(self, username: str) -> Page:
        """As one of the people of the demonstration."""
        self.page.context.clear_cookies()
        self.go("/dang-nhap/")
        self.page.locator("input[name=username]").fill(username)
        self.page.locator("input[name=password]").fill(self.passwords[username])
        self.page.locator("main button[type=submit], main form button.primary").first.click()
        self.page.wait_for_load_state()
        assert "/dang-nhap" not in self.page.url, self.page.locator("main").inner_text()
        return self.page

    def axe(self) -> list[str]:
        """What axe holds against the page as it stands, one line a fault."""
        # By the debugging door, which the content security policy does not close.
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate("() => axe.run(document)")
        return [
            f"{one['id']} ({one['impact']}): {node['html'][:160]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]


def scan(page: Page, *codes: str) -> None:
    """As a scanner types: the next code follows at once."""
    page.locator("input.scan").focus()
    for code in codes:
        page.keyboard.type(code)
        page.keyboard.press("Enter")


def _walk(chromium: Browser, house: House) -> Iterator[Walker]:
    context = chromium.new_context(
        viewport=DESK, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", accept_downloads=True
    )  # fmt: skip
    context.set_default_timeout(20_000)
    one = Walker(context.new_page(), house)
    yield one
    context.close()
    assert one.faults == []


@pytest.fixture
def walker(chromium: Browser, house: House) -> Iterator[Walker]:
    yield from _walk(chromium, house)


@pytest.fixture
def stroller(chromium: Browser, small_house: House) -> Iterator[Walker]:
    """A walker in the small house."""
    yield from _walk(chromium, small_house)


@pytest.fixture
def lone_walker(chromium: Browser, own_house: House) -> Iterator[Walker]:
    """A walker in a house of her own."""
    yield from _walk(chromium, own_house)
