"""What is done to authorities. Each act is one transaction."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.audit.api import record as write_act
from tusach.catalogue.authorities.composing import (
    AuthorityFields,
    compose_authority,
    merge_authority,
    tidy,
)
from tusach.catalogue.authorities.reading import KEY_LENGTH, authority_in
from tusach.catalogue.authorities.reading import Authority as Drawn
from tusach.catalogue.authorities.variants import proposed
from tusach.catalogue.editing.services import checked, composed_where_new, numbered
from tusach.catalogue.errors import (
    AuthorityIsThere,
    AuthorityIsUsed,
    AuthorityWasChanged,
    HeadingIsMissing,
    MarcHasErrors,
)
from tusach.catalogue.marc.record import DataField, MarcRecord, from_json
from tusach.catalogue.models import (
    Authority,
    AuthorityVersion,
    Heading,
    Reference,
)
from tusach.search.api import changed
from tusach.vietnamese.api import sort_key


def new_authority_numbers(count: int) -> list[str]:
    """Control numbers never given before: "TQ" and eight digits or more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('catalogue_authority_number') FROM generate_series(1, %s)", [count]
        )
        return [f"TQ{number:08d}" for (number,) in cursor.fetchall()]


def marc_of_authority(one: Authority, version: int | None = None) -> MarcRecord:
    """The content as it stands, or of one version."""
    number = one.version if version is None else version
    return from_json(AuthorityVersion.objects.get(authority=one, number=number).marc)


@transaction.atomic
def create_authority(fields: AuthorityFields, *, by: Actor, at: datetime) -> Authority:
    """A new authority from the simple form. Refuses one without a heading, and a heading of
    its kind that is there already (:class:`AuthorityIsThere`)."""
    fields = tidy(fields)
    if not fields.heading:
        raise HeadingIsMissing()
    (number,) = new_authority_numbers(1)
    marc = compose_authority(fields, control_number=number, at=at)
    return enter_authority(marc, number, by=by, at=at, why=_("Lập tiêu đề chuẩn"))


@transaction.atomic
def create_authority_marc(marc: MarcRecord, *, by: Actor, at: datetime) -> Authority:
    """A new authority with this content. Refuses errors, and as :func:`create_authority`."""
    marc = composed_where_new(marc, None)
    problems = checked(marc, None)
    if any(one.blocks for one in problems):
        raise MarcHasErrors(problems)
    (number,) = new_authority_numbers(1)
    marc = numbered(marc, number, at=at)
    return enter_authority(marc, number, by=by, at=at, why=_("Lập bằng trình soạn MARC"))


def _drawn(marc: MarcRecord) -> Drawn:
    found = authority_in(marc)
    if found is None:
        raise HeadingIsMissing()
    return found


def refuse_double(drawn: Drawn, besides: int | None = None) -> None:
    """Refuses a heading of its kind that is there already (:class:`AuthorityIsThere`)."""
    there = Authority.objects.filter(exact_key=drawn.keys["exact_key"])
    same = there.exclude(pk=besides or 0).first()
    if same is not None:
        raise AuthorityIsThere(heading=same.heading, number=same.control_number)


def enter_authority(
    marc: MarcRecord, number: str, *, by: Actor, at: datetime, why: str
) -> Authority:
    """Writes one with its first version, and links the records that have its heading. Called
    inside a transaction."""
    drawn = _drawn(marc)
    refuse_double(drawn)
    own = marc.control("001").strip()
    one = Authority.objects.create(
        **drawn.keys,
        control_number=number,
        source_number="" if own == number else own[:120],
        source_agency=marc.control("003").strip()[:120],
        made_at=at,
        changed_at=at,
        made_by=by.name,
    )
    _write_version(one, marc, by=by, at=at, why=why)
    draw_references(one, drawn)
    take_headings(one)
    write_act(
        "catalogue.make_authority", by=by, on=("catalogue.authority", one.pk, one.heading), at=at
    )
    return one


def _write_version(one: Authority, marc: MarcRecord, *, by: Actor, at: datetime, why: str) -> None:
    AuthorityVersion.objects.create(
        authority=one,
        number=one.version,
        marc=marc.as_json(),
        at=at,
        by_account=by.account,
        by_name=by.name,
        why=why[:300],
    )


