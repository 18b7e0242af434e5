"""Printed forms: typst templates of a room, set with the house's own fonts."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import typst
from django.apps import apps
from django.utils.translation import override

P = ParamSpec("P")
T = TypeVar("T")

# Filled by the front-end build; nothing is taken from the machine, so that a form looks the
# same everywhere and Vietnamese marks and Tai Viet are always there.
FONTS = Path(__file__).parent / "fonts"


def in_vietnamese(made: Callable[P, T]) -> Callable[P, T]:
    """For what stands on papers: they are in the official language even when whoever prints
    them reads English pages."""

    @wraps(made)
    def inner(*args: P.args, **kwargs: P.kwargs) -> T:
        with override("vi"):
            return made(*args, **kwargs)

    return inner


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """A PDF from ``<room>/forms/<name>.typ`` named as ``"<room>/<name>.typ"``.

    ``data`` reaches the template as ``json(bytes(sys.inputs.data))``: texts, numbers, lists.
    ``/ui/forms/official.typ`` holds what official papers share.
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
