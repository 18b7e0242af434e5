"""The cultural officer of a border post: a box of 300 books, counts, sixty books next door, a road
that is cut. All without a signal; no soldier is named anywhere (scenario D3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.commune import BORDER, NEXT_DOOR
from tests.journeys.conftest import _open
from tests.journeys.house import House
from tests.journeys.telephone import Telephone, telephone_of

pytestmark = pytest.mark.browser

BOX = """
from tusach.network.api import ServicePoint
from tusach.rotation.models import Leg, Line, Minutes, Told
from tusach.holdings.models import CopyPlace
leg = Leg.objects.get(point__name={border!r})
lines = Line.objects.filter(leg=leg).values_list("state", flat=True)
onward = CopyPlace.objects.filter(point__name={next_door!r}).count()
papers = sorted(Minutes.objects.filter(signed_at__isnull=False)
                .values_list("giver_name", "receiver_name"))
wish = Told.objects.filter(kind="extend", waits=True).first()
print("box", leg.state, list(lines).count("in_service"), list(lines).count("refused"),
      list(lines).count("passed_on"), onward, len(papers), wish.said["due"] if wish else "-",
      sep=" | ")
"""


@pytest.fixture(scope="module")
def border(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    one = _open(tmp_path_factory.mktemp("border"), "border")
    made = "from tests.journeys.commune import build, build_border; build(); build_border()"
    one.build(["shell", "--command", made])
    one.open()
    yield one
    one.close()


@pytest.fixture
def telephone(chromium: Browser, border: House) -> Iterator[Telephone]:
    expect.set_options(timeout=30_000)
    with telephone_of(chromium, border, enrolled=False) as one:
        one.enrol(BORDER, who="Thắng", shelf="")
        yield one
    expect.set_options(timeout=5_000)


def test_a_box_is_received_used_and_partly_handed_on_without_a_signal(
    telephone: Telephone, tmp_path: Path
):
    page = telephone.page
    telephone.context.set_offline(True)

    telephone.go("thung")
    expect(page.get_by_text("300 bản, từ")).to_be_visible()
    page.get_by_role("link", name="Nhận thùng").click()
    page.get_by_role("button", name="Đủ cả thùng (300 bản)").click()
    expect(page.get_by_text("Đã xem 300 trên 300 bản")).to_be_visible()
    # But one that is not there, and one that is torn and kept.
    page.get_by_text("Cả danh mục (300)").click()
    page.get_by_role("combobox", name="Tình trạng").nth(0).select_option("missing")
    page.get_by_role("combobox", name="Tình trạng").nth(1).select_option("damaged")
    page.get_by_label("Hỏng thế nào?").fill("ướt mưa")
    page.get_by_role("button", name="Ghi đã nhận 299 bản").click()
    expect(page.get_by_text("Cần họ tên người nhận")).to_be_visible()
    page.get_by_label("Người nhận").fill("Trần Văn Thắng")
    page.get_by_role("button", name="Ghi đã nhận 299 bản").click()
    expect(page.get_by_text("ghi rồi không lấy lại được")).to_be_visible()
    page.get_by_role("button", name="Ghi đã nhận 299 bản").click()
    expect(page.get_by_text("Sách dùng được ngay")).to_be_visible()

    # A soldier reads one: counted, not named; an alias stays on the telephone.
    telephone.go("tim")
    expect(page.get_by_text("299 bản sách của điểm này")).to_be_visible()
    telephone.go("cho-muon")
    page.get_by_text("Bộ đội, công an", exact=True).click()
    page.get_by_label("Bí danh").fill("Tổ trưởng cao")
    page.get_by_role("button", name="Cho mượn").click()
    page.locator("input.scan").fill("dat rung phuong nam 100")
    page.locator(".offers button").first.click()
    expect(page.get_by_text("Đã cho mượn 1 bản")).to_be_visible()

    # Sixty go to the bookcase next door.
    telephone.go("thung")
    page.get_by_role("link", name="Chuyển tiếp").click()
    page.get_by_label("Số bản").fill("60")
    page.get_by_role("button", name="Hoặc lấy 60 bản").click()
    expect(page.get_by_text("Đã chọn 60 trên 299 bản")).to_be_visible()
    page.get_by_label("Chuyển đến điểm nào").select_option(label=NEXT_DOOR)
    page.get_by_label("Người giao", exact=True).fill("Trần Văn Thắng")
    page.get_by_label("Người nhận", exact=True).fill("Lò Thị Mỷ")
    for _twice in range(2):
        page.get_by_role("button", name="Ghi đã chuyển 60 bản").click()
    expect(page.get_by_text("chuyển 60 bản đến Tủ sách bản Nậm Pắn")).to_be_visible()

    # The road is cut: two months longer, by telephone.
    telephone.go("thung")
    page.get_by_role("link", name="Xin gia hạn").click()
    asked = page.get_by_label("Xin giữ đến ngày").input_value()
    page.get_by_label("Lý do").fill("Đường bị sạt lở")
    page.get_by_role("button", name="Ghi lời xin gia hạn").click()
    expect(page.get_by_text("Đã ghi xin giữ đến")).to_be_visible()

    # What was written holds when the telephone was off, and is listed.
    page.reload()
    telephone.unlock()
    telephone.go("so")
    expect(page.locator(".events > li")).to_have_count(4)
    expect(page.get_by_text("có 298 · thiếu 1 · hỏng, vẫn nhận 1")).to_be_visible()

    # Two bars.
    sent: list[bytes] = []
    page.on("request", lambda one: sent.append(one.post_data_buffer or b""))
    telephone.go("gui")
    telephone.context.set_offline(False)
    expect(page.get_by_text("Mọi việc đã gửi xong")).to_be_visible()
    expect(page.get_by_text("Đã xong lượt này")).to_be_visible()
    said = telephone.house.manage(
        "shell", "--command", BOX.format(border=BORDER, next_door=NEXT_DOOR)
    )
    figures = said.split("box | ")[1].strip().split(" | ")
    assert figures == ["in_service", "239", "1", "60", "60", "2", asked]
    kept = telephone.house.manage("shell", "--command", KEPT)
    assert "cao" not in kept
    assert "Thắng" not in kept.replace("Điện thoại", "")
    # Nor is the alias, or who had opened the telephone, in any bundle that left it.
    for number, bundle in enumerate(sent):
        if bundle.startswith(b"TSB1"):
            (tmp_path / f"{number:04}").write_bytes(bundle)
    opened = telephone.house.manage("shell", "--command", OPENED.format(folder=str(tmp_path)))
    for kind in ("rotation.receive", "circulation.lend", "rotation.hand_on"):
        assert f'"{kind}"' in opened
    for unsaid in ("Tổ trưởng cao", '"alias"', '"local"', '"by"', "Páo"):
        assert unsaid not in opened
    telephone.go("thung")
    expect(page.get_by_text("239 bản, từ")).to_be_visible()


# What was sent, as only the house can read it.
OPENED = """
import json
from pathlib import Path
from tusach.offline import bundles
from tusach.offline.keys import house
from tusach.offline.models import Device
_house, keys = house()
for file in sorted(Path({folder!r}).iterdir()):
    bundle = file.read_bytes()
    device = Device.objects.get(key=bundles.header_of(bundle).device)
    theirs = bundles.PublicKeys(bytes(device.sign_key), bytes(device.agree_key))
    print(json.dumps(bundles.open_bundle(bundle, mine=keys, theirs=theirs), ensure_ascii=False))
"""

# Every event as the house keeps it: neither the alias nor who signed is in it.
KEPT = """
from tusach.offline.models import DeviceEvent
print([event.payload for event in DeviceEvent.objects.all()])
"""
