"""A purchase as it is entered on the page: scanned, picked, typed, corrected, accepted."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tusach.acquisitions.models import Intake, IntakeLine
from tusach.acquisitions.rules.states import IntakeState
from tusach.acquisitions.services.accepting import work
from tusach.acquisitions.testing import make_fund, make_intake, make_supplier
from tusach.catalogue.testing import make_record
from tusach.holdings.testing import make_copies, make_register, make_store
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db
ISBN = "9786042123457"


@pytest.fixture
def keeper(client: Client) -> Client:
    """The warehouse keeper of the store."""
    client.force_login(make_account("warehouse_keeper", at=make_store(), full_name="Lò Thị Minh"))
    return client


def post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    url = reverse(f"acquisitions:{name}", args=args)
    return client.post(url, {"once": str(uuid.uuid4()), **data}, follow=True)


def scan(client: Client, intake: Intake, text: str, **more: Any) -> str:
    answer = client.post(
        reverse("acquisitions:scan", args=[intake.pk]),
        {"scan": text, **more},
        headers={"hx-request": "true"},
    )
    return str(answer.content.decode())


def test_a_purchase_is_begun_and_its_source_follows_from_the_fund(keeper: Client) -> None:
    register, fund = make_register(), make_fund(source="national_programme")
    data = {
        "supplier": make_supplier().pk, "register": register.pk, "received_on": "2026-03-02",
        "fund": fund.pk, "collection": "rotation", "invoice_total": "1.860.000",
        "discount": "12,5", "register_price": "list",
    }  # fmt: skip
    answer = post(keeper, "new_intake", "mua", **data)
    intake = Intake.objects.get()
    assert (intake.source.code, intake.invoice_total, intake.discount) == (
        "national_programme", 1_860_000, 1250,
    )  # fmt: skip
    assert intake.code in answer.text


def test_a_form_sent_twice_makes_one_purchase(keeper: Client) -> None:
    data = {
        "supplier": make_supplier().pk, "register": make_register().pk, "fund": make_fund().pk,
        "received_on": "2026-03-02", "collection": "main", "register_price": "list",
        "once": str(uuid.uuid4()),
    }  # fmt: skip
    for _time in range(2):
        keeper.post(reverse("acquisitions:new_intake", args=["mua"]), data)
    assert Intake.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("invoice_total", "45,000", "hai cách"),
        ("invoice_total", "nhiều", "không phải là một số đồng"),
        ("discount", "125", "từ 0 đến 100"),
        ("received_on", "2026-13-40", "ngày"),
        ("received_on", "2199-01-01", "nhầm thế kỷ"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_what_was_typed_stays(
    keeper: Client, field: str, value: str, said: str
) -> None:
    data = {
        "supplier": make_supplier().pk, "register": make_register().pk, "fund": make_fund().pk,
        "received_on": "2026-03-02", "collection": "main", "register_price": "list",
        "note": "giữ lại chữ này",
    }  # fmt: skip
    answer = post(keeper, "new_intake", "mua", **{**data, field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert value in answer.text
    assert "giữ lại chữ này" in answer.text
    assert not Intake.objects.exists()


def test_scanning_an_isbn_that_is_known_makes_a_line_and_a_second_scan_a_copy_more(
    keeper: Client,
) -> None:
    make_record("Truyện Kiều", isbn=ISBN)
    intake = make_intake([])
    assert "đã thêm dòng" in scan(keeper, intake, ISBN)
    assert "thêm một bản, được 2" in scan(keeper, intake, "978-604-2-12345-7")
    assert intake.lines.get().quantity == 2


def test_scanning_the_barcode_of_a_copy_means_its_title(keeper: Client) -> None:
    copy = make_copies(1)[0]
    intake = make_intake([])
    scan(keeper, intake, copy.barcode)
    assert intake.lines.get().record == copy.record


def test_words_without_marks_offer_what_the_catalogue_has(keeper: Client) -> None:
    book = make_record("Kỹ thuật nuôi lợn bản", "Lò Văn Ổn")
    make_copies(4, book)
    intake = make_intake([])
    page = scan(keeper, intake, "nuoi lon ban")
    assert "Kỹ thuật nuôi lợn bản" in page
    assert not intake.lines.exists()
    page = scan(keeper, intake, "nuoi lon ban", record=str(book.pk))
    assert intake.lines.get().record == book
    assert "đã có 4 bản trong mạng lưới, 4 bản rỗi" in page


def test_an_unknown_isbn_opens_the_form_of_a_new_title_with_it(keeper: Client) -> None:
    intake = make_intake([])
    page = scan(keeper, intake, ISBN)
    assert f'value="{ISBN}"' in page
    post(keeper, "add_new", intake.pk, title="Sách mới", isbn=ISBN, quantity="3",
         list_price="45.000", language="vie")  # fmt: skip
    line = intake.lines.get()
    assert (line.title, line.isbn, line.quantity, line.list_price) == ("Sách mới", ISBN, 3, 45_000)


def test_a_mistyped_isbn_is_told(keeper: Client) -> None:
    assert "sai chữ số kiểm tra" in scan(keeper, make_intake([]), "9786042123450")


def test_counts_changed_in_the_table_change_the_sums_beside_it(keeper: Client) -> None:
    intake = make_intake([("A", 1)], discount=1000)
    line = intake.lines.get()
    page = post(keeper, "counts", intake.pk, line.pk, version="1", quantity="4",
                list_price="50.000", paid_price="").text  # fmt: skip
    assert "180.000" in page
    line.refresh_from_db()
    assert line.quantity == 4
    page = post(keeper, "counts", intake.pk, line.pk, version="1", quantity="9",
                list_price="", paid_price="").text  # fmt: skip
    assert "trong lúc bạn đang sửa" in page
    page = post(keeper, "counts", intake.pk, line.pk, version="2", quantity="nhiều",
                list_price="", paid_price="").text  # fmt: skip
    assert 'role="alert"' in page
    line.refresh_from_db()
    assert line.quantity == 4


def test_a_new_title_that_is_there_after_all_is_tied_to_its_record(keeper: Client) -> None:
    book = make_record("Truyện Kiều", "Nguyễn Du")
    intake = make_intake([("Truyện Kiều", 2)])
    line = intake.lines.get()
    page = keeper.get(reverse("acquisitions:line", args=[intake.pk, line.pk])).text
    assert "Đúng là nó" in page
    post(keeper, "tie_record", intake.pk, line.pk, version="1", record=str(book.pk))
    line.refresh_from_db()
    assert line.record == book


def test_a_line_is_corrected_and_taken_out(keeper: Client) -> None:
    intake = make_intake([("A", 1), ("B", 1)])
    first, second = intake.lines.order_by("position")
    post(keeper, "line", intake.pk, first.pk, version="1", quantity="2", list_price="10.000",
         paid_price="", refused="1", refused_why="Rách", collection="", shelf_mark="895",
         note="", title="A mới", author="Lò; Vàng", isbn="", publisher="", year="2020",
         class_number="", audience="", language="vie")  # fmt: skip
    first.refresh_from_db()
    assert (first.title, first.author, first.refused) == ("A mới", "Lò", 1)
    post(keeper, "remove_line", intake.pk, second.pk)
    assert list(IntakeLine.objects.values_list("title", flat=True)) == ["A mới"]


def test_a_list_is_sent_looked_over_and_taken(keeper: Client) -> None:
    intake = make_intake([])
    table = "Tên sách,Số lượng,Giá bìa\nSố đỏ,2,68000\n,1,5\n".encode()
    answer = keeper.post(
        reverse("acquisitions:send_file", args=[intake.pk]),
        {"file": SimpleUploadedFile("gia.csv", table)},
        follow=True,
    )
    assert "1 dòng lấy được" in answer.text
    assert "Thiếu nhan đề" in answer.text
    kept = intake.files.get()
    post(keeper, "take_file", intake.pk, kept.pk)
    assert intake.lines.get().title == "Số đỏ"


def test_a_file_that_is_no_list_says_so_on_the_page(keeper: Client) -> None:
    intake = make_intake([])
    answer = keeper.post(
        reverse("acquisitions:send_file", args=[intake.pk]),
        {"file": SimpleUploadedFile("gia.xlsx", b"%PDF-1.4 x")},
        follow=True,
    )
    assert "Đây là tệp PDF" in answer.text


def test_accepting_shows_progress_and_then_labels_and_register_pages(keeper: Client) -> None:
    intake = make_intake([(make_record("Sông Đà", "Nguyễn Tuân"), 3)])
    page = post(keeper, "accept", intake.pk, version="1").text
    assert "0 trên 3 bản" in page
    work(intake.pk)
    page = keeper.get(intake.get_absolute_url()).text
    assert "từ số LC.000001 đến LC.000003" in page
    pages = keeper.get(
        reverse("holdings:register_pages", args=[intake.register_id]), {"tu": "1", "den": "3"}
    )
    text = PdfReader(io.BytesIO(pages.content)).pages[0].extract_text()
    assert "LC.000003" in text
    assert "Nguyễn Tuân. Sông Đà" in text


def test_a_refusal_to_accept_is_said_on_the_page(keeper: Client) -> None:
    intake = make_intake([("A", 1)], invoice_total=1)
    assert "lệch" in post(keeper, "accept", intake.pk, version="1").text
    intake.refresh_from_db()
    assert intake.state == IntakeState.DRAFT


def test_undoing_asks_for_the_reason(keeper: Client) -> None:
    intake = make_intake(accepted=True)
    assert post(keeper, "undo", intake.pk, reason="").status_code == 422
    page = post(keeper, "undo", intake.pk, reason="Nhập nhầm sổ").text
    assert "Đã rút lại: Nhập nhầm sổ" in page
    page = post(keeper, "again", intake.pk).text
    assert "Đã lập bản nháp" in page


def test_the_record_of_receiving_names_books_sums_and_words(keeper: Client) -> None:
    intake = make_intake([("Truyện Kiều", 3)], discount=2000, invoice_no="00123")
    answer = keeper.get(reverse("acquisitions:intake_paper", args=[intake.pk]))
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    for words in ("BIÊN BẢN NHẬP SÁCH", "Truyện Kiều", "120.000", "00123",
                  "một trăm hai mươi nghìn đồng", "Bản nháp"):  # fmt: skip
        assert words in text


def test_a_gift_prints_what_was_refused_and_a_letter_of_thanks(keeper: Client) -> None:
    from tusach.acquisitions.testing import make_line

    gift = make_intake([("Truyện Kiều", 3)], kind="gift", donor_name="Bà Lò Thị Hoa")
    make_line(gift, "Sách giáo khoa cũ", 0, refused=5, refused_why="Chương trình cũ")
    answer = keeper.get(reverse("acquisitions:intake_paper", args=[gift.pk]))
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    for words in ("TIẾP NHẬN", "Bà Lò Thị Hoa", "Chương trình cũ", "8 bản tài liệu"):
        assert words in text
    letter = keeper.get(reverse("acquisitions:thanks", args=[gift.pk]))
    assert "Bà Lò Thị Hoa" in PdfReader(io.BytesIO(letter.content)).pages[0].extract_text()


def test_a_donor_who_hides_his_name_is_on_the_paper_alone(keeper: Client) -> None:
    gift = make_intake(kind="gift", donor_name="Ông Giàng A Tủa", donor_hidden=True, accepted=True)
    for url in (gift.get_absolute_url(), reverse("acquisitions:intakes")):
        assert "Giàng A Tủa" not in keeper.get(url).text
    assert "Giàng A Tủa" not in keeper.get(reverse("acquisitions:intakes"), {"q": "Tủa"}).text
    copy = gift.lines.get().copies.first()
    assert copy is not None
    assert "Tủa" not in copy.copy.fund


def test_the_list_costs_the_same_whatever_its_length(
    keeper: Client, django_assert_max_num_queries: Any
) -> None:
    for _n in range(30):
        make_intake()
    with django_assert_max_num_queries(20):
        assert keeper.get(reverse("acquisitions:intakes")).status_code == 200


def test_a_draft_of_many_lines_costs_the_same_as_a_short_one(
    keeper: Client, django_assert_max_num_queries: Any
) -> None:
    intake = make_intake([(make_record(f"Sách {n}"), 1) for n in range(60)])
    with django_assert_max_num_queries(30):
        page = keeper.get(intake.get_absolute_url()).text
    assert "1–50 trong 60" in page


def test_another_librarys_purchase_is_not_shown(client: Client) -> None:
    intake = make_intake()
    client.force_login(make_account("school_librarian", at=make_point()))
    assert client.get(intake.get_absolute_url()).status_code == 403
    assert intake.code not in client.get(reverse("acquisitions:intakes")).text


def test_lists_export_to_spreadsheets(keeper: Client) -> None:
    intake = make_intake(invoice_no="=1+1")
    answer = keeper.get(reverse("acquisitions:intakes"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert intake.code in text
