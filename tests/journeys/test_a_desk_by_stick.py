"""A telephone that never has a signal: a stick there and back, several people, slips mended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.house import House
from tests.journeys.telephone import PIN, Telephone, telephone_of

pytestmark = pytest.mark.browser

# The house takes the stick in and writes its answer on it.
TAKE = """
from pathlib import Path
from django.utils import timezone
from tusach.offline.exchange import exchange
stick = Path({stick!r})
done = exchange(stick.read_bytes(), at=timezone.now(), carried="stick", by="Hoa")
stick.with_suffix(".answer").write_bytes(done.answer)
"""


@pytest.fixture
def telephone(chromium: Browser, commune: House) -> Iterator[Telephone]:
    expect.set_options(timeout=30_000)
    with telephone_of(chromium, commune, slow=1) as one:
        yield one
    expect.set_options(timeout=5_000)


def tap(telephone: Telephone) -> None:
    page = telephone.go("dem")
    page.get_by_role("button", name="Thêm một: Người đến, Người lớn").click()
    expect(page.get_by_text("Vừa đếm")).to_be_visible()


def carried(telephone: Telephone, to: Path) -> Path:
    """A stick filled by the telephone, and answered by the house."""
    page = telephone.go("gui")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Lưu tệp để mang đi").click()
    saved.value.save_as(to)
    telephone.house.manage("shell", "--command", TAKE.format(stick=str(to)))
    return to.with_suffix(".answer")


def bring(page: Page, name: str, content: bytes, tmp_path: Path) -> None:
    stick = tmp_path / name
    stick.write_bytes(content)
    page.locator('input[type="file"]').first.set_input_files(stick)


def test_a_stick_goes_there_and_back_and_a_bad_one_is_told(telephone: Telephone, tmp_path: Path):
    page = telephone.page
    telephone.context.set_offline(True)
    tap(telephone)
    answer = carried(telephone, tmp_path / "first.tusach")
    first = answer.read_bytes()
    away = (tmp_path / "first.tusach").read_bytes()
    for name, content, said in (
        ("cut.tusach", first[:-9], "không đọc được"),
        ("altered.tusach", first[:-1] + bytes([first[-1] ^ 1]), "đã bị thay đổi"),
        ("elsewhere.tusach", first[:5] + bytes(16) + first[21:], "của thư viện tỉnh khác"),
        ("other.tusach", first[:21] + bytes(16) + first[37:], "là của máy khác"),
        ("away.tusach", away, "Đây là tệp gửi đi"),
    ):
        bring(page, name, content, tmp_path)
        expect(page.get_by_role("alert")).to_contain_text(said)
    # None of them lost or changed anything.
    expect(page.get_by_role("link", name="1 việc chờ gửi")).to_be_visible()
    bring(page, "good.tusach", first, tmp_path)
    expect(page.get_by_text("thêm 1 việc được giữ")).to_be_visible()

    # A newer one was taken: the older says nothing any more.
    tap(telephone)
    second = carried(telephone, tmp_path / "second.tusach").read_bytes()
    bring(page, "second-good.tusach", second, tmp_path)
    expect(page.get_by_text("thêm 1 việc được giữ")).to_be_visible()
    bring(page, "again.tusach", first, tmp_path)
    expect(page.get_by_role("alert")).to_contain_text("cũ hơn")
    assert telephone.held()[:2] == (2, 0)


def test_several_people_each_with_a_pin_and_the_journal_names_them(telephone: Telephone):
    page = telephone.page
    telephone.context.set_offline(True)
    tap(telephone)
    telephone.go("cai-dat")
    page.locator("summary", has_text="Thêm người").click()
    page.get_by_label("Tên người mới").fill("Mỷ")
    page.get_by_label("Mã PIN của bạn (Páo)").first.fill(PIN)
    page.get_by_label("Mã PIN mới").first.fill("914276")
    page.get_by_label("Gõ lại").first.fill("914276")
    page.get_by_role("button", name="Thêm người").click()
    expect(page.get_by_text("Đã thêm Mỷ.")).to_be_visible()
    telephone.go("")
    page.get_by_role("button", name="Khoá máy").click()
    page.get_by_text("Mỷ", exact=True).click()
    page.get_by_label("Mã PIN").fill("914276")
    page.get_by_role("button", name="Mở").click()
    tap(telephone)
    telephone.go("so")
    expect(page.get_by_text("Mỷ, ")).to_have_count(1)
    expect(page.get_by_text("Páo, ")).to_have_count(1)


def test_slips_are_taken_back_before_and_after_sending(telephone: Telephone):
    page = telephone.page
    telephone.context.set_offline(True)

    telephone.go("hong")
    page.locator("input.scan").fill("cay thuoc")
    page.locator(".offers button").last.click()
    page.get_by_label("Hỏng thế nào").fill("rách bìa")
    page.get_by_role("button", name="Ghi sách hỏng").click()
    page.get_by_role("button", name="Lấy lại").click()
    expect(page.get_by_text("Đã lấy lại")).to_be_visible()

    telephone.go("ban-doc")
    page.get_by_label("Họ và tên").fill("Sùng Thị Nhầm")
    page.get_by_role("button", name="Ghi bạn đọc").click()
    expect(page.get_by_role("link", name="Cho Sùng Thị Nhầm mượn sách")).to_be_visible()

    telephone.go("xin")
    page.get_by_label("Tên sách").fill("Sách không cần nữa")
    page.get_by_role("button").last.click()
    telephone.go("gui")
    telephone.context.set_offline(False)
    expect(page.get_by_text("Mọi việc đã gửi xong")).to_be_visible()
    expect(page.get_by_text("Đã xong lượt này")).to_be_visible()

    # Registration and request are safe by now, and taken back from the journal.
    telephone.context.set_offline(True)
    telephone.go("so")
    for _slip in range(2):
        left = page.get_by_role("button", name="Lấy lại")
        count = left.count()
        left.first.click()
        expect(left).to_have_count(count - 1)
    telephone.go("cho-muon")
    page.locator("input.scan").fill("sung thi nham")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Không có bạn đọc nào khớp")).to_be_visible()
    telephone.go("gui")
    telephone.context.set_offline(False)
    expect(page.get_by_text("Mọi việc đã gửi xong")).to_be_visible()
    said = telephone.house.manage("shell", "--command", GONE)
    assert said.split("gone ")[1].split() == ["0", "0", "0"]


GONE = """
from tusach.circulation.models import Request
from tusach.holdings.models import CopyPlace
from tusach.readers.models import Reader
print("gone", Reader.objects.filter(name__contains="Nhầm").count(),
      Request.objects.filter(ended_at=None).count(),
      CopyPlace.objects.filter(state="damaged").count())
