"""The house against the account: every difference, in words; nothing when they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from .oracle import Account
from .script import DAY, START, day_of

# Days of the year on which the whole ledger is balanced.
SAMPLED = [START + DAY * n for n in (-2, 1, 33, 64, 95, 126, 157, 188, 219, 250, 281, 312, 343,
                                     364, 376)]  # fmt: skip


def _differ(what: str, house: Any, ours: Any) -> Iterator[str]:
    """Each key on which two tables differ; a few of them named."""
    odd = [key for key in {*house, *ours} if house.get(key) != ours.get(key)]
    for key in odd[:3]:
        yield f"{what}: {key}: house {house.get(key)}, account {ours.get(key)}"
    if odd:
        yield f"{what}: {len(odd)} differ"


def differences(account: Account) -> Iterator[str]:
    """Every proof, the quick ones first."""
    yield from events(account)
    yield from loans(account)
    yield from custody(account)
    yield from balances(account)
    yield from figures(account)


def events(account: Account) -> Iterator[str]:
    """Each event that was sent is there, once, with the fate it should have and a reason."""
    from tusach.offline.models import DeviceEvent, Gap, RefusedEvent
    from tusach.readers.models import Reader

    house = {
        (device, seq): (standing, at)
        for device, seq, standing, at in DeviceEvent.objects.values_list(
            "device_id", "seq", "standing", "corrected_at"
        ).iterator()
    }
    ours = {
        (account.numbers[carrier], seq): (one.fate, one.happened)
        for (carrier, seq), one in account.sent.items()
    }
    yield from _differ("event", house, ours)
    mute = DeviceEvent.objects.exclude(standing="taken").filter(code="").count()
    if mute:
        yield f"event: {mute} not taken, and no reason said"
    if (kept := RefusedEvent.objects.count()) != account.conflicts:
        yield f"event: {kept} kept aside of {account.conflicts} under a number that was taken"
    if gaps := Gap.objects.count():
        yield f"event: {gaps} gaps"
    born = Counter(Reader.objects.exclude(device=None).values_list("device_id", "seq"))
    ours_born = Counter(
        (account.numbers[c], seq) for (c, seq), one in account.sent.items()
        if one.kind == "register" and one.fate == "taken"
    )  # fmt: skip
    yield from _differ("reader", born, ours_born)


def loans(account: Account) -> Iterator[str]:
    """Statements are what was said, open loans are what they come to."""
    from tusach.circulation.api import OpenLoan, Statement, prove
    from tusach.readers.models import Reader

    kinds = {"lend", "return", "renew", "undo"}
    house = Counter(
        Statement.objects.values_list("kind", "copy_id", "device_id", "device_seq", "happened_at")
    )
    ours = Counter(
        (one.kind, one.copy, account.numbers[one.device] if one.device and one.seq else None,
         one.seq or None, one.happened)
        for one in account.doings() if one.kind in kinds
    )  # fmt: skip
    yield from _differ("statement", house, ours)
    born = {(r.device_id, r.seq): r.pk for r in Reader.objects.exclude(device=None)}

    def reader(who: Any) -> Any:
        if who is None or isinstance(who, int):
            return who
        return born.get((account.numbers[who.device], who.seq))

    still, _figures = account.loans()
    there = {
        loan.copy_id: (loan.lent_at, loan.reader_id, loan.point_id, loan.renewals)
        for loan in OpenLoan.objects.all()
    }
    told = {
        copy: (loan["lend"].happened, reader(loan["reader"]), loan["point"], loan["renewals"])
        for copy, loan in still.items()
    }
    yield from _differ("open loan", there, told)
    if odd := prove():
        yield f"open loan: {len(odd)} are not what their statements come to"


def _holder(holder: Any) -> Any:
    return holder.point if holder.point is not None else None if holder.is_outside else "box"


def custody(account: Account) -> Iterator[str]:
    """Every copy is in one place and state, the place is where its chain ends, and no event is
    in the ledger twice."""
    from django.db import connection

    from tusach.holdings.api import CopyPlace, prove, prove_owners, prove_sums

    ways = account.custody()
    house = {p.copy_id: (_holder(p.holder), p.state) for p in CopyPlace.objects.all()}
    yield from _differ("place", house, {copy: way[-1][3:] for copy, way in ways.items()})
    with connection.cursor() as cursor:
        cursor.execute("SELECT copy_id, count(*) FROM holdings_ledgerentry GROUP BY 1")
        yield from _differ("chain", dict(cursor.fetchall()), {c: len(w) for c, w in ways.items()})
    for name, proved in (("place", prove()), ("sum", prove_sums()), ("owner", prove_owners())):
        if proved:
            yield f"{name}: {len(proved)} differ from the ledger"


def balances(account: Account) -> Iterator[str]:
    """On each sampled day: by place and by state as counted here, in = out + held."""
    from tusach.holdings.api import balance, counted, totals

    ways = account.custody()
    for at in SAMPLED:
        where: Counter[Any] = Counter()
        states: Counter[Any] = Counter()
        for way in ways.values():
            last = next((step for step in reversed(way) if step[0] <= at), None)
            if last is not None and last[3] is not None:
                where[last[3]] += 1
                states[last[4]] += 1
        for name, asked in (("sums", balance), ("count", counted)):
            house: Counter[Any] = Counter()
            for holder, count in asked(at).items():
                house[_holder(holder)] += count
            yield from _differ(f"{name} on {day_of(at)}", house, where)
        yield from _differ(f"states on {day_of(at)}", balance(at, by="state"), states)
        known = totals(at)
        entered = sum(since <= at for since, _point, _state in account.entered.values())
        gone = sum(since <= at for since in account.withdrawn.values())
        if (known.accessioned, known.withdrawn, known.held) != (entered, gone, where.total()):
            yield f"ledger on {day_of(at)}: {known}, account {entered} in, {gone} out"


def figures(account: Account) -> Iterator[str]:
    """Every figure of every point, day and mode; and the roll-ups are their sums."""
    from django.db import connection

    from tusach.facts.api import rebuild, total

    _still, ours = account.loans()
    ours += account.counts()
    measures = ["loan", "renewal", "visit", "in_house"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT measure, point_id, day, mode, sum(quantity) FROM facts_servicefact"
            " WHERE measure = ANY(%s) GROUP BY 1, 2, 3, 4 HAVING sum(quantity) <> 0",
            [measures],
        )
        house = {tuple(key): int(count) for *key, count in cursor.fetchall()}
    yield from _differ("figure", house, {key: n for key, n in ours.items() if n})
    first, last = day_of(START), day_of(START + 400 * DAY)
    for measure in measures:
        said = total(measure, first, last)
        counted = sum(n for key, n in ours.items() if key[0] == measure)
        if said != counted:
            yield f"year's {measure}: house {said}, account {counted}"
    if wrong := rebuild():
        yield f"roll-up: {wrong} were not the sum of their facts"


# What is broken on purpose: each must be found.
FAULTS = {
    "an event is dropped": (
        "DELETE FROM offline_deviceevent WHERE (device_id, seq) IN (SELECT device_id, seq"
        " FROM offline_deviceevent WHERE standing = 'taken' ORDER BY seq DESC LIMIT 1)"
    ),
    "a loan is dropped": (
        "DELETE FROM circulation_statement WHERE id IN (SELECT id FROM circulation_statement"
        " WHERE kind = 'renew' ORDER BY id LIMIT 1)"
    ),
    "a move is dropped": (
        "DELETE FROM holdings_ledgerentry WHERE id IN (SELECT id FROM holdings_ledgerentry"
        " WHERE act = 'lend' ORDER BY id LIMIT 1)"
    ),
    "a copy is put elsewhere": (
        "UPDATE holdings_copyplace SET point_id = (SELECT max(id) FROM network_servicepoint)"
        " WHERE copy_id = (SELECT min(copy_id) FROM holdings_copyplace)"
    ),
    "a visit counts twice": (
        "UPDATE facts_servicefact SET quantity = 2 * quantity WHERE id IN (SELECT id"
        " FROM facts_servicefact WHERE measure = 'visit' ORDER BY id LIMIT 1)"
    ),
    "a refusal says no reason": (
        "UPDATE offline_deviceevent SET code = '' WHERE (device_id, seq) IN (SELECT device_id, seq"
        " FROM offline_deviceevent WHERE standing = 'declined' LIMIT 1)"
    ),
}


def try_faults(account: Account) -> list[str]:
    """Break one thing after the other, each taken back; returns the faults that nobody saw."""
    from django.db import connection, transaction

    unseen = []
    for name, sql in FAULTS.items():
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(sql)
                assert cursor.rowcount == 1, (name, cursor.rowcount)
            found = next(iter(differences(account)), "")
            print(f"  {name}: {found or 'NOT SEEN'}")
            if not found:
                unseen.append(name)
            transaction.set_rollback(True)
    return unseen
