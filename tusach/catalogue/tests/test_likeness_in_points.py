"""What makes two descriptions one book, and what tells them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.catalogue.scoring import Description, score

ANH = Description("Mắt biếc", ("Nguyễn Nhật Ánh",), 2019, "Trẻ", ("9786041145498",))


def like(**changes: object) -> Description:
    return Description(**{**vars(ANH), **changes})  # type: ignore[arg-type]


def codes(one: Description, other: Description) -> list[str]:
    return [part.code for part in score(one, other).parts]


def test_a_book_is_like_itself() -> None:
    assert score(ANH, ANH).is_same
    assert score(ANH, ANH).reasons()[0] == {
        "code": "isbn-shared",
        "points": 50,
        "facts": {"isbn": "9786041145498"},
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "Mat biec"}, "title-no-marks"),
        ({"title": "MẮT BIẾC."}, "title-exact"),
        ({"authors": ("Ánh, Nguyễn Nhật",)}, "author-turned"),
        ({"authors": ("Anh, Nguyen Nhat",)}, "author-no-marks"),
        ({"authors": ("Đỗ Hoàng Diệu", "Nguyễn Nhật Ánh")}, "author-some"),
        ({"publisher": "NXB Trẻ"}, "publisher-same"),
        ({"publisher": "Nhà xuất bản Trẻ"}, "publisher-same"),
        ({"isbns": ()}, "title-exact"),
    ],
)
def test_the_same_book_written_otherwise_is_the_same(changes: dict[str, object], code: str) -> None:
    assert score(ANH, like(**changes)).is_same
    assert code in codes(ANH, like(**changes))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # One ISBN on two titles, as Vietnamese publishers print it.
        (ANH, like(title="Cô gái đến từ hôm qua")),
        # A reprint of another year.
        (like(isbns=()), like(year=2012, isbns=())),
        # The same letters, other tones.
        (like(title="Bạn tôi", isbns=()), like(title="Bán tôi", isbns=())),
        # A commentary whose title begins with the title.
        (like(isbns=()), like(title="Mắt biếc và những bài bình", isbns=())),
    ],
)
def test_what_only_looks_like_it_is_left_to_a_person(one: Description, other: Description) -> None:
    assert not score(one, other).is_same
    assert score(one, other).is_maybe


@pytest.mark.parametrize(
    "other",
    [
        like(title="Cho tôi xin một vé đi tuổi thơ", isbns=()),
        # Another edition: another year under another ISBN.
        like(year=2012, isbns=("9786041004757",)),
    ],
)
def test_another_book_is_another(other: Description) -> None:
    found = score(ANH, other)
    assert not found.is_same
    assert not found.is_maybe


def test_a_recording_of_the_book_is_not_the_book() -> None:
    assert not score(ANH, like(kind="sound")).is_same


def test_titles_alone_that_tell_all_there_is_are_the_same() -> None:
    assert score(Description("Niên giám"), Description("Niên giám")).is_same


texts = st.text(max_size=30)
descriptions = st.builds(
    Description,
    title=texts,
    authors=st.lists(texts, max_size=3).map(tuple),
    year=st.none() | st.integers(1400, 2100),
    publisher=texts,
    isbns=st.lists(st.text("0123456789", min_size=13, max_size=13), max_size=2).map(tuple),
    kind=st.sampled_from(["book", "serial"]),
)


@given(descriptions, descriptions)
def test_likeness_does_not_depend_on_who_is_asked_first(
    one: Description, other: Description
) -> None:
    assert score(one, other).total == score(other, one).total
