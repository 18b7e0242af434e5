"""Walks the guides in a browser and takes their pictures on the way.

    python docs/guide/pictures.py

starts a demonstration of its own beside whatever runs (``./run`` in a new folder, a free port),
walks through it, and throws it away. With an address it walks through that demonstration and
leaves its books and its batch there. Needs Playwright and Chromium; where this Python lacks
them, it goes on under the one that ``./test`` made. It stops at the first page that is not what
the guide says.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent


def _use_the_tests_python() -> None:
    """Go on under a Python of ``var/venv`` that has Playwright."""
    for found in sorted((HERE.parents[1] / "var" / "venv").glob("*/bin/python")):
        if any(found.parents[1].glob("lib/python*/site-packages/playwright")):
            os.execv(found, [str(found), *sys.argv])  # noqa: S606 - our own environment
    sys.exit("No Playwright here: ./test installs it; then run this again.")


try:
    from PIL import Image
    from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
except ImportError:
    _use_the_tests_python()

import desk_pictures  # noqa: E402 - beside this file; needs what is tried above

PICTURES = HERE / "pictures"
RECORDS = HERE.parents[1] / "tusach" / "catalogue" / "tests" / "data" / "jazz_1k.mrc"
SHEET = HERE / "sach-mau.xlsx"
PASSWORD = "vung-cao-doc-sach"  # noqa: S105 - the demonstration's, known to everybody
STORE = "Kho sách luân chuyển"
SCHOOL = "Trường Tiểu học San Thàng"
# A true book that neither the demonstration nor the sheet holds.
TITLE, AUTHOR = "Mùa hè không tên", "Nguyễn Nhật Ánh"
BOOKS = 30
LIMIT = 150_000  # bytes of one picture


class Walk:
    """One journey; ``shot`` takes a picture, ``sign_in`` changes the person."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address.rstrip("/")
        self.password = PASSWORD
        self.page: Page = self.fresh()
        self.leg = self.batch = ""
        self.barcodes: list[str] = []

    def fresh(self, size: ViewportSize | None = None) -> Page:
        context = self.browser.new_context(
            viewport=size or {"width": 1120, "height": 800},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    def open(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.ok, (path, answer.status)

    def shot(self, name: str, *, top: bool = True) -> None:
        """A picture of what the window shows, small enough to read on a slow line."""
        if top:
            self.page.evaluate("scrollTo(0, 0)")
        self.page.wait_for_load_state("networkidle")
        raw = self.page.screenshot()
        picture = Image.open(io.BytesIO(raw)).convert("RGB")
        for colours in (256, 96, 48):
            out = io.BytesIO()
            picture.quantize(colours).save(out, "PNG", optimize=True)
            if out.tell() <= LIMIT:
                break
        (PICTURES / f"{name}.png").write_bytes(out.getvalue())
        print(f"{name}.png {out.tell() // 1000} kB", flush=True)  # noqa: T201

    def sign_in(self, name: str, shot: str = "") -> None:
        self.page.context.close()
        self.page = self.fresh()
        self.open("/dang-nhap/")
        self.page.fill("[name=username]", name)
        self.page.fill("[name=password]", PASSWORD)
        if shot:
            self.shot(shot)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url("**/ban-lam-viec/")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def send(self, name: str) -> None:
        """Press a button that sends a form, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state("networkidle")

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def upload(self, file: Path) -> None:
        self.open("/bien-muc/nhap/")
        self.page.set_input_files("input[type=file]", str(file))
        self.press("Gửi và xem trước")

    def accept(self) -> None:
        self.page.get_by_role("button", name=re.compile(r"^Ghi [\d.]+ biểu ghi")).click()
        expect(self.page.locator(".notice.ok").first).to_contain_text("Đã lập", timeout=120_000)

    def scan(self, code: str, done: int, counter: str) -> None:
        self.page.fill("#scan", code)
        self.page.press("#scan", "Enter")
        expect(self.page.locator(counter)).to_have_text(str(done))

    def box(self) -> None:
        """One box goes up the mountain and comes back (README.md)."""
        self.catalogue()
        self.plan()
        self.pack()
        self.hand_over()
        self.receive()
        self.found_by_a_reader()
        self.come_back()

    def catalogue(self) -> None:
        """Import MARC records and a spreadsheet, enter one book by the simple form."""
        self.sign_in("bienmuc", shot="01-dang-nhap")
        self.upload(RECORDS)
        ready = self.page.get_by_role("button", name=re.compile(r"^Ghi [\d.]+ biểu ghi"))
        ready.wait_for(timeout=180_000)
        self.shot("02-nhap-marc")
        self.accept()
        self.upload(SHEET)
        self.shot("03-ghep-cot")
        self.press("Đọc và xem trước")
        ready.wait_for(timeout=60_000)
        register = self.page.locator("select[name$=register]")
        register.select_option(label=f"{STORE} – Sổ ĐKCB kho luân chuyển")
        self.page.locator("select[name$=collection]").select_option("rotation")
        self.shot("04-xem-truoc")
        self.accept()
        self.open("/bien-muc/bieu-ghi/moi/")
        self.page.fill("[name=title]", TITLE)
        self.page.fill("[name=author]", AUTHOR)
        self.page.fill("[name=publisher]", "Trẻ")
        self.page.fill("[name=class_number]", "895.9223")
        self.shot("05-lap-bieu-ghi")
        self.page.press("[name=author]", "Enter")
        expect(self.page.locator("h1")).to_contain_text(TITLE)
        self.follow("Ghi sổ ĐKCB")
        self.page.select_option("[name=register]", label=f"{STORE} – Sổ ĐKCB kho luân chuyển")
        self.page.fill("[name=count]", "3")
        self.page.fill("[name=price]", "125000")
        self.page.select_option("[name=collection]", "rotation")
        self.shot("06-ghi-so")
        self.send("Ghi sổ")
        self.open(f"/kho/ban/?q={TITLE}")
        text = self.page.locator("main").inner_text()
        self.barcodes = re.findall(r"\b\d{10}\b", text)[:3]
        assert len(self.barcodes) == 3, text

    def plan(self) -> None:
        """A batch for the school, its books chosen by what the school needs."""
        self.sign_in("thukho")
        self.open("/luan-chuyen/dot/moi/")
        today = date.today()  # noqa: DTZ011 - the form wants the day on this machine
        self.page.select_option("[name=store]", label=STORE)
        self.page.fill("[name=leaves_on]", today.isoformat())
        point = self.page.locator("[name=d-0-point]")
        point.fill(SCHOOL)
        self.page.get_by_role("option", name=re.compile(SCHOOL)).first.click()
        self.page.fill("[name=d-0-due_on]", (today + timedelta(days=150)).isoformat())
        self.page.fill("[name=d-0-needs]", "Truyện thiếu nhi, lịch sử")
        self.page.fill("[name=staff]", "Lò Thị Minh\nNguyễn Văn Tuấn")
        self.page.fill("[name=purpose]", "Sách cho học sinh học kỳ II")
        self.shot("07-lap-dot")
        self.page.get_by_role("button", name="Lập đợt", exact=True).click()
        self.page.wait_for_url(re.compile(r"/luan-chuyen/dot/\d+/"))
        self.batch = self.page.url.split("/dot/")[1].split("/")[0]
        section = self.page.locator("section[id^=diem-]").first
        self.leg = str(section.get_attribute("id")).removeprefix("diem-")
        self.open(f"/luan-chuyen/diem/{self.leg}/chon/")
        self.page.check("[name=audiences][value=primary]")
        self.page.check("[name=audiences][value=lower_secondary]")
        self.page.fill("[name=wished]", str(BOOKS - len(self.barcodes)))
        self.press("Đề xuất")
        self.shot("08-de-xuat")
        self.send("Chọn các bản đã đánh dấu")
        self.open(f"/luan-chuyen/diem/{self.leg}/danh-muc/")
        picked = re.findall(r"\b\d{10}\b", self.page.locator("main").inner_text())
        self.barcodes += list(dict.fromkeys(picked))

    def pack(self) -> None:
        """Thirty scans into a box, and one that is refused because the book is elsewhere."""
        assert len(self.barcodes) == BOOKS, len(self.barcodes)
        self.open(f"/luan-chuyen/diem/{self.leg}/dong-thung/")
        self.press("Thùng mới")
        for number, code in enumerate(self.barcodes, start=1):
            self.scan(code, number, "#count-all")
        self.shot("09-dong-thung")
        self.page.fill("#scan", self.elsewhere())
        self.page.press("#scan", "Enter")
        expect(self.page.locator("#packed")).to_contain_text("đang")
        self.shot("10-sach-o-noi-khac")
        self.send("Đóng thùng xong")

    def elsewhere(self) -> str:
        """The barcode of a copy that serves at another point."""
        other = self.fresh()
        other.context.add_cookies(self.page.context.cookies())
        other.goto(f"{self.address}/kho/ban/?trangthai=in_service")
        codes = re.findall(r"\b\d{10}\b", other.locator("main").inner_text())
        other.context.close()
        return next(code for code in codes if code not in self.barcodes)

    def hand_over(self) -> None:
        """Draw the record up, look at the PDF, send the box."""
        self.open(f"/luan-chuyen/diem/{self.leg}/ban-giao/")
        self.page.fill("[name=ben-giver_name]", "Lò Thị Minh")
        self.page.fill("[name=ben-giver_post]", "Thủ kho luân chuyển")
        self.page.fill("[name=ben-receiver_name]", "Hoàng Thị San")
        self.page.fill("[name=ben-receiver_post]", "Nhân viên thư viện")
        self.shot("11-lap-bien-ban")
        self.send("Lập biên bản")
        paper = self.page.get_by_role("link", name="In PDF").first
        href = str(paper.get_attribute("href"))
        answer = self.page.request.get(self.address + href)
        assert answer.headers["content-type"].startswith("application/pdf")
        self.shot("12-xuat-kho")
        self.send("Xuất kho")

    def receive(self) -> None:
        """The school sees what is coming, and takes it."""
        self.sign_in("truonghoc", shot="")
        self.open(f"/luan-chuyen/diem/{self.leg}/nhan/")
        self.page.fill("[name$=receiver_name]", "Hoàng Thị San")
        self.shot("13-truong-nhan")
        self.send("Nhận sách")
        self.open(f"/luan-chuyen/dot/{self.batch}/")
        expect(self.page.locator("main")).to_contain_text("Đang phục vụ")
        self.shot("14-dang-phuc-vu")
        self.shot("readme")

    def found_by_a_reader(self) -> None:
        """Typed without tones, without signing in."""
        self.page.context.close()
        self.page = self.fresh()
        self.open("/tim/?q=mua+he+khong+ten")
        expect(self.page.locator("main")).to_contain_text(TITLE)
        self.shot("15-ban-doc-tim")
        self.follow(TITLE)
        expect(self.page.locator("main")).to_contain_text(SCHOOL)
        self.shot("16-sach-o-dau")

    def come_back(self) -> None:
        """All but one come back; the one is lost; the sums agree; the batch is closed."""
        self.sign_in("thukho")
        self.open(f"/luan-chuyen/diem/{self.leg}/tra/")
        for number, code in enumerate(self.barcodes[1:], start=1):
            self.scan(code, number, "#count-back")
        self.shot("17-nhan-tra")
        self.page.locator("[name=line]").first.check()
        self.shot("18-mot-ban-mat", top=False)
        self.send("Xác nhận mất")
        self.send("Nhận trả xong, lập biên bản")
        self.open(f"/luan-chuyen/diem/{self.leg}/kiem-tra/")
        self.page.fill("[name$=inspectors]", "Lò Thị Minh, Nguyễn Văn Tuấn")
        self.page.fill("[name$=finding]", "Mất 1 bản; 29 bản nguyên vẹn.")
        with self.page.expect_navigation():
            self.page.locator("main form button.primary").first.click()
        self.open(f"/luan-chuyen/dot/{self.batch}/ket-thuc/")
        self.page.fill("[name$=drawn_by]", "Lò Thị Minh")
        self.shot("19-doi-chieu")
        self.send("Kết thúc và lập biên bản thanh lý")
        self.open(f"/luan-chuyen/dot/{self.batch}/")
        expect(self.page.locator("main")).to_contain_text("Biên bản thanh lý")
        self.shot("20-da-ket-thuc")


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of a demonstration that lives as long as the walk."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    run = HERE.parents[1] / "run"
    outside = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    with tempfile.TemporaryDirectory(prefix="tusach-pictures-") as folder:
        # As root the database runs as a user of its own, who must come in.
        Path(folder).chmod(0o755)
        options = ["--demonstration", "--data", f"{folder}/data", "--port", str(port)]
        subprocess.run(  # noqa: S603 - our own program
            [run, "--background", *options], check=True, env=outside
        )
        try:
            yield f"http://localhost:{port}"
        finally:
            subprocess.run([run, *options, "stop"], check=False, env=outside)  # noqa: S603


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    words.add_argument("address", nargs="?", help="of a demonstration that may be thrown away")
    words.add_argument(
        "--only", action="append", choices=WALKS, help="one of the guides; all when left out"
    )
    told = words.parse_args()
    PICTURES.mkdir(exist_ok=True)
    if told.address:
        take(told.address, told.only or WALKS)
        return
    with demonstration() as own:
        take(own, told.only or WALKS)


WALKS: dict[str, Callable[[Walk], None]] = {
    "box": Walk.box,
    "counter": desk_pictures.counter,
    "device": desk_pictures.device,
}


def take(address: str, names: Iterable[str]) -> None:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox"],
            ignore_default_args=["--hide-scrollbars"],
        )
        for name in names:
            WALKS[name](Walk(browser, address))
        browser.close()


if __name__ == "__main__":
    main()
