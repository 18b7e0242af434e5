"""The papers, read back from the files themselves."""

import hashlib
import io
import time

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from tusach.catalogue.testing import make_record
from tusach.holdings.testing import make_copies, make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.rotation.documents.word import docx
from tusach.rotation.models import Minutes
from tusach.rotation.rules.states import LegState
from tusach.rotation.testing import draw_up, make_batch, only_leg

pytestmark = pytest.mark.django_db

# By the syllable rule of lists (ba before bà, ă and đ letters of their own).
TITLES = ["Ác là ba chim", "An toàn giao thông", "Ăn gì cho khoẻ", "Bà con bản Nậm", "Đất rừng"]


def text_of(pdf):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return pages, " ".join(" ".join(pages).split())


def paper_of(titles=TITLES, each=1):
    copies = []
    for title in reversed(titles):
        copies += make_copies(each, record=make_record(title, "Tô Hoài"), price=45_000)
    leg = only_leg(make_batch(LegState.PACKED, copies=copies))
    return draw_up(leg)


def test_the_hand_over_record_says_what_the_official_form_asks_for():
    paper = paper_of()
    _pages, text = text_of(paper.pdf.read())
    for words in (
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập – Tự do – Hạnh phúc",
        "BIÊN BẢN BÀN GIAO",
        f"Số: {paper.number}",
        "Căn cứ Thông tư 33/2018/TT-BVHTTDL",
        "Căn cứ Kế hoạch số 12/KH-TVT",
        "BÊN GIAO",
        "Nguyễn Thị Hoa",
        "Thủ kho luân chuyển",
        "BÊN NHẬN",
        "Trường Tiểu học San Thàng",
        "Lò Thị An",
        "5 tên sách, 5 bản",
        "225.000 đồng",
        "hai trăm hai mươi lăm nghìn đồng",
        "không phải là cho, tặng",
        "2 bản có giá trị như nhau",
        "ĐẠI DIỆN BÊN NHẬN",
        "DANH MỤC TÀI LIỆU BÀN GIAO",
    ):
        assert words in text, words


def test_the_list_is_sorted_by_syllable():
    paper = paper_of()
    assert [row["title"] for row in paper.content["rows"]] == TITLES
    _pages, text = text_of(paper.pdf.read())
    places = [text.index(title) for title in TITLES]
    assert places == sorted(places)


def test_every_page_of_the_list_repeats_its_heading_and_has_a_number():
    paper = paper_of(each=20)
    pages, _text = text_of(paper.pdf.read())
    lists = pages[1:]
    assert len(lists) > 2
    assert all("Tên sách" in page for page in lists)
    assert all(f"Trang {n}/{len(pages)}" in page for n, page in enumerate(pages, 1))


def test_the_stored_file_is_what_the_hash_says_and_is_served_again(client):
    paper = paper_of()
    client.force_login(make_account("warehouse_keeper", at=make_store()))
    answer = client.get(reverse("rotation:minutes", args=[paper.pk]))
    served = b"".join(answer.streaming_content)
    assert hashlib.sha256(served).hexdigest() == paper.pdf_sha256


def test_the_office_file_has_the_same_content_in_times_new_roman():
    paper = paper_of()
    document = Document(io.BytesIO(docx("hand_over", paper.content)))
    assert document.styles["Normal"].font.name == "Times New Roman"
    text = " ".join(p.text for p in document.paragraphs)
    assert "hai trăm hai mươi lăm nghìn đồng" in text
    table = document.tables[2]
    assert [row.cells[2].text for row in table.rows][1:] == TITLES
    assert "w:tblHeader" in table.rows[0]._tr.xml


def test_long_names_and_other_scripts_are_not_cut_off():
    long = "Truyện cổ tích " + "rất dài " * 40 + "ꪼꪕ ꪁꪫꪱꪣ ꪼꪕ"
    paper = paper_of(titles=[long, "Khôngcókhoảngtrắng" * 6])
    _pages, text = text_of(paper.pdf.read())
    assert text.count("rất dài") == 40
    assert "ꪁꪫꪱꪣ" in text


