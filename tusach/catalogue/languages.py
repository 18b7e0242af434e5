"""Languages by their MARC code, as the form offers them and pages name them.

Codes: MARC Code List for Languages. It has one code for the Hmong languages and one for the
Tai languages that have none of their own (Thái of the north-west).
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tusach.vietnamese.api import fold

LANGUAGES: dict[str, str | Promise] = {
    "vie": _("Tiếng Việt"),
    "hmn": _("Tiếng Mông"),
    "tai": _("Tiếng Thái (Việt Nam)"),
    "eng": _("Tiếng Anh"),
    "fre": _("Tiếng Pháp"),
    "chi": _("Tiếng Trung"),
    "rus": _("Tiếng Nga"),
    "ger": _("Tiếng Đức"),
    "jpn": _("Tiếng Nhật"),
    "kor": _("Tiếng Hàn"),
    "lao": _("Tiếng Lào"),
    "tha": _("Tiếng Thái Lan"),
    "khm": _("Tiếng Khmer"),
    "nep": _("Tiếng Nepal"),
    "spa": _("Tiếng Tây Ban Nha"),
    "ita": _("Tiếng Ý"),
    "lat": _("Tiếng La-tinh"),
}

# As lists write them, folded, with "tieng" taken away.
_NAMES = {
    "viet": "vie",
    "viet nam": "vie",
    "vi": "vie",
    "vn": "vie",
    "mong": "hmn",
    "hmong": "hmn",
    "h'mong": "hmn",
    "thai": "tai",
    "anh": "eng",
    "english": "eng",
    "en": "eng",
    "phap": "fre",
    "french": "fre",
    "fr": "fre",
    "trung": "chi",
    "trung quoc": "chi",
    "hoa": "chi",
    "nga": "rus",
    "duc": "ger",
    "nhat": "jpn",
    "han": "kor",
    "han quoc": "kor",
    "lao": "lao",
    "thai lan": "tha",
    "khmer": "khm",
    "vietnamese": "vie",
}


def language_name(code: str) -> str:
    """The language's name; the code itself when it has none here."""
    return str(LANGUAGES.get(code, code))


def language_code(text: str) -> str:
    """The MARC code of what a list calls a language; "" when it is not known."""
    name = fold(text).strip()
    if name in LANGUAGES:
        return name
    return _NAMES.get(name.removeprefix("tieng").strip(" ."), "")
