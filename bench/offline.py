"""Bytes that a phone in the mountains sends and is sent.

    DATABASE_URL=… python bench/offline.py

A batch of 100 loans over the line, sealed and signed; and all that a phone of a point with 2,000
copies and 500 readers is given at its first contact, supply by supply, as the house really gives
it. Titles and authors are those of the demonstration's books, so that they pack as real ones do.
Beside it the same said plainly: JSON without packing, and a request for each loan.
"""

from __future__ import annotations

import collections
import csv
import json
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from database import own_database

LOANS, COPIES, READERS, TITLES = 100, 2000, 500, 1200
LIMIT = 60  # bytes a loan
# What a browser sends with each request of its own to a form: the least that is seen.
HEADERS = 600
FAMILIES = ["Lò", "Giàng", "Vàng", "Sùng", "Lý", "Tẩn", "Chẻo", "Nguyễn", "Thào", "Mùa"]
MIDDLE = ["A", "Thị", "Văn", "Láo", "Mỷ", "Ngọc", "Đức", "Minh", "Thanh", "Quốc"]
GIVEN = (
    "An Bình Chi Chứ Cường Dín Dua Dung Giang Hà Hải Hạnh Hiền Hoa Hồng Hùng Inh Khoa Lan Lềnh "
    "Linh Long Mai Minh Nam Nga Páo Phương Quân Sinh Sua Sử Tâm Thân Thảo Thu Trang Tủa Vân Xá Yến"
)
TSV = Path(__file__).resolve().parent.parent / "tusach/demo/data/titles.tsv"


def measure() -> None:
    from tusach.catalogue.testing import make_record
    from tusach.holdings.testing import make_copies
    from tusach.network.testing import make_point
    from tusach.offline.exchange import exchange
    from tusach.offline.supplies import known_supplies
    from tusach.offline.testing import make_phone
    from tusach.readers.testing import make_reader

    chance = random.Random(11)
    now = datetime.now(UTC)
    point = make_point("commune_library", "Thư viện xã Bình Lư")
    with TSV.open(encoding="utf-8") as file:
        books = list(csv.DictReader(file, delimiter="\t"))
    copies: list[Any] = []
    for n in range(TITLES):
        book = books[n % len(books)]
        volume = f". Tập {n // len(books) + 1}" if n >= len(books) else ""
        record = make_record(title=book["title"] + volume, author=book["author"])
        many = 1 + (n % 3 < 2) if len(copies) < COPIES else 0
        copies += make_copies(min(many, COPIES - len(copies)), record=record, owner=point)
    readers = [
        make_reader(
            " ".join(map(chance.choice, (FAMILIES, MIDDLE, GIVEN.split()))), home=point, at=now
        )
        for _n in range(READERS)
    ]
    print(f"{len(copies)} copies of {TITLES} titles, {len(readers)} readers")

    phone = make_phone([point.pk], at=now - timedelta(days=30))
    sizes: list[int] = []

    def house(bundle: bytes) -> bytes:
        answer = exchange(bundle, at=datetime.now(UTC)).answer
        sizes.append(len(answer))
        return answer

    print(f"\n{'first load':<26}{'rows':>8}{'bytes':>10}{'a row':>8}{'plain':>10}{'ms':>8}")
    whole = 0
    for name in known_supplies():
        sizes.clear()
        began = time.perf_counter()
        rows = phone.fetch(house, now, name)
        took = time.perf_counter() - began
        plain = len(json.dumps(list(rows.values()), ensure_ascii=False).encode())
        whole += sum(sizes)
        each = sum(sizes) / max(1, len(rows))
        print(
            f"{name:<26}{len(rows):>8}{sum(sizes):>10,}{each:>8.1f}{plain:>10,}{took * 1000:>8.0f}"
        )
    print(f"{'all':<26}{'':>8}{whole:>10,}")
    began = time.perf_counter()
    sizes.clear()
    phone.hear(house(phone.bundle(now, want=phone.cursors)))
    took = (time.perf_counter() - began) * 1000
    print(f"{'nothing has changed':<26}{'':>8}{sizes[0]:>10,}{'':>18}{took:>8.0f}")

    plain = 0
    for n in range(LOANS):
        said = {
            "point": point.code,
            "copy": chance.choice(copies).barcode,
            "reader": chance.choice(readers).number,
            "due": f"{now + timedelta(days=14):%Y-%m-%d}",
        }
        # An afternoon: one every minute or two.
        at = now - timedelta(seconds=90 * (LOANS - n) + chance.randrange(60))
        phone.note("circulation.lend", at, **said)
        plain += HEADERS + len(json.dumps(phone.journal[-1]).encode())
    bundle = phone.bundle(now)
    each = len(bundle) / LOANS
    verdict = "ok" if each <= LIMIT else "OVER"
    print(f"\n{LOANS} loans in one batch: {len(bundle):,} bytes, {each:.1f} a loan", end="")
    print(f" (limit {LIMIT}: {verdict}); a request each: {plain / LOANS:.0f}")
    began = time.perf_counter()
    answer = exchange(bundle, at=datetime.now(UTC)).answer
    took = (time.perf_counter() - began) * 1000
    phone.hear(answer)
    said = collections.Counter(outcome[0] for outcome in phone.outcomes.values())
    print(f"taken in and answered in {took:.0f} ms; the answer: {len(answer):,} bytes {dict(said)}")


if __name__ == "__main__":
    with own_database("bench_offline"):
        measure()