@pytest.mark.parametrize("kind", ["return", "closing"])
def test_the_later_papers_open_as_office_files_too(kind):
    batch = make_batch(LegState.CLOSED)
    paper = Minutes.objects.get(batch=batch, kind=kind)
    _pages, text = text_of(paper.pdf.read())
    assert {"return": "BIÊN BẢN NHẬN TRẢ", "closing": "BIÊN BẢN THANH LÝ"}[kind] in text
    document = Document(io.BytesIO(docx(kind, paper.content)))
    assert batch.code in " ".join(p.text for p in document.paragraphs)


def test_who_signs_for_a_border_post_is_on_the_paper_alone(client):
    post = make_point("border_post", "Đồn Biên phòng Ma Lù Thàng")
    batch = make_batch(LegState.PACKED, points=[post])
    paper = draw_up(only_leg(batch))
    assert paper.receiver_name == "Lò Thị An"
    client.force_login(make_account("warehouse_keeper", at=make_store(), full_name="Hoa"))
    for url in (
        reverse("rotation:batches") + "?q=Lò+Thị+An",
        batch.get_absolute_url(),
        reverse("rotation:board"),
    ):
        page = client.get(url).content.decode()
        assert "Lò Thị An" not in page.replace('value="Lò Thị An"', "")


def test_a_thousand_copies_are_quick():
    paper = paper_of(titles=[f"Sách số {n}" for n in range(10)], each=1)
    row = paper.content["rows"][0]
    content = paper.content | {"rows": [row | {"no": n} for n in range(1, 1001)]}
    start = time.monotonic()
    made = docx("hand_over", content)
    assert time.monotonic() - start < 5
    assert len(Document(io.BytesIO(made)).tables[2].rows) == 1001


def test_no_row_of_the_list_is_torn_between_two_pages():
    """Each page ends with a whole row: the next begins with the heading and a new number."""
    long = "Kỹ thuật chăn nuôi, phòng và trị bệnh cho gia súc ở các tỉnh miền núi phía Bắc: hỏi đáp"
    paper = paper_of([f"{long} tập {number}" for number in range(60)])
    pages, _text = text_of(paper.pdf.read())
    rows = sum(" ".join(page.split()).count("hỏi đáp tập") for page in pages)
    assert rows == 60
    for page in pages[2:]:
        assert " ".join(page.split()).find("Kỹ thuật") < " ".join(page.split()).find("hỏi đáp")


def office_file(paper):
    return Document(io.BytesIO(docx(paper.kind, paper.content)))


def test_columns_of_the_office_file_are_fixed_for_word_and_for_libreoffice():
    document = office_file(paper_of())
    copies = document.tables[-1]
    widths = [round(column.width.mm) for column in copies.columns]
    assert sum(widths) == 176
    assert widths[0] < 12
    assert [round(cell.width.mm) for cell in copies.rows[0].cells] == widths


def test_the_office_file_numbers_its_pages_and_begins_the_list_on_a_new_one():
    document = office_file(paper_of())
    first, annex = document.sections
    for footer in (first.first_page_footer, first.footer):
        assert 'w:instr="NUMPAGES"' in footer._element.xml
        assert "lần lập 1" in footer._element.xml
    assert annex.left_margin < first.left_margin
    assert annex.footer.is_linked_to_previous


def test_nobody_signs_an_empty_page_of_the_office_file():
    body = list(office_file(paper_of()).element.body)
    signatures = next(
        i for i, part in enumerate(body) if "ĐẠI DIỆN BÊN GIAO" in part.xpath("string()")
    )
    assert body[signatures - 1].xpath("w:pPr/w:keepNext")
    assert "2 bản có giá trị như nhau" in body[signatures - 1].xpath("string()")
