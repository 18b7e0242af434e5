"""Lists that librarians compile, publish, withdraw (R-254)."""

import json
import re
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_merge, make_record, take_apart
from tusach.holdings.testing import make_copies
from tusach.network.testing import make_point
from tusach.people.testing import make_account
from tusach.portal import errors
from tusach.portal.compiling import selectors, services
from tusach.portal.compiling.services import Head
from tusach.portal.models import Compilation
from tusach.portal.testing import make_compilation
from tusach.search.testing import index_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    return make_point("provincial_library", "Thư viện tỉnh")


@pytest.fixture
def school():
    return make_point("school_library", "Trường San Thàng")


@pytest.fixture
def books():
    return [
        make_record("Tắt đèn", "Ngô Tất Tố", class_number="895.9"),
        make_record("Ăn chay", "Vàng A Páo", class_number="641.5"),
        make_record("Dế Mèn phiêu lưu ký", "Tô Hoài"),
    ]


def said():
    return {"by": HOUSE, "at": timezone.now()}


def titles(one: Compilation) -> list[str]:
    return [item.record.title for item in selectors.items_of(one)]


def signed_in(role: str, at) -> Client:
    client = Client()
    client.force_login(make_account(role, at=at))
    return client


def test_readers_see_what_was_published_and_not_what_is_changed_since(client, library, books):
    one = make_compilation(library, books[:2], published=True, notes=["Đọc một lần.", ""])
    services.add(compilation=one, records=books[2:], **said())
    page = client.get(f"/thu-muc/{one.slug}/").content.decode()
    assert one.slug == "sach-ve-che-san-tuyet"
    assert page.index("Tắt đèn</a>") < page.index("Ăn chay</a>")
    assert "Đọc một lần." in page
    assert "Dế Mèn" not in page
    one.refresh_from_db()
    assert one.has_changes
    services.publish(compilation=one, seen=one.revision, **said())
    assert "Dế Mèn" in client.get(f"/thu-muc/{one.slug}/").content.decode()
    assert [len(edition.content) for edition in one.editions.order_by("number")] == [2, 3]


def test_a_draft_is_nobodys_but_the_compilers(client, library, books):
    one = make_compilation(library, books)
    assert client.get(f"/thu-muc/{one.slug}/").status_code == 404
    assert one.title not in client.get("/thu-muc/").content.decode()


def test_withdrawn_it_says_so_and_is_put_back_as_it_was(client, library, books):
    one = make_compilation(library, books, published=True)
    services.withdraw(compilation=one, why="Có nhầm lẫn.", **said())
    answer = client.get(f"/thu-muc/{one.slug}/")
    assert answer.status_code == 410
    assert "Có nhầm lẫn." in answer.content.decode()
    assert one.slug not in client.get("/sitemap-thu-muc.xml").content.decode()
    services.put_back(compilation=one, **said())
    assert client.get(f"/thu-muc/{one.slug}/").status_code == 200
    assert one.editions.count() == 1


def test_only_the_province_publishes_for_all(library, school, books):
    with pytest.raises(errors.OnlyTheProvinceForAll):
        services.begin(head=Head("intro", "Sách hay", school, for_all=True), **said())
    made = services.begin(head=Head("intro", "Sách hay", library, for_all=True), **said())
    assert made.for_all


def test_a_place_without_a_public_page_publishes_nothing():
    hidden = make_point("border_post", "Đồn Ma Lù Thàng")
    with pytest.raises(errors.NoPublicPlace) as refused:
        services.begin(head=Head("intro", "Sách hay", hidden), **said())
    assert "Ma Lù Thàng" not in str(refused.value)


def test_an_empty_list_is_not_published(library):
    one = make_compilation(library)
    with pytest.raises(errors.ListEmpty):
        services.publish(compilation=one, seen=one.revision, **said())


def test_what_another_changed_meanwhile_is_not_overwritten(library, books):
    one = make_compilation(library, books[:1])
    seen = one.revision
    services.add(compilation=one, records=books[1:], **said())
    with pytest.raises(errors.ListChanged):
        services.publish(compilation=one, seen=seen, **said())
    with pytest.raises(errors.ListChanged):
        services.arrange(compilation=one, said={}, seen=seen, **said())


