"""The whole way of a box, walked in a browser as its people walk it.

Records are imported and catalogued, thirty copies are packed for a school, handed over,
received, found by a reader who types without tones, returned with one lost, and closed.
"""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import Walker, scan
from tests.journeys.house import PROJECT, House
from tusach.vietnamese.api import fold

pytestmark = pytest.mark.browser

JAZZ = PROJECT / "tusach/catalogue/tests/data/jazz_1k.mrc"
SHEET = PROJECT / "docs/guide/sach-mau.xlsx"
SCHOOL = "Trường Tiểu học San Thàng"


def test_a_box_goes_up_the_mountain_and_comes_back(small_house: House, stroller: Walker):
    walker, page = stroller, stroller.page

    walker.sign_in("bienmuc")
    import_marc(walker)
    import_sheet(walker)
    catalogue_one(walker)

    walker.sign_in("thukho")
    barcodes, title = copies_to_pack(walker, count=30)
    batch = plan_batch(walker)
    pack(walker, batch, barcodes)
    document = draw_up_hand_over(walker, batch)
    assert "BIÊN BẢN" in document
    assert SCHOOL in document
    assert "30" in document
    send_off(walker, batch)

    walker.sign_in("truonghoc")
    receive(walker, batch)

    find_without_tones(walker, title)

    walker.sign_in("thukho")
    take_back(walker, batch, barcodes)
    close(walker, batch)
    assert small_house.manage("balance").count("\n") > 0
    assert page.url


def import_marc(walker: Walker) -> None:
    page = walker.go("/bien-muc/nhap/")
    page.locator("input[type=file]").set_input_files(str(JAZZ))
    page.get_by_role("button", name="Gửi và xem trước").click()
    accept = page.get_by_role("button", name=re.compile("^Ghi .* biểu ghi vào mục lục"))
    _wait_for(page, accept)
    accept.click()
    _wait_for(page, page.get_by_text(re.compile(r"Đã lập [\d.]+ biểu ghi")))
    expect(page.locator(".notice.ok").first).to_contain_text("Đã lập 995 biểu ghi")
    # Five of the thousand lie about their length or directory; they are kept, not dropped.
    expect(page.locator(".notice.ok").first).to_contain_text("5 dòng hỏng được giữ lại")


def import_sheet(walker: Walker) -> None:
    """The list names copies and prices too: with a register chosen they are entered at once."""
    page = walker.go("/bien-muc/nhap/")
    page.locator("input[type=file]").set_input_files(str(SHEET))
    page.get_by_role("button", name="Gửi và xem trước").click()
    fit = page.get_by_role("button", name="Đọc và xem trước")
    _wait_for(page, fit)
    fit.click()
    accept = page.get_by_role("button", name=re.compile("^Ghi .* biểu ghi vào mục lục"))
    _wait_for(page, accept)
    page.get_by_label("Ghi các bản vào sổ").select_option(index=1)
    page.get_by_label("Nguồn").select_option(index=1)
    page.get_by_label(re.compile(r"^Kho\b")).select_option(label="Kho luân chuyển")
    accept.click()
    _wait_for(page, page.get_by_text(re.compile(r"Đã lập [\d.]+ biểu ghi")))
    expect(page.locator(".notice.ok").first).to_contain_text("Đã lập 24 biểu ghi")


def catalogue_one(walker: Walker) -> None:
    page = walker.go("/bien-muc/bieu-ghi/moi/")
    page.get_by_label("Nhan đề", exact=True).fill("Kỹ thuật nuôi lợn bản")
    page.get_by_label(re.compile("^Tác giả")).first.fill("Lò Văn Ổn")
    page.get_by_label(re.compile("^Năm xuất bản")).fill("2024")
    page.locator("main button.primary").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kỹ thuật nuôi lợn bản")


def copies_to_pack(walker: Walker, *, count: int) -> tuple[list[str], str]:
    """Barcodes of copies in the store, from the list's spreadsheet, and the first's title."""
    walker.go("/kho/ban/")
    with walker.page.expect_download() as waiting:
        walker.page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(waiting.value.path().open(encoding="utf-8-sig")))
    title = rows[0]["Nhan đề, tác giả"].split(" / ")[0]
    return [row["Mã vạch"] for row in rows][:count], title


