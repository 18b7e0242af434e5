"""The whole work of a library on its books, walked in a browser as its people walk it.

A school's list and another system's records come in with their copies; a purchase is entered,
its register page and labels printed; two records that are one are merged and parted again; a
shelf with one book missing is counted; and a reader who types without tones finds her book first.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Locator, Page, expect
from pymarc import Field, Indicators, Record, Subfield
from pypdf import PdfReader

from tests.journeys.conftest import Walker, scan

pytestmark = [pytest.mark.browser, pytest.mark.long]

SCHOOL = "Trường Tiểu học San Thàng"
PIGS = "Kỹ thuật nuôi lợn bản"
# What a school's list looks like: its own column names, a title line above, years as text.
LIST = [
    ("Dế mèn phiêu lưu ký", "Tô Hoài", "Kim Đồng", "2020", 3, "45.000"),
    ("Truyện cổ Thái", "Cầm Cường", "Văn hoá dân tộc", "2018", 2, "60.000"),
    ("Truyện cổ Thái Tây Bắc", "Cầm Cường", "Văn hoá dân tộc", "2018", 1, "60.000"),
    ("Bản nhạc của núi", "Lò Ngân Sủn", "Hội Nhà văn", "2016", 1, "52.000"),
    ("Nuôi lợn ở bản", "Hà Văn Chiêu", "Nông nghiệp", "2011", 1, "38.000"),
    ("Lợn", "Vàng Thị Mỷ", "Kim Đồng", "2022", 2, "20.000"),
    ("Toán 4", "Hà Huy Khoái", "Giáo dục Việt Nam", "2023", 4, "22.000"),
]

KOHA = [
    ("Số đỏ", "Vũ Trọng Phụng"),
    ("Vợ chồng A Phủ", "Tô Hoài"),
    ("Tiếng hát con tàu", "Chế Lan Viên"),
]


def test_a_library_is_put_in_order(lone_walker: Walker, tmp_path: Path):
    walker = lone_walker
    walker.sign_in("bienmuc")
    bring_the_list_in(walker, school_list(tmp_path))
    bring_the_export_in(walker, koha_export(tmp_path))

    walker.sign_in("thukho")
    bought = receive_a_purchase(walker)

    walker.sign_in("bienmuc")
    catalogue_an_article(walker)
    merge_and_part(walker)

    walker.sign_in("truonghoc")
    take_stock(walker)

    weed_ten(walker, bought)
    find_the_pigs(walker)


def school_list(folder: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["DANH MỤC SÁCH THƯ VIỆN NĂM HỌC 2025-2026"])
    sheet.append(["STT", "Tên sách", "Tác giả", "NXB", "Năm XB", "Số lượng", "Giá tiền"])
    for number, row in enumerate(LIST, start=1):
        sheet.append([number, *row])
    path = folder / "Danh mục sách TH San Thàng.xlsx"
    book.save(path)
    return path


def bring_the_list_in(walker: Walker, path: Path) -> None:
    page = walker.go("/bien-muc/nhap/")
    page.locator("input[type=file]").set_input_files(str(path))
    page.get_by_role("button", name="Gửi và xem trước").click()
    fit = page.get_by_role("button", name="Đọc và xem trước")
    _wait_for(page, fit)
    fit.click()
    accept = page.get_by_role("button", name=re.compile("^Ghi .* biểu ghi vào mục lục"))
    _wait_for(page, accept)
    registers = page.get_by_label("Ghi các bản vào sổ")
    _choose(registers, "Sổ ĐKCB trường")
    accept.click()
    _wait_for(page, page.get_by_text(re.compile(r"Đã lập [\d.]+ biểu ghi")))
    expect(page.locator(".notice.ok").first).to_contain_text(f"Đã lập {len(LIST)} biểu ghi")


def koha_export(folder: Path) -> Path:
    """Records with their copies in field 952, as Koha writes them, of two of its branches: the
    last is the school's."""
    path = folder / "koha.mrc"
    with path.open("wb") as file:
        for number, (title, author) in enumerate(KOHA, start=1):
            branch = "TRUONG" if number == len(KOHA) else "KHO"
            record = Record(leader="00000nam a22000007a 4500", force_utf8=True)
            record.add_field(Field(tag="001", data=str(9000 + number)))
            record.add_field(_field("100", ("a", author)), _field("245", ("a", title)))
            record.add_field(
                _field(
                    "952", ("a", branch), ("b", branch), ("d", "2021-09-15"), ("g", "45000.00"),
                    ("i", f"{branch[0]}K.{number:05d}"), ("o", f"895.922 {author[:3].upper()}"),
                    ("p", f"33500{number:05d}"), ("y", "BK"),
                )
            )  # fmt: skip
            file.write(record.as_marc())
    return path


