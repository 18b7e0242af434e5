"""Strings that mean the same compare the same."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.vietnamese.api import canonical, fold, nfc, repair_lookalikes, strip_tones

LETTERS = [
    unicodedata.normalize("NFC", letter + tone)
    for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
]
words = st.lists(st.sampled_from([*LETTERS, *"bcdđĐghklmnpqrstvx "]), max_size=14).map("".join)


def mixed(text):
    """Precomposed letters with the tone beside them, as cp1258 makes them."""
    out = []
    for sign in unicodedata.normalize("NFC", text):
        opened = unicodedata.normalize("NFD", sign)
        tone = "".join(s for s in opened if s in "\u0300\u0301\u0303\u0309\u0323")
        bare = "".join(s for s in opened if s not in "\u0300\u0301\u0303\u0309\u0323")
        out.append(unicodedata.normalize("NFC", bare) + tone)
    return "".join(out)


@given(words)
def test_the_three_unicode_forms_are_one_text(text):
    forms = [unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text), mixed(text)]
    for function in (canonical, fold, nfc, strip_tones):
        assert len({function(form) for form in forms}) == 1, function


@given(st.text(max_size=40))
def test_doing_it_twice_changes_nothing_more(text):
    for function in (canonical, fold, nfc, strip_tones, repair_lookalikes):
        once = function(text)
        assert function(once) == once, function


@given(words)
def test_a_vietnamese_text_folds_to_plain_letters(text):
    assert fold(text).isascii()
    assert fold(text) == fold(strip_tones(text)) == fold(canonical(text))
    assert fold(text) == fold(text.upper())


def test_stripping_tones_keeps_the_letters():
    assert strip_tones("Kỹ thuật nuôi lợn bản, ậ ặ ự Ữ Ấ đ") == "Ky thuât nuôi lơn ban, â ă ư Ư Â đ"


@pytest.mark.parametrize("look_alike", ["Ð", "Ɖ", "D\u0335", "D\u0336"])
def test_look_alikes_of_d_with_stroke_are_repaired(look_alike):
    assert repair_lookalikes(f"{look_alike}ịa chí") == "Địa chí"
    assert fold(f"{look_alike}ịa chí") == "dia chi"
    assert canonical(f"{look_alike}ịa chí") == "Địa chí"


def test_marks_typed_in_the_wrong_order_are_repaired():
    for base, shape, tone, letter in [
        ("a", "\u0302", "\u0301", "ấ"),
        ("o", "\u031b", "\u0300", "ờ"),
        ("a", "\u0306", "\u0309", "ẳ"),
        ("E", "\u0302", "\u0303", "Ễ"),
    ]:
        for order in itertools.permutations([shape, tone]):
            assert nfc(base + "".join(order)) == letter


@pytest.mark.parametrize(
    ("written", "one_form"),
    [
        ("hòa", "hoà"), ("hoà", "hoà"), ("khỏe", "khoẻ"), ("thủy", "thuỷ"), ("HÒA", "HOÀ"),
        ("Hòa Bình", "Hoà Bình"), ("tòan", "toàn"), ("hoàn", "hoàn"), ("qúy", "quý"),
        ("quý", "quý"), ("qủa", "quả"), ("gìa", "già"), ("gì", "gì"), ("giếng", "giếng"),
        ("của", "của"), ("mía", "mía"), ("thuở", "thuở"), ("khuỷu", "khuỷu"),
        ("ngoài", "ngoài"), ("thuế", "thuế"), ("lựu", "lựu"), ("huỳnh", "huỳnh"),
        ("Québec", "Québec"), ("José", "José"),
    ],
)  # fmt: skip
def test_tone_marks_have_one_place(written, one_form):
    assert canonical(written) == one_form


def test_marks_of_other_scripts_are_kept():
    assert fold("नेपाल") == "नेपाल"
    assert fold("ꪼꪕ") == "ꪼꪕ"
    assert fold("Ærøskøbing Łódź Straße") == "aeroskobing lodz strasse"