def test_two_lists_of_one_name_have_two_addresses(library, books):
    first, second = make_compilation(library), make_compilation(library)
    assert (first.slug, second.slug) == ("sach-ve-che-san-tuyet", "sach-ve-che-san-tuyet-2")


def test_titles_are_ordered_by_hand_by_title_and_by_class(library, books):
    one = make_compilation(library, books)
    assert titles(one) == ["Tắt đèn", "Ăn chay", "Dế Mèn phiêu lưu ký"]
    one.order = "title"
    assert titles(one) == ["Ăn chay", "Dế Mèn phiêu lưu ký", "Tắt đèn"]
    one.order = "class"
    assert titles(one) == ["Ăn chay", "Tắt đèn", "Dế Mèn phiêu lưu ký"]


def test_a_list_cut_into_subjects_is_filed_by_syllable_on_the_page_and_on_paper(library, client):
    made = [
        make_record("Tục ngữ Thái", subjects=["Văn hoá"]),
        make_record("Cây ngô"),
        make_record("Nuôi lợn", subjects=["Ẩm thực", "Chăn nuôi"]),
        make_record("Ăn chay", subjects=["Ẩm thực"]),
    ]
    one = make_compilation(library, made)
    one.order = "subject"
    one.save()
    services.publish(compilation=one, seen=one.revision, **said())
    page = client.get(reverse("portal:compilation", args=[one.slug])).content.decode()
    headings = re.findall(r'<h2 id="nhom-\d">([^<]+)</h2>', page)
    assert headings == ["Ẩm thực", "Văn hoá", "Tài liệu khác"]
    assert page.index("Ăn chay</a>") < page.index("Nuôi lợn</a>") < page.index("Tục ngữ Thái</a>")
    assert 'start="3"' in page
    paper = client.get(reverse("portal:compilation_paper", args=[one.slug])).content
    text = "".join(part.extract_text() for part in PdfReader(BytesIO(paper)).pages)
    places = [text.index(name) for name in ("Ẩm thực", "Văn hoá", "Tài liệu khác")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("moved", "to", "order"),
    [
        (0, "2", ["Ăn chay", "Tắt đèn", "Dế Mèn phiêu lưu ký"]),
        (2, "1", ["Dế Mèn phiêu lưu ký", "Tắt đèn", "Ăn chay"]),
        (0, "9", ["Ăn chay", "Dế Mèn phiêu lưu ký", "Tắt đèn"]),
    ],
)
def test_a_title_is_moved_by_its_number(library, books, moved, to, order):
    one = make_compilation(library, books)
    items = selectors.items_of(one)
    typed = {item.pk: (str(at), "") for at, item in enumerate(items, 1)}
    typed[items[moved].pk] = (to, "")
    services.arrange(compilation=one, said=typed, seen=one.revision, **said())
    assert titles(one) == order


def test_a_number_that_is_none_is_refused_by_title(library, books):
    one = make_compilation(library, books)
    item = selectors.items_of(one)[0]
    with pytest.raises(errors.PositionNotNumber) as refused:
        services.arrange(compilation=one, said={item.pk: ("x", "")}, seen=one.revision, **said())
    assert "Tắt đèn" in str(refused.value)


def test_what_was_taken_out_comes_back_where_it_stood_with_its_note(library, books):
    one = make_compilation(library, books, notes=["Một", "Hai", "Ba"])
    item = selectors.items_of(one)[1]
    services.take_out(compilation=one, item=item.pk, **said())
    assert titles(one) == ["Tắt đèn", "Dế Mèn phiêu lưu ký"]
    services.put_in_again(compilation=one, item=item.pk, **said())
    assert [item.note for item in selectors.items_of(one)] == ["Một", "Hai", "Ba"]


def test_the_draft_goes_back_to_an_edition(library, books):
    one = make_compilation(library, books[:2], published=True, notes=["Một", "Hai"])
    services.add(compilation=one, records=books[2:], **said())
    services.take_edition(edition=one.editions.get(), **said())
    one.refresh_from_db()
    assert titles(one) == ["Tắt đèn", "Ăn chay"]
    assert [item.note for item in selectors.items_of(one)] == ["Một", "Hai"]
    assert not one.has_changes


