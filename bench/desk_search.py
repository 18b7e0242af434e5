"""How long the offline desk takes to search the shelf of a point.

    python bench/desk_search.py

2,000 copies in a real browser; the same with the processor slowed four times, as on a cheap
telephone. Beside it the browser's own search through the texts with their marks, which finds
nothing that was typed without them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.desk.proof_page import proof_page

COPIES, LIMIT = 2000, 100  # ms, on the slowed processor
TITLES = [
    "Đất rừng phương Nam",
    "Dế Mèn phiêu lưu ký",
    "Địa chí Lai Châu",
    "Kỹ thuật nuôi lợn bản",
    "Truyện cổ dân tộc Thái",
    "Luật Đất đai",
]
ASKED = ["dat rung", "nguyen van 13", "z", "BL.001999"]
PLAIN = """([texts, asked]) => asked.map((one) => {
  const began = performance.now();
  texts.filter((text) => text.toLowerCase().includes(one.toLowerCase()));
  return performance.now() - began;
})"""


def main() -> None:
    texts = [
        f"{TITLES[n % len(TITLES)]} tập {n} Nguyễn Văn {n % 97} BL.{n:06}" for n in range(COPIES)
    ]
    with tempfile.TemporaryDirectory() as folder, proof_page(Path(folder)) as page:
        slow = page.context.new_cdp_session(page)
        print(f"{COPIES} copies, ms for: {', '.join(ASKED)}")
        for rate in (1, 4):
            slow.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            ask = "([texts, asked]) => proof.searched(texts, asked)"
            for name, script in (("desk", ask), ("browser's own, with marks", PLAIN)):
                took = page.evaluate(script, [texts, ASKED])
                said = "  ".join(f"{one:6.1f}" for one in took)
                print(f"processor 1/{rate}  {name:26} {said}")
            if rate == 4:
                took = page.evaluate(ask, [texts, ASKED])
                print(f"limit {LIMIT} ms: {'held' if max(took) < LIMIT else 'MISSED'}")


main()
