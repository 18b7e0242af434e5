"""A desk in trouble: killed in the middle, its clock years off, lost, sticks and codes spoilt."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, Walker
from tests.journeys.house import House
from tests.journeys.telephone import Telephone, telephone_of

pytestmark = pytest.mark.browser

TAKE_CODES = """
from django.utils import timezone
from tusach.offline import codes
from tusach.offline.exchange import exchange
done = exchange(codes.joined({texts!r}), at=timezone.now(), carried="codes", by="Hoa")
print("codes", *codes.parts(done.answer, 60))
"""
REVOKE = """
from django.utils import timezone
from tusach.audit.api import HOUSE
from tusach.offline.models import Device
from tusach.offline.services import revoke
revoke(Device.objects.order_by("-pk").first(), why="lost", by=HOUSE, at=timezone.now())
"""
LAST = """
SELECT extract(year FROM stated_at)::int, abs(extract(epoch FROM now() - corrected_at)) < 3600
FROM offline_deviceevent ORDER BY received_at DESC, seq DESC LIMIT 1
"""
A_COPY = """
from tusach.holdings.models import Copy
copy = Copy.objects.select_related("record").order_by("pk").first()
print("copy", copy.barcode, copy.record.shown_title)
"""
# The clock of the telephone is off by what the page's own store says, in milliseconds.
CLOCK = """
const real = Date.now.bind(Date);
Date.now = () => real() + Number(localStorage.getItem("off") || 0);
"""
YEAR = 365.2425 * 86_400_000


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def telephone(chromium: Browser, commune: House) -> Iterator[Telephone]:
    """One for the first three, each of which leaves it with nothing to send."""
    with telephone_of(chromium, commune, slow=1) as one:
        yield one


def tap(telephone: Telephone) -> None:
    page = telephone.go("dem")
    page.get_by_role("button", name="Thêm một: Người đến, Người lớn").click()
    expect(page.get_by_text("Vừa đếm")).to_be_visible()


def said(house: House, what: str, script: str) -> list[str]:
    return house.manage("shell", "--command", script).split(f"{what} ")[1].splitlines()[0].split()


def test_codes_that_are_cut_short_mixed_or_no_codes_are_told_in_words(telephone: Telephone):
    page = telephone.page
    telephone.context.set_offline(True)
    tap(telephone)
    telephone.go("gui")
    page.locator("summary", has_text="Gửi bằng mã QR").click()
    page.get_by_role("button", name="Hiện mã QR").click()
    shown = page.locator("svg[data-code]")
    texts = {shown.get_attribute("data-code") or ""}
    of = int(next(iter(texts)).split(".")[3])
    while len(texts) < of:
        page.get_by_role("button", name="Sau", exact=True).click()
        texts.add(shown.get_attribute("data-code") or "")
    answer = said(telephone.house, "codes", TAKE_CODES.format(texts=sorted(texts)))
    assert len(answer) > 2

    def paste(*codes: str) -> None:
        page.get_by_label("Hoặc dán nội dung mã").fill(" ".join(codes))
        page.get_by_role("button", name="Tiếp", exact=True).click()

    paste(*answer[:-1])
    expect(page.get_by_text(f"Đã quét {len(answer) - 1} trên {len(answer)} mã.")).to_be_visible()
    expect(page.get_by_role("link", name="1 việc chờ gửi")).to_be_visible()
    paste("TS1.deadbeef.1.2.AAAA")
    expect(page.get_by_role("alert")).to_contain_text("thuộc một trả lời khác")
    paste("8935001234567")
    expect(page.get_by_role("alert")).to_contain_text("không phải mã trả lời của Tủ Sách")
    start, content = answer[-1].rsplit(".", 1)
    paste(f"{start}.{'B' if content[0] == 'A' else 'A'}{content[1:]}")
    expect(page.get_by_role("alert")).to_contain_text("tổng không khớp")
    paste(*reversed(answer))
    expect(page.get_by_text("thêm 1 việc được giữ")).to_be_visible()
    assert telephone.held()[:2] == (1, 0)


def test_a_stick_that_was_altered_cut_repeated_or_is_older_is_refused_in_words(
    telephone: Telephone, chromium: Browser, tmp_path: Path
):
    telephone.context.set_offline(True)
    before = telephone.held()[0]
    sticks = []
    for name in ("first", "second"):
        tap(telephone)
        page = telephone.go("gui")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Lưu tệp để mang đi").click()
        saved.value.save_as(tmp_path / name)
        sticks.append((tmp_path / name).read_bytes())
    first, second = sticks
    context = chromium.new_context(locale="vi-VN", viewport=PHONE)
    context.set_default_timeout(60_000)
    desk = Walker(context.new_page(), telephone.house)
    desk.sign_in("pao")

    def bring(content: bytes) -> Page:
        at_house = desk.go("/thiet-bi/nhan/")
        at_house.locator("input[type=file]").set_input_files(
            {"name": "usb.tusach", "mimeType": "application/octet-stream", "buffer": content}
        )
        at_house.locator("main form button").last.click()
        at_house.wait_for_load_state()
        return at_house

    for content, told in (
        (second[:-1] + bytes([second[-1] ^ 1]), "đã bị thay đổi sau khi thiết bị đóng gói"),
        (second[:-20], "bị cụt giữa chừng"),
        (b"no stick of ours", "không phải gói dữ liệu của Tủ Sách"),
    ):
        expect(bring(content).get_by_text(told)).to_be_visible()
    assert telephone.held()[0] == before
    bring(second)
    assert telephone.held()[:2] == (before + 2, 0)
    expect(bring(second).get_by_text("không có gì ghi hai lần")).to_be_visible()
    expect(bring(first).get_by_text("không có gì bị mất")).to_be_visible()
    assert telephone.held()[:2] == (before + 2, 0)
    context.close()
    assert desk.faults == []


def test_a_clock_years_off_is_said_and_the_day_is_right_all_the_same(telephone: Telephone):
    page, context = telephone.page, telephone.context
    context.add_init_script(CLOCK)
    for year in (1970, 2035):
        context.set_offline(True)
        off = round((year - time.gmtime().tm_year) * YEAR)
        page.evaluate("off => localStorage.setItem('off', off)", str(off))
        page.reload()
        telephone.unlock()
        telephone.go("")
        if year == 1970:
            expect(page.get_by_text("trước lần liên lạc cuối")).to_be_visible()
            expect(page.get_by_text("/1970")).to_be_visible()
        tap(telephone)
        telephone.go("gui")
        context.set_offline(False)
        expect(page.get_by_text("Mọi việc đã gửi xong")).to_be_visible()
        expect(page.get_by_text("Đã xong lượt này")).to_be_visible()
        telephone.go("")
        expect(page.get_by_text("Đồng hồ máy này lệch")).to_contain_text("ngày so với máy chủ")
        assert telephone.house.row(LAST) == (year, True)


def test_a_lost_telephone_says_what_it_still_has_and_forgets_everything(
    chromium: Browser, commune: House
):
    with telephone_of(chromium, commune, slow=1) as one:
        lose(one)


def lose(telephone: Telephone) -> None:
    page = telephone.page
    telephone.context.set_offline(True)
    tap(telephone)
    telephone.house.manage("shell", "--command", REVOKE)
    telephone.go("gui")
    telephone.context.set_offline(False)
    expect(page.get_by_text("Mọi dữ liệu trong máy đã xoá")).to_be_visible()
    kept = page.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)")
    assert "tusach-desk" not in kept
    # What it had to say came first, and waits for a person.
    assert telephone.held()[:2] == (1, 1)
    page.goto(f"{telephone.address}/quay/")
    expect(page.get_by_role("heading", name="Ghi nhận máy này")).to_be_visible()


def test_a_code_is_read_by_the_camera(chromium: Browser, commune: House, tmp_path: Path):
    barcode, *title = said(commune, "copy", A_COPY)
    code = tmp_path / "code.png"
    segno.make(barcode, error="m").save(str(code), scale=9, border=4)
    # A card on a grey table, a little askew, as a hand holds it.
    table = Image.new("RGB", (640, 480), (120, 118, 110))
    with Image.open(code) as card:
        turned = card.convert("RGB").rotate(5, expand=True, fillcolor=(120, 118, 110))
        table.paste(turned, ((640 - turned.width) // 2, (480 - turned.height) // 2))
    film = tmp_path / "camera.mjpeg"
    table.save(film, "JPEG", quality=85)
    browser = chromium.browser_type.launch(
        executable_path=os.environ.get("TEST_CHROMIUM") or shutil.which("chromium"),
        args=["--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream",
              "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"],
    )  # fmt: skip
    with telephone_of(browser, commune, slow=1) as one:
        one.context.grant_permissions(["camera"], origin=commune.address)
        one.go("hong")
        one.page.get_by_role("button", name="Quét bằng máy ảnh").click()
        expect(one.page.get_by_role("heading", name=" ".join(title))).to_be_visible()
        expect(one.page.get_by_label("Hỏng thế nào?")).to_be_visible()
    browser.close()


@contextmanager
def process(chromium: Browser, profile: Path) -> Iterator[tuple[subprocess.Popen[bytes], Browser]]:
    """A browser of its own, which can be killed, with what it keeps on the disk."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    path = os.environ.get("TEST_CHROMIUM") or shutil.which("chromium") or "chromium"
    running = subprocess.Popen(
        [path, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", f"--user-data-dir={profile}",
         f"--remote-debugging-port={port}", "about:blank"],
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/json/version", timeout=5).close()
            break
        except OSError:
            assert time.monotonic() < until, "the browser does not start"
            time.sleep(0.3)
    yield running, chromium.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def held_by(browser: Browser, house: House) -> Telephone:
    context = browser.contexts[0]
    context.set_default_timeout(60_000)
    page = context.pages[0]
    return Telephone(house, context, page, Walker(page, house), house.address)


def test_a_browser_killed_in_the_middle_of_a_loan_loses_nothing_that_it_said(
    chromium: Browser, commune: House, tmp_path: Path
):
    with process(chromium, tmp_path / "profile") as (running, browser):
        one = held_by(browser, commune)
        one.enrol()
        loans = one.held()[2]
        one.context.set_offline(True)
        one.go("cho-muon")
        one.type_and_choose("vang may", "Vàng Thị Mẩy")
        for count, book in enumerate(("dat rung", "hoa binh"), 1):
            one.page.locator("input.scan").fill(book)
            one.page.locator(".offers button").first.click()
            expect(one.page.get_by_text(f"Đã cho mượn {count} bản")).to_be_visible()
        one.page.locator("input.scan").fill("cay thuoc")
        one.page.locator(".offers button").first.click(no_wait_after=True)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    with process(chromium, tmp_path / "profile") as (_running, browser):
        one = held_by(browser, commune)
        one.context.set_offline(True)
        one.go("")
        one.unlock()
        waits = one.page.get_by_role("link", name="việc chờ gửi")
        expect(waits).to_be_visible()
        count = int(waits.inner_text().split()[0])
        # The third was being written: it is there whole or not at all.
        assert count in (2, 3)
        one.context.set_offline(False)
        one.go("gui")
        one.page.get_by_role("button", name="Gửi ngay").click()
        expect(one.page.get_by_text("Mọi việc đã gửi xong")).to_be_visible()
        assert one.held()[:3] == (count, 0, loans + count)
