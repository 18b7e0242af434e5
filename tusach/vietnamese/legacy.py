"""Reading text of before Unicode: TCVN3 (ABC), VNI, VISCII, VIQR, Windows-1258.

Old catalogues and spreadsheets of northern offices are mostly TCVN3. Opened today they look
like ``®Êt n­íc``: bytes of one encoding shown by another. Both forms are taken: the bytes, or
such a text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from tusach.vietnamese.folding import nfc
from tusach.vietnamese.legacy_tables import TCVN3, VIQR_SHAPES, VIQR_TONES, VISCII, VNI
from tusach.vietnamese.letters import TONES, WORD
from tusach.vietnamese.syllables import is_syllable

Charset = Literal["tcvn3", "vni", "viscii", "cp1258", "viqr"]
CHARSETS: tuple[Charset, ...] = ("tcvn3", "vni", "viscii", "cp1258", "viqr")
# Of the words that an encoding touches, so many must become syllables to believe it.
_BELIEVED = 0.85
_FEWEST = 2
_SAMPLE = 4000

_VNI_PART = re.compile("|".join(sorted((re.escape(k) for k in VNI), key=len, reverse=True)))
_VIQR_PART = re.compile(
    r"\\(?P<literal>.)|(?P<d>dd|DD|Dd|dD)|(?P<vowel>[aeiouyAEIOUY])"
    r"(?:(?P<shape>[\^(+*])(?P<tone>['`?~.])?|(?P<only>['`?~.]))"
)
_VIQR_MARKED = re.compile(r"(?:[^\W\d_]|[\^(+*'`?~.\\])+")
_UNTOUCHED = {"tcvn3": TCVN3, "viscii": VISCII}


class NotThatCharset(ValueError):
    """The text cannot be in this encoding: ``found`` is what it does not have."""

    def __init__(self, charset: str, found: str) -> None:
        self.charset, self.found = charset, found
        super().__init__(f"{found!r} is not {charset}")


def _bytes(text: str) -> bytes:
    """The bytes behind a text that was shown as Windows-1252 or Latin-1."""
    out = bytearray()
    for sign in text:
        if ord(sign) < 0x100:
            out.append(ord(sign))
            continue
        try:
            out += sign.encode("cp1252")
        except UnicodeEncodeError as error:
            raise NotThatCharset("an eight-bit encoding", sign) from error
    return bytes(out)


def _shown(raw: bytes) -> str:
    """Bytes as Windows-1252 shows them, its five holes as Latin-1."""
    return "".join(bytes([one]).decode("cp1252", errors="ignore") or chr(one) for one in raw)


def decode_legacy(text: bytes | str, charset: Charset) -> str:
    """The text in Unicode, composed. ``charset`` is one of :data:`CHARSETS`.

    A ``str`` is what a program made of the bytes by taking them for Windows-1252 or Latin-1.
    Capitals written in TCVN3 with its capital fonts come out small: which font it was is not
    in the text. Raises :class:`NotThatCharset` for signs that no byte of it can be.
    """
    if charset == "viqr":
        return _viqr(text.decode("ascii", "surrogateescape") if isinstance(text, bytes) else text)
    raw = _bytes(text) if isinstance(text, str) else text
    if charset == "vni":
        return nfc(_VNI_PART.sub(lambda match: VNI[match[0]], _shown(raw)))
    if charset == "cp1258":
        try:
            return nfc(raw.decode("cp1258"))
        except UnicodeDecodeError as error:
            raise NotThatCharset(charset, hex(raw[error.start])) from error
    table = _UNTOUCHED[charset]
    return nfc("".join(table.get(one) or _shown(bytes([one])) for one in raw))


def _viqr(text: str) -> str:
    def letter(match: re.Match[str]) -> str:
        if match["literal"]:
            return match["literal"]
        if match["d"]:
            return "đ" if match["d"][0] == "d" else "Đ"
        shape = VIQR_SHAPES.get(match["shape"] or "", "")
        tone = VIQR_TONES.get(match["tone"] or match["only"] or "", "")
        made = unicodedata.normalize("NFC", match["vowel"] + shape + tone)
        return made if len(made) == 1 else match[0]

    return nfc(_VIQR_PART.sub(letter, text))


def encode_legacy(text: str, charset: Charset) -> bytes:
    """The other way: for machines that still want it, and for proving the tables.

    Raises :class:`NotThatCharset` for a letter the encoding does not have.
    """
    text = nfc(text)
    out = bytearray()
    for sign in text:
        if sign.isascii():
            out += sign.encode()
        else:
            out += _encoded(sign, charset)
    return bytes(out)


def _encoded(sign: str, charset: Charset) -> bytes:
    if charset == "vni":
        for shown, letter in VNI.items():
            if letter == sign:
                return shown.encode("cp1252")
    elif charset == "cp1258":
        opened = unicodedata.normalize("NFD", sign)
        tone = "".join(mark for mark in opened if mark in TONES)
        bare = unicodedata.normalize("NFC", "".join(m for m in opened if m not in TONES))
        try:
            # Some of its letters hold their tone, most have it beside them.
            return sign.encode("cp1258")
        except UnicodeEncodeError:
            try:
                return (bare + tone).encode("cp1258")
            except UnicodeEncodeError as error:
                raise NotThatCharset(charset, sign) from error
    elif charset == "viqr":
        if sign in "đĐ":
            return b"dd" if sign == "đ" else b"DD"
        marks = {mark: key for key, mark in reversed((VIQR_SHAPES | VIQR_TONES).items())}
        opened = unicodedata.normalize("NFD", sign)
        shapes = sorted(opened[1:], key=lambda mark: mark in TONES)
        if all(mark in marks for mark in shapes):
            return (opened[0] + "".join(marks[mark] for mark in shapes)).encode()
    else:
        for byte, letter in _UNTOUCHED[charset].items():
            if letter == sign:
                return bytes([byte])
    raise NotThatCharset(charset, sign)


def detect_legacy(text: bytes | str) -> Charset | None:
    """The encoding the text is in, or None when it is Unicode already or not clear.

    Looks which encoding turns nearly all the words it touches into Vietnamese syllables. Two
    words at least; a text that makes sense as it stands (UTF-8, plain Vietnamese, French) is
    left alone. To propose with before and after, never to apply unseen.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
            if not text.isascii():
                return None
        except UnicodeDecodeError:
            text = _shown(text)  # type: ignore[arg-type]
    sample = text[:_SAMPLE]
    if sample.isascii():
        return "viqr" if _believed_viqr(sample) else None
    as_it_stands = _share([word for word in WORD.findall(sample) if not word.isascii()])
    best: tuple[float, Charset | None] = (max(_BELIEVED, as_it_stands), None)
    for charset in CHARSETS[:4]:
        try:
            decoded = decode_legacy(sample, charset)
        except NotThatCharset:
            continue
        share = _share([word for word in WORD.findall(decoded) if not word.isascii()])
        if share > best[0] or (share == best[0] and best[1] is None and share > as_it_stands):
            best = (share, charset)
    return best[1]


def _share(words: list[str]) -> float:
    if len(words) < _FEWEST:
        return 0.0
    return sum(is_syllable(word) for word in words) / len(words)


def _believed_viqr(text: str) -> bool:
    """Words with marks inside must become syllables, and carry more than a full stop."""
    found = [(word, _viqr(word)) for word in _VIQR_MARKED.findall(text) if not word.isalpha()]
    changed = [(word, made) for word, made in found if not made.isascii()]
    strong = [word for word, made in changed if any(sign in word[:-1] for sign in "^(+*'`~")]
    if len(strong) < _FEWEST:
        return False
    good = sum(is_syllable(made.strip("'`?~.")) for _, made in changed)
    return good / len(changed) >= _BELIEVED
