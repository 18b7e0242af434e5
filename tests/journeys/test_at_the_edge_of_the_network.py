"""A border post, a prison and a village's bookcase: places without a line, and what is done for
them (scenarios D3, D4, D12: counts by message and paper, an extension by telephone, books handed
on, custody that passes with a count, a stick that goes out and comes in, three owners on a shelf).
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import DESK, Walker, _open, scan
from tests.journeys.edges import BOOKCASE, DONOR, LAW, PEOPLE, POST, PRISON
from tests.journeys.house import House
from tusach.offline.testing import Phone

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with these places."""
    one = _open(tmp_path_factory.mktemp("edges"), "edges")
    one.build(["shell", "--command", "from tests.journeys.edges import build; build()"])
    one.sign_ins = PEOPLE
    one.open()
    yield one
    one.close()


@pytest.fixture
def walker(chromium, edges: House) -> Iterator[Walker]:
    context = chromium.new_context(viewport=DESK, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    context.set_default_timeout(20_000)
    one = Walker(context.new_page(), edges)
    yield one
    context.close()
    assert one.faults == []


def asked(house: House, code: str) -> list[str]:
    """The words that a line of Python prints, in the house's own shell."""
    said = house.manage("shell", "--command", code)
    return said.split("SAID", 1)[1].split()


def paper(walker: Walker, address: str) -> str:
    answer = walker.page.request.get(walker.address + address)
    assert answer.status == 200, address
    return "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.body())).pages)


LEG = """
from tusach.rotation.models import Leg
leg = Leg.objects.get(point__name="{point}", batch__store__kind="rotation_store")
print("SAID", leg.pk, leg.batch_id)
"""
LAST_MONTH = """
from datetime import timedelta
from django.utils import timezone
last = timezone.localdate().replace(day=1) - timedelta(days=1)
print("SAID", last.month)
"""
VISITS = """
from datetime import date
from tusach.facts.api import total
print("SAID", *(total(m, date(2000, 1, 1), date(2100, 1, 1)) for m in ("visit", "in_house")))
"""


def test_a_border_posts_half_year(edges: House, walker: Walker):
    page = walker.page
    leg, _batch = asked(edges, LEG.format(point=POST))

    # The province gives the post a number, and a message comes from an officer's telephone.
    walker.sign_in("thukho")
    walker.go("/luu-thong/tin-nhan/so-hieu/")
    page.get_by_label("Điểm phục vụ").fill(POST)
    page.get_by_role("button", name=re.compile("Cấp")).click()
    number = page.locator("main").get_by_text(re.compile(r"^\d{4}[A-Z]$")).first.inner_text()
    (month,) = asked(edges, LAST_MONTH)
    good = f"TS {number} {month} V35 M20 D12 K7"
    walker.go("/luu-thong/tin-nhan/")
    page.get_by_label("Các tin nhắn").fill(
        f"+84912000111 08:15: {good}\nTS {number} {month} V53 K5"
    )
    page.get_by_role("button", name="Đọc thử").click()
    expect(page.locator("main")).to_contain_text("1 tin chưa đọc được")
    page.get_by_role("button", name="Ghi 1 tin").click()
    expect(page.locator("main")).to_contain_text("Đã ghi 1 tin")
    assert asked(edges, VISITS) == ["35", "12"]

    # The road is cut: two months more, by telephone; the paper comes later.
    walker.go(f"/luan-chuyen/diem/{leg}/gia-han/")
    page.get_by_label("Hạn mới").fill(later(edges, 60))
    page.get_by_label("Lý do").fill("Đường bị sạt lở")
    page.get_by_label("Báo qua điện thoại, giấy gửi sau").check()
    page.get_by_role("button", name="Gia hạn").click()
    expect(page.locator("main")).to_contain_text("Đã gia hạn")
    page.get_by_role("link", name=re.compile("qua điện thoại")).click()
    page.locator("main button.primary").last.click()
    expect(page.locator("main")).to_contain_text("có giấy ngày")

    # Sixty of the three hundred go over to the bookcase next door, by a signed slip.
    walker.sign_in("bienphong")
    walker.go(f"/luan-chuyen/diem/{leg}/chuyen-tiep/")
    page.get_by_label("Chuyển đến điểm").fill(BOOKCASE)
    page.get_by_label("Người giao đã ký").fill("Trần Văn Sơn")
    page.get_by_label("Người nhận đã ký").fill("Chẻo Thị Mẩy")
    books = asked(edges, THERE.format(point=POST))
    for box in page.locator("input[name=line]").all()[:2]:
        box.check()
    # The others are scanned; one of them is of another place.
    scanned = page.get_by_label("Mã các bản chuyển đi")
    scanned.fill("\n".join([*books[2:60], "2999999999998"]))
    hand_on = page.get_by_role("button", name=re.compile("^Chuyển tiếp"))
    hand_on.click()
    expect(page.locator("main")).to_contain_text("Không có trong các bản đang ở")
    expect(page.locator("input[name=line]:checked")).to_have_count(60)
    scanned.fill("")
    hand_on.click()
    expect(page.locator("main")).to_contain_text("Đã chuyển tiếp")
    onward, slip = asked(edges, ONWARD)
    walker.sign_in("taphung")
    said = paper(walker, f"/luan-chuyen/bien-ban/{slip}.pdf")
    assert "Chẻo Thị Mẩy" in said
    assert re.search(r"\b60 bản", said), said[:800]
    walker.go(f"/luan-chuyen/dot/{onward}/")
    expect(page.locator("main")).to_contain_text("đã giao 60")

    # A new officer takes over: what stands on the shelf is counted, and signed for.
    walker.sign_in("donmoi")
    walker.go("/kho/kiem-ke/moi/")
    page.get_by_label("Tên đợt").fill("Bàn giao người phụ trách")
    page.locator("main button.primary").last.click()
    expect(page.locator("h1")).to_contain_text("Bàn giao người phụ trách")
    there = asked(edges, THERE.format(point=POST))
    page.get_by_text("Dán mã từ máy quét cầm tay").click()
    page.locator("textarea[name=codes]").fill("\n".join(there[:-1]))
    page.get_by_role("button", name="Ghi nhận").last.click()
    expect(page.locator("#counting")).to_contain_text("239")


ONWARD = """
from tusach.rotation.models import Batch, Minutes
made = Batch.objects.exclude(store__kind="rotation_store").latest("pk")
print("SAID", made.pk, Minutes.objects.filter(batch=made).latest("pk").pk)
"""
THERE = """
from tusach.holdings.models import CopyPlace
there = CopyPlace.objects.filter(point__name="{point}").order_by("copy_id")
print("SAID", *there.values_list("copy__barcode", flat=True))
"""
LATER = """
from datetime import timedelta
from django.utils import timezone
print("SAID", (timezone.localdate() + timedelta(days={days})).isoformat())
"""


def later(house: House, days: int) -> str:
    return asked(house, LATER.format(days=days))[0]


def test_a_prisons_stick_goes_out_and_comes_in(edges: House, walker: Walker, tmp_path: Path):
    page, now = walker.page, datetime.now(UTC)
    leg, _batch, *books = asked(edges, PRISONS.format(point=PRISON))

    # The province invites the prison's computer; it has never seen a network.
    walker.sign_in("thukho")
    walker.go("/thiet-bi/moi/")
    page.get_by_label("Tên thiết bị").fill("Máy tính phòng giáo dục")
    page.get_by_label(re.compile("^Điểm")).first.fill(PRISON)
    page.locator("main button.primary").last.click()
    token = page.locator("main").get_by_text(re.compile(r"^([a-z0-9]{4} ){7}[a-z0-9]{4}$"))
    # Its clock stands in 1970: nobody set it.
    computer = Phone(name="Máy tính phòng giáo dục", clock=datetime(1970, 1, 3, tzinfo=UTC) - now)
    request = json.dumps(computer.request(token.inner_text(), now)).encode()
    bring(walker, tmp_path / "ghi-nhan.tusach", request)
    expect(page.locator("main")).to_contain_text("Đã ghi nhận Máy tính phòng giáo dục")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải về để chép vào USB").click()
    computer.hear_enrolment(json.loads(waiting.value.path().read_text()))

    # A month of counts: figures alone, and no name however it is said.
    point = computer.points[0]
    day = f"{(now + computer.clock).date()}"
    counts = {"visit": {"prisoners": 40}, "in_house": {"prisoners": 66}}
    computer.note("circulation.tally", now, point=point, day=day, mode="on_site", counts=counts)
    computer.note("readers.register", now, point=point, name="Một phạm nhân")
    forgotten = computer.bundle(now)
    before = asked(edges, VISITS)
    computer.note("circulation.lend", now, point=point, copy=books[0], audience="prisoners")
    stick = computer.bundle(now)

    # On the way somebody changes a letter; the house takes nothing of it.
    altered = bytearray(stick)
    altered[len(stick) // 2] ^= 1
    bring(walker, tmp_path / "sua.tusach", bytes(altered))
    expect(page.get_by_role("alert")).to_contain_text("đã bị thay đổi sau khi thiết bị đóng gói")
    assert asked(edges, VISITS) == before
    bring(walker, tmp_path / "thang.tusach", stick)
    assert asked(edges, VISITS) == [str(int(before[0]) + 40), str(int(before[1]) + 66)]
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải tệp trả lời").click()
    computer.hear(waiting.value.path().read_bytes())
    assert {n: said[:2] for n, said in computer.outcomes.items()} == {
        1: ["taken", "counted"],
        2: ["declined", "readers-not-kept-here"],
        3: ["taken", "fits"],
    }
    assert computer.known == 3

    # One that was made before it and lay in a drawer.
    bring(walker, tmp_path / "ngan-keo.tusach", forgotten)
    expect(page.get_by_role("alert")).to_contain_text("cũ hơn")
    assert asked(edges, VISITS) == [str(int(before[0]) + 40), str(int(before[1]) + 66)]

    # Books come back with marks in them: they wait until somebody has looked through them.
    walker.go(f"/luan-chuyen/diem/{leg}/tra/")
    page.get_by_label("Cách ly").check()
    scan(page, books[1])
    expect(page.locator("#count-back")).to_have_text("1")
    assert asked(edges, STATE.format(barcode=books[1])) == ["quarantine"]

    # Nobody outside learns that the prison is there.
    walker.page.context.clear_cookies()
    walker.go("/")
    page.locator("input[type=search]").first.fill("sach hay cua thung 12")
    page.locator("input[type=search]").first.press("Enter")
    page.get_by_role("link", name="Sách hay của thùng 12, tên 1").first.click()
    expect(page.locator("h1")).to_contain_text("Sách hay của thùng 12")
    expect(page.locator("main")).not_to_contain_text(PRISON)


def test_a_bookcase_of_three_owners_is_counted_by_owner(edges: House, walker: Walker):
    page = walker.page
    there = asked(edges, OWNED)
    walker.sign_in("xaphongtho")
    walker.go("/kho/kiem-ke/moi/")
    page.get_by_label(re.compile("^Nơi kiểm kê")).fill(BOOKCASE)
    page.get_by_label("Tên đợt").fill("Kiểm kê quý")
    page.locator("main button.primary").last.click()
    expect(page.locator("h1")).to_contain_text("Kiểm kê quý")
    # Two are scanned by hand; a pocket scanner brings the others. One of the donor's is not there.
    scan(page, *there[:2])
    expect(page.locator("#counting")).to_contain_text(f"Đã thấy 2 trên {len(there)}")
    page.get_by_text("Dán mã từ máy quét cầm tay").click()
    page.locator("textarea[name=codes]").fill("\n".join(there[2:-1]))
    page.get_by_role("button", name="Ghi nhận").last.click()
    # The province's are thirty, and more where a border post has handed some on.
    lent = len(there) - 50
    for owner, expected, found, missing in (
        ("Kho sách luân chuyển", lent, lent, 0), (LAW, 20, 20, 0), (DONOR, 30, 29, 1),
    ):  # fmt: skip
        row = page.locator("#counting tr", has_text=owner)
        assert row.locator("td").all_inner_texts() == [str(expected), str(found), str(missing)]

    # The notebook's page of the quarter: its totals are keyed, with who keyed them.
    before = asked(edges, VISITS)
    (month,) = asked(edges, MONTH)
    walker.go("/luu-thong/dem/phieu/")
    page.get_by_label(re.compile("^Điểm")).first.fill(BOOKCASE)
    page.get_by_label("Tháng").select_option(month)
    page.get_by_role("button", name="Nhập số").click()
    page.locator("input[name='visit.adults.0']").fill("31")
    page.locator("input[name='in_house.children.0']").fill("12")
    page.get_by_role("button", name="Ghi phiếu").click()
    expect(page.locator("main")).to_contain_text("Giàng A Páo")
    assert asked(edges, VISITS) == [str(int(before[0]) + 31), str(int(before[1]) + 12)]


OWNED = """
from tusach.holdings.models import CopyPlace
there = CopyPlace.objects.filter(point__kind="village_bookcase")
print("SAID", *there.order_by("copy_id").values_list("copy__barcode", flat=True))
"""
MONTH = """
from datetime import timedelta
from django.utils import timezone
last = timezone.localdate().replace(day=1) - timedelta(days=1)
print("SAID", last.strftime("%Y-%m"))
"""


def bring(walker: Walker, file: Path, data: bytes) -> None:
    """A stick is put in and its file chosen."""
    file.write_bytes(data)
    page = walker.go("/thiet-bi/nhan/")
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="Nhận gói").click()
    page.wait_for_load_state()


PRISONS = """
from tusach.rotation.models import Leg
leg = Leg.objects.get(point__name="{point}")
print("SAID", leg.pk, leg.batch_id, *leg.lines.values_list("copy__barcode", flat=True))
"""
STATE = """
from tusach.holdings.models import CopyPlace
print("SAID", CopyPlace.objects.get(copy__barcode="{barcode}").state)
"""


def test_a_blind_reader_orders_by_telephone(edges: House, walker: Walker):
    page = walker.page
    (reader,) = asked(edges, READER)
    walker.sign_in("xaphongtho")

    # The right is noted once, with who saw it and when: no paper, no kind of disability.
    walker.go(f"/ban-doc/{reader}/")
    page.get_by_text("Quyền dùng tài liệu dễ tiếp cận").click()
    page.get_by_label("Người xác nhận").fill("Giàng A Páo")
    page.get_by_label("Ngày xác nhận").fill(later(edges, -1))
    page.locator("form[action$='/tiep-can/'] button").click()
    expect(page.locator("main")).to_contain_text("có quyền; Giàng A Páo xác nhận ngày")
    assert walker.axe() == []

    # He rings up; the book is brought to his door.
    walker.go("/luu-thong/yeu-cau/moi/")
    page.get_by_label("Mã vạch, số ĐKCB của một bản, số kiểm soát, hoặc nhan đề").fill(
        "Truyện cổ Thái, sách nói"
    )
    page.locator("input[name=reader]").fill("Lò Văn Sáng")
    page.get_by_label("Giao tận nhà").check()
    assert walker.axe() == []
    page.locator("main button.primary").last.click()
    expect(page.locator("main")).to_contain_text("giao tận nhà")
    expect(page.locator("main")).to_contain_text("Lò Văn Sáng")
    assert walker.axe() == []


READER = """
from tusach.readers.models import Reader
print("SAID", Reader.objects.get(name="Lò Văn Sáng").pk)
"""
