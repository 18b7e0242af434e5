"""i and y: two spellings of one syllable widen a query."""

import pytest

from tusach.vietnamese.api import is_syllable, same_sound


@pytest.mark.parametrize(
    ("one", "other"),
    [("kĩ", "kỹ"), ("kỹ", "kĩ"), ("quí", "quý"), ("Mĩ", "mỹ"), ("lý", "lí"), ("quýt", "quít")],
)
def test_the_other_spelling_is_given(one, other):
    assert same_sound(one) == (other,)


@pytest.mark.parametrize("word", ["tay", "tai", "thúy", "gì", "tin", "nhà", "jazz", ""])
def test_two_sounds_are_never_taken_for_one(word):
    assert same_sound(word) == ()


POSSIBLE = ["nghiêng", "Quỳnh", "giếng", "gì", "thuở", "khuya", "xoong", "ách", "uỷ", "ươm"]
IMPOSSIBLE = ["jazz", "kă", "bàt", "ách.", "book", "ngàch", "hoàá", "a1", "street"]


def test_possible_syllables_are_told_from_others():
    assert [word for word in POSSIBLE if not is_syllable(word)] == []
    assert [word for word in IMPOSSIBLE if is_syllable(word)] == []
