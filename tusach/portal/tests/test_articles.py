"""An article in the public catalogue: found, named with its newspaper, read where that is."""

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.api import suppress
from tusach.catalogue.testing import make_article, make_record, make_serial
from tusach.holdings.testing import make_copies
from tusach.network.testing import make_point
from tusach.search.testing import index_now

pytestmark = pytest.mark.django_db


def test_the_copies_of_the_newspaper_serve_the_article(client):
    host = make_serial("Báo Lai Châu")
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    make_copies(1, host, owner=library, collection="main")
    article = make_article(host=host)
    page = client.get(f"/sach/{article.control_number}/").content.decode()
    assert f'href="/sach/{host.control_number}/"' in page
    assert "Số 2345 (12/05/2025), tr. 3" in page
    assert "Thư viện tỉnh Lai Châu" in page
    page = client.get(f"/sach/{host.control_number}/").content.decode()
    assert "Giữ nghề dệt của người Lự" in page


def test_a_search_finds_it_by_title_and_by_newspaper_and_says_where_it_stands(client):
    make_article("Giữ nghề dệt của người Lự", make_serial("Báo Lai Châu"))
    index_now()
    for words in ("giu nghe det", "nghề dệt báo lai châu", "báo lai châu 2345"):
        page = client.get("/tim/", {"q": words}).content.decode()
        assert "Giữ nghề dệt của người Lự" in page, words
        assert "Số 2345 (12/05/2025), tr. 3" in page


def test_all_articles_of_a_newspaper_are_turned_page_by_page(client):
    host = make_serial()
    for number in range(55):
        make_article(f"Bài số {number:02}", host)
    page = client.get(f"/sach/{host.control_number}/bai-trich/").content.decode()
    assert page.count("Bài số ") == 50
    page = client.get(f"/sach/{host.control_number}/bai-trich/", {"trang": "2"}).content.decode()
    assert page.count("Bài số ") == 5


def test_a_hidden_newspaper_is_named_but_not_led_to(client):
    host = make_serial()
    article = make_article(host=host)
    suppress(host.pk, why="trùng", by=HOUSE, at=timezone.now())
    page = client.get(f"/sach/{article.control_number}/").content.decode()
    assert "Báo Lai Châu" in page
    assert f'href="/sach/{host.control_number}/"' not in page


def test_the_volumes_of_a_series_have_a_page(client):
    for number in range(15):
        record = make_record(f"Tập {number}", series="Tủ sách bản làng", series_number=str(number))
    page = client.get(f"/sach/{record.control_number}/").content.decode()
    assert "Trong tùng thư “Tủ sách bản làng”" in page
    address = page.split('href="/sach/tung-thu/')[1].split('"')[0]
    assert "Tập 14" in client.get(f"/sach/tung-thu/{address}").content.decode()
    assert client.get("/sach/tung-thu/khong-co/").status_code == 404


def test_a_citation_names_the_newspaper(client):
    article = make_article(author="Hà Minh Hưng")
    page = client.get(f"/sach/{article.control_number}/").content.decode()
    assert "Báo Lai Châu, Số 2345 (12/05/2025), tr. 3" in page
    text = client.get(f"/sach/{article.control_number}/trich-dan.ris").content.decode()
    assert "T2  - Báo Lai Châu" in text
