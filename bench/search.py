"""Searching a large catalogue: two words with facets, the page, many at once, beside others.

    DATABASE_URL=postgresql://… python bench/search.py [--records 1000000] [--beside] [--keep]

On a database of its own: records whose titles are made of the neighbouring words of the
demonstration's true titles, so that words are as frequent, and as ambiguous without marks, as in
a real catalogue. A smaller tenth is measured first. ``--keep`` leaves the database for the next
run, here or of import.py, which then measures the whole alone. ``--beside`` puts the same records
and queries to PostgreSQL's own full text search (facets counted in SQL) and to Zebra (Debian's
`idzebra-2.0` and `yaz`; without facets, which it does not count over all hits), both given texts
without marks, since neither knows Vietnamese. Ends with 1 when a limit is passed.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from database import own_catalogue

TITLES = Path(__file__).resolve().parent.parent / "tusach" / "demo" / "data" / "titles.tsv"
QUERIES = 300
SERVER_P95, PAGE_P95, RATE, TIMES_SLOWER = 0.050, 0.080, 100, 3.0
FACETS = ["language", "audience", "subject", "decade", "kind"]


class Language:
    """Titles and queries with the words of the true titles, the frequent ones frequent."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        with TITLES.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        self.titles = [row["title"].split() for row in rows if len(row["title"].split()) > 1]
        self.authors = sorted({row["author"] for row in rows if row["author"]})
        self.subjects = sorted({one for row in rows for one in row["subjects"].split(";") if one})

    def title(self) -> str:
        words: list[str] = []
        for _ in range(self.chance.choice((1, 2, 2, 3))):
            source = self.chance.choice(self.titles)
            start = self.chance.randrange(len(source) - 1)
            words += source[start : start + self.chance.choice((2, 3))]
        return " ".join([*words, str(self.chance.randrange(10_000))])

    def query(self) -> str:
        source = self.chance.choice(self.titles)
        start = self.chance.randrange(len(source) - 1)
        return re.sub(r"[^\w ]", "", " ".join(source[start : start + 2])).strip()


def isbn_of(number: int) -> str:
    """A thirteen-digit ISBN of its own for each number below a thousand million."""
    digits = f"978{number:09d}"
    check = sum(int(digit) * (1, 3)[at % 2] for at, digit in enumerate(digits))
    return f"{digits}{-check % 10}"


def fill(count: int) -> None:
    from django.utils import timezone

    from tusach.catalogue.keys import match_key, title_words
    from tusach.catalogue.models import Record
    from tusach.vietnamese.api import fold, sort_key

    language, now = Language(1), timezone.now()
    have = Record.objects.count()
    for start in range(have, count, 5_000):
        rows = []
        for number in range(start, min(start + 5_000, count)):
            title, chance = language.title(), language.chance
            author = chance.choice(language.authors)
            year, isbn = 1960 + chance.randrange(66), isbn_of(number)
            rows.append(
                Record(
                    control_number=f"B{number:08d}",
                    title=title,
                    author=author,
                    authors=[author],
                    year=year,
                    isbn=isbn,
                    isbns=[isbn],
                    language=chance.choice(("vie",) * 9 + ("eng",)),
                    audience=chance.choice(("adult", "juvenile", "primary")),
                    subjects=chance.sample(language.subjects, 2),
                    title_key=sort_key(title)[:400],
                    find_text=fold(f"{title} {author}"),
                    match_key=match_key(title, author, year),
                    title_words=title_words(title),
                    made_at=now,
                    changed_at=now,
                )
            )
        Record.objects.bulk_create(rows)


def built(count: int) -> bool:
    """Whether an earlier run left so many records, with their index."""
    from tusach.search.api import status

    held = status()["documents"]
    return isinstance(held, int) and held >= count


def build() -> float:
    from tusach.search import folders
    from tusach.search.writing import Writer

    started = time.perf_counter()
    with folders.lock():
        writer = Writer()
        writer.rebuild()
        writer.close()
    return time.perf_counter() - started