def test_a_dropped_draft_is_picked_up_and_a_published_list_is_not_dropped(library, books):
    one = make_compilation(library, books)
    services.drop(compilation=one, **said())
    with pytest.raises(errors.StepNotNow):
        services.add(compilation=one, records=books, **said())
    services.pick_up(compilation=one, **said())
    services.publish(compilation=one, seen=one.revision, **said())
    with pytest.raises(errors.StepNotNow):
        services.drop(compilation=one, **said())


def test_a_bulletin_gathers_the_new_books_of_its_period_place_and_subject(library, school):
    now = timezone.now()
    today = timezone.localdate()
    for title, owner, days, subject in [
        ("Nuôi ong", library, 5, "Chăn nuôi"),
        ("Nuôi dê", library, 400, "Chăn nuôi"),
        ("Số đỏ", library, 5, "Văn học"),
        ("Nuôi gà", school, 5, "Chăn nuôi gia cầm"),
    ]:
        make_copies(
            1, make_record(title, "", subjects=[subject]), owner=owner,
            at=now - timedelta(days=days),
        )  # fmt: skip
    period = {"period_from": today - timedelta(days=30), "period_until": today}
    one = make_compilation(library, kind="bulletin", subject="chan nuoi", **period)
    services.add_new_books(compilation=one, **said())
    assert titles(one) == ["Nuôi ong"]
    every = make_compilation(library, kind="bulletin", subject="chăn nuôi", for_all=True, **period)
    services.add_new_books(compilation=every, **said())
    assert sorted(titles(every)) == ["Nuôi gà", "Nuôi ong"]
    none = make_compilation(school, kind="bulletin", subject="âm nhạc", **period)
    with pytest.raises(errors.NothingNew):
        services.add_new_books(compilation=none, **said())
    with pytest.raises(errors.PeriodMissing):
        services.add_new_books(compilation=make_compilation(school), **said())


def test_a_merged_title_stands_as_what_it_was_merged_into_and_comes_back(client, library):
    kept = make_record("Lượm", "Tố Hữu")
    gone = make_record("Lượm", "Tố Hữu")
    one = make_compilation(library, [gone, kept], published=True, notes=["Cũ.", "Mới."])
    merge = make_merge(kept, gone)
    page = client.get(f"/thu-muc/{one.slug}/").content.decode()
    assert page.count("Lượm</a>") == 1
    assert "Cũ. Mới." in page
    take_apart(merge)
    assert client.get(f"/thu-muc/{one.slug}/").content.decode().count("Lượm</a>") == 2
    assert sorted(item.record_id for item in selectors.items_of(one)) == [kept.pk, gone.pk]


def test_a_suppressed_title_is_counted_and_not_named(client, library, books):
    one = make_compilation(library, books, published=True)
    type(books[0]).objects.filter(pk=books[0].pk).update(is_suppressed=True)
    page = client.get(f"/thu-muc/{one.slug}/").content.decode()
    assert "Tắt đèn" not in page
    assert "1 cuốn của danh sách này không còn trong mục lục." in page
    for form in ("csv", "ris"):
        body = client.get(f"/thu-muc/{one.slug}/tai-ve.{form}").content.decode()
        assert "Tắt đèn" not in body


def test_it_stands_on_the_front_page_the_librarys_page_the_sitemap_and_the_feed(
    client, library, school, books
):
    one = make_compilation(library, books, published=True, for_all=True)
    own = make_compilation(school, books, title="Sách của trường", published=True)
    front = client.get("/").content.decode()
    assert f"/thu-muc/{one.slug}/" in front
    assert own.slug not in front
    assert own.slug in client.get(f"/thu-vien/{school.code}/").content.decode()
    assert own.slug in client.get("/thu-muc/", {"thu-vien": school.code}).content.decode()
    assert one.slug in client.get("/sitemap-thu-muc.xml").content.decode()
    assert "sitemap-thu-muc.xml" in client.get("/sitemap.xml").content.decode()
    feed = ElementTree.fromstring(client.get("/thu-muc/atom.xml").content)
    names = [entry.findtext("{http://www.w3.org/2005/Atom}title")
             for entry in feed.findall("{http://www.w3.org/2005/Atom}entry")]  # fmt: skip
    assert names == ["Sách của trường", "Sách về chè San tuyết"]


