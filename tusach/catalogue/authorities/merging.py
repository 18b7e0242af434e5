"""Taking one authority into another, and putting both back."""

from __future__ import annotations

import base64
import copy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.audit.api import record as write_act
from tusach.catalogue.authorities.composing import heading_subfields
from tusach.catalogue.authorities.drawing import draw_headings
from tusach.catalogue.authorities.jobs import draw_again
from tusach.catalogue.authorities.reading import TAG_OF, authority_in
from tusach.catalogue.authorities.services import (
    add_form,
    draw_references,
    lock_authority,
    marc_of_authority,
    refuse_double,
    take_headings,
    write_over,
)
from tusach.catalogue.errors import (
    AuthoritiesOfTwoKinds,
    CannotMergeWithItself,
    HeadingIsMissing,
    MergeIsUnderAnother,
    MergeWasUndone,
)
from tusach.catalogue.importing.reading import contents_of
from tusach.catalogue.marc.record import DataField, from_json
from tusach.catalogue.merging.services import taken_apart
from tusach.catalogue.models import (
    Authority,
    AuthorityLink,
    AuthorityMerge,
    AuthorityOrigin,
    AuthorityVersion,
    Record,
    Reference,
)
from tusach.search.api import changed

# More records than this are drawn anew by a worker: a person does not wait for them.
AT_ONCE = 200


@transaction.atomic
def merge_authorities(
    kept_pk: int, gone_pk: int, *, kept_version: int, gone_version: int, by: Actor, at: datetime
) -> AuthorityMerge:
    """Takes one authority into another: its heading and other forms become forms of the kept
    one, the records that used it use that. Its number stays in 035 $z and leads to the kept one;
    its versions are held for :func:`undo_authority_merge`. Refuses one with itself, two of
    different kinds, one saved since."""
    if kept_pk == gone_pk:
        raise CannotMergeWithItself()
    versions = {kept_pk: kept_version, gone_pk: gone_version}
    locked = {pk: lock_authority(pk, versions[pk]) for pk in sorted(versions)}
    kept, gone = locked[kept_pk], locked[gone_pk]
    if kept.kind != gone.kind:
        raise AuthoritiesOfTwoKinds(kept=kept.heading, gone=gone.heading)
    before, other = marc_of_authority(kept), marc_of_authority(gone)
    marc = copy.deepcopy(before)
    held, theirs = authority_in(before), authority_in(other)
    if held is None or theirs is None:
        raise HeadingIsMissing()
    add_form(marc, other, theirs)
    now = authority_in(marc)
    there = {held.heading, *(ref.text for ref in (now.references if now else []))}
    for ref in theirs.references:
        if ref.relation == "see" and ref.text not in there:
            form = heading_subfields(ref.kind, ref.text)
            tag = f"4{TAG_OF[ref.kind]}"
            marc.insert(DataField(tag, form.ind1, form.ind2, form.subfields))
    marc.insert(DataField("035", " ", " ", [("z", gone.control_number)]))
    heading, content, version_before = gone.heading, other.as_json(), kept.version
    records = sorted(set(gone.links.values_list("record", flat=True)))
    state = _state(gone)
    there_already = AuthorityLink.objects.filter(authority=kept).values("record")
    AuthorityLink.objects.filter(authority=gone).exclude(record__in=there_already).update(
        authority=kept
    )
    AuthorityLink.objects.filter(authority=gone).delete()
    Reference.objects.filter(target=gone).update(target=kept)
    number = gone.control_number
    gone.delete()
    why = _("Gộp “%(heading)s” vào đây") % {"heading": heading[:200]}
    write_over(kept, before, marc, by=by, at=at, why=why, keep_old=False)
    merge = AuthorityMerge.objects.create(
        kept=kept,
        kept_number=kept.control_number,
        gone_number=number,
        gone_heading=heading,
        gone=state,
        records=records,
        version_before=version_before,
        version_after=kept.version,
        at=at,
        by_account=by.account,
        by_name=by.name,
    )
    write_act(
        "catalogue.merge_authorities",
        by=by,
        on=("catalogue.authority", kept.pk, kept.heading),
        changes={"merged": ["", heading], "marc": [content, None]},
        at=at,
    )
    return merge


