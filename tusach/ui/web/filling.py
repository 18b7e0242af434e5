"""Filling a form of a finished page with what was typed before. Plain text in and out."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Fields = list[tuple[str, str]]
# Never filled: the new page has its own, or the browser forbids it.
_NEVER = {"password", "file", "submit", "button", "image", "reset"}
OWN = {"csrfmiddlewaretoken", "once"}
# Numbers that a page holds for itself, which say nothing to a person.
_NUMBERS = ("version", "_id")
# Where in the notice stands what found no place.
OVER = "<!--over-->"


@dataclass
class _Tag:
    """A start tag as it stands in the page: from ``start`` to ``end``."""

    name: str
    attrs: dict[str, str | None]
    start: int
    end: int

    def get(self, key: str) -> str:
        return self.attrs.get(key) or ""

    def written(self, **changes: str | bool | None) -> str:
        """The tag with some attributes set, or (False) taken away."""
        attrs: dict[str, str | None] = dict(self.attrs)
        for key, value in changes.items():
            if value is False:
                attrs.pop(key, None)
            else:
                attrs[key] = None if value is True else value
        told = "".join(
            f" {key}" if value is None else f' {key}="{escape(value)}"'
            for key, value in attrs.items()
        )
        return f"<{self.name}{told}>"


@dataclass
class _Control:
    tag: _Tag
    name: str
    kind: str  # of an input its type; textarea; select
    inside: int = 0  # where the content of a textarea ends
    options: list[_Tag] = field(default_factory=list)


@dataclass
class _Form:
    tag: _Tag
    controls: list[_Control] = field(default_factory=list)
    around: list[_Tag] = field(default_factory=list)  # <details> that it stands in


class _Reader(HTMLParser):
    """The forms of a page that are posted, each with its controls and where they stand."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.lines = [0]
        for number, letter in enumerate(page):
            if letter == "\n":
                self.lines.append(number + 1)
        self.forms: list[_Form] = []
        self.main: _Tag | None = None
        self.form: _Form | None = None
        self.control: _Control | None = None
        self.details: list[_Tag] = []
        self.feed(page)

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._at()
        one = _Tag(tag, dict(attrs), start, start + len(self.get_starttag_text() or ""))
        if tag == "main":
            self.main = one
        elif tag == "details":
            self.details.append(one)
        elif tag == "form":
            is_posted = one.get("method").lower() == "post"
            self.form = _Form(one, around=list(self.details)) if is_posted else None
            if self.form:
                self.forms.append(self.form)
        elif self.form is not None and tag in {"input", "textarea", "select"}:
            kind = (one.get("type") or "text").lower() if tag == "input" else tag
            made = _Control(one, one.get("name"), kind, inside=one.end)
            self.form.controls.append(made)
            self.control = None if tag == "input" else made
        elif tag == "option" and self.control is not None:
            self.control.options.append(one)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details" and self.details:
            self.details.pop()
        elif tag == "form":
            self.form = None
        elif tag in {"textarea", "select"} and self.control is not None:
            self.control.inside = self._at()
            self.control = None


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _likeness(form: _Form, given: dict[str, list[str]]) -> int:
    """How many of the fields the form has; hidden ones that say the same count more, so that
    of many small forms on a page the right one is found."""
    points = 0
    for one in form.controls:
        if one.name in given and one.name not in OWN:
            points += 1
            if one.kind == "hidden" and one.tag.get("value") in given[one.name]:
                points += 5
    return points


def _edits(form: _Form, given: dict[str, list[str]]) -> list[tuple[int, int, str]]:
    """What to write instead of what; takes from ``given`` what found its place."""
    edits: list[tuple[int, int, str]] = []
    ticked: dict[str, set[str]] = {}
    for one in form.controls:
        tag, name = one.tag, one.name
        if one.kind in _NEVER:
            given.pop(name, None)
        if not name or name in OWN or one.kind in _NEVER:
            continue
        if one.kind in {"checkbox", "radio"}:
            value = tag.get("value") if "value" in tag.attrs else "on"
            on = value in given.get(name, [])
            if on:
                ticked.setdefault(name, set()).add(value)
            edits.append((tag.start, tag.end, tag.written(checked=on)))
        elif one.kind == "select":
            wanted = given.get(name, [])
            offered = {option.get("value") for option in one.options}
            if not wanted or not set(wanted) <= offered:
                continue
            for option in one.options:
                is_chosen = option.get("value") in wanted
                edits.append((option.start, option.end, option.written(selected=is_chosen)))
            given.pop(name)
        elif values := given.get(name):
            value = values.pop(0)
            if one.kind == "textarea":
                # The browser drops one line break after the tag.
                edits.append((tag.end, one.inside, "\n" + escape(value)))
            else:
                edits.append((tag.start, tag.end, tag.written(value=value)))
    for name, found in ticked.items():
        given[name] = [one for one in given[name] if one not in found]
    return edits


def fill(page: str, *, here: str, action: str, fields: Fields, notice: str) -> str:
    """``page`` (opened at the address ``here``) with its form that is sent to ``action``
    filled with ``fields``, and ``notice`` before it. What finds no place in it is listed in
    the notice, in a paragraph for each; so is everything when the page has no such form."""
    given: dict[str, list[str]] = {}
    for name, value in fields:
        given.setdefault(name, []).append(value)
    read = _Reader(page)
    alike = [
        form
        for form in read.forms
        if _path(urljoin(here, form.tag.attrs.get("action") or here)) == action
    ]
    form = max(alike, key=lambda one: _likeness(one, given), default=None)
    edits = _edits(form, given) if form is not None else []
    over = [
        value
        for name, values in given.items()
        if name not in OWN and not name.endswith(_NUMBERS)
        for value in values
        if value.strip()
    ]
    said = notice.replace(OVER, "".join(f"<p>{escape(value)}</p>" for value in over))
    if form is not None:
        edits += [(one.start, one.end, one.written(open=True)) for one in form.around]
        edits.append((form.tag.start, form.tag.start, said))
    elif read.main is not None:
        edits.append((read.main.end, read.main.end, said))
    for start, end, text in sorted(edits, reverse=True):
        page = page[:start] + text + page[end:]
    return page
