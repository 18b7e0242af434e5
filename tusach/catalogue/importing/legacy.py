"""Telling that a text is in one of the codes used before Unicode.

Nothing is converted here: a wrong guess would be written into the catalogue for good. What is
suspected is named to the user, who converts the file.
"""

from __future__ import annotations

import re

# TCVN 5712 (".VnTime"): its marked vowels, read as Latin-1, are signs and capitals in the
# middle of words written small, which no other language does.
_TCVN3 = re.compile(
    "[a-zA-Z](?:[\u00a8-\u00bf]|[ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞ])(?=[a-z \n,.]|$)|[®§][a-z\u00b5-\u00ff]"
)
# VNI: a vowel and a mark of its own after it.
_VNI = re.compile("[aAeEoOuUyY][ùøûõïâáàåãäêéèúüëñ](?=[a-zA-Z ,.])")
# Letters that only Vietnamese written in Unicode has.
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")


def looks_legacy(raw: bytes) -> str:
    """The likely name of the code of bytes that are not UTF-8."""
    as_latin = raw.decode("latin-1")
    tcvn3, vni = len(_TCVN3.findall(as_latin)), len(_VNI.findall(as_latin))
    # cp1258 writes tones as combining marks of their own: CC, D2, DE, EC, F2 after a vowel.
    cp1258 = len(re.findall(rb"[aeiouyAEIOUY\xe2\xe3\xea\xf4\xf5\xfd][\xcc\xd2\xde\xec\xf2]", raw))
    best = max((tcvn3, "TCVN3"), (vni, "VNI"), (cp1258, "Windows-1258"))
    return best[1] if best[0] else "Windows-1258, TCVN3, VNI"


def suspected(texts: list[str]) -> str:
    """ "TCVN3" or "VNI" when Unicode text was made from such bytes unconverted; "" when not.

    A spreadsheet in the old fonts holds Latin letters that only those fonts show as
    Vietnamese. Text with true Vietnamese letters is never suspected.
    """
    text = "\n".join(texts)
    if _VIETNAMESE.search(text):
        return ""
    tcvn3, vni = len(_TCVN3.findall(text)), len(_VNI.findall(text))
    if max(tcvn3, vni) < 3:
        return ""
    return "TCVN3" if tcvn3 >= vni else "VNI"
