"""The pictures of the counter and of the offline desk; ``pictures.py`` starts them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from pictures import Walk

READER, BOOK_STATE = "giang a chu", "in_store"
DEVICE = "Điện thoại anh Páo"
PIN = "285714"
TELEPHONE = {"width": 390, "height": 780}


def counter(walk: Walk) -> None:
    """Lend, take back, look at what is overdue, asked for and counted; a reader's own account."""
    walk.sign_in("canboxa")
    walk.open(f"/kho/ban/?trangthai={BOOK_STATE}")
    code = re.findall(r"\b\d{10}\b", walk.page.locator("main").inner_text())[0]
    walk.open("/luu-thong/quay/")
    said = walk.page.locator("#counter")
    _scan(walk, READER)
    expect(said).to_contain_text("Giàng A Chu")
    _scan(walk, code)
    expect(said.locator(".scan-said")).to_contain_text("hạn trả")
    walk.shot("quay-01-cho-muon")
    walk.page.get_by_role("button", name=re.compile("Xong bạn đọc này")).click()
    expect(said).not_to_contain_text("Xong bạn đọc này")
    _scan(walk, code)
    expect(said.locator(".scan-said")).to_have_attribute("data-heard", "ok")
    walk.shot("quay-02-nhan-tra")
    for name, path in (
        ("quay-03-qua-han", "/luu-thong/qua-han/"),
        ("quay-04-yeu-cau", "/luu-thong/yeu-cau/"),
        ("quay-06-trung", "/luu-thong/dem/trung/"),
        ("quay-09-quy-dinh", "/luu-thong/quy-dinh/"),
    ):
        walk.open(path)
        walk.shot(name)
    walk.open("/luu-thong/dem/")
    for _visitor in range(3):
        walk.page.locator("main button").filter(has_text="người lớn").first.click()
        walk.page.wait_for_load_state("networkidle")
    walk.shot("quay-05-dem")
    walk.open("/ban-doc/?q=tan+thi+my")
    walk.follow("Tẩn Thị Mỷ")
    walk.shot("quay-07-ban-doc")
    walk.open("/trinh-dien")
    name = walk.page.locator("code").filter(has_text=re.compile(r"^bd\d+$")).first.inner_text()
    walk.page.context.close()
    walk.page = walk.fresh(TELEPHONE)
    walk.open("/dang-nhap/?next=/cua-toi/")
    walk.page.fill("[name=username]", name)
    walk.page.fill("[name=password]", walk.password)
    with walk.page.expect_navigation():
        walk.page.press("[name=password]", "Enter")
    expect(walk.page.locator("main")).to_contain_text("Lò Thị Panh")
    walk.shot("quay-08-tai-khoan")


def _scan(walk: Walk, text: str) -> None:
    walk.page.fill("#scan", text)
    walk.page.press("#scan", "Enter")
    walk.page.wait_for_load_state("networkidle")


def device(walk: Walk) -> None:
    """Invite a telephone, enrol it, work without a signal, send; and one that was lost."""
    walk.sign_in("canboxa")
    title = _title_on_the_shelf(walk)
    walk.open("/thiet-bi/moi/")
    walk.page.fill("[name=name]", DEVICE)
    point = walk.page.locator("[name=point]")
    if point.evaluate("one => one.tagName") == "SELECT":
        point.select_option(label="Thư viện xã Bình Lư")
    else:
        point.fill("Thư viện xã Bình Lư")
        walk.page.get_by_role("option", name=re.compile("Thư viện xã Bình Lư")).first.click()
    walk.press("Tạo mã mời")
    token = walk.page.locator("main code").last
    expect(token).to_be_visible()
    walk.shot("may-01-ma-moi")
    code = token.inner_text()
    _on_the_telephone(walk, walk.fresh(TELEPHONE), code, title)
    walk.open("/thiet-bi/")
    walk.follow("Điện thoại cán bộ xã Bình Lư")
    walk.shot("may-07-viec-cua-may")
    walk.open("/thiet-bi/")
    walk.follow("Điện thoại cũ, mất ở chợ phiên")
    walk.shot("may-08-mat-may")


def _title_on_the_shelf(walk: Walk) -> str:
    """A title that stands on the library's own shelf, as typed without marks."""
    walk.open(f"/kho/ban/?trangthai={BOOK_STATE}")
    cell = walk.page.locator("main tbody tr").nth(1).locator("td").nth(2).inner_text()
    plain = normalize("NFD", cell.split(" / ")[0].lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not combining(letter))


def _on_the_telephone(walk: Walk, phone: Page, code: str, title: str) -> None:
    house, walk.page = walk.page, phone
    walk.open(f"/quay/#{''.join(code.split())}")
    phone.get_by_label("Tên máy").fill(DEVICE)
    walk.shot("may-02-ghi-nhan")
    phone.get_by_role("button", name="Ghi nhận").click()
    phone.get_by_label("Tên của bạn").fill("Páo")
    phone.get_by_label("Mã PIN mới").fill(PIN)
    phone.get_by_label("Gõ lại").fill(PIN)
    phone.get_by_role("button", name="Đặt mã PIN").click()
    phone.goto(f"{walk.address}/quay/#/gui")
    expect(phone.get_by_text("Đã xong lượt này")).to_be_visible(timeout=120_000)
    phone.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    phone.context.set_offline(True)
    phone.goto(f"{walk.address}/quay/#/cho-muon")
    scan = phone.locator("input.scan")
    scan.fill(READER)
    phone.locator(".offers button").first.click()
    scan.fill(title)
    expect(phone.locator(".offers button").first).to_be_visible()
    phone.locator(".offers button").first.click()
    expect(phone.get_by_text("Đã cho mượn 1 bản")).to_be_visible()
    walk.shot("may-04-cho-muon")
    phone.goto(f"{walk.address}/quay/#/dem")
    tap = phone.get_by_role("button", name="Thêm một: Người đến, Người lớn")
    for count in range(1, 15):
        tap.click()
        expect(tap.locator("strong")).to_have_text(str(count))
    walk.shot("may-05-dem")
    phone.goto(f"{walk.address}/quay/#/")
    expect(phone.get_by_text(re.compile("việc chờ gửi")).first).to_be_visible()
    walk.shot("may-03-trang-dau")
    phone.context.set_offline(False)
    phone.goto(f"{walk.address}/quay/#/gui")
    expect(phone.get_by_text("Mọi việc đã gửi xong")).to_be_visible(timeout=120_000)
    walk.shot("may-06-gui")
    phone.context.close()
    walk.page = house
