"""Two people edit one point: what each changed, told from what both opened."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from tusach.network.errors import BadFact
from tusach.network.models import Topic
from tusach.network.rules.topics import clean
from tusach.network.web.forms import EditPointForm
from tusach.network.web.values import in_words

_SALT = "network.opened"
_TOPICS = set(Topic.values)


def _words(name: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return "–"
    if name not in _TOPICS:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
    try:
        return in_words(name, clean(Topic(name), value))
    except BadFact:
        return str(value)


def opened(values: dict[str, Any]) -> str:
    """What a form showed when it was opened, to be sent back with it."""
    return signing.dumps({k: _words(k, v) for k, v in values.items()}, salt=_SALT, compress=True)


def _read(text: str) -> dict[str, str]:
    try:
        found = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return {}
    return dict(found)


def both(
    form: EditPointForm, now: dict[str, Any], sent: str
) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """Of a form that came too late: the values to show in it, and a row (topic, what the other
    saved, what was typed) for each that the other changed.

    What was typed stays; what she did not touch is as the other saved it. A form that does not
    say what it showed is taken as touched everywhere.
    """
    before = _read(sent)
    typed = form.topics() | form.standing()
    shown: dict[str, Any] = {}
    rows: list[tuple[str, str, str]] = []
    for name, value in typed.items():
        mine, theirs = _words(name, value), _words(name, now.get(name))
        untouched = before.get(name) == mine
        shown[name] = now.get(name) if untouched else value
        if mine != theirs and before.get(name) != theirs:
            label = str(form.fields[name].label)
            rows.append((label, theirs, _("(không sửa)") if untouched else mine))
    return shown, rows