"""


PHOTOS = """
from tusach.holdings.models import DamagePhoto
for photo in DamagePhoto.objects.select_related("entry"):
    print("photo", photo.width, photo.height, photo.entry.by_name, "/", photo.entry.note)
"""


def picture(to: Path) -> Path:
    """As a telephone takes it: large, and with the place where it stood."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (22.0, 23.0, 47.0), 3: "E", 4: (103.0, 27.0, 29.0)}
    grain = Image.effect_noise((500, 375), 90).convert("RGB")
    grain.resize((3000, 2250)).save(to, "JPEG", quality=90, exif=exif)
    return to


def note_damage(telephone: Telephone, book: str, note: str, *photos: Path) -> None:
    page = telephone.go("hong")
    page.locator("input.scan").fill(book)
    page.locator(".offers button").first.click()
    page.get_by_label("Hỏng thế nào").fill(note)
    for count, photo in enumerate(photos, 1):
        page.locator(".shots input").set_input_files(photo)
        shown = page.get_by_role("img", name=f"Ảnh {count}")
        expect(shown).to_be_visible()
        assert max(shown.evaluate("one => [one.naturalWidth, one.naturalHeight]")) <= 1280
    page.get_by_role("button", name="Ghi sách hỏng").click()
    expect(page.get_by_text("bị hỏng.")).to_be_visible()


def test_damage_is_noted_with_a_photograph_that_goes_last_or_by_stick(
    telephone: Telephone, tmp_path: Path
):
    page, photo = telephone.page, picture(tmp_path / "bìa.jpg")
    telephone.context.set_offline(True)
    telephone.go("hong")
    page.locator("input.scan").fill("ky thuat")
    page.locator(".offers button").first.click()
    (tmp_path / "no.jpg").write_bytes(b"no picture at all")
    page.locator(".shots input").set_input_files(tmp_path / "no.jpg")
    expect(page.get_by_role("alert")).to_contain_text("không phải ảnh mở được")
    telephone.go("")
    note_damage(telephone, "ky thuat", "ướt mưa", photo)
    telephone.go("")
    expect(page.get_by_text("1 ảnh chờ gửi")).to_be_visible()
    page.reload()
    telephone.unlock()
    expect(page.get_by_text("1 ảnh chờ gửi")).to_be_visible()
    telephone.go("gui")
    telephone.context.set_offline(False)
    expect(page.get_by_text("Đã xong lượt này")).to_be_visible()
    expect(page.get_by_text("ảnh chờ gửi")).to_have_count(0)

    # Without a signal the next one goes with the stick, and is not sent again.
    telephone.context.set_offline(True)
    note_damage(telephone, "truyen co", "rách trang 5", picture(tmp_path / "trang.jpg"))
    answer = carried(telephone, tmp_path / "photo.tusach").read_bytes()
    expect(page.get_by_text("1 ảnh chờ gửi")).to_be_visible()
    bring(page, "photo.answer.tusach", answer, tmp_path)
    expect(page.get_by_text("thêm 1 việc được giữ")).to_be_visible()
    expect(page.get_by_text("1 ảnh chờ gửi")).to_have_count(0)
    kept = telephone.house.manage("shell", "--command", PHOTOS)
    photos = [line.split(maxsplit=3) for line in kept.splitlines() if line.startswith("photo")]
    who = "Páo · Điện thoại anh Páo"
    assert [said for *_size, said in photos] == [f"{who} / ướt mưa", f"{who} / rách trang 5"]
    assert all(480 <= int(wide) <= 1280 for _word, wide, _high, _said in photos)
