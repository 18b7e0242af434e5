"""Printed forms: typst templates of a room, set with the house's own fonts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst
from django.apps import apps

# Filled by the front-end build; nothing is taken from the machine, so that a form looks the
# same everywhere and Vietnamese marks and Tai Viet are always there.
FONTS = Path(__file__).parent / "fonts"


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """A PDF from ``<room>/forms/<name>.typ`` named as ``"<room>/<name>.typ"``.

    ``data`` reaches the template as ``json(bytes(sys.inputs.data))``: texts, numbers, lists.
    """
    room, name = template.split("/", 1)
    path = Path(apps.get_app_config(room).path) / "forms" / name
    return bytes(
        typst.compile(
            str(path),
            root=str(Path(__file__).parent.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
        )
    )
