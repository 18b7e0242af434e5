"""What a browser sends of a form besides what is typed."""

from __future__ import annotations

import re


def hidden_of(page: str) -> dict[str, str]:
    """The hidden values in this piece of a page."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