def _state(one: Authority) -> dict[str, Any]:
    """All that is needed to make it again: its own columns, versions and the bytes it came
    from."""
    names = ("number", "marc", "at", "by_account", "by_name", "why")
    versions = [
        {name: getattr(version, name) for name in names}
        for version in one.versions.order_by("number")
    ]
    origin = AuthorityOrigin.objects.filter(authority=one).first()
    return {
        "source_number": one.source_number,
        "source_agency": one.source_agency,
        "version": one.version,
        "made_at": one.made_at,
        "made_by": one.made_by,
        "versions": versions,
        "origin": origin
        and {
            "format": origin.format,
            "file_name": origin.file_name,
            "file_sha256": origin.file_sha256,
            "position": origin.position,
            "content": base64.b64encode(bytes(origin.content)).decode(),
        },
    }


@transaction.atomic
def undo_authority_merge(pk: int, *, by: Actor, at: datetime) -> tuple[AuthorityMerge, Authority]:
    """Makes the authority that is gone again, under its number, with its versions; what was
    edited in the kept one since stays, and is told in ``undo_notes``. The records concerned are
    drawn anew from what they say: more than :data:`AT_ONCE` by a worker (the latest of the
    jobs of the authority that is back). Returns the merge and the authority that is back. Refuses a
    merge that was undone, and one whose heading somebody made anew."""
    merge = AuthorityMerge.objects.select_for_update().get(pk=pk)
    if merge.undone_at is not None:
        raise MergeWasUndone(who=merge.undone_by)
    kept = Authority.objects.select_for_update().filter(pk=merge.kept_id or 0).first()
    if kept is None:
        raise MergeIsUnderAnother(kept=merge.kept_number)
    held = merge.gone
    marc = from_json(held["versions"][-1]["marc"])
    drawn = authority_in(marc)
    if drawn is None:
        raise HeadingIsMissing()
    refuse_double(drawn)
    now = marc_of_authority(kept)
    apart, notes = taken_apart(
        marc_of_authority(kept, merge.version_before),
        marc_of_authority(kept, merge.version_after),
        now,
    )
    why = _("Tách lại “%(heading)s”") % {"heading": merge.gone_heading[:200]}
    write_over(kept, now, apart, by=by, at=at, why=why, keep_old=False)
    back = Authority.objects.create(
        **drawn.keys,
        control_number=merge.gone_number,
        source_number=held["source_number"],
        source_agency=held["source_agency"],
        version=held["version"],
        made_at=datetime.fromisoformat(held["made_at"]),
        changed_at=at,
        made_by=held["made_by"],
    )
    AuthorityVersion.objects.bulk_create(
        AuthorityVersion(authority=back, **{**one, "at": datetime.fromisoformat(one["at"])})
        for one in held["versions"]
    )
    if origin := held["origin"]:
        content = base64.b64decode(origin["content"])
        AuthorityOrigin.objects.create(authority=back, **{**origin, "content": content})
    # What it had taken in itself can be taken out of it again.
    AuthorityMerge.objects.filter(kept=None, kept_number=back.control_number).update(kept=back)
    draw_references(back, drawn)
    Reference.objects.filter(target=kept, exact_key=back.exact_key).update(target=back)
    take_headings(back)
    if len(merge.records) > AT_ONCE:
        draw_again(back, merge.records, by=by, at=at)
    else:
        found = list(Record.objects.filter(pk__in=merge.records).order_by("pk"))
        contents = contents_of([one.pk for one in found])
        draw_headings([(one, contents[one.pk]) for one in found])
        changed("record", [one.pk for one in found])
    merge.undone_at, merge.undone_by, merge.undo_notes = at, by.name, notes
    merge.save(update_fields=["undone_at", "undone_by", "undo_notes"])
    write_act(
        "catalogue.undo_authority_merge",
        by=by,
        on=("catalogue.authority", kept.pk, kept.heading),
        changes={"merged": [merge.gone_heading, ""]},
        at=at,
    )
    return merge, back
