"""Drawing up papers: their content is fixed, set as PDF, stored with its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.core.files.base import ContentFile
from django.db import transaction

from tusach.audit.api import Actor
from tusach.rotation import errors
from tusach.rotation.documents import content as documents
from tusach.rotation.models import Batch, Leg, Minutes
from tusach.rotation.rules.dated import RuleKind
from tusach.rotation.rules.states import LineState
from tusach.rotation.selectors.rules import rules_on
from tusach.rotation.services.doing import lines_of, lock_leg, near, write_down
from tusach.ui.api import pdf

_FORMS = {
    Minutes.Kind.HAND_OVER: "rotation/hand_over.typ",
    Minutes.Kind.RETURN: "rotation/return.typ",
    Minutes.Kind.CLOSING: "rotation/closing.typ",
}


@dataclass(frozen=True)
class Parties:
    """Who gives and who receives, where and when. Plain text, kept on the paper alone."""

    made_on: date
    place: str = ""
    giver_name: str = ""
    giver_post: str = ""
    giver_phone: str = ""
    receiver_name: str = ""
    receiver_post: str = ""
    receiver_phone: str = ""

    @classmethod
    def of(cls, paper: Minutes, **changes: str) -> Self:
        """Those of an earlier version, with some changed."""
        same = {name: getattr(paper, name) for name in cls.__dataclass_fields__}
        return cls(**same | {key: value.strip() for key, value in changes.items()})

    def side(self, name: str) -> dict[str, str]:
        return {key: getattr(self, f"{name}_{key}").strip() for key in ("name", "post", "phone")}


def latest(leg: Leg, kind: str) -> Minutes | None:
    """The last version of a destination's paper of this kind."""
    return Minutes.objects.filter(leg=leg, kind=kind).order_by("-pk").first()


def number_of(leg: Leg, word: str) -> str:
    """BBBG-LC-2026-014/2: the batch, and which of its destinations."""
    order = list(leg.batch.legs.order_by("pk").values_list("pk", flat=True)).index(leg.pk) + 1
    return f"{word}-{leg.batch.code}/{order}"


def store_paper(
    *,
    kind: str,
    batch: Batch,
    leg: Leg | None,
    number: str,
    version: int,
    replaces: Minutes | None,
    parties: Parties,
    content: dict[str, Any],
    by: Actor,
    at: datetime,
) -> Minutes:
    """Set the PDF from ``content`` and keep both; returns the row."""
    made = pdf(_FORMS[Minutes.Kind(kind)], content)
    paper = Minutes(
        batch=batch,
        leg=leg,
        kind=kind,
        number=number,
        version=version,
        replaces=replaces,
        titles=content["titles"],
        copies=content["copies"],
        value=content["value"],
        content=content,
        pdf_sha256=hashlib.sha256(made).hexdigest(),
        made_at=at,
        made_by=by.name,
        **{name: getattr(parties, name) for name in Parties.__dataclass_fields__},
    )
    # The hash in the name: a paper never overwrites another.
    name = f"{number.replace('/', '-')}-{version}-{paper.pdf_sha256[:12]}.pdf"
    paper.pdf.save(name, ContentFile(made), save=False)
    paper.save()
    return paper


@transaction.atomic
def draw_up_hand_over(*, leg: Leg, parties: Parties, by: Actor, at: datetime) -> Minutes:
    """The hand-over record of what is in the boxes now (or serving, after an addition).

    The same content gives the version that is there; anything changed gives a new one that
    replaces it. What was refused or added at the door stands on it as such. Refuses an empty
    list (:class:`errors.NothingPacked`) and a date years away.
    """
    near(parties.made_on, at)
    state = Leg.objects.values_list("state", flat=True).get(pk=leg.pk)
    leg = lock_leg(leg.pk, "add_later" if state == "in_service" else "draw_up")
    serving = leg.handed_over_at is not None
    states = (
        [LineState.IN_SERVICE, LineState.RETURNED, LineState.LOST, LineState.WITHDRAWN,
         LineState.PASSED_ON]
        if serving
        else [LineState.PACKED]
    )  # fmt: skip
    lines = lines_of(leg, states)
    if not lines:
        raise errors.NothingPacked(point=leg.point.name)
    last = latest(leg, Minutes.Kind.HAND_OVER)
    refused = lines_of(leg, [LineState.REFUSED])
    earlier = Minutes.objects.filter(leg=leg, kind=Minutes.Kind.HAND_OVER).order_by("-pk")
    plain = next((m for m in earlier if not _has_changes(m.content)), None)
    rule = rules_on(parties.made_on).get(RuleKind.STAY_MONTHS)
    content = documents.hand_over_content(
        leg,
        lines,
        refused,
        number=number_of(leg, "BBBG"),
        version=last.version + 1 if last else 1,
        since=plain.version if plain else 1,
        made_on=parties.made_on,
        place=parties.place.strip(),
        giver=parties.side("giver"),
        receiver=parties.side("receiver"),
        legal=rule.basis if rule else "",
    )
    if last is not None and {**last.content, "version": 0} == {**content, "version": 0}:
        return last
    paper = store_paper(
        kind=Minutes.Kind.HAND_OVER,
        batch=leg.batch,
        leg=leg,
        number=content["number"],
        version=content["version"],
        replaces=last,
        parties=parties,
        content=content,
        by=by,
        at=at,
    )
    write_down("draw_up", leg, by=by, at=at, changes={"version": [None, paper.version]})
    return paper


def _has_changes(content: dict[str, Any]) -> bool:
    changes = content.get("differences", {})
    return bool(changes.get("refused") or changes.get("added"))
