"""The door of the room `vietnamese`: what other rooms may use."""

from tusach.vietnamese.dates import NotADate, parse_date
from tusach.vietnamese.folding import fold, nfc, repair_lookalikes, strip_tones
from tusach.vietnamese.keystrokes import residue
from tusach.vietnamese.legacy import (
    CHARSETS,
    NotThatCharset,
    decode_legacy,
    detect_legacy,
    encode_legacy,
)
from tusach.vietnamese.letters import APOSTROPHES, WORD
from tusach.vietnamese.numbers import (
    NotANumber,
    number_words,
    parse_number,
    read_number_words,
)
from tusach.vietnamese.sorting import (
    CARD_CATALOGUE,
    DICTIONARY,
    NGUYEN_DINH_HOA,
    given_name_key,
    sort_key,
)
from tusach.vietnamese.syllables import canonical, is_syllable, same_sound
from tusach.vietnamese.writing import day_long, day_short, dong_words, grouped

__all__ = [
    "APOSTROPHES",
    "CARD_CATALOGUE",
    "CHARSETS",
    "DICTIONARY",
    "NGUYEN_DINH_HOA",
    "WORD",
    "NotADate",
    "NotANumber",
    "NotThatCharset",
    "canonical",
    "day_long",
    "day_short",
    "decode_legacy",
    "detect_legacy",
    "dong_words",
    "encode_legacy",
    "fold",
    "given_name_key",
    "grouped",
    "is_syllable",
    "nfc",
    "number_words",
    "parse_date",
    "parse_number",
    "read_number_words",
    "repair_lookalikes",
    "residue",
    "same_sound",
    "sort_key",
    "strip_tones",
]