def bring_the_export_in(walker: Walker, path: Path) -> None:
    page = walker.go("/bien-muc/nhap/")
    page.locator("input[type=file]").set_input_files(str(path))
    page.get_by_role("button", name="Gửi và xem trước").click()
    accept = page.get_by_role("button", name=re.compile("^Ghi .* biểu ghi vào mục lục"))
    _wait_for(page, accept)
    page.get_by_role("link", name="Chọn thư viện và sổ cho các bản").click()
    _choose(page.get_by_role("group", name="KHO").get_by_label("Là thư viện"), "Kho sách")
    _choose(page.get_by_role("group", name="TRUONG").get_by_label("Là thư viện"), SCHOOL)
    keep = page.get_by_role("button", name="Giữ cách chọn này")
    keep.click()
    # The libraries are known now, and a register for the numbers of each is proposed.
    expect(page.locator("main")).to_contain_text("Mở sổ mới, số bắt đầu bằng “KK.”")
    keep.click()
    _wait_for(page, accept)
    accept.click()
    _wait_for(page, page.get_by_text(f"Đã ghi sổ {len(KOHA)} bản"))


def receive_a_purchase(walker: Walker) -> list[str]:
    """A hundred copies of one new title, by its invoice, into the store's register; the numbers
    and barcodes of the first ten are returned."""
    page = walker.go("/bo-sung/nha-cung-cap/moi/")
    page.get_by_label("Tên", exact=True).fill("Công ty Sách và Thiết bị Lai Châu")
    page.locator("main button.primary").last.click()
    page = walker.go("/bo-sung/dot/")
    page.get_by_role("link", name="Nhập sách mua").first.click()
    page.get_by_label("Nhà cung cấp").select_option(label="Công ty Sách và Thiết bị Lai Châu")
    _choose(page.get_by_label("Ghi vào sổ đăng ký cá biệt"), "Sổ ĐKCB kho luân chuyển")
    page.get_by_label("Nguồn").select_option(index=1)
    page.get_by_label("Số hoá đơn").fill("0001234")
    page.get_by_label("Tổng tiền trên hoá đơn").fill("6.500.000")
    page.locator("main button.primary").last.click()
    scan(page, PIGS)
    new = page.locator("#draft-body form", has=page.get_by_role("button", name="Thêm dòng"))
    new.get_by_label("Tác giả").fill("Lò Văn Ổn")
    new.get_by_label("Số bản").fill("100")
    new.get_by_label("Giá bìa (đồng)").fill("65.000")
    new.get_by_role("button", name="Thêm dòng").click()
    expect(page.locator(".rows.lines")).to_contain_text(PIGS)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Vào sổ cả đợt").click()
    _wait_for(page, page.get_by_text("Đã vào sổ từ số").first)

    register = _words_of(walker, page.get_by_role("link", name="In trang sổ").get_attribute("href"))
    assert register.count(PIGS) == 100
    page.locator("main").get_by_role("link", name="In nhãn").click()
    expect(page.locator("main")).to_contain_text("Nhãn cho 100 bản")
    return re.findall(r"LC\.\d+", register)[:10]


def catalogue_an_article(walker: Walker) -> None:
    """Of a newspaper that the catalogue has not yet: it is made in the same form."""
    page = walker.go("/bien-muc/bieu-ghi/")
    page.get_by_role("link", name="Lập bài trích").click()
    page.get_by_label("Nhan đề bài").fill("Mùa hoa ban ở San Thàng")
    page.get_by_label(re.compile("^Tác giả")).first.fill("Giàng A Páo")
    page.get_by_label("Trích từ").fill("Báo Lai Châu")
    page.get_by_label("Số báo").fill("2345")
    page.get_by_label(re.compile("^Trang")).fill("3")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_label("Lập mới: báo").check()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mùa hoa ban ở San Thàng")
    page.locator("main").get_by_role("link", name="Báo Lai Châu").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Báo Lai Châu")
    expect(page.locator("main")).to_contain_text("Mùa hoa ban ở San Thàng")


def merge_and_part(walker: Walker) -> None:
    """Two records of one book become one, with the copies of both; and two again."""
    page = walker.go("/bien-muc/bieu-ghi/moi/")
    page.get_by_label("Nhan đề", exact=True).fill("Toán 4")
    page.get_by_label(re.compile("^Tác giả")).first.fill("Hà Huy Khoái")
    page.locator("main button.primary").last.click()
    # The catalogue has it already, and says so; one who is in a hurry says it has not.
    page.get_by_label("Đây là nhan đề khác, vẫn lập biểu ghi mới").check()
    page.locator("main button.primary").last.click()
    heading, main = page.get_by_role("heading", level=1), page.locator("main")
    expect(heading).to_contain_text("Toán 4")
    expect(main).not_to_contain_text("ST.")
    page.get_by_role("link", name="Gộp biểu ghi trùng").click()
    main.get_by_role("link", name="Toán 4").last.click()
    page.get_by_role("button", name="Gộp hai biểu ghi").click()
    expect(main).to_contain_text("đã được gộp vào đây")
    expect(main).to_contain_text("ST.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Tách lại").click()
    expect(heading).to_contain_text("Toán 4")
    expect(main).not_to_contain_text("ST.")


