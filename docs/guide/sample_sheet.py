"""Writes ``sach-mau.xlsx``: a list of books as a school would send it, to try the import with.

Authors and titles are true and stand nowhere in the demonstration; numbers of copies and prices
are invented, as the heading says. Run: ``python docs/guide/sample_sheet.py``.
"""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

# DDC classes.
FICTION, ESSAY, RUSSIAN, ENGLISH, AMERICAN = "895.9223", "895.9224", "891.73", "823", "813"
FOREIGN = "Văn học nước ngoài"
NNA, YOUNG, NOVEL = "Nguyễn Nhật Ánh", "Truyện thanh thiếu niên", "Tiểu thuyết"
LEGEND = "Văn học thiếu nhi; Truyện lịch sử"
HEADINGS = (
    "STT",
    "Tên sách",
    "Tác giả",
    "Nhà xuất bản",
    "Năm xuất bản",
    "Ký hiệu phân loại",
    "Từ khoá",
    "Số bản",
    "Giá (minh hoạ)",
)
# fmt: off
BOOKS: tuple[tuple[str, str, str, int | None, str, str, int, int], ...] = (
    ("Nữ sinh", NNA, "Trẻ", None, FICTION, YOUNG, 3, 55000),
    ("Phòng trọ ba người", NNA, "Trẻ", None, FICTION, YOUNG, 3, 60000),
    ("Bong bóng lên trời", NNA, "Trẻ", None, FICTION, YOUNG, 3, 48000),
    ("Đi qua hoa cúc", NNA, "Trẻ", None, FICTION, YOUNG, 3, 52000),
    ("Quán Gò đi lên", NNA, "Trẻ", None, FICTION, YOUNG, 3, 62000),
    ("Ngôi trường mọi khi", NNA, "Trẻ", None, FICTION, YOUNG, 3, 58000),
    ("Chúc một ngày tốt lành", NNA, "Trẻ", 2014, FICTION, YOUNG, 3, 75000),
    ("Ngày xưa có một chuyện tình", NNA, "Trẻ", 2016, FICTION, YOUNG, 3, 95000),
    ("Đảo hoang", "Tô Hoài", "Kim Đồng", None, FICTION, LEGEND, 3, 65000),
    ("Nhà Chử", "Tô Hoài", "Kim Đồng", None, FICTION, LEGEND, 3, 52000),
    ("Chuyện nỏ thần", "Tô Hoài", "Kim Đồng", None, FICTION, LEGEND, 3, 56000),
    ("Bông sen vàng", "Sơn Tùng", "", None, FICTION, "Hồ Chí Minh; Truyện", 2, 70000),
    ("Quê mẹ", "Thanh Tịnh", "", None, FICTION, "Truyện ngắn", 2, 45000),
    ("Thương nhớ mười hai", "Vũ Bằng", "", None, ESSAY, "Tuỳ bút", 2, 78000),
    ("Miếng ngon Hà Nội", "Vũ Bằng", "", None, ESSAY, "Tuỳ bút; Ẩm thực", 2, 62000),
    ("Hương rừng Cà Mau", "Sơn Nam", "Trẻ", None, FICTION, "Truyện ngắn; Nam Bộ", 2, 110000),
    ("Trúng số độc đắc", "Vũ Trọng Phụng", "", None, FICTION, NOVEL, 2, 58000),
    ("Lá ngọc cành vàng", "Nguyễn Công Hoan", "", None, FICTION, NOVEL, 2, 54000),
    ("Ai đã đặt tên cho dòng sông?", "Hoàng Phủ Ngọc Tường", "", None, ESSAY, "Bút ký", 2, 68000),
    ("Bông hồng vàng", "Konstantin Paustovsky", "", None, RUSSIAN, "Văn học Nga", 2, 88000),
    ("Cây phong non trùm khăn đỏ", "Chinghiz Aitmatov", "", None, RUSSIAN, FOREIGN, 2, 66000),
    ("Kiêu hãnh và định kiến", "Jane Austen", "", None, ENGLISH, "Văn học Anh", 2, 120000),
    ("Jane Eyre", "Charlotte Brontë", "", None, ENGLISH, "Văn học Anh", 2, 135000),
    ("Túp lều bác Tôm", "Harriet Beecher Stowe", "", None, AMERICAN, "Văn học Mỹ", 2, 98000),
)
# fmt: on


def main() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Danh mục"
    sheet.append(["Danh mục sách bổ sung (mẫu để thử nhập)"])
    sheet.append([])
    sheet.append(list(HEADINGS))
    for number, row in enumerate(BOOKS, start=1):
        sheet.append([number, *row])
    for cell in (*sheet[1], *sheet[3]):
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGHI", (6, 34, 26, 16, 14, 18, 34, 8, 16), strict=True):
        sheet.column_dimensions[letter].width = width
    book.save(Path(__file__).with_name("sach-mau.xlsx"))


if __name__ == "__main__":
    main()
