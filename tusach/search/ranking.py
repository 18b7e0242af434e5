"""What decides the order of what is found, below the tones: weights that can be changed."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A tier (exact tones, letters) is larger than all weights can add up to, and is not for
# changing: that the tones typed come first is a promise of the whole system (B.8.8).
EXACT, LETTERS = 10_000.0, 4_000.0
HEAVIEST = 50.0


@dataclass(frozen=True)
class Weights:
    """How much each reason counts beside the rarity of the words (BM25); 0 switches it off."""

    title: float = 3.0
    author: float = 3.0
    subject: float = 1.5
    pair_in_title: float = 4.0
    pair_anywhere: float = 1.5
    pair_in_author: float = 4.0
    edge: float = 2.0
    whole: float = 6.0
    usual: float = 3.0
    exact_unmarked: float = 5.0
    held: float = 0.5
    near: float = 1.0
    # Of another name beside the one typed: its tones count less than any word typed.
    other_name: float = 0.0001

    def changed(self, values: dict[str, float]) -> Weights:
        """These weights with others for some names; unknown names are left aside."""
        known = {name: value for name, value in values.items() if name in NAMES}
        return replace(self, **known)


# What the administrator may change, and how each is called on screen.
NAMES: dict[str, Promise] = {
    "title": _("từ đứng trong nhan đề"),
    "author": _("từ đứng trong tên tác giả"),
    "subject": _("từ đứng trong chủ đề"),
    "pair_in_title": _("hai từ liền nhau trong nhan đề"),
    "pair_anywhere": _("hai từ liền nhau ở chỗ khác"),
    "pair_in_author": _("hai từ liền nhau trong tên tác giả"),
    "edge": _("nhan đề, tên tác giả bắt đầu hoặc kết thúc bằng từ được gõ"),
    "whole": _("cả nhan đề hoặc cả tên tác giả là những từ được gõ"),
    "usual": _("cách viết có dấu thường gặp nhất của từ gõ không dấu"),
    "exact_unmarked": _("từ không dấu đứng cạnh từ có dấu, khớp đúng"),
    "held": _("có bản: từ một, năm, hai mươi bản trở lên"),
    "near": _("có ở nơi người đọc đã chọn"),
}
STANDARD = Weights()
assert set(NAMES) | {"other_name"} == {one.name for one in fields(Weights)}


@dataclass(frozen=True)
class Lift:
    """Documents with this value of a facet rank higher by ``weight``."""

    facet: str
    value: str
    weight: float


@dataclass(frozen=True)
class NamesTried:
    """Other names to try out: the table of them without some (folded words, what else is
    looked for) and with more (folded words, what else, the sentence shown)."""

    without: frozenset[tuple[str, str]] = frozenset()
    more: tuple[tuple[str, str, str], ...] = ()


NONE_TRIED = NamesTried()


@dataclass(frozen=True)
class Ranking:
    """All that a search ranks by: the weights, what is lifted, what is near the reader
    (values of the facet ``place``); ``names`` where others are tried than those in force."""

    weights: Weights = STANDARD
    lifts: tuple[Lift, ...] = ()
    near: tuple[str, ...] = field(default=())
    names: NamesTried = NONE_TRIED