def draw_references(one: Authority, drawn: Drawn) -> None:
    """The other forms and neighbours, drawn anew; those of others that waited for it find it."""
    one.references.all().delete()
    keys = [ref.key for ref in drawn.references if ref.relation != "see"]
    there = dict(
        Authority.objects.filter(exact_key__in=keys).order_by("-pk").values_list("exact_key", "pk")
    )
    Reference.objects.bulk_create(
        Reference(
            authority=one,
            kind=ref.relation,
            text=ref.text,
            sort_key=sort_key(ref.text)[:KEY_LENGTH],
            exact_key=ref.key,
            target_id=None if ref.relation == "see" else there.get(ref.key),
        )
        for ref in drawn.references
    )
    settle_neighbours([one])


def settle_neighbours(made: Sequence[Authority]) -> None:
    """Gives neighbours that were named before they were there their own record, and those that
    these name theirs. Two statements."""
    keys = [one.exact_key for one in made]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE catalogue_reference held SET target_id = there.id
            FROM catalogue_authority there
            WHERE held.kind <> 'see' AND held.target_id IS NULL
              AND there.exact_key = held.exact_key
              AND (held.exact_key = ANY(%s) OR held.authority_id = ANY(%s))
            """,
            [keys, [one.pk for one in made]],
        )


def take_headings(one: Authority) -> int:
    """Links the records that have its heading or one of its other forms to the authority, and
    tells search that they are found by all of them. Returns how many."""
    count = link_headings([one.pk], told=False)
    tell_search(one)
    return count


def link_headings(made: Sequence[int], *, told: bool = True) -> int:
    """The same for any number of authorities; three statements, and (``told``) search told of
    the records linked. Another form links only where one authority has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE catalogue_heading held SET authority_id = made.id
            FROM catalogue_authority made
            WHERE made.id = ANY(%s) AND held.exact_key = made.exact_key AND held.index <> 'class'
            """,
            [list(made)],
        )
        cursor.execute(
            """
            INSERT INTO catalogue_authoritylink (record_id, authority_id, tag, written)
            SELECT DISTINCT ON (used.record_id, form.authority_id)
                   used.record_id, form.authority_id,
                   CASE held.index WHEN 'author' THEN '100' WHEN 'work' THEN '730' ELSE '650' END,
                   held.exact_key
            FROM (SELECT id AS authority_id, exact_key FROM catalogue_authority
                  WHERE id = ANY(%s)
                  UNION
                  SELECT mine.authority_id, mine.exact_key FROM catalogue_reference mine
                  WHERE mine.kind = 'see' AND mine.authority_id = ANY(%s)
                    AND NOT EXISTS (SELECT 1 FROM catalogue_reference other
                                    WHERE other.kind = 'see' AND other.exact_key = mine.exact_key
                                      AND other.authority_id <> mine.authority_id)
                 ) AS form
            JOIN catalogue_heading held
              ON held.exact_key = form.exact_key AND held.index <> 'class'
            JOIN catalogue_headinguse used ON used.heading_id = held.id
            WHERE NOT EXISTS (SELECT 1 FROM catalogue_authoritylink linked
                              WHERE linked.record_id = used.record_id
                                AND linked.written = held.exact_key)
            ON CONFLICT DO NOTHING
            RETURNING record_id
            """,
            [list(made), list(made)],
        )
        records = sorted({record for (record,) in cursor.fetchall()})
    for start in range(0, len(records) if told else 0, 5000):
        changed("record", records[start : start + 5000])
    return len(records)


def tell_search(one: Authority) -> None:
    """The records that use it are found by its forms, which are others now."""
    keys = one.links.order_by("record").values_list("record", flat=True).distinct()
    records = list(keys.iterator(chunk_size=5000))
    for start in range(0, len(records), 5000):
        changed("record", records[start : start + 5000])


def lock_authority(pk: int, version: int) -> Authority:
    """The authority, locked; refused by name when it is past ``version``."""
    one = Authority.objects.select_for_update().get(pk=pk)
    if one.version != version:
        last = AuthorityVersion.objects.get(authority=one, number=one.version)
        raise AuthorityWasChanged(
            who=last.by_name or _("Có người"),
            heading=one.heading,
            when=timezone.localtime(last.at).strftime("%H:%M %d/%m/%Y"),
        )
    return one


@transaction.atomic
def save_authority(
    pk: int,
    fields: AuthorityFields,
    *,
    version: int,
    by: Actor,
    at: datetime,
    keep_old: bool = True,
) -> Authority:
    """Saves the simple form over an authority; what the form does not know stays.

    ``keep_old``: a heading that is changed stays as another form ("see"), so that records and
    readers that have it still find the way. The records themselves are changed by a job
    (``carrying``). Refuses one that somebody saved since, without a heading, or with the
    heading of another.
    """
    one = lock_authority(pk, version)
    fields = tidy(fields)
    if not fields.heading:
        raise HeadingIsMissing()
    before = marc_of_authority(one)
    marc = merge_authority(before, fields, at=at)
    return write_over(
        one, before, marc, by=by, at=at, why=_("Sửa bằng biểu mẫu"), keep_old=keep_old
    )


@transaction.atomic
def save_authority_marc(
    pk: int, marc: MarcRecord, *, version: int, by: Actor, at: datetime, keep_old: bool = True
) -> Authority:
    """Saves edited MARC content; refuses as :func:`save_authority`, and errors."""
    one = lock_authority(pk, version)
    before = marc_of_authority(one)
    marc = composed_where_new(marc, before)
    problems = checked(marc, before)
    if any(problem.blocks for problem in problems):
        raise MarcHasErrors(problems)
    why = _("Sửa bằng trình soạn MARC")
    return write_over(one, before, marc, by=by, at=at, why=why, keep_old=keep_old)


def write_over(
    one: Authority,
    before: MarcRecord,
    marc: MarcRecord,
    *,
    by: Actor,
    at: datetime,
    why: str,
    keep_old: bool,
) -> Authority:
    """Writes this content over a locked authority, its keys and links drawn anew. Called inside
    a transaction. Nothing when nothing changed; refuses the heading of another."""
    if marc == before:
        return one
    drawn, old = _drawn(marc), _drawn(before)
    refuse_double(drawn, one.pk)
    if keep_old and old.keys["exact_key"] != drawn.keys["exact_key"]:
        add_form(marc, before, old)
        drawn = _drawn(marc)
    for name, value in drawn.keys.items():
        setattr(one, name, value)
    one.version += 1
    one.changed_at = at
    one.save()
    _write_version(one, marc, by=by, at=at, why=why)
    draw_references(one, drawn)
    Heading.objects.filter(authority=one).exclude(exact_key=one.exact_key).update(authority=None)
    take_headings(one)
    write_act(
        "catalogue.save_authority",
        by=by,
        on=("catalogue.authority", one.pk, one.heading),
        changes={"heading": [old.heading, drawn.heading]} if old.heading != drawn.heading else {},
        at=at,
    )
    return one


def add_form(marc: MarcRecord, other: MarcRecord, drawn: Drawn) -> None:
    """Adds the heading of ``other`` (``drawn``) as another form, once."""
    if any(ref.text == drawn.heading for ref in _drawn(marc).references if ref.relation == "see"):
        return
    main = next(one for one in other.fields if one.tag[0] == "1" and isinstance(one, DataField))
    form = DataField(f"4{main.tag[1:]}", main.ind1, main.ind2, copy.deepcopy(main.subfields))
    marc.insert(form)


@transaction.atomic
def delete_authority(pk: int, *, version: int, by: Actor, at: datetime) -> None:
    """Deletes an authority that no record uses (:class:`AuthorityIsUsed`). Its content stays in
    the record of acts."""
    one = lock_authority(pk, version)
    if count := records_using(one):
        raise AuthorityIsUsed(heading=one.heading, count=count)
    content, heading = marc_of_authority(one).as_json(), one.heading
    one.delete()
    write_act(
        "catalogue.delete_authority",
        by=by,
        on=("catalogue.authority", pk, heading),
        changes={"marc": [content, None]},
        at=at,
    )


def records_using(one: Authority) -> int:
    """How many records use the heading, in whatever form they have it."""
    return one.links.filter(record__merged_into=None).values("record").distinct().count()


@transaction.atomic
def control_headings(keys: Sequence[int], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Makes authorities of headings that have none yet, with the forms proposed for each.
    Returns (how many were made, how many were there already or are no heading to control)."""
    made = 0
    rows = Heading.objects.filter(pk__in=keys, authority=None).exclude(index="class")
    for one in rows.order_by("sort_key"):
        name = one.text.split(",")[0] if one.kind == "person" else one.text
        fields = AuthorityFields(one.kind, one.text, see=tuple(proposed(one.kind, one.text, name)))
        try:
            with transaction.atomic():
                create_authority(fields, by=by, at=at)
            made += 1
        except AuthorityIsThere:
            continue
    return made, len(set(keys)) - made
