"""The encodings Vietnam used before Unicode, byte by byte.

Sources: TCVN 5712:1993 (VN3, the fonts .VnTime of ABC); VISCII 1.1, RFC 1456; VNI-Windows as
its fonts draw it; VIQR, RFC 1456. Windows-1258 is Python's own codec.
"""

from __future__ import annotations

import unicodedata

from tusach.vietnamese.letters import ACUTE, BREVE, CIRCUMFLEX, DOT, GRAVE, HOOK, HORN, TILDE


def _run(first: int, letters: str) -> dict[int, str]:
    """Letters on bytes one after another; a blank leaves its byte out."""
    return {first + at: letter for at, letter in enumerate(letters) if letter != " "}


# Capitals with tones are not in it: a second font (.VnTimeH) draws small letters as capitals.
TCVN3: dict[int, str] = {
    **_run(0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    **_run(0xB5, "àảãáạ ằẳẵắ"),
    **_run(0xC6, "ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ"),
}

VISCII: dict[int, str] = {
    0x02: "Ẳ",
    0x05: "Ẵ",
    0x06: "Ẫ",
    0x14: "Ỷ",
    0x19: "Ỹ",
    0x1E: "Ỵ",
    **_run(0x80, "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ"),
    **_run(0x90, "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"),
    **_run(0xA0, "Õắằặấầẩậẽẹếềểễệố"),
    **_run(0xB0, "ồổỗỠƠộờởịỰỨỪỬơớƯ"),
    **_run(0xC0, "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ"),
    **_run(0xD0, "ĐứÒÓÔạỷừửÙÚỹỵÝỡư"),
    **_run(0xE0, "àáâãảăữẫèéêẻìíĩỉ"),
    **_run(0xF0, "đựòóôõỏọụùúũủýợỮ"),
}

# VNI: a letter, then a sign for what stands on it, as Windows-1252 shows both.
_VNI_MARKS = {
    "ù": ACUTE,
    "ø": GRAVE,
    "û": HOOK,
    "õ": TILDE,
    "ï": DOT,
    "â": CIRCUMFLEX,
    "á": CIRCUMFLEX + ACUTE,
    "à": CIRCUMFLEX + GRAVE,
    "å": CIRCUMFLEX + HOOK,
    "ã": CIRCUMFLEX + TILDE,
    "ä": CIRCUMFLEX + DOT,
    "ê": BREVE,
    "é": BREVE + ACUTE,
    "è": BREVE + GRAVE,
    "ú": BREVE + HOOK,
    "ü": BREVE + TILDE,
    "ë": BREVE + DOT,
}
_VNI_ALONE = {
    "ñ": "đ",
    "ô": "ơ",
    "ö": "ư",
    "í": "í",
    "ì": "ì",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
}


def _vni() -> dict[str, str]:
    found = dict(_VNI_ALONE)
    tones = "ùøûõï"
    for base, shown in (("a", "a"), ("e", "e"), ("o", "o"), ("u", "u"), ("y", "y"),
                        ("ơ", "ô"), ("ư", "ö")):  # fmt: skip
        for sign, mark in _VNI_MARKS.items():
            letter = unicodedata.normalize("NFC", base + mark)
            # Only what is one letter: there is no breve on e, no circumflex on u.
            if len(letter) == 1 and (base in "aeo" or sign in tones):
                if (base in "eo" and BREVE in mark) or (base == "y" and sign == "ï"):
                    continue
                found[shown + sign] = letter
    return found | {shown.upper(): letter.upper() for shown, letter in found.items()}


VNI: dict[str, str] = _vni()

# VIQR: ASCII signs after the letter. The breve is "(", the horn "+" (or "*" in older mail).
VIQR_SHAPES = {"^": CIRCUMFLEX, "(": BREVE, "+": HORN, "*": HORN}
VIQR_TONES = {"'": ACUTE, "`": GRAVE, "?": HOOK, "~": TILDE, ".": DOT}
