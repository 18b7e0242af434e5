"""What a service raises when it will not do what was asked."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A refusal with a stable code and a sentence that names what and where.

    A room declares one subclass for each rule in its ``errors.py``::

        class CopyIsElsewhere(Refusal):
            code = "copy-is-elsewhere"
            sentence = _("Bản %(barcode)s đang ở %(place)s.")

    and raises it with the facts: ``raise CopyIsElsewhere(barcode=…, place=…)``. A sentence
    that counts is ``ngettext_lazy(one, many, "count")`` and takes the number as ``count``. The
    same code is what the page, the import report, the offline reply and the test speak of.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str | Promise] = ""
    status: ClassVar[int] = 409

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(facts)

    def __str__(self) -> str:
        # Not str(…) first: a sentence that counts chooses its form by the facts.
        sentence: Any = self.sentence
        return str(sentence % self.facts)


class TextTooLong(Refusal):
    code = "text-too-long"
    status = 422
    sentence = _("%(field)s dài quá: nhiều nhất %(most)s chữ, đang có %(has)s.")


def fitting(text: str, most: int, field: str | Promise) -> str:
    """The text without spaces at its ends. Refuses (:class:`TextTooLong`) what a column cannot
    hold, naming the ``field``: nothing that was typed is cut."""
    text = text.strip()
    if len(text) > most:
        raise TextTooLong(field=field, most=most, has=len(text))
    return text
