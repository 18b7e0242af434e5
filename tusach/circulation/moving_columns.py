"""What the columns of another system's lists mean: Koha's borrowers and issues, SLiMS's members
and loans, and what libraries write above their own spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.vietnamese.api import fold

READERS, LOANS = "readers", "loans"

# Meaning → what stands above its column, folded and without punctuation.
HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    READERS: {
        "card": (
            "cardnumber", "card number", "member id", "so the", "ma the", "ma ban doc",
            "so ban doc",
        ),
        "name": (
            "member name", "ho va ten", "ho ten", "ten ban doc", "ban doc", "name", "full name",
        ),
        "family": ("surname", "ho", "ho dem", "ho va dem", "last name"),
        "given": ("firstname", "first name", "ten"),
        "born": (
            "dateofbirth", "date of birth", "birth date", "nam sinh", "ngay sinh",
            "ngay thang nam sinh", "birth year",
        ),
        "class": (
            "categorycode", "category", "member type", "member type name", "member type id",
            "nhom ban doc", "loai ban doc", "doi tuong",
        ),
        "since": (
            "dateenrolled", "register date", "member since date", "ngay cap", "ngay dang ky",
            "ngay cap the",
        ),
        "until": ("dateexpiry", "expire date", "han the", "ngay het han", "han dung", "het han"),
        "school_class": ("lop", "class"),
        "phone": ("phone", "mobile", "member phone", "dien thoai", "so dien thoai", "sdt"),
        "email": ("email", "member email", "thu dien tu"),
        "address": ("address", "member address", "dia chi", "cho o"),
        "guardian": ("contactname", "nguoi giam ho", "phu huynh", "ho ten phu huynh", "guardian"),
        "guardian_phone": ("contactphone", "dien thoai phu huynh", "sdt phu huynh"),
    },
    LOANS: {
        "barcode": (
            "barcode", "item code", "itemcode", "ma vach", "ma sach", "so dkcb",
            "so dang ky ca biet", "dkcb", "ma ban sach",
        ),
        "card": (
            "cardnumber", "card number", "member id", "so the", "ma the", "ma ban doc",
            "so ban doc",
        ),
        "lent": (
            "issuedate", "issue date", "loan date", "ngay muon", "date issued", "checked out",
        ),
        "due": ("date due", "due date", "datedue", "han tra", "ngay phai tra", "ngay tra du kien"),
        "back": ("returndate", "return date", "is return", "ngay tra", "da tra"),
    },
}  # fmt: skip

LABELS: dict[str, dict[str, str | Promise]] = {
    READERS: {
        "card": _("số thẻ"),
        "name": _("họ và tên"),
        "family": _("họ và đệm"),
        "given": pgettext_lazy("of a person", "tên"),
        "born": _("ngày hoặc năm sinh"),
        "class": _("nhóm bạn đọc"),
        "since": _("ngày cấp thẻ"),
        "until": _("hạn thẻ"),
        "school_class": pgettext_lazy("of pupils", "lớp"),
        "phone": _("điện thoại"),
        "email": _("thư điện tử"),
        "address": _("chỗ ở"),
        "guardian": _("người giám hộ"),
        "guardian_phone": _("điện thoại người giám hộ"),
    },
    LOANS: {
        "barcode": _("mã vạch hoặc số ĐKCB"),
        "card": _("số thẻ"),
        "lent": _("ngày mượn"),
        "due": _("hạn trả"),
        "back": _("ngày trả, đã trả"),
    },
}
# What a list must tell, each by any of these.
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    READERS: (("name", "family", "given"),),
    LOANS: (("barcode",), ("card",), ("lent",), ("due",)),
}

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
# What stands where nothing is meant: MySQL's empty date, and nothing.
_NOTHING = frozenset({"", "0000-00-00", "0000-00-00 00:00:00", "null", "\\n", "-"})


def bare(heading: str) -> str:
    """A heading without marks, punctuation and the name of the table it was taken from."""
    text = fold(heading).rsplit(".", 1)[-1]
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def meanings(headings: Sequence[str], kind: str) -> dict[str, int]:
    """Which column holds what in a list of readers or loans; what two columns claim is the
    first's."""
    found: dict[str, int] = {}
    for index, heading in enumerate(headings):
        for meaning, names in HEADINGS[kind].items():
            if bare(heading) in names and meaning not in found:
                found[meaning] = index
                break
    return found


def lacking(columns: Mapping[str, int], kind: str) -> list[str]:
    """What a list must tell and does not, in words."""
    return [
        str(LABELS[kind][any_of[0]])
        for any_of in NEEDED[kind]
        if not any(one in columns for one in any_of)
    ]


def signature(headings: Sequence[str]) -> str:
    """Names a row of headings, so that what was said of it is known the next time."""
    return sha256("\n".join(bare(one) for one in headings).encode()).hexdigest()


def nothing(text: str) -> bool:
    return text.strip().lower() in _NOTHING


def day_in(text: str) -> date | None:
    """The day in "2026-03-01 23:59:00" or "1/3/2026" (day before month); None for no day."""
    for pattern, order in ((_ISO, (0, 1, 2)), (_DAY, (2, 1, 0))):
        if match := pattern.match(text.strip()):
            parts = [int(part) for part in match.groups()]
            try:
                return date(*(parts[place] for place in order))
            except ValueError:
                return None
    return None


def year_in(text: str) -> int | None:
    """The year in a date or a year; None where there is none."""
    match = _YEAR.search(text)
    return int(match.group(1)) if match else None


def is_back(text: str) -> bool:
    """Whether what stands in the column of returns says that the book is back: a day, or yes."""
    return not nothing(text) and fold(text).strip() not in ("0", "no", "khong", "chua", "false")
