"""How long a hunt for duplicates takes, and how it grows.

    python bench/duplicates.py [--records 100000 1000000]

Records of made-up titles by real rules: every twentieth has a twin (marks lost, name turned,
another publisher), every hundredth is called "Báo cáo", and sets of ten volumes share author
and beginning. The same run with a tenth of the records beside it: time and memory are to grow
with the records, not with their square. The limit is linear growth with a fifth on top.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from database import own_database

# How many times longer ten times the records may take, and hold.
_SLOWER = 1.2 * 10


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        with own_database(f"tusach_bench_duplicates_{asked.one}"):
            run(asked.one)
        return
    print(f"{'records':>10}{'keys s':>9}{'compare s':>11}{'records/s':>11}{'compared':>12}"
          f"{'groups':>9}{'wrong':>7}{'missed':>8}{'peak MB':>9}", flush=True)  # fmt: skip
    told = []
    for count in asked.records:
        # A process of its own each, for the peak of memory is the process's.
        here = [sys.executable, __file__, "--one", str(count)]
        out = subprocess.run(here, check=True, capture_output=True, text=True, env=os.environ)
        line = out.stdout.strip().splitlines()[-1]
        print(line, flush=True)
        words = line.replace(",", "").split()
        told.append((count, float(words[1]) + float(words[2]), int(words[6]) + int(words[7])))
    good = all(wrong == 0 for _count, _took, wrong in told)
    for (few, before, _), (many, after, _) in itertools.pairwise(told):
        times = after / before
        held = times <= _SLOWER * (many / few) / 10
        good = good and held
        print(f"{many / few:.0f} times the records: {times:.1f} times as long "
              f"({'ok' if held else 'OVER'})")  # fmt: skip
    raise SystemExit(0 if good else 1)


_WORDS = " ".join(
    (
        "rừng núi sông suối bản mường nương lúa ngô trâu bò lợn gà cá ong chè quế thảo quả hoa ban",
        "người già trẻ em đường đèo chợ phiên nhà sàn khăn piêu khèn sáo trống chiêng mùa xuân hạ",
        "thu đông kỹ thuật nuôi trồng chăm sóc phòng bệnh lịch sử địa lý văn hoá truyện dân gian",
    )
).split()
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Lò", "Vàng", "Giàng", "Sùng", "Tòng", "Quàng",
           "Điêu", "Mùa", "Lý", "Chảo", "Tẩn")  # fmt: skip
_GIVEN = ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Hoa", "Khánh", "Lan", "Minh", "Nga", "Páo",
          "Quân", "Sơn", "Thắng", "Ứng")  # fmt: skip


def described(number: int) -> dict[str, Any]:
    """One record; the twin of ``number`` is ``number`` + 1 where number % 20 == 0."""
    twin = number % 20 == 1
    base = number - 1 if twin else number
    words = [_WORDS[(base * step + base // 97) % len(_WORDS)] for step in (7, 13, 29, 31)]
    author = f"{_FAMILY[base % 16]} {_WORDS[base % 50].title()} {_GIVEN[base // 16 % 16]}"
    title = f"{' '.join(words).capitalize()} {base // 61 % 997} {base % 61}"
    if base % 100 == 50:
        title, author = "Báo cáo", f"Sở {_WORDS[base % 50]} {base}"
    elif base % 200 // 10 == 7:
        title = f"Bộ sách {base // 10}. T.{base % 10}"
        author = f"{_FAMILY[base // 10 % 16]} {base // 10}"
    made = {"title": title, "author": author, "year": 1960 + base % 60, "publisher": "Kim Đồng",
            "isbns": [f"{9786040000000 + base}"] if base % 2 else []}  # fmt: skip
    if twin:
        family, _space, rest = author.partition(" ")
        kind = base // 20 % 3
        made |= [
            {"title": _bare(title)},
            {"author": f"{rest}, {family}"} if base % 3 else {},
            {"publisher": "Nxb. Kim Đồng"},
        ][kind]
    return made


def _bare(text: str) -> str:
    from tusach.vietnamese.api import fold

    return fold(text)


def records(count: int) -> Iterator[Any]:
    from django.utils import timezone

    from tusach.catalogue.keys import match_key, title_words
    from tusach.catalogue.models import Record

    now = timezone.now()
    for number in range(count):
        told = described(number)
        yield Record(
            control_number=f"B{number:08d}",
            **told,
            authors=[told["author"]],
            match_key=match_key(told["title"], told["author"], told["year"]),
            title_words=title_words(told["title"]),
            made_at=now,
            changed_at=now,
        )


def run(count: int) -> None:
    from itertools import islice

    from django.db import connection
    from django.utils import timezone

    from tusach.audit.api import HOUSE
    from tusach.catalogue.hunting import services
    from tusach.catalogue.hunting import work as hunting
    from tusach.catalogue.models import Hunt, Pair, Record

    coming = records(count)
    while batch := list(islice(coming, 5_000)):
        Record.objects.bulk_create(batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalogue_record")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    hunt = services.begin(by=HOUSE, at=timezone.now())
    start = time.perf_counter()
    keyed = start
    while hunting._step(hunt.pk, hunting.BATCH):
        hunt.refresh_from_db()
        if hunt.state == Hunt.State.KEYS:
            keyed = time.perf_counter()
    end = time.perf_counter()
    hunt.refresh_from_db()
    wrong = sum(
        int(second[1:]) - int(first[1:]) != 1 or int(first[1:]) % 20 != 0
        for first, second in Pair.objects.filter(is_certain=True).values_list(
            "first__control_number", "second__control_number"
        )
    )
    missed = (
        len(range(0, count - 1, 20)) - Pair.objects.filter(score__gte=services.threshold()).count()
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{count:>10,}{keyed - start:>9.1f}{end - keyed:>11.1f}{count / (end - start):>11,.0f}"
          f"{hunt.compared:>12,}{hunt.groups:>9,}{wrong:>7,}{max(0, missed):>8,}"
          f"{max(before, peak) / 1024:>9,.0f}")  # fmt: skip


if __name__ == "__main__":
    main()