def test_machines_read_it_as_a_list_of_books_in_order(client, library, books):
    one = make_compilation(library, books, published=True)
    page = client.get(f"/thu-muc/{one.slug}/").content.decode()
    facts = json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.S)[1])
    assert facts["@type"] == "ItemList"
    assert [row["name"] for row in facts["itemListElement"]] == [one.title for one in books]


@pytest.mark.parametrize("form", ["mrc", "xml", "ris", "bib", "csv"])
def test_it_is_taken_away_in_each_format(client, library, books, form):
    one = make_compilation(library, books, published=True, notes=["=1+1"])
    body = client.get(f"/thu-muc/{one.slug}/tai-ve.{form}").content.decode()
    assert "Dế Mèn phiêu lưu ký" in body
    if form == "csv":
        assert "'=1+1" in body
    assert client.get(f"/thu-muc/{one.slug}/tai-ve.exe").status_code == 404


def test_it_is_printed_with_its_notes(client, library, books):
    import io

    from pypdf import PdfReader

    one = make_compilation(library, books, published=True, kind="subject", notes=["Đọc một lần."])
    answer = client.get(f"/thu-muc/{one.slug}/in.pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "THƯ MỤC CHUYÊN ĐỀ" in text
    assert "Đọc một lần." in text
    assert "THƯ VIỆN TỈNH" in text


def test_a_librarian_walks_the_whole_way(library, books):
    index_now()
    client = signed_in("director", library)
    token = re.search(
        r'name="once" value="([^"]+)"', client.get("/bien-soan/moi/").content.decode()
    )[1]
    answer = client.post(
        "/bien-soan/moi/?tim=q%3D",
        {
            "kind": "intro", "title": "Sách nên đọc", "library": f"{library.name}",
            "library_id": library.pk, "order": "hand", "for_all": "on", "once": token,
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    one = Compilation.objects.get()
    assert len(titles(one)) == 3
    url = one.get_absolute_url()
    first = selectors.items_of(one)[0]
    client.post(f"{url}xep/", {f"tt-{first.pk}": "1", f"gt-{first.pk}": "Hay.",
                               "seen": one.revision, "bo-ra": first.pk})  # fmt: skip
    assert len(titles(one)) == 2
    page = client.get(url).content.decode()
    assert "Đã bỏ ra 1 cuốn" in page
    client.post(f"{url}dua-lai/", {"cuon": first.pk})
    one.refresh_from_db()
    found = client.get(f"{url}tim/", {"q": "tat den"}).content.decode()
    assert "đã có" in found
    client.post(f"{url}dang/", {"seen": one.revision})
    assert "Hay." in Client().get(f"/thu-muc/{one.slug}/").content.decode()
    assert client.get(f"{url}in.pdf").status_code == 200
    edition = one.editions.get()
    assert client.get(f"/bien-soan/lan-dang/{edition.pk}/").status_code == 200
    panel = client.get(f"/bien-soan/bieu-ghi/{books[0].pk}/").content.decode()
    assert "Sách nên đọc" in panel


def test_a_readers_list_is_taken_over(school, books):
    client = signed_in("school_librarian", school)
    one = make_compilation(school)
    numbers = "~".join(book.control_number for book in books[:2])
    client.post(
        f"{one.get_absolute_url()}them/",
        {"dan": f"https://thuvien.example/danh-sach/?sach={numbers}\n{books[2].control_number}"},
    )
    assert titles(one) == [book.title for book in books]
    page = client.get("/bien-soan/moi/", {"sach": numbers}).content.decode()
    assert "Bắt đầu với 2 cuốn đã chọn." in page


def test_a_cataloguer_compiles_and_does_not_publish(library, books):
    client = signed_in("cataloguer", library)
    one = make_compilation(library, books)
    page = client.get(one.get_absolute_url()).content.decode()
    assert "người phụ trách thư viện đăng" in page
    answer = client.post(f"{one.get_absolute_url()}dang/", {"seen": one.revision})
    assert answer.status_code == 403
    one.refresh_from_db()
    assert one.state == "draft"


def test_a_page_costs_the_same_however_long_the_list(
    client, library, django_assert_max_num_queries
):
    one = make_compilation(
        library, [make_record(f"Sách {number}", "") for number in range(40)], published=True
    )
    client.get(f"/thu-muc/{one.slug}/")
    with django_assert_max_num_queries(12):
        client.get(f"/thu-muc/{one.slug}/")