def times(ask: Callable[[str], Any], queries: Sequence[str]) -> list[float]:
    for query in queries[:20]:
        ask(query)
    took = []
    for query in queries:
        started = time.perf_counter()
        ask(query)
        took.append(time.perf_counter() - started)
    return sorted(took)


def p95(took: Sequence[float]) -> float:
    return took[int(len(took) * 0.95)]


def row(name: str, took: Sequence[float], limit: float | None = None) -> bool:
    fine = limit is None or p95(took) <= limit
    said = "" if limit is None else f"{limit * 1000:>9.0f}  {'ok' if fine else 'OVER'}"
    print(
        f"{name:<52}{statistics.median(took) * 1000:>9.1f}{p95(took) * 1000:>9.1f}"
        f"{took[-1] * 1000:>9.1f}{said}",
        flush=True,
    )
    return fine


def _many(queries: Sequence[str], seconds: float) -> int:
    from tusach.search.api import find

    done, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        find(queries[done % len(queries)], facets=FACETS)
        done += 1
    return done


def rate(queries: Sequence[str], seconds: float = 5.0) -> float:
    """Searches a second with two processes, as two workers serve."""
    from django.db import connection

    # Two processes cannot speak through one connection: each opens its own.
    connection.close()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return sum(pool.starmap(_many, [(queries, seconds), (queries[::-1], seconds)])) / seconds


def postgresql(queries: Sequence[str]) -> list[float]:
    from django.db import connection

    from tusach.vietnamese.api import fold

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_text AS SELECT id, language, audience, subjects, year,"
            " to_tsvector('simple', find_text) AS words FROM catalogue_record"
        )
        cursor.execute("CREATE INDEX ON bench_text USING gin (words)")
        cursor.execute("ANALYZE bench_text")
        cursor.execute("SET work_mem = '64MB'")

        def ask(query: str) -> None:
            cursor.execute(
                "WITH hit AS MATERIALIZED (SELECT * FROM bench_text,"
                " plainto_tsquery('simple', %s) q WHERE words @@ q),"
                " first AS (SELECT id FROM hit ORDER BY ts_rank(words, q) DESC LIMIT 20)"
                " SELECT 'id', id::text, 0 FROM first UNION ALL"
                " SELECT 'language', language, count(*) FROM hit GROUP BY 2 UNION ALL"
                " SELECT 'audience', audience, count(*) FROM hit GROUP BY 2 UNION ALL"
                " SELECT 'decade', (year / 10)::text, count(*) FROM hit GROUP BY 2 UNION ALL"
                " (SELECT 'subject', s, count(*) FROM hit, unnest(subjects) s GROUP BY 2"
                " ORDER BY 3 DESC LIMIT 15)",
                [fold(query)],
            )
            cursor.fetchall()

        took = times(ask, queries)
        cursor.execute("DROP TABLE bench_text")
    return took


def marc_without_marks() -> Iterator[bytes]:
    from tusach.catalogue.api import MarcRecord, write_iso2709
    from tusach.catalogue.marc.record import ControlField, DataField
    from tusach.catalogue.models import Record
    from tusach.vietnamese.api import fold

    def data(tag: str, code: str, value: str) -> DataField:
        return DataField(tag, " ", " ", [(code, fold(value))])

    rows = Record.objects.order_by("pk").values_list(
        "control_number", "title", "author", "subjects"
    )
    for number, title, author, subjects in rows.iterator(chunk_size=5_000):
        fields = [ControlField("001", number), data("100", "a", author), data("245", "a", title)]
        fields += [data("650", "a", one) for one in subjects]
        yield write_iso2709(MarcRecord("00000nam a2200000   4500", fields))


