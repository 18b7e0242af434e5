"""The form with a field for each way of asking writes a query that can be shared."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tusach.catalogue.testing import make_record
from tusach.holdings.testing import make_copies
from tusach.network.testing import make_point
from tusach.portal.web.advanced import AdvancedForm
from tusach.search.testing import index_now

pytestmark = pytest.mark.django_db


def asked_for(client: Client, **fields) -> str:
    answer = client.get("/tim/nang-cao/", fields)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


@pytest.fixture
def books():
    make_record("Dế Mèn phiêu lưu ký", "Tô Hoài", year=1941, language="vie", subjects=["Thiếu nhi"])
    make_record("Tô Hoài, đời và văn", "Hà Minh Đức", year=2007, language="vie")
    make_record("Miền Tây", "Tô Hoài", year=1967, language="vie")
    make_record("Miền Tây", "Tô Hoài", year=1973, language="eng")
    index_now()


@pytest.mark.parametrize(
    ("fields", "titles"),
    [
        ({"author": "to hoai"}, {"Dế Mèn phiêu lưu ký", "Miền Tây"}),
        ({"author": "to hoai", "since": "1960"}, {"Miền Tây"}),
        ({"author": "to hoai", "until": "1950"}, {"Dế Mèn phiêu lưu ký"}),
        ({"words": "tô hoài", "without": "miền mèn"}, {"Tô Hoài, đời và văn"}),
        ({"either": "mèn đời"}, {"Dế Mèn phiêu lưu ký", "Tô Hoài, đời và văn"}),
        ({"phrase": "phiêu lưu"}, {"Dế Mèn phiêu lưu ký"}),
        ({"title": "hoài"}, {"Tô Hoài, đời và văn"}),
        ({"subject": "thieu nhi"}, {"Dế Mèn phiêu lưu ký"}),
        ({"author": "Tô Hoài", "language": "eng"}, {"Miền Tây"}),
    ],
)
def test_each_field_asks_in_its_own_way(client, books, fields, titles):
    page = client.get(asked_for(client, **fields)).content.decode()
    every = ("Dế Mèn phiêu lưu ký", "Tô Hoài, đời và văn", "Miền Tây")
    assert {title for title in every if f"{title}</a>" in page} == titles


def test_a_library_is_named_by_a_part_of_its_name(client, books):
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    make_copies(1, make_record("Tắt đèn", "Ngô Tất Tố"), owner=school)
    index_now()
    address = asked_for(client, place="san thang", have="on", sort="title")
    asked = parse_qs(urlsplit(address).query)
    assert asked["place"] == [school.code]
    assert asked["have"] == ["now"]
    page = client.get(address).content.decode()
    assert "Tắt đèn</a>" in page
    assert "Miền Tây</a>" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"since": "2000", "until": "1990"}, "Năm sau phải không nhỏ hơn năm trước."),
        ({"place": "không đâu cả"}, "Không có thư viện, điểm đọc nào tên như vậy."),
        ({"since": "năm ngoái", "title": "Miền Tây"}, 'value="Miền Tây"'),
    ],
)
def test_what_cannot_be_asked_is_said_and_what_was_typed_stays(client, fields, said):
    answer = client.get("/tim/nang-cao/", fields)
    assert answer.status_code == 200
    assert said in answer.content.decode()


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=10)


_WORDS = r'[^()":*“”„«»]+'
_QUERY = re.compile(
    rf"năm: 1990-( nhan đề:\({_WORDS}\))?( tác giả:\({_WORDS}\))?"
    rf"( mọi trường:\({_WORDS}\))?( -[^\s-]\S*)*"
)


@settings(max_examples=150, deadline=None)
@given(_TEXT, _TEXT, _TEXT, _TEXT)
def test_whatever_is_typed_asks_for_its_words_alone(title, author, either, without):
    """No sign typed by chance opens a bracket or another field, and no word joins others."""
    form = AdvancedForm({"since": "1990"})
    assert form.is_valid()
    form.cleaned_data |= {"title": title, "author": author, "either": either, "without": without}
    query = form.query()
    assert _QUERY.fullmatch(query), query
    outside = query.replace(" HOẶC ", " ")
    assert not {"OR", "AND", "VÀ", "NOT", "KHÔNG"} & set(re.split(r"[\s():]+", outside))
