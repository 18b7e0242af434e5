"""What was scanned or typed is neither lost nor doubled when the line or the session ends."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Walker, scan
from tests.journeys.house import House
from tests.journeys.test_a_box_goes_up_the_mountain import plan_batch
from tests.journeys.world import PEOPLE

pytestmark = pytest.mark.browser

MAKE = """
from django.utils import timezone
from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.api import accession
from tusach.holdings.testing import ensure_sources, make_register, make_store
ensure_sources()
store = make_store()
register = make_register(store, "Sổ ĐKCB kho luân chuyển", "LC.")
copies = accession(make_record(), store, register, 7, 45000, "budget", "rotation",
                   by=HOUSE, at=timezone.now())
print("codes", *[copy.barcode for copy in copies])
"""
SHORTLY = 20_000  # ms


def lose_the_session(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def sign_in_again(page: Page, username: str) -> None:
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(PEOPLE[username])
    page.locator("main form button.primary").first.click()


def test_no_scan_is_lost_or_doubled(small_house: House, stroller: Walker):
    codes = small_house.manage("shell", "--command", MAKE).split("codes ")[1].split()
    page = stroller.sign_in("thukho")
    stroller.go(plan_batch(stroller))
    page.get_by_role("link", name="Đóng thùng").first.click()
    page.get_by_role("button", name="Thùng mới").click()
    counted, unsent = page.locator("#count-all"), page.locator("[role=alert] ol li")

    # Faster than the server: three codes stay three codes.
    scan(page, *codes[:3])
    expect(counted).to_have_text("3")
    expect(page.locator("input.scan")).to_have_value("")

    # The line is cut: the codes are shown, kept, and go by themselves when it is back.
    page.context.set_offline(True)
    scan(page, *codes[3:5])
    expect(unsent).to_have_count(2)
    page.context.set_offline(False)
    expect(counted).to_have_text("5", timeout=SHORTLY)
    expect(unsent).to_have_count(0)

    # The session ends: the codes wait over the sign-in.
    lose_the_session(page)
    scan(page, *codes[5:7])
    expect(unsent).to_have_count(2)
    page.get_by_role("button", name="Tải lại trang").click()
    sign_in_again(page, "thukho")
    page.get_by_role("button", name="Gửi lại").click()
    expect(counted).to_have_text("7")

    # Sent once more, a code is not counted again.
    scan(page, codes[0])
    expect(page.locator("[data-heard=bad]")).to_be_visible()
    expect(counted).to_have_text("7")

    # htmx says on the console that nobody answered, and that it was not signed in: meant so.
    stroller.faults[:] = [
        one
        for one in stroller.faults
        if "htmx:" not in one
        and "ERR_INTERNET" not in one
        and "Response Status Error Code 401" not in one
    ]


def test_what_was_typed_comes_back_after_a_new_sign_in(small_house: House, stroller: Walker):
    page = stroller.sign_in("bienmuc")
    stroller.go("/bien-muc/bieu-ghi/moi/")
    page.get_by_label("Nhan đề", exact=True).fill("Chuyện kể bên bếp lửa nhà sàn")
    page.get_by_label(re.compile("^Năm xuất bản")).fill("2021")
    lose_the_session(page)
    page.locator("main button.primary").last.click()
    expect(page.locator(".notice")).to_contain_text("chưa được ghi")
    sign_in_again(page, "bienmuc")
    expect(page.get_by_label("Nhan đề", exact=True)).to_have_value("Chuyện kể bên bếp lửa nhà sàn")
    expect(page.get_by_label(re.compile("^Năm xuất bản"))).to_have_value("2021")
    page.locator("main button.primary").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Chuyện kể bên bếp lửa nhà sàn")
