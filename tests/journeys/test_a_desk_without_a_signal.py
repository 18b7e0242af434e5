"""A part-time librarian's telephone in the mountains: weeks without a signal, nothing lost.

A slow processor (four times), the network really cut; then two bars for five minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import PHONE, Walker, _open
from tests.journeys.house import House
from tests.journeys.telephone import PIN, Telephone, telephone_of
from tests.journeys.thin_line import ThinLine

pytestmark = [pytest.mark.browser, pytest.mark.begins_first]

SOON = 30_000  # ms
SYNC = b"POST /thiet-bi/dong-bo"

FREE = """
from tusach.holdings.models import CopyPlace
there = CopyPlace.objects.filter(state__in=["in_store", "in_service"])
print("free", there.order_by("-pk").first().copy.accession_no)
"""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A slow processor on a busy machine: what is expected is waited for."""
    expect.set_options(timeout=SOON)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with one commune library."""
    one = _open(tmp_path_factory.mktemp("commune"), "commune")
    one.build(["shell", "--command", "from tests.journeys.commune import build; build()"])
    one.open()
    yield one
    one.close()


@pytest.fixture
def telephone(chromium: Browser, commune: House) -> Iterator[Telephone]:
    with telephone_of(chromium, commune) as one:
        yield one


@pytest.fixture
def line(commune: House) -> Iterator[ThinLine]:
    one = ThinLine(commune.address)
    yield one
    one.close()


@pytest.fixture
def far_telephone(chromium: Browser, commune: House, line: ThinLine) -> Iterator[Telephone]:
    """One whose line can be cut in the middle."""
    with telephone_of(chromium, commune, line.address) as one:
        yield one


def test_a_day_without_a_signal_and_five_minutes_with_one(telephone: Telephone):
    page = telephone.page
    _held, _odd, loans, visits = telephone.held()
    telephone.context.set_offline(True)

    # Monday: opened without a signal, by PIN.
    page.reload()
    telephone.unlock()

    # Nine books to villagers, by names typed without marks.
    for who, named, books in (
        ("giang a pao", "Giàng A Páo", ("de men", "truyen co", "ky thuat")),
        ("lo my", "Lò Thị Mỷ", ("dat rung", "hoa binh", "cay thuoc")),
        ("vang may", "Vàng Thị Mẩy", ("de men", "truyen co", "ky thuat")),
    ):
        telephone.go("cho-muon")
        telephone.type_and_choose(who, named)
        for count, book in enumerate(books, 1):
            page.locator("input.scan").fill(book)
            page.locator(".offers button").first.click()
            expect(page.get_by_text(f"Đã cho mượn {count} bản")).to_be_visible()
        expect(page.get_by_text("Hạn trả").first).to_be_visible()
        expect(page.get_by_text("Theo quy định").first).to_be_visible()
        page.get_by_role("button", name="Xong").last.click()

    # Two come back.
    telephone.go("tra")
    for count, book in enumerate(("de men", "hoa binh"), 1):
        page.locator("input.scan").fill(book)
        page.locator(".offers button").first.click()
        expect(page.get_by_text(f"Đã nhận {count} bản")).to_be_visible()

    # Fourteen visitors, one press each; one press too many is taken back.
    telephone.go("dem")
    tap = page.get_by_role("button", name="Thêm một: Người đến, Người lớn")
    for count in range(1, 16):
        tap.click()
        expect(tap.locator("strong")).to_have_text(str(count))
    page.get_by_role("button", name="Lấy lại").click()
    expect(tap.locator("strong")).to_have_text("14")

    # A child without a guardian is refused in place, with one it is registered and borrows.
    telephone.go("ban-doc")
    page.get_by_label("Họ và tên").fill("Giàng Thị Súa")
    page.get_by_text("Thiếu nhi", exact=True).click()
    page.get_by_role("button", name="Ghi bạn đọc").click()
    expect(page.get_by_text("cần tên người giám hộ")).to_be_visible()
    page.get_by_label("Họ tên cha").fill("Giàng A Dơ")
    page.get_by_role("button", name="Ghi bạn đọc").click()
    page.get_by_role("link", name="Cho Giàng Thị Súa mượn sách").click()
    page.locator("input.scan").fill("dat rung")
    page.locator(".offers button").first.click()
    expect(page.get_by_text("Đã cho mượn 1 bản")).to_be_visible()

    # A torn book.
    telephone.go("hong")
    page.locator("input.scan").fill("cay thuoc")
    page.locator(".offers button").last.click()
    page.get_by_label("Hỏng thế nào").fill("rách bìa")
    page.get_by_role("button", name="Ghi sách hỏng").click()
    expect(page.get_by_text("bị hỏng")).to_be_visible()

    # Still there after the telephone was off.
    page.reload()
    telephone.unlock()
    telephone.go("gui")
    expect(page.get_by_text("30 việc chờ gửi").first).to_be_visible()

    # Thursday, two bars: it goes by itself.
    telephone.context.set_offline(False)
    expect(page.get_by_text("Mọi việc đã gửi xong")).to_be_visible()
    assert telephone.held() == (30, 0, loans + 8, visits + 14)

    # What the house made of it is what the telephone shows.
    telephone.go("gia-han")
    expect(page.locator("ul.lines > li")).to_have_count(loans + 8)


@pytest.mark.parametrize("fate", ["before", "after", "middle"])
def test_a_cut_at_every_step_of_sending_loses_and_doubles_nothing(
    far_telephone: Telephone, line: ThinLine, fate: str
):
    telephone, page = far_telephone, far_telephone.page
    before = telephone.held()[3]
    telephone.context.set_offline(True)
    telephone.go("dem")
    tap = page.get_by_role("button", name="Thêm một: Người đến, Người lớn")
    figure = int(tap.locator("strong").inner_text())
    page.evaluate(
        """async ([label, until]) => {
          const taps = [...document.querySelectorAll(".tap")];
          const tap = taps.find((one) => one.textContent.startsWith(label));
          while (Number(tap.querySelector("strong").textContent) < until) {
            if (!tap.disabled) tap.click();
            await new Promise((next) => setTimeout(next, 5));
          }
        }""",
        ["Thêm một: Người đến, Người lớn", figure + 230],
    )
    telephone.go("gui")
    seen: list[str] = []

    def each_first_is_cut(head: bytes) -> str:
        """Every other bundle is cut: each step is cut once and goes through the second time."""
        if not head.startswith(SYNC):
            return ""
        seen.append(fate if len(seen) % 2 == 0 else "")
        return seen[-1]

    line.fate = each_first_is_cut
    telephone.context.set_offline(False)
    send = page.get_by_role("button", name="Gửi ngay")
    for _step in range(30):
        expect(send).to_be_enabled()
        # What an earlier turn said may still stand there; the other speaks of what waits.
        done = ("Mọi việc đã gửi xong", "Đã xong lượt này")
        if all(page.get_by_text(one).count() for one in done):
            break
        send.click()
        page.wait_for_timeout(300)
    expect(page.get_by_text("Mọi việc đã gửi xong")).to_be_visible()
    assert len(seen) >= 8
    events, odd, _loans, visits = telephone.held()
    assert (events, odd, visits - before) == (230, 0, 230)


def test_a_full_disk_is_said_and_loses_nothing(telephone: Telephone):
    page = telephone.page
    telephone.context.set_offline(True)
    telephone.go("dem")
    tap = page.get_by_role("button", name="Thêm một: Người đến, Người lớn")
    tap.click()
    expect(tap.locator("strong")).to_have_text("1")
    # What the browser answers when its disk is full.
    page.evaluate(
        """() => {
          const add = IDBObjectStore.prototype.add;
          IDBObjectStore.prototype.add = () => {
            throw new DOMException("full", "QuotaExceededError");
          };
          globalThis.emptied = () => (IDBObjectStore.prototype.add = add);
        }"""
    )
    tap.click()
    expect(page.get_by_text("Bộ nhớ máy đã đầy nên việc này CHƯA được ghi")).to_be_visible()
    expect(tap.locator("strong")).to_have_text("1")
    page.evaluate("() => void emptied()")
    tap.click()
    expect(tap.locator("strong")).to_have_text("2")
    page.reload()
    telephone.unlock()
    expect(page.get_by_role("link", name="2 việc chờ gửi")).to_be_visible()


AHEAD = """
(() => {
  const right = Date.now.bind(Date);
  Date.now = () => right() + %d;
})()
"""
TODAYS = """
from django.utils import timezone
from tusach.circulation.models import TallyLine
lines = TallyLine.objects.filter(tally__device__isnull=False)
print("todays", lines.filter(day=timezone.localdate(), counts=True).count(), lines.count())
"""


@pytest.mark.parametrize("days", [3652, -1, -20_000])
def test_a_telephone_of_another_year_counts_on_the_true_day(
    chromium: Browser, commune: House, days: int
):
    before = commune.manage("shell", "--command", TODAYS).split("todays")[1].split()
    context = chromium.new_context(viewport=PHONE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    context.add_init_script(AHEAD % (days * 86_400_000))
    page = context.new_page()
    telephone = Telephone(commune, context, page, Walker(page, commune), commune.address)
    telephone.enrol()
    telephone.go("dem")
    tap = page.get_by_role("button", name="Thêm một: Người đến, Người lớn")
    tap.click()
    expect(tap.locator("strong")).to_have_text("1")
    telephone.go("gui")
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.get_by_text("Mọi việc đã gửi xong")).to_be_visible()
    events, odd, _loans, _visits = telephone.held()
    assert (events, odd) == (1, 0)
    after = commune.manage("shell", "--command", TODAYS).split("todays")[1].split()
    assert [int(a) - int(b) for a, b in zip(after, before, strict=True)] == [1, 1]
    context.close()


def test_wrong_pins_make_one_wait(telephone: Telephone):
    page = telephone.page
    telephone.go("")
    page.get_by_role("button", name="Khoá máy").click()
    for _try in range(3):
        page.get_by_label("Mã PIN").fill("999111")
        page.get_by_role("button", name="Mở").click()
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_label("Mã PIN")).to_have_value("")
    expect(page.get_by_role("alert")).to_contain_text("Chờ")
    page.get_by_label("Mã PIN").fill(PIN)
    page.get_by_role("button", name="Mở").click()
    expect(page.get_by_role("alert")).to_contain_text("Chờ")


SCREENS = ("", "cho-muon", "tra", "gia-han", "dem", "tim", "ban-doc", "xin", "hong", "gui", "so",
           "cai-dat")  # fmt: skip


def test_no_screen_has_a_fault_for_those_who_cannot_see(telephone: Telephone):
    page = telephone.page
    found = {}
    for screen in SCREENS:
        telephone.go(screen)
        expect(page.locator("h1")).to_be_visible()
        for summary in page.locator("summary").all():
            summary.click()
        if faults := telephone.walker.axe():
            found[screen] = faults
        wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{screen or 'home'} is wider than the telephone"
    page.reload()
    expect(page.get_by_label("Mã PIN")).to_be_visible()
    if faults := telephone.walker.axe():
        found["lock"] = faults
    assert found == {}


def test_a_book_is_lent_with_the_keyboard_alone(telephone: Telephone):
    page = telephone.page
    telephone.go("cho-muon")
    expect(page.get_by_label("Ai mượn?")).to_be_focused()
    page.keyboard.type("deo ung")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đèo Văn Ứng")).to_be_visible()
    expect(page.get_by_label("Sách nào?")).to_be_focused()
    # Others of these tests have lent some of the twelve.
    free = telephone.house.manage("shell", "--command", FREE).split("free ")[1].split()[0]
    page.keyboard.type(free)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã cho mượn 1 bản")).to_be_visible()
