"""A telephone with the desk on it: enrolled, locked, opened, asked what the house has of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.commune import NAME
from tests.journeys.conftest import PHONE, Walker
from tests.journeys.house import House

PIN = "285714"
HELD = """
SELECT count(*), count(*) FILTER (WHERE standing <> 'taken'),
  (SELECT count(*) FROM circulation_openloan),
  (SELECT coalesce(sum(quantity), 0) FROM facts_daytotal WHERE measure = 'visit')
FROM offline_deviceevent WHERE device_id = (SELECT max(id) FROM offline_device)
"""


@dataclass
class Telephone:
    """A telephone with the desk on it."""

    house: House
    context: BrowserContext
    page: Page
    walker: Walker
    address: str

    def go(self, screen: str) -> Page:
        self.page.goto(f"{self.address}/quay/#/{screen}")
        return self.page

    def enrol(self, point: str = NAME, who: str = "Páo", shelf: str = "^12 bản sách") -> None:
        token = self.house.manage(
            "shell", "--command",
            "from tests.journeys.commune import invitation; "
            f"print('token', invitation({point!r}))",
        ).split("token ")[1].split()[0]  # fmt: skip
        self.page.goto(f"{self.address}/quay/#{token}")
        self.page.get_by_label("Tên máy").fill("Điện thoại anh Páo")
        self.page.get_by_role("button", name="Ghi nhận").click()
        self.page.get_by_label("Tên của bạn").fill(who)
        self.page.get_by_label("Mã PIN mới").fill(PIN)
        self.page.get_by_label("Gõ lại").fill(PIN)
        self.page.get_by_role("button", name="Đặt mã PIN").click()
        expect(self.page.get_by_text("Liên lạc lần cuối")).to_be_visible()
        if shelf:
            self.go("tim")
            expect(self.page.get_by_text(re.compile(shelf))).to_be_visible()
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        self.go("gui")
        expect(self.page.get_by_text("Đã xong lượt này")).to_be_visible()

    def unlock(self) -> None:
        self.page.get_by_label("Mã PIN").fill(PIN)
        self.page.get_by_role("button", name="Mở").click()
        expect(self.page.get_by_label("Mã PIN")).to_have_count(0)

    def type_and_choose(self, text: str, shown: str) -> None:
        self.page.locator("input.scan").fill(text)
        self.page.locator(".offers button", has_text=shown).first.click()

    def held(self) -> tuple[int, ...]:
        """Events at the house of the last device, those not taken; open loans, visits."""
        return tuple(int(count) for count in self.house.row(HELD))


@contextmanager
def telephone_of(
    chromium: Browser, house: House, address: str = "", *, enrolled: bool = True, slow: int = 4
) -> Iterator[Telephone]:
    """A telephone with a slow processor, at the commune library unless told otherwise. What went
    wrong on its console is a fault; a line that was cut is said there too and is none."""
    context = chromium.new_context(
        viewport=PHONE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", accept_downloads=True
    )  # fmt: skip
    context.set_default_timeout(20_000)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
    walker = Walker(page, house)
    one = Telephone(house, context, page, walker, address or house.address)
    if enrolled:
        one.enrol()
    yield one
    context.close()
    faults = [fault for fault in walker.faults if "net::ERR" not in fault]
    assert faults == [], faults
