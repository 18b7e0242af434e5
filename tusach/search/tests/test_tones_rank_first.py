"""One set for every way of typing; what matches the typed tones comes first."""

import unicodedata

import pytest

from tusach.search.testing import index_now

LOCAL = [
    "Địa chí Lai Châu",
    "Địa chỉ đỏ ở Lai Châu",
    "Đĩa chì của người Lai Châu",
    "Dia chi Lai Chau",
    "Lai Châu địa chí",
]


@pytest.mark.parametrize(
    "typed",
    [
        "dia chi lai chau",
        "địa chí Lai Châu",
        unicodedata.normalize("NFD", "địa chí Lai Châu"),
        "đi\u0323a chí Lai Chau",
        "Ðịa chí lai châu",
        "ĐỊA CHÍ LAI CHÂU",
        "Lai Chau đia chi",
    ],
)
def test_every_way_of_typing_finds_the_same_set(shelf, typed):
    shelf.put(*LOCAL, "Sơn La")
    index_now()
    assert shelf.set_of(typed) == set(LOCAL)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("dia", ["Địa", "Ðịa"])
def test_typed_tones_come_first(shelf, form, dia):
    shelf.put(*reversed(LOCAL))
    index_now()
    found = shelf.titles(unicodedata.normalize(form, f"{dia} chí Lai Châu"))
    assert found[:2] == ["Địa chí Lai Châu", "Lai Châu địa chí"]
    assert found[-1] == "Dia chi Lai Chau"


def test_partial_marks_are_held_to_as_far_as_they_go(shelf):
    shelf.put("Lai Châu dìa chi", "Lai Châu địa chí", "Lai Châu dia chi")
    index_now()
    assert shelf.titles("Lai Chau đia chi")[0] == "Lai Châu địa chí"


def test_both_tone_placements_are_one_word(shelf):
    shelf.put("Hòa Bình", "Hoà Bình xưa", "Hoa bình minh", "Khỏe và đẹp", "Khoẻ để học")
    index_now()
    assert shelf.set_of("hoà") == shelf.set_of("hòa") == shelf.set_of("hoa")
    assert set(shelf.titles("hòa bình")[:2]) == {"Hòa Bình", "Hoà Bình xưa"}
    assert shelf.set_of("khỏe") == shelf.set_of("khoẻ") == {"Khỏe và đẹp", "Khoẻ để học"}


def test_i_and_y_are_one_word_in_a_query(shelf):
    shelf.put("Kỹ thuật trồng chè", "Kĩ thuật trồng ngô", "Kì lạ")
    index_now()
    assert shelf.set_of("kĩ thuật") == {"Kỹ thuật trồng chè", "Kĩ thuật trồng ngô"}
    assert shelf.set_of("ky thuat") == shelf.set_of("kỹ thuật") == shelf.set_of("ki thuat")


def test_the_farmer_finds_the_book_on_young_pigs(shelf):
    decoys = [
        f"{head} {pig} {breed}"
        for head in (
            "Kỹ thuật chăn nuôi và buôn",
            "Nuôi con bằng kỹ thuật",
            "Chuyện nuôi và kỹ thuật",
        )
        for pig in ("lớn", "lon", "lợn")
        for breed in ("bàn", "bán", "bạn", "ban")
    ]
    shelf.put(*decoys, "Nuôi lợn bản", "Lợn bản Tây Bắc")
    shelf.put("Bạn của nhà nông", text=["kỹ thuật nuôi lớn lợn bản", "nuôi lợn"])
    shelf.put("Kỹ thuật nuôi lợn bản")
    index_now()
    found = shelf.titles("ky thuat nuoi lon ban", size=50)
    assert found[0] == "Kỹ thuật nuôi lợn bản"
    assert set(decoys) <= set(found)


def test_exact_tones_in_the_text_outrank_other_tones_in_the_title(shelf):
    shelf.put("Bàn tay", "Bán hàng", "Bản bản bản", "Bạn")
    shelf.put("Núi rừng", text=["những bản làng ven suối"])
    index_now()
    assert shelf.titles("bản")[:2] == ["Bản bản bản", "Núi rừng"]


def test_letters_come_before_folded(shelf):
    shelf.put("Tho ca", "Thơ ca", "Thớ gỗ", "Thó")
    index_now()
    found = shelf.titles("thờ")
    assert set(found[:2]) == {"Thơ ca", "Thớ gỗ"}
    assert set(found[2:]) == {"Tho ca", "Thó"}


def test_the_usual_reading_of_unmarked_words_comes_first(shelf):
    shelf.put("Nuôi lớn", "Nuôi lợn", "Nuôi lợn ở Mường Tè", "Nuôi lợn ở bản", "Nuôi lợn nái")
    index_now()
    assert shelf.titles("nuoi lon")[0] == "Nuôi lợn"
