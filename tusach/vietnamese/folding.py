"""Making strings comparable: composed, without tones, without any mark."""

from __future__ import annotations

import re
import unicodedata

from tusach.vietnamese.letters import (
    BREVE,
    CIRCUMFLEX,
    DROP_LATIN_MARKS,
    HORN,
    SPELLED_OUT,
    TONES,
)

# Letters of other alphabets that old fonts and careless converters put for đ (B.8.5).
_LOOKALIKES = str.maketrans(
    {
        "\u00d0": "Đ",  # Ð, Icelandic eth
        "\u00f0": "đ",
        "\u0189": "Đ",  # Ɖ, African d
        "\u0256": "đ",
        "\u00ad": None,  # soft hyphen and other signs nobody sees
        "\u200b": None,
        "\u2060": None,
        "\ufeff": None,
        "\u00a0": " ",
        "\u202f": " ",
    }
)
_ANY_LOOKALIKE = re.compile(f"[{''.join(map(chr, _LOOKALIKES))}]")
_STROKED = re.compile("([dD])[\u0335\u0336]")
_LOOSE_SHAPE = re.compile(f"[{BREVE}{CIRCUMFLEX}{HORN}]")
_TONE_FIRST = re.compile(f"([{TONES}])([{BREVE}{CIRCUMFLEX}{HORN}])")
_DROP_TONES = {ord(tone): None for tone in TONES}
_TO_BASE = str.maketrans(SPELLED_OUT | {"đ": "d"})


def nfc(text: str) -> str:
    """The composed form, in which everything is stored and compared.

    Also repairs what the composed form alone does not: a tone typed before its circumflex,
    breve or horn (``a`` + acute + circumflex), which is another string to Unicode.
    """
    text = unicodedata.normalize("NFC", text)
    if _LOOSE_SHAPE.search(text):
        open_form, before = unicodedata.normalize("NFD", text), ""
        while open_form != before:
            before, open_form = open_form, _TONE_FIRST.sub(r"\2\1", open_form)
        text = unicodedata.normalize("NFC", open_form)
    return text


def repair_lookalikes(text: str) -> str:
    """Ð ð Ɖ ɖ and struck-through d become Đ đ; invisible signs go; the rest stays.

    For text that is Vietnamese: an Icelandic title loses its eth.
    """
    if _ANY_LOOKALIKE.search(text):
        text = text.translate(_LOOKALIKES)
    if "\u0335" in text or "\u0336" in text:
        text = _STROKED.sub(lambda m: "đ" if m[1] == "d" else "Đ", text)
    return text


def strip_tones(text: str) -> str:
    """Without the five tone marks; ă â đ ê ô ơ ư and capitals stay.

    Exactly U+0300, 0301, 0303, 0309 and 0323 go (B.8.6): taking the last mark of a
    decomposed ``ậ`` would take the circumflex.
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_DROP_TONES))


def fold(text: str) -> str:
    """Lower case without any mark on Latin letters, đ as d: what people type in a hurry.

    Marks of other scripts are letters there and stay (``कि``). Look-alikes of đ count as đ.
    ``fold(fold(x)) == fold(x)``.
    """
    text = text.lower()
    if text.isascii():
        return text
    text = repair_lookalikes(text)
    text = unicodedata.normalize("NFD", text).translate(DROP_LATIN_MARKS)
    return unicodedata.normalize("NFC", text.translate(_TO_BASE))
