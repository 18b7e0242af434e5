"""The classes of readers and the purposes of consent that a house offers."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any, TypeVar

from django.db import transaction
from django.utils.text import slugify

from tusach.audit.api import Actor, record
from tusach.readers import errors
from tusach.readers.models import Consent, ConsentPurpose, Reader, ReaderClass
from tusach.ui.api import fitting
from tusach.vietnamese.api import fold, nfc

Offered = TypeVar("Offered", ReaderClass, ConsentPurpose)
# Columns of text, which are kept composed and must fit.
_TEXTS = ("name", "name_en", "text", "text_en")
_CODE = 30


@transaction.atomic
def begin(model: type[Offered], *, by: Actor, at: datetime, **said: Any) -> Offered:
    """Offer a new class (``name``, ``name_en``, ``audience``, ``position``) or purpose (``name``,
    ``name_en``, ``text``, ``text_en``, ``publishes``, ``position``) from ``since`` (None: always)
    until before ``until`` (None: for good).

    Refuses a name that another of its kind has while it is offered
    (:class:`errors.OfferedNameTaken`) and a period without a day
    (:class:`errors.EndsBeforeItBegins`).
    """
    one = model(**_fitted(model, said))
    _check(one)
    one.code = _code(model, one.name)
    one.save()
    record(
        "readers.offer_class" if model is ReaderClass else "readers.offer_purpose",
        by=by, on=_on(one), at=at,
        changes={field: [None, _plain(getattr(one, field))] for field in said},
    )  # fmt: skip
    return one


@transaction.atomic
def change(one: Offered, *, by: Actor, at: datetime, **said: Any) -> Offered:
    """Change what is said (as in :func:`begin`) of a class or a purpose, or when it ends. Readers
    who have it keep it. Saying what stands already changes nothing.

    What somebody agreed to is not reworded (:class:`errors.AgreedToAlready`), and a class that has
    readers is not counted otherwise (:class:`errors.HasReaders`): end it and begin another.
    """
    model = type(one)
    held = model.objects.select_for_update().get(pk=one.pk)
    new = _fitted(model, said)
    changes = {
        field: [_plain(getattr(held, field)), _plain(value)]
        for field, value in new.items()
        if getattr(held, field) != value
    }
    if is_bound(held):
        if isinstance(held, ReaderClass) and "audience" in changes:
            raise errors.HasReaders(name=held.name)
        if {"text", "text_en", "publishes"} & set(changes):
            raise errors.AgreedToAlready(name=held.name)
    for field, value in new.items():
        setattr(held, field, value)
    _check(held)
    if changes:
        held.save()
        record(
            "readers.change_class" if model is ReaderClass else "readers.change_purpose",
            by=by, on=_on(held), at=at, changes=changes,
        )  # fmt: skip
    return held


def is_bound(one: ReaderClass | ConsentPurpose) -> bool:
    """Whether readers have this class, or agreed to this purpose."""
    if isinstance(one, ReaderClass):
        return Reader.objects.filter(reader_class=one).exists()
    return Consent.objects.filter(purpose=one).exists()


def _fitted(model: type[Offered], said: dict[str, Any]) -> dict[str, Any]:
    fields = {field.name: field for field in model._meta.fields}
    return {
        name: fitting(nfc(value), fields[name].max_length or 0, fields[name].verbose_name)
        if name in _TEXTS
        else value
        for name, value in said.items()
    }


def _check(one: ReaderClass | ConsentPurpose) -> None:
    if one.until is not None and one.since is not None and one.until <= one.since:
        raise errors.EndsBeforeItBegins(name=one.name, day=f"{one.since:%d/%m/%Y}")
    for other in type(one)._default_manager.exclude(pk=one.pk).filter(name__iexact=one.name):
        if (other.until is None or one.since is None or other.until > one.since) and (
            one.until is None or other.since is None or one.until > other.since
        ):
            raise errors.OfferedNameTaken(name=one.name)


def _code(model: type[Offered], name: str) -> str:
    """A code of its own, by which devices and files name it for ever."""
    stem = slugify(fold(name))[: _CODE - 4] or _kind(model)
    codes = (stem if n == 1 else f"{stem}-{n}" for n in count(1))
    return next(code for code in codes if not model.objects.filter(code=code).exists())


def _kind(model: type[ReaderClass] | type[ConsentPurpose]) -> str:
    return "class" if model is ReaderClass else "purpose"


def _on(one: ReaderClass | ConsentPurpose) -> tuple[str, int, str]:
    return f"readers.{_kind(type(one))}", one.pk, one.name


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