def plan_batch(walker: Walker) -> str:
    """The address of a new batch for the school."""
    page = walker.go("/luan-chuyen/dot/moi/")
    page.get_by_label("Điểm nhận").fill(SCHOOL)
    page.get_by_label("Người đi").fill("Lò Thị Minh\nVàng A Páo")
    page.get_by_label("Mục đích").fill("phục vụ năm học")
    page.get_by_role("button", name="Lập đợt").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("LC-")
    return page.url.removeprefix(walker.address)


def pack(walker: Walker, batch: str, barcodes: list[str]) -> None:
    page = walker.go(batch)
    page.get_by_role("link", name="Đóng thùng").first.click()
    page.get_by_role("button", name="Thùng mới").click()
    scan(page, *barcodes)
    expect(page.locator("#count-all")).to_have_text(str(len(barcodes)), timeout=60_000)
    # The same book again: said, not counted.
    scan(page, barcodes[0])
    expect(page.locator("[data-heard=bad]")).to_be_visible()
    expect(page.locator("#count-all")).to_have_text(str(len(barcodes)))
    page.get_by_role("button", name="Đóng thùng xong").click()
    expect(page.get_by_text("Đã đóng thùng").first).to_be_visible()


def draw_up_hand_over(walker: Walker, batch: str) -> str:
    """The text of the printed hand-over record."""
    page = walker.go(batch)
    page.locator("main").get_by_role("link", name=re.compile("biên bản", re.I)).first.click()
    page.get_by_role("button", name="Lập biên bản").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="DOCX").first.click()
    assert waiting.value.suggested_filename.endswith(".docx")
    address = page.get_by_role("link", name=re.compile("PDF")).first.get_attribute("href")
    answer = page.request.get(walker.address + str(address))
    return "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.body())).pages)


def send_off(walker: Walker, batch: str) -> None:
    page = walker.go(batch)
    page.get_by_role("button", name="Xuất kho").first.click()
    expect(page.get_by_text("Đang trên đường").first).to_be_visible()


def receive(walker: Walker, batch: str) -> None:
    page = walker.go(batch)
    page.locator("main").get_by_role("link", name=re.compile("nhận", re.I)).first.click()
    page.get_by_label("Họ và tên người nhận").fill("Hoàng Thị San")
    page.get_by_role("button", name="Nhận sách").click()
    expect(page.get_by_text("Đang phục vụ").first).to_be_visible()


def find_without_tones(walker: Walker, title: str) -> None:
    """A reader with no account, no script and no tones finds where the book is."""
    reader = walker.page.context.browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = reader.new_page()
    page.goto(f"{walker.address}/")
    page.locator("input[type=search]").first.fill(fold(title))
    page.locator("input[type=search]").first.press("Enter")
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.locator("main")).to_contain_text(SCHOOL)
    reader.close()


def take_back(walker: Walker, batch: str, barcodes: list[str]) -> None:
    """All come back but the last, which is lost."""
    page = walker.go(batch)
    # While the books serve, taking them back is among what else can be done.
    page.get_by_text("Việc khác").first.click()
    page.get_by_role("link", name=re.compile("Nhận trả")).first.click()
    scan(page, *barcodes[:-1])
    expect(page.locator("#count-back")).to_have_text(str(len(barcodes) - 1), timeout=60_000)
    page.locator("input[name=line]").check()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xác nhận mất").click()
    page.get_by_role("button", name="Nhận trả xong, lập biên bản").click()


def close(walker: Walker, batch: str) -> None:
    page = walker.go(batch)
    page.get_by_role("link", name=re.compile("kiểm tra")).first.click()
    page.get_by_label("Người kiểm tra").fill("Lò Thị Minh")
    page.get_by_label("Kết luận").fill("29 bản đủ, 1 bản mất.")
    page.locator("main button.primary").last.click()
    walker.go(batch)
    page.get_by_role("link", name="Kết thúc đợt").click()
    page.get_by_label("Người lập").fill("Lò Thị Minh")
    page.get_by_role("button", name="Kết thúc và lập biên bản thanh lý").click()
    expect(page.get_by_text("Đã kết thúc").first).to_be_visible()


def _wait_for(page: Page, thing: object, seconds: int = 90) -> None:
    """Work that a job does shows itself when it is done; the page asks by itself."""
    expect(thing).to_be_visible(timeout=seconds * 1000)
