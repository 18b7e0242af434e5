"""Numbers on a page are grouped where they are counted, and nowhere else."""

import pytest
from django.template import Context, Template
from django.utils import translation


@pytest.mark.parametrize(("language", "shown"), [("vi", "1.250.000"), ("en", "1,250,000")])
def test_a_count_is_grouped_as_the_language_does(language, shown):
    with translation.override(language):
        page = Template("{{ n|number }} / {{ n|dong }}").render(Context({"n": 1_250_000}))
    assert page == f"{shown} / {shown} đ"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_year_or_a_key_is_never_grouped(language):
    with translation.override(language):
        assert Template("{{ year }}-{{ pk }}").render(Context({"year": 2015, "pk": 12984})) == (
            "2015-12984"
        )
