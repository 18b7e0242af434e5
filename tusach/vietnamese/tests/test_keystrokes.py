"""Telex and VNI typed with the keyboard off."""

import pytest

from tusach.vietnamese.api import residue


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ddaats nuwowcs", "đất nước"),
        ("d9a61t", "đất"),
        ("Vieejt Nam", "Việt Nam"),
        ("Truyeenj Kieeuf", "Truyện Kiều"),
        ("thuw vieenj", "thư viện"),
        ("dduwowngf", "đường"),
        ("nguoiwf", "người"),
        ("tieengs Vieetj", "tiếng Việt"),
        ("d9i5a chi1", "địa chí"),
        ("nuo7c1", "nước"),
        ("DDAATS NUWOWCS", "ĐẤT NƯỚC"),
        ("ddaats, nuwowcs!", "đất, nước!"),
    ],
)
def test_what_was_meant_is_offered(typed, meant):
    assert residue(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "ky thuat nuoi lon ban", "max", "too soon", "see you", "khổ A4", "lop 5", "1984",
     "Harry Potter", "đất nước", "MARC 21", "ISBN 978"],
)  # fmt: skip
def test_plain_text_is_left_alone(typed):
    assert residue(typed) is None