def zebra(queries: Sequence[str], folder: Path) -> list[float]:
    from tusach.vietnamese.api import fold

    (folder / "register").mkdir()
    (folder / "shadow").mkdir()
    (folder / "zebra.cfg").write_text(
        "profilePath: /usr/share/idzebra-2.0/tab\n"
        "modulePath: /usr/lib/x86_64-linux-gnu/idzebra-2.0/modules:"
        "/usr/lib/idzebra-2.0/modules:/usr/lib/aarch64-linux-gnu/idzebra-2.0/modules\n"
        "attset: bib1.att\nrecordType: grs.marc.usmarc\n"
        f"register: {folder}/register:20G\nstoreKeys: 0\nstoreData: 1\n",
        encoding="ascii",
    )
    with (folder / "records.mrc").open("wb") as file:
        file.writelines(marc_without_marks())
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    config = ["-c", str(folder / "zebra.cfg")]
    for step in (["init"], ["update", str(folder / "records.mrc")]):
        subprocess.run(["zebraidx", *config, "-n", *step], check=True, cwd=folder, **quiet)
    address = "127.0.0.1:9917"
    server = subprocess.Popen(["zebrasrv", *config, address], cwd=folder, **quiet)
    try:
        time.sleep(1)
        script = [f"open {address}"]
        for query in queries:
            first, second = fold(query).split()
            script += [f"find @and @attr 1=1016 {first} @attr 1=1016 {second}", "show 1+20"]
        (folder / "script").write_text("\n".join([*script, "quit"]) + "\n", encoding="utf-8")
        said = subprocess.run(
            ["yaz-client", "-f", str(folder / "script")],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False,
        ).stdout  # fmt: skip
    finally:
        server.terminate()
        server.wait()
    if "Number of hits: 0, setno 1" in said and said.count("Number of hits: 0") == len(queries):
        raise SystemExit("Zebra found nothing: its index was not made")
    elapsed = [float(one) for one in re.findall(r"Elapsed: ([0-9.]+)", said)]
    return sorted(a + b for a, b in zip(elapsed[::2], elapsed[1::2], strict=False))


def measure(records: int, *, beside: bool) -> bool:
    from django.test import Client

    from tusach.search.api import find

    fine = True
    language = Language(2)
    queries = [query for query in (language.query() for _ in range(QUERIES * 2)) if " " in query]
    queries = queries[:QUERIES]
    client = Client(SERVER_NAME="localhost")
    usual: list[tuple[float, float]] = []
    for count in [records] if built(records) else [records // 10, records]:
        if built(count):
            print(f"\n{count:,} records and their index were there")
        else:
            fill(count)
            print(f"\n{count:,} records, indexed in {build():.0f} s")
        print(f"{'milliseconds':<52}{'median':>9}{'p95':>9}{'worst':>9}{'limit':>9}")
        took = times(lambda query: find(query, facets=FACETS), queries)
        fine &= row("two words, five facets, in the server", took, SERVER_P95)
        bare = times(lambda query: find(query), queries)
        row("two words, no facets", bare)
        pages = times(lambda query: client.get("/tim/", {"q": query}), queries)
        fine &= row("the page of results", pages, PAGE_P95)
        usual.append((p95(took), p95(pages)))
    served = rate(queries)
    print(f"{'searches a second, two processes':<52}{served:>9.0f}{'':>18}{RATE:>9}  "
          f"{'ok' if served >= RATE else 'UNDER'}")  # fmt: skip
    fine &= served >= RATE
    if len(usual) > 1:
        (few, few_pages), (many, many_pages) = usual
        slower = many / few
        print(f"{'ten times the records: p95 times':<52}{slower:>9.1f}{TIMES_SLOWER:>27.0f}  "
              f"{'ok' if slower <= TIMES_SLOWER else 'OVER'}")  # fmt: skip
        print(f"{'the page, the same':<52}{many_pages / few_pages:>9.1f}", flush=True)
        fine &= slower <= TIMES_SLOWER
    if beside:
        row("beside: PostgreSQL full text, four facets", postgresql(queries))
        with tempfile.TemporaryDirectory() as folder:
            row("beside: Zebra, no facets", zebra(queries, Path(folder)))
    return fine


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--beside", action="store_true")
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    with own_catalogue("bench_kept" if asked.keep else "bench_search", keep=asked.keep):
        from django.conf import settings

        settings.ALLOWED_HOSTS = ["*"]
        return 0 if measure(asked.records, beside=asked.beside) else 1


if __name__ == "__main__":
    sys.exit(main())
