"""The year is lived: devices report through processes that are killed, people work at counters,
boxes travel. All in the order of the days, several at once, one thing at a time at each point
but for devices, which do not wait for each other."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tusach.offline import wire
from tusach.offline.testing import Phone

from .oracle import Account, Clock
from .script import DAY, LAST, Carrier, Doing, day_of
from .worker import Killed, Nursery, Refused, Worker

KINDS = {"register": "readers.register"}
A_BUNDLE = 100
# Nothing runs further ahead of what is still going on: a box is back before it is packed again.
AHEAD = 5 * DAY


@dataclass(eq=False)
class Job:
    """Something on a day. ``shared``: it may run beside others of its kind at the same place."""

    at: datetime
    place: int
    shared: bool
    run: Callable[[Line], None]
    who: object = None


@dataclass
class Seen:
    """What the simulation met with."""

    bundles: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    lost_answers: int = 0
    twins: int = 0
    cut: int = 0


class Line:
    """A line to the house: a worker, and the risk that it dies."""

    def __init__(
        self, nursery: Nursery, chance: random.Random, risk: float, seen: Seen, twin: Twin
    ) -> None:
        self.worker, self.chance, self.risk, self.seen, self.twin = (
            Worker(nursery), chance, risk, seen, twin,
        )  # fmt: skip

    def ask(self, act: str, **said: Any) -> Any:
        """Ask until it is answered; whoever is killed meanwhile is asked again."""
        fails = 0
        while True:
            dies = self.chance.random() < self.risk
            try:
                self.worker.ask(act, **said)
                return self.worker.answer(self.chance.uniform(0.001, 0.12) if dies else None)
            except Killed:
                self.seen.kills[act] += 1
                self.worker.start()
            except RuntimeError as error:
                self.seen.failed[str(error).split("\n")[0][:150]] += 1
                fails += 1
                if fails == 8:
                    raise


class Twin:
    """One more worker, to send the same thing twice at the same moment."""

    def __init__(self, nursery: Nursery) -> None:
        self.worker, self.lock = Worker(nursery), threading.Lock()


class Device:
    """A carrier's device: the protocol's phone, and what is done with it."""

    def __init__(self, carrier: Carrier, account: Account, chance: random.Random) -> None:
        self.carrier, self.account, self.chance = carrier, account, chance
        self.phone = Phone(name=f"Máy {carrier.number}")
        self.noted: list[Doing] = []
        self.clock = Clock(carrier.since, None)
        self.older: list[bytes] = []
        self.todo = sorted(carrier.doings, key=lambda one: one.at)

    def enrol(self, line: Line) -> None:
        carried = self.carrier.place.way == "stick"
        at = self.carrier.since
        self.phone.clock = self.carrier.clock(at)
        before = self.carrier.replaces
        key = before.phone.key if before is not None else None  # type: ignore[attr-defined]
        request = self.phone.request("", at)
        told, number = line.ask(
            "enrol", request=request, pk=self.carrier.place.pk, at=at, carried=carried, replaces=key
        )
        self.phone.hear_enrolment(told)
        self.account.numbers[self.carrier] = number
        self.clock.lacks = None if carried else -self.phone.clock

    def note_until(self, at: datetime) -> None:
        while self.todo and self.todo[0].at <= at:
            one = self.todo.pop(0)
            self.phone.clock = self.carrier.clock(one.at)
            one.stated = one.at + self.phone.clock
            said = {"point": one.place.code, **one.said}
            if one.about is not None and not one.about.seq:
                continue
            if one.kind == "undo":
                assert one.about is not None
                said["seq"] = one.about.seq
            elif one.about is not None:
                said["reader"] = f"#{one.about.seq}"
            if one.kind == "tally":
                said["day"] = f"{day_of(one.stated):%Y-%m-%d}"
            if "due" in said:
                off = day_of(one.stated) - day_of(one.at)
                said["due"] = f"{datetime.fromisoformat(said['due']) + off:%Y-%m-%d}"
            kind = KINDS.get(one.kind, f"circulation.{one.kind}")
            one.seq = self.phone.note(kind, one.at, **said)
            self.noted.append(one)
        self.phone.clock = self.carrier.clock(at)

    def report(self, line: Line, at: datetime, *, whole: bool = False, cut: bool = True) -> None:
        """Send what is unsent; ``whole`` until all is known to be kept."""
        self.note_until(at)
        phone, chance, seen = self.phone, self.chance, line.seen
        way = self.carrier.place.way
        for turn in range(4000):
            if phone.wiped or (turn and phone.known >= len(phone.journal)):
                return
            arrives = at
            if way == "stick":
                arrives = at + (timedelta(0) if whole else DAY * chance.uniform(0, 3))
                arrives = arrives.replace(microsecond=0)
            contents = phone.contents(at, most=A_BUNDLE if way == "line" else 2000)
            if way == "line" and contents["left"] > 0 and chance.random() < 0.1:
                # The newer half of what is unsent goes first.
                unsent = [e for e in phone.journal if e[0] > phone.known]
                contents["events"] = unsent[A_BUNDLE : 2 * A_BUNDLE]
            if way == "line" and chance.random() < 0.1:
                chance.shuffle(contents["events"])
            phone.serial += 1
            bundle = phone.sealed(contents)
            if chance.random() < 0.01:
                self._altered(line, bundle, arrives)
            answer = self._deliver(line, bundle, contents, arrives)
            if not whole and chance.random() < 0.05:
                seen.lost_answers += 1
            else:
                said = phone.hear(answer)
                self._copied(line, at, said)
            if chance.random() < 0.03:
                seen.repeats += 1
                line.ask("bundle", data=bundle, at=arrives, way=way)
            if way == "stick":
                self._older(line, bundle, arrives)
                if not whole:
                    return
            elif cut and not whole and chance.random() < 0.1:
                seen.cut += 1
                return
        raise AssertionError(f"{phone.name}: it never became safe")

    def _deliver(self, line: Line, bundle: bytes, contents: Any, at: datetime) -> bytes:
        way = self.carrier.place.way
        said = {"data": bundle, "at": at, "way": way}
        line.seen.bundles += 1
        if self.chance.random() < 0.01:
            line.seen.twins += 1
            with line.twin.lock:
                line.twin.worker.ask("bundle", **said)
                answer, _events, _fresh = line.ask("bundle", **said)
                line.twin.worker.answer()
        else:
            answer, _events, _fresh = line.ask("bundle", **said)
        carried = way == "stick"
        self.clock.read(wire.moment(contents["now"]), at, carried=carried)
        for number, *_event in contents["events"]:
            one = self.noted[number - 1]
            self.account.took(self.carrier, one, self.clock.corrected(one.stated, at))
        return bytes(answer)

    def _altered(self, line: Line, bundle: bytes, at: datetime) -> None:
        bad = bytearray(bundle)
        bad[self.chance.randrange(60, len(bad))] ^= 1
        self._refused(line, bytes(bad), at, {"bundle-altered", "bundle-unreadable"})

    def _older(self, line: Line, bundle: bytes, at: datetime) -> None:
        """A stick of before comes again, after a newer one."""
        if self.older and self.chance.random() < 0.1:
            # One that was taken in is answered again; it says so and changes nothing.
            line.ask("bundle", data=self.chance.choice(self.older), at=at, way="stick")
            line.seen.repeats += 1
        self.older.append(bundle)
        if self.chance.random() < 0.1:
            # One was made and forgotten in a drawer: a newer one is brought first.
            self.phone.serial += 1
            forgotten = self.phone.sealed(self.phone.contents(at))
            self.phone.serial += 1
            newer = self.phone.contents(at, most=2000)
            bundle = self.phone.sealed(newer)
            self.phone.hear(self._deliver(line, bundle, newer, at))
            self.older.append(bundle)
            self._refused(line, forgotten, at, {"bundle-older"})

    def _refused(self, line: Line, bundle: bytes, at: datetime, codes: set[str]) -> None:
        try:
            line.ask("bundle", data=bundle, at=at, way=self.carrier.place.way)
        except Refused as refused:
            code, sentence = refused.args
            assert code in codes, (code, sentence)
            assert len(sentence) > 20, sentence
            self.account.refused[code] += 1
        else:
            raise AssertionError(f"taken in: {codes}")

    def _copied(self, line: Line, at: datetime, said: Any) -> None:
        """A copy of the device says something else under a number that is taken."""
        if phone_is_closed(self.phone, said) or self.chance.random() > 0.004:
            return
        if self.phone.known < 1 or self.carrier.place.way != "line":
            return
        contents = self.phone.contents(at)
        number = self.chance.randrange(1, self.phone.known + 1)
        stated = wire.milliseconds(at + self.phone.clock)
        other = {"point": self.carrier.place.code, "copy": f"khác {number} {self.phone.serial}"}
        contents["events"] = [[number, "circulation.return", stated, other]]
        self.phone.serial += 1
        line.ask("bundle", data=self.phone.sealed(contents), at=at, way="line")
        self.account.conflicts += 1

    def held(self, line: Line, at: datetime) -> None:
        """It was lost, and turns up: all it says waits for a person, who takes it in or does
        not."""
        before = set(self.account.sent)
        self.report(line, at, whole=True, cut=False)
        fresh = [key for key in self.account.sent if key not in before and key[0] is self.carrier]
        count = line.ask(
            "judge", key=self.phone.key, accepted=self.carrier.believed, at=at + timedelta(hours=1)
        )
        # The worker may have been killed after it judged: then none are left to judge.
        assert count in {0, len(fresh)}, (count, len(fresh))
        if not self.carrier.believed:
            for key in fresh:
                self.account.sent[key].fate = "declined"


def phone_is_closed(phone: Phone, said: Any) -> bool:
    return phone.wiped or bool(said.get("closing"))


class Days:
    """The jobs of the year on several lines at once, in the order of their days."""

    def __init__(self, jobs: list[Job]) -> None:
        self.jobs = sorted(jobs, key=lambda job: job.at)
        self.lock = threading.Condition()
        self.busy: dict[int, list[Job]] = defaultdict(list)
        self.failed: list[BaseException] = []
        self.done = 0
        self.months: list[tuple[str, int, float]] = []

    def live(self, lines: list[Line], each_month: Callable[[], int]) -> None:
        threads = [threading.Thread(target=self._work, args=(one, each_month)) for one in lines]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failed:
            raise self.failed[0]

    def _work(self, line: Line, each_month: Callable[[], int]) -> None:
        while not self.failed and (job := self._next(each_month)):
            try:
                job.run(line)
            except BaseException as error:
                self.failed.append(error)
            finally:
                with self.lock:
                    self.busy[job.place].remove(job)
                    self.done += 1
                    self.lock.notify_all()

    def _next(self, each_month: Callable[[], int]) -> Job | None:
        with self.lock:
            while self.jobs and not self.failed:
                passed: dict[int, list[Job]] = defaultdict(list)
                running = [one for several in self.busy.values() for one in several]
                latest = min(one.at for one in [*running, self.jobs[0]]) + AHEAD
                for index, job in enumerate(self.jobs[:300]):
                    if job.at > latest:
                        break
                    before = [*self.busy[job.place], *passed[job.place]]
                    if all(job.shared and b.shared and b.who is not job.who for b in before):
                        del self.jobs[index]
                        self.busy[job.place].append(job)
                        month = f"{min(job.at, LAST):%Y-%m}"
                        if not self.months or self.months[-1][0] < month:
                            self.months.append((month, each_month(), time.perf_counter()))
                        return job
                    passed[job.place].append(job)
                self.lock.wait()
        return None
