"""A process of the house that takes in what devices bring and does what people do at counters.

It is killed outright while it works, and another takes its place (:class:`Worker` is the side
that talks to it). Whoever asked asks again: every act here can be asked for twice.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any


class Killed(Exception):
    """It was gone before it answered."""


class Refused(Exception):
    """The house refuses, with a code and a sentence."""


class Nursery:
    """The process that has the house loaded and bears the workers, so that one that was killed is
    replaced at once."""

    def __init__(self) -> None:
        bench = Path(__file__).resolve().parent.parent
        self.door = tempfile.mkdtemp(prefix="year-") + "/door"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "province.worker", self.door],
            cwd=bench,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout
        if self.process.stdout.readline() != b"ready\n":
            raise RuntimeError("the house could not be loaded")

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(Path(self.door).parent)


class Worker:
    """The other end: one process, asked over a socket."""

    def __init__(self, nursery: Nursery) -> None:
        self.nursery, self.peak = nursery, 0
        self.start()

    def start(self) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(self.nursery.door)
        self.pipe = self.socket.makefile("rwb")
        self.pid = _read(self.pipe)

    def ask(self, act: str, **said: Any) -> None:
        try:
            _write(self.pipe, (act, said))
        except OSError:
            raise Killed from None

    def answer(self, kill_after: float | None = None) -> Any:
        """What it answers; with ``kill_after`` it has so many seconds, then it is killed."""
        if kill_after is not None and not select.select([self.socket], [], [], kill_after)[0]:
            os.kill(self.pid, signal.SIGKILL)
        try:
            kind, value = _read(self.pipe)
        except (EOFError, OSError):
            self.close()
            raise Killed from None
        if kind == "refused":
            raise Refused(*value)
        if kind == "failed":
            raise RuntimeError(value)
        self.peak = max(self.peak, value[1])
        return value[0]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.pipe.close()
        self.socket.close()


def _write(pipe: Any, value: Any) -> None:
    data = pickle.dumps(value)
    pipe.write(struct.pack(">I", len(data)) + data)
    pipe.flush()


def _read(pipe: Any) -> Any:
    head = pipe.read(4)
    if len(head) < 4:
        raise EOFError
    data = pipe.read(struct.unpack(">I", head)[0])
    return pickle.loads(data)


def _acts() -> dict[str, Callable[..., Any]]:
    import django

    django.setup()
    from tusach.audit.api import HOUSE
    from tusach.circulation import api as circulation
    from tusach.circulation.models import Statement
    from tusach.holdings import api as holdings
    from tusach.holdings.testing import make_copies
    from tusach.network.models import ServicePoint
    from tusach.network.testing import make_point
    from tusach.offline.exchange import exchange
    from tusach.offline.models import Device, DeviceEvent
    from tusach.offline.services import accept, invite, judge, revoke
    from tusach.readers.testing import make_reader
    from tusach.rotation import api as rotation
    from tusach.rotation.models import Leg
    from tusach.rotation.testing import GIVER, RECEIVER, draw_up

    points: dict[int, Any] = {}

    def place(pk: int) -> Any:
        if pk not in points:
            points[pk] = ServicePoint.objects.get(pk=pk)
        return points[pk]

    def make_place(
        kind: str, name: str, copies: int, readers: int, at: datetime, record: int
    ) -> tuple[int, str, list[tuple[int, str]], list[tuple[int, int]]]:
        from tusach.catalogue.models import Record

        point = make_point(kind, name)
        collection = "rotation" if kind == "rotation_store" else "main"
        title = Record.objects.get(pk=record)
        made = make_copies(copies, title, point, collection, at=at) if copies else []
        people = [make_reader(f"{name} {n}", home=point, at=at) for n in range(readers)]
        return (
            point.pk, point.code, [(c.pk, c.barcode) for c in made],
            [(r.pk, r.number) for r in people],
        )  # fmt: skip

    def bundle(data: bytes, at: datetime, way: str) -> tuple[bytes, int, int]:
        done = exchange(data, at=at, carried="" if way == "line" else way)
        return done.answer, done.events, done.fresh

    def enrol(request: Any, pk: int, at: datetime, carried: bool, replaces: Any) -> Any:
        """Invite and accept: twice asked, two invitations, one of which nobody uses."""
        old = Device.objects.get(key=replaces) if replaces else None
        _made, token = invite(name=request["name"], points=[pk], by=HOUSE, at=at, replaces=old)
        done = accept({**request, "token": token}, at=at, carried=carried)
        return dict(done.told), done.device.pk

    def lose(key: Any, at: datetime) -> None:
        revoke(Device.objects.get(key=key), by=HOUSE, at=at)

    def judge_held(key: Any, accepted: bool, at: datetime) -> int:
        device = Device.objects.get(key=key)
        held = DeviceEvent.objects.filter(device=device, standing="held")
        return judge(device, list(held.values_list("seq", flat=True)), accepted=accepted,
                     by=HOUSE, at=at)  # fmt: skip

    def counter(kind: str, copy: int, pk: int, reader: int | None, audience: str, at: datetime):
        there = Statement.objects.filter(kind=kind, copy=copy, happened_at=at, device=None)
        if there.exists():
            return "there"
        thing = holdings.Copy.objects.get(pk=copy)
        common = {"copy": thing, "point": place(pk), "by": HOUSE, "at": at}
        if kind == "lend":
            from tusach.readers.models import Reader

            who = Reader.objects.get(pk=reader) if reader else None
            circulation.lend(reader=who, audience="" if who else audience, **common)
        elif kind == "return":
            circulation.return_copy(**common)
        else:
            circulation.renew(**common)
        return "done"

    def put(pk: int, source: str, counts: Any, day: date | None, month: date | None, reference: str,
            at: datetime) -> str:  # fmt: skip
        if circulation.Tally.objects.filter(point=pk, reference=reference).exists():
            return "there"
        figures = [
            circulation.Figure(measure, audience, quantity)
            for measure, by_class in counts.items()
            for audience, quantity in by_class.items()
        ]
        circulation.put(point=place(pk), mode="on_site", source=source, figures=figures, day=day,
                        month=month, reference=reference, by=HOUSE, at=at)  # fmt: skip
        return "done"

    def withdraw(copy: int, at: datetime) -> None:
        thing = holdings.Copy.objects.get(pk=copy)
        if holdings.CopyPlace.objects.get(copy=thing).state != "withdrawn":
            holdings.withdraw(copies=[thing], decision="12/QĐ-TV", reason="rách nát", by=HOUSE,
                              at=at)  # fmt: skip

    def plan(pk: int, store: int, mark: str, at: datetime) -> int:
        there = Leg.objects.filter(batch__purpose=mark).first()
        if there is None:
            day = (at + timedelta(hours=7)).date()
            rotation.plan_batch(
                store=place(store),
                destinations=[rotation.Destination(place(pk), day + timedelta(days=150))],
                leaves_on=day, staff=[GIVER], purpose=mark, by=HOUSE, at=at,
            )  # fmt: skip
            there = Leg.objects.get(batch__purpose=mark)
        return int(there.pk)

    def step(leg_pk: int, what: str, copies: list[int], at: datetime) -> None:
        """One step of a destination; one that was done before a kill is not done again."""
        leg = Leg.objects.select_related("batch__store", "point").get(pk=leg_pk)
        by: dict[str, Any] = {"by": HOUSE, "at": at}
        day = (at + timedelta(hours=7)).date()
        if what == "pack" and leg.state in {"planned", "picking"}:
            if not leg.lines.filter(state="packed").exists():
                rotation.pick(leg=leg, copy_ids=copies, **by)
                box = rotation.new_box(leg=leg, **by)
                rotation.pack_picked(leg=leg, boxes=dict.fromkeys(copies, box), **by)
            rotation.finish_packing(leg=leg, **by)
        elif what == "send" and leg.state == "packed":
            draw_up(leg, **by)
            rotation.send(leg=leg, **by)
        elif what == "hand_over" and leg.state == "sent":
            paper = draw_up(leg, **by)
            rotation.hand_over(leg=leg, paper=paper, signed_at=at, giver_name=GIVER,
                               receiver_name=RECEIVER, **by)  # fmt: skip
        elif what == "take_back" and leg.state == "in_service":
            if leg.lines.filter(state="in_service").exists():
                rotation.take_back_all(leg=leg, **by)
        elif what == "close" and leg.batch.state != "closed":
            if leg.state == "in_service":
                rotation.finish_return(leg=leg, **by)
                leg.refresh_from_db()
            if leg.state == "returned":
                rotation.inspect(leg=leg, made_on=day, inspectors=[GIVER], finding="Đủ.", **by)
            rotation.close_batch(batch=leg.batch, made_on=day, drawn_by=GIVER, **by)

    return {
        "make_place": make_place, "bundle": bundle, "enrol": enrol, "lose": lose,
        "judge": judge_held, "counter": counter, "put": put, "withdraw": withdraw, "plan": plan,
        "step": step,
    }  # fmt: skip


def _peak() -> int:
    """The most memory it has held, in kB."""
    said = Path("/proc/self/status")
    if not said.exists():
        return 0
    return int(said.read_text().split("VmHWM:")[1].split()[0])


def main() -> None:
    """Load the house, then bear a worker for each who knocks."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    acts = _acts()
    from django.db import connections

    connections.close_all()
    door = socket.socket(socket.AF_UNIX)
    door.bind(sys.argv[1])
    door.listen()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        knocking, _address = door.accept()
        if os.fork() == 0:
            door.close()
            _serve(knocking.makefile("rwb"), acts)
            os._exit(0)
        knocking.close()


def _serve(pipe: Any, acts: dict[str, Callable[..., Any]]) -> None:
    """Answer until the other end is closed."""
    from tusach.ui.api import Refusal

    _write(pipe, os.getpid())
    while True:
        try:
            act, said = _read(pipe)
        except EOFError:
            return
        try:
            answer: Any = ("ok", (acts[act](**said), _peak()))
        except Refusal as refusal:
            answer = ("refused", (refusal.code, str(refusal)))
        except Exception as error:
            answer = ("failed", f"{type(error).__name__}: {error}")
        _write(pipe, answer)


if __name__ == "__main__":
    main()
