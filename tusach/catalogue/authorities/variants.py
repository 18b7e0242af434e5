"""Other forms under which a name is looked for, proposed as "see" references."""

from __future__ import annotations

import unicodedata


def without_marks(text: str) -> str:
    """The letters a keyboard without Vietnamese has, capitals as they were."""
    plain = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def inverted(name: str) -> str:
    """ "Phụng, Vũ Trọng" for "Vũ Trọng Phụng": how people used to foreign rules look for it.
    "" for a name that is one syllable or has a comma already."""
    words = name.split()
    if len(words) < 2 or "," in name:
        return ""
    return f"{words[-1]}, {' '.join(words[:-1])}"


def proposed(kind: str, heading: str, name: str) -> list[str]:
    """Forms of the heading that are no heading themselves, each once, the likeliest first."""
    forms = [name] if kind == "person" else []
    forms.append(without_marks(name if kind == "person" else heading))
    if kind == "person":
        forms += [inverted(name), inverted(without_marks(name))]
    return [one for one in dict.fromkeys(forms) if one and one != heading]
