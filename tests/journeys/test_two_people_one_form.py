"""Two people open one record, or one service point, and both save: the second is told who saved
what, and loses nothing. Each in a browser of her own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import DESK, PHONE, Walker, _walk
from tests.journeys.house import House

pytestmark = pytest.mark.browser


@pytest.fixture
def other(chromium: Browser, small_house: House) -> Iterator[Walker]:
    """The second person, in a browser of her own."""
    yield from _walk(chromium, small_house)


@pytest.fixture
def without_script(chromium: Browser, small_house: House) -> Iterator[Walker]:
    context = chromium.new_context(viewport=DESK, locale="vi-VN", java_script_enabled=False)
    context.set_default_timeout(20_000)
    one = Walker(context.new_page(), small_house)
    yield one
    context.close()


def save(page: Page) -> None:
    page.locator("main form button.primary").last.click()
    page.wait_for_load_state()


def marc_value(page: Page, tag: str) -> Locator:
    row = page.locator(".marc-row").filter(has=page.locator(f".marc-tag[data-tag='{tag}']"))
    return row.first.locator(".marc-value").first


def new_record(walker: Walker, title: str) -> str:
    """The address of a new record."""
    page = walker.go("/bien-muc/bieu-ghi/moi/")
    page.get_by_label("Nhan đề", exact=True).fill(title)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return page.url.removeprefix(walker.address)


def test_two_cataloguers_save_one_record(stroller: Walker, other: Walker):
    stroller.sign_in("bienmuc")
    other.sign_in("bienmuc2")
    address = new_record(stroller, "Truyện cổ Mường")
    one, two = stroller.go(f"{address}sua/"), other.go(f"{address}sua/")

    one.get_by_label(re.compile("^Nhà xuất bản")).fill("Kim Đồng")
    one.get_by_label(re.compile("^Năm xuất bản")).fill("2019")
    save(one)
    expect(one.locator("main")).to_contain_text("Kim Đồng")

    two.get_by_label(re.compile("^Nhà xuất bản")).fill("Văn hoá dân tộc")
    two.get_by_label(re.compile("^Phụ đề")).fill("song ngữ Mường – Việt")
    save(two)
    said = two.locator("main")
    # Who, what, and both values; what she alone typed is still there.
    expect(said).to_contain_text("Phạm Thu Hà đã lưu biểu ghi “Truyện cổ Mường”")
    expect(said).to_contain_text("Kim Đồng")
    expect(two.get_by_label(re.compile("^Nhà xuất bản"))).to_have_value("Văn hoá dân tộc")
    expect(two.get_by_label(re.compile("^Phụ đề"))).to_have_value("song ngữ Mường – Việt")
    # What the first changed and she did not is told, and is in her form too.
    expect(said.locator("tr", has_text="Năm xuất bản")).to_contain_text("(không sửa)")
    expect(two.get_by_label(re.compile("^Năm xuất bản"))).to_have_value("2019")
    two.set_viewport_size(PHONE)
    assert two.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    assert other.axe() == []

    save(two)
    shown = two.locator("main")
    for kept in ("Văn hoá dân tộc", "song ngữ Mường – Việt", "2019"):
        expect(shown).to_contain_text(kept)
    two.goto(f"{other.address}{address}phien-ban/")
    expect(two.locator("main")).to_contain_text("Phạm Thu Hà")
    expect(two.locator("main")).to_contain_text("Vàng Thị Mai")


def test_one_saves_in_the_simple_form_and_the_other_in_the_marc_editor(
    stroller: Walker, other: Walker
):
    stroller.sign_in("bienmuc")
    other.sign_in("bienmuc2")
    address = new_record(stroller, "Truyện cổ Dao")
    # The first in the simple form, the second in the editor.
    one, two = stroller.go(f"{address}sua/"), other.go(f"{address}marc/sua/")
    two.locator("#marc-rows .marc-row").first.wait_for()

    one.get_by_label("Nhan đề", exact=True).fill("Truyện cổ người Dao")
    one.get_by_label(re.compile("^Nhà xuất bản")).fill("Kim Đồng")
    save(one)
    expect(one.get_by_role("heading", level=1)).to_contain_text("Truyện cổ người Dao")

    title = marc_value(two, "245")
    title.fill("Chuyện kể của người Dao")
    save(two)
    said = two.locator(".notice[role=alert]")
    expect(said).to_contain_text("Phạm Thu Hà đã lưu biểu ghi")
    both = said.locator("tr", has_text="245")
    expect(both).to_contain_text("Truyện cổ người Dao")
    expect(both).to_contain_text("Chuyện kể của người Dao")
    expect(said.locator("tr", has_text="Kim Đồng")).to_contain_text("(không sửa)")
    expect(title).to_have_value("Chuyện kể của người Dao")
    expect(marc_value(two, "260").or_(marc_value(two, "264"))).to_have_value("Kim Đồng")

    save(two)
    expect(two.get_by_role("heading", level=1)).to_contain_text("Chuyện kể của người Dao")
    expect(two.locator("main")).to_contain_text("Kim Đồng")


def test_two_officers_save_one_service_point(stroller: Walker, other: Walker):
    stroller.sign_in("giamdoc")
    other.sign_in("chuyenvien")
    page = stroller.go("/mang-luoi/diem/?q=San+Thàng")
    page.get_by_role("link", name="Trường Tiểu học San Thàng").first.click()
    address = page.url.removeprefix(stroller.address)
    one, two = stroller.go(f"{address}sua/"), other.go(f"{address}sua/")

    one.get_by_label("Chỗ ngồi").fill("40")
    one.get_by_label("Điện thoại").fill("0213 111 222")
    save(one)
    expect(one.locator("main")).to_contain_text("0213 111 222")

    two.get_by_label("Chỗ ngồi").fill("55")
    two.get_by_label("Địa chỉ").fill("Bản Lùng Than")
    save(two)
    said = two.locator("main")
    expect(said).to_contain_text("Nguyễn Khắc Minh")
    row = two.locator("tr", has_text="Chỗ ngồi").first
    expect(row).to_contain_text("40")
    expect(row).to_contain_text("55")
    expect(two.get_by_label("Chỗ ngồi")).to_have_value("55")
    expect(two.get_by_label("Địa chỉ")).to_have_value("Bản Lùng Than")
    # The telephone that the other wrote is not taken away again by a field she never touched.
    expect(two.get_by_label("Điện thoại")).to_have_value("0213 111 222")

    save(two)
    shown = two.locator("main")
    for kept in ("55", "Bản Lùng Than", "0213 111 222"):
        expect(shown).to_contain_text(kept)


def test_a_form_sent_over_an_ended_session_comes_back_without_script(without_script: Walker):
    page = without_script.sign_in("bienmuc")
    without_script.go("/bien-muc/bieu-ghi/moi/")
    page.get_by_label("Nhan đề", exact=True).fill("Xoè – nghệ thuật múa Thái")
    page.get_by_label(re.compile("^Năm xuất bản")).fill("2021")
    page.context.clear_cookies(name="sessionid")
    save(page)
    expect(page.locator(".notice")).to_contain_text("chưa được ghi")
    page.locator("input[name=username]").fill("bienmuc")
    page.locator("input[name=password]").fill(without_script.passwords["bienmuc"])
    save(page)
    expect(page.locator(".notice")).to_contain_text("chưa được ghi")
    expect(page.get_by_label("Nhan đề", exact=True)).to_have_value("Xoè – nghệ thuật múa Thái")
    expect(page.get_by_label(re.compile("^Năm xuất bản"))).to_have_value("2021")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xoè")


def test_a_pasted_text_that_is_too_long_is_whole_and_said_to_be(stroller: Walker):
    page = stroller.sign_in("bienmuc")
    stroller.go("/bien-muc/bieu-ghi/nhanh/")
    title = "Chuyện dài " * 120
    field = page.get_by_label("Nhan đề", exact=True)
    field.fill(title)
    expect(page.get_by_role("status").filter(has_text="Dài quá")).to_be_visible()
    assert field.input_value() == title
    save(page)
    expect(page.locator(".error")).to_contain_text("Dài quá")
    assert page.get_by_label("Nhan đề", exact=True).input_value() == title
    page.get_by_label("Nhan đề", exact=True).fill("Chuyện ngắn")
    expect(page.get_by_role("status").filter(has_text="Dài quá")).to_have_count(0)