def take_stock(walker: Walker) -> None:
    """Every book of the school is scanned but one: it is the one that is missing."""
    barcodes = _copies(walker)
    page = walker.go("/kho/kiem-ke/moi/")
    page.locator("main button.primary").last.click()
    scan(page, *barcodes[:-1])
    expect(page.locator("#counting")).to_contain_text(
        f"Đã thấy {len(barcodes) - 1} trên {len(barcodes)} bản", timeout=60_000
    )
    page.get_by_role("link", name="Khoá và ghi kết quả").click()
    expect(page.locator(".facts")).to_contain_text("1 bản")
    page.get_by_role("button", name="Khoá đợt kiểm kê").click()
    _wait_for(page, page.locator(".badge.ok", has_text="Đã khoá"))
    page.get_by_role("link", name="Biên bản").click()
    paper = page.get_by_role("link", name="Mở biên bản (PDF)").get_attribute("href")
    written = _words_of(walker, paper)
    assert "BIÊN BẢN KIỂM KÊ" in written
    # The one that was not on the shelf stands in it, and its page says that it is lost.
    page = walker.go(f"/kho/tra/?ma={barcodes[-1]}")
    assert page.locator("main").get_by_role("heading", level=1).inner_text() in " ".join(
        written.split()
    )
    expect(page.locator("main .badge").first).to_contain_text("mất", ignore_case=True)


def weed_ten(walker: Walker, numbers: list[str]) -> None:
    """From the list to the council, the decision, and what became of the books."""
    assert len(numbers) == 10
    walker.sign_in("thukho")
    page = walker.go("/giu-gin/thanh-loc/")
    page.get_by_role("link", name="Lập đợt thanh lọc").click()
    page.get_by_label("Tên đợt").fill("Thanh lọc kho luân chuyển 2026")
    page.get_by_label("Lý do thanh lọc").fill("Bản thừa sau khi đổi chương trình.")
    page.get_by_role("button", name="Lập đợt").click()
    weeding = page.url.removeprefix(walker.address)
    page.get_by_text("Dán danh sách mã").click()
    pasted = page.locator("details", has_text="Dán danh sách mã")
    pasted.get_by_label("Mã vạch, số ĐKCB").fill("\n".join(numbers))
    pasted.get_by_role("button", name="Đưa vào danh sách").click()
    expect(page.locator(".facts")).to_contain_text("10 bản")
    # The rule's share: ten of the hundred and two that the store owns.
    expect(page.locator(".facts")).to_contain_text("nhiều nhất 10 bản, 10 % của 102 bản")
    page.get_by_role("link", name="Trình danh mục").click()
    page.locator("main button.primary").click()
    expect(page.locator("main")).to_contain_text("Đã trình")

    walker.sign_in("giamdoc")
    page = walker.go(weeding)
    page.get_by_role("link", name="Thẩm định").click()
    page.get_by_label("Quyết định lập hội đồng").fill("Quyết định số 11/QĐ-TVT")
    page.get_by_label("Thành phần hội đồng").fill(
        "Nguyễn Khắc Minh, Giám đốc\nLò Thị Minh, thủ kho"
    )
    page.get_by_label("Kết luận của hội đồng").fill("Đồng ý thanh lọc mười bản.")
    page.locator("main button.primary").click()
    page.get_by_role("link", name="Ghi quyết định").click()
    page.get_by_label("Số quyết định thanh lọc").fill("12/QĐ-TVT")
    page.get_by_label("Người ký").fill("Nguyễn Khắc Minh")
    page.locator("main button.primary").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Thi hành: xuất sổ").click()
    _wait_for(page, page.get_by_text("Còn 10 bản chưa ghi cách xử lý."))
    decision = page.get_by_role("link", name=re.compile(r"Quyết định.*\(PDF\)"))
    assert "12/QĐ-TVT" in _words_of(walker, decision.get_attribute("href"))


def find_the_pigs(walker: Walker) -> None:
    reader = walker.page.context.browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = reader.new_page()
    page.goto(f"{walker.address}/")
    page.locator("input[type=search]").first.fill("ky thuat nuoi lon ban")
    page.locator("input[type=search]").first.press("Enter")
    expect(page.locator("main .p-entry").first).to_contain_text(PIGS)
    reader.close()


def _wait_for(page: Page, thing: object, seconds: int = 90) -> None:
    expect(thing).to_be_visible(timeout=seconds * 1000)


def _field(tag: str, *subfields: tuple[str, str]) -> Field:
    return Field(
        tag=tag, indicators=Indicators(" ", " "), subfields=[Subfield(*one) for one in subfields]
    )


def _choose(choices: Locator, text: str) -> None:
    """The choice that has ``text`` in it."""
    choices.select_option(label=choices.locator("option", has_text=text).inner_text())


def _copies(walker: Walker) -> list[str]:
    """The barcodes of the copies that the signed-in one sees."""
    walker.go("/kho/ban/")
    with walker.page.expect_download() as waiting:
        walker.page.get_by_role("link", name="CSV").click()
    rows = csv.DictReader(waiting.value.path().open(encoding="utf-8-sig"))
    return [row["Mã vạch"] for row in rows]


def _words_of(walker: Walker, address: str | None) -> str:
    """The text of a printed form."""
    answer = walker.page.request.get(walker.address + str(address))
    assert answer.headers["content-type"] == "application/pdf", answer.text()[:500]
    return "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.body())).pages)
