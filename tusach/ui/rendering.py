"""How the controls of every form are written."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest


def _uncut(widget: dict[str, Any]) -> None:
    attrs = widget.get("attrs") or {}
    if (most := attrs.pop("maxlength", None)) is not None:
        attrs["data-most"] = most
    for part in widget.get("subwidgets") or ():
        _uncut(part)


class Renderer(DjangoTemplates):
    """Django's own, but no control cuts what is typed or pasted.

    A browser obeys ``maxlength`` by dropping the rest of a pasted text without a word. The
    limit goes into ``data-most`` instead: the script (frontend: measuring) says when it is
    passed, and the form's field refuses with a sentence, the text still there.
    """

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        if isinstance(widget := context.get("widget"), dict):
            _uncut(widget)
        return super().render(template_name, context, request)
