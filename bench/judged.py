"""How good the order of results is, on queries judged by hand.

    DATABASE_URL=postgresql://… python bench/judged.py [--worst 10]

The books are the demonstration's true titles, one title more for the farmer of the mountains,
and as many made-up titles that share their letters (`bench/judged/others.txt`). The set that
comes with the house (`tusach/search/data/judged.tsv`) says for each query which titles answer
it, and how well (3 what was meant, 2 as good as, 1 of use). Printed is nDCG@10, the mean over
the queries, for the index as it is, and for the same index given everything without marks,
which is what most catalogues do.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from database import own_database

HERE = Path(__file__).resolve().parent
TITLES = HERE.parent / "tusach" / "demo" / "data" / "titles.tsv"
FARMER = "Kỹ thuật nuôi lợn bản"


def books() -> Iterator[tuple[str, str, list[str]]]:
    """(title, author, subjects)."""
    with TITLES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["title"], row["author"], [one for one in row["subjects"].split(";") if one]
    yield FARMER, "Lò Văn Pánh", ["Nông nghiệp", "Chăn nuôi"]
    for line in (HERE / "judged" / "others.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line, "", []


def ranked(how: Callable[[str], str]) -> Callable[[str], list[str]]:
    """Index every book with its texts as ``how`` makes them; returns what finds titles."""
    from tusach.search import documents, folders
    from tusach.search.api import Document, find, register_source
    from tusach.search.writing import Writer

    every = list(books())
    documents._sources.clear()
    register_source(
        "record",
        build=lambda keys: [
            Document(
                key=key,
                title=how(every[int(key)][0]),
                author=how(every[int(key)][1]),
                subjects=[how(one) for one in every[int(key)][2]],
            )
            for key in keys
        ],
        all_keys=lambda: [str(at) for at in range(len(every))],
    )
    with folders.lock():
        writer = Writer()
        writer.rebuild()
        writer.close()

    def titles(query: str) -> list[str]:
        return [every[int(key)][0] for key in find(how(query), size=10).keys]

    return titles


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worst", type=int, default=0, help="show the queries that rank worst")
    asked = parser.parse_args()
    from tusach.search.judging import shipped as queries
    from tusach.search.measuring import ndcg
    from tusach.vietnamese.api import fold

    ways: list[tuple[str, Callable[[str], str]]] = [("as it is", str), ("marks folded away", fold)]
    known = {title for title, _, _ in books()}
    score: dict[str, dict[str, list[tuple[float, str, list[str]]]]] = {}
    for name, how in ways:
        search = ranked(how)
        for group, query, grades in queries():
            assert grades.keys() <= known, (query, grades.keys() - known)
            found = search(query)
            score.setdefault(group, {}).setdefault(name, []).append(
                (ndcg(found, grades), query, found)
            )
    print(f"{'nDCG@10':<56}{'queries':>8}{'as it is':>10}{'folded':>10}")
    every: dict[str, list[float]] = {name: [] for name, _ in ways}
    for group, by_way in score.items():
        means = []
        for name, _ in ways:
            values = [value for value, _, _ in by_way[name]]
            every[name] += values
            means.append(sum(values) / len(values))
        print(f"{group:<56}{len(by_way[ways[0][0]]):>8}{means[0]:>10.3f}{means[1]:>10.3f}")
    total = [sum(values) / len(values) for values in every.values()]
    print(f"{'all':<56}{len(every['as it is']):>8}{total[0]:>10.3f}{total[1]:>10.3f}")
    found = [row for by_way in score.values() for row in by_way["as it is"]]
    for value, query, titles in sorted(found)[: asked.worst]:
        print(f"\n{value:.3f}  {query}")
        for title in titles[:5]:
            print(f"       {title}")
    return 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TUSACH_DATA"] = folder
        with own_database("bench_judged"):
            sys.exit(main())
