"""Text of before Unicode: every letter there and back, told from other texts."""

import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.vietnamese.api import NotThatCharset, decode_legacy, detect_legacy, encode_legacy

SMALL = [
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    if not (vowel + tone).isascii()
] + ["đ"]
LETTERS = SMALL + [letter.upper() for letter in SMALL]
# What TCVN3 has without a capital font.
IN_TCVN3 = [*SMALL, *"ĂÂÊÔƠƯĐ"]
TEXT = (
    "Trăm năm trong cõi người ta, chữ tài chữ mệnh khéo là ghét nhau. Trải qua một cuộc bể "
    "dâu, những điều trông thấy mà đau đớn lòng"
)


def test_there_are_134_letters():
    assert len(LETTERS) == len(set(LETTERS)) == 134


@pytest.mark.parametrize("charset", ["vni", "viscii", "cp1258", "viqr"])
def test_every_letter_goes_there_and_back(charset):
    for letter in LETTERS:
        assert decode_legacy(encode_legacy(letter, charset), charset) == letter


def test_every_letter_of_tcvn3_goes_there_and_back():
    for letter in IN_TCVN3:
        assert decode_legacy(encode_legacy(letter, "tcvn3"), "tcvn3") == letter
    with pytest.raises(NotThatCharset):
        encode_legacy("Ấ", "tcvn3")


@pytest.mark.parametrize(("charset", "name"), [("viscii", "VISCII"), ("tcvn3", "TCVN5712-1")])
def test_the_tables_agree_with_the_systems_own(charset, name):
    if shutil.which("iconv") is None:
        pytest.fail("no iconv: apt-get install libc-bin")
    for letter in IN_TCVN3 if charset == "tcvn3" else LETTERS:
        raw = encode_legacy(letter, charset)
        done = subprocess.run(
            ["iconv", "-f", name, "-t", "UTF-8"], input=raw, capture_output=True, check=True
        )
        assert unicodedata.normalize("NFC", done.stdout.decode()) == letter


def test_windows_1258_agrees_with_pythons_codec():
    assert decode_legacy(TEXT.encode("cp1258", "ignore"), "cp1258") == (
        unicodedata.normalize("NFC", TEXT.encode("cp1258", "ignore").decode("cp1258"))
    )


@given(st.lists(st.sampled_from([*SMALL, *"bcdghklmnpqrstvx "]), max_size=20).map("".join))
def test_any_text_of_an_eight_bit_encoding_goes_there_and_back(text):
    for charset in ("viscii", "cp1258", "tcvn3"):
        assert decode_legacy(encode_legacy(text, charset), charset) == text


@pytest.mark.parametrize("charset", ["tcvn3", "vni", "viscii", "cp1258", "viqr"])
def test_the_encoding_is_told_from_the_bytes_and_from_what_a_program_made_of_them(charset):
    raw = encode_legacy(TEXT, charset)
    assert detect_legacy(raw) == charset
    if charset != "viqr":
        assert detect_legacy(raw.decode("latin-1")) == charset
        assert decode_legacy(raw.decode("latin-1"), charset) == TEXT


def test_what_an_old_spreadsheet_looks_like():
    assert decode_legacy("®Êt n­íc", "tcvn3") == "đất nước"
    assert decode_legacy("Ñaát nöôùc", "vni") == "Đất nước"
    assert decode_legacy("DDa^'t nu+o+'c", "viqr") == "Đất nước"
    assert detect_legacy("®Êt n­íc ViÖt Nam") == "tcvn3"


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.encode(),
        "",
        "Plain English text, with stops. And 'quotes'? Yes.",
        "L'été à Paris, déjà vu, où êtes-vous",
        "Straße, Größe, Übung",
        b"\xff\xfe\x00\x01",
        "नेपालको इतिहास",
        "Ha Noi",
    ],
)
def test_other_texts_are_left_alone(text):
    assert detect_legacy(text) is None


def test_a_sign_no_byte_can_be_is_refused():
    with pytest.raises(NotThatCharset):
        decode_legacy("पुस्तक", "tcvn3")
