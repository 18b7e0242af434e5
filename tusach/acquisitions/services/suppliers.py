"""The register of suppliers."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tusach.acquisitions import errors
from tusach.acquisitions.models import Supplier
from tusach.audit.api import Actor, record
from tusach.vietnamese.api import fold, nfc, sort_key

# Circular 86/2024/TT-BTC: ten digits, three more for a branch; a household has the twelve of
# its head's identity number.
_TAX_CODE = re.compile(r"\d{10}(-\d{3})?|\d{12}")
FIELDS = ("name", "kind", "tax_code", "address", "phone", "email", "contact", "note", "is_closed")


def _fill(supplier: Supplier, values: dict[str, Any]) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {}
    for name in FIELDS:
        if name not in values:
            continue
        value = nfc(values[name]).strip() if isinstance(values[name], str) else values[name]
        if getattr(supplier, name) != value:
            changes[name] = [getattr(supplier, name) if supplier.pk else None, value]
            setattr(supplier, name, value)
    if not supplier.name:
        raise errors.TitleMissing()
    if supplier.tax_code and not _TAX_CODE.fullmatch(supplier.tax_code):
        raise errors.TaxCodeWrong(text=supplier.tax_code)
    supplier.sort_key = sort_key(supplier.name)[:400]
    supplier.find_text = fold(f"{supplier.name} {supplier.tax_code} {supplier.contact}")[:600]
    return changes


def _save(supplier: Supplier) -> None:
    try:
        with transaction.atomic():
            supplier.save()
    except IntegrityError:
        others = Supplier.objects.exclude(pk=supplier.pk)
        other = (
            others.filter(name=supplier.name).first()
            or others.filter(tax_code=supplier.tax_code).first()
        )
        raise errors.SupplierExists(name=other.name if other else supplier.name) from None


@transaction.atomic
def add_supplier(*, by: Actor, at: datetime, **values: Any) -> Supplier:
    """A new supplier (the columns of ``FIELDS``). Refuses one of the same name or tax code
    (:class:`errors.SupplierExists`), a tax code that is none, and an empty name."""
    supplier = Supplier()
    _fill(supplier, values)
    _save(supplier)
    record(
        "acquisitions.add_supplier",
        by=by,
        on=("acquisitions.supplier", supplier.pk, supplier.name),
        at=at,
    )
    return supplier


@transaction.atomic
def change_supplier(
    *, supplier: Supplier, version: int, by: Actor, at: datetime, **values: Any
) -> Supplier:
    """Correct a supplier. Refuses what :func:`add_supplier` refuses and an older ``version``
    (:class:`errors.ChangedMeanwhile`)."""
    supplier = Supplier.objects.select_for_update().get(pk=supplier.pk)
    if supplier.version != version:
        raise errors.ChangedMeanwhile(what=supplier.name, name="")
    if changes := _fill(supplier, values):
        supplier.version += 1
        _save(supplier)
        record(
            "acquisitions.change_supplier",
            by=by,
            on=("acquisitions.supplier", supplier.pk, supplier.name),
            changes=changes,
            at=at,
        )
    return supplier
