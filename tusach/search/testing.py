"""For tests: bring the index up to date, now, in this process; rows of every kind."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.search import curating, drafting, folders, judging, measuring
from tusach.search.curating import OtherName
from tusach.search.models import RankingVersion
from tusach.search.writing import Writer


def index_now() -> None:
    """Apply every change the caller can see, or build the index if there is none; afterwards
    ``find`` finds it. Works inside a test's transaction."""
    with folders.lock():
        writer = Writer()
        try:
            if not writer.ready():
                writer.step()
        finally:
            writer.close()


_OF_A_SET = (
    *("judged_set", "remove_judged_set", "export_judged", "import_judged", "import_shipped"),
    "measure",
)
_OF_A_DRAFT = (
    *("draft", "draft_name", "draft_without_name", "draft_weights", "draft_lift"),
    *("draft_without_lift", "leave_out", "renew_draft", "throw_draft_away", "put_in_force"),
    "compare",
)


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """What the addresses of the room need, for the tests that walk every address."""
    now = timezone.now()
    synonym = curating.add_synonym(OtherName(f"heo {world.place.pk}", "lợn"), by=HOUSE, at=now)
    lift = curating.lift(
        facet="language", value=str(world.place.pk), weight=1.0, reason="", by=HOUSE, at=now
    )
    judged = judging.make_set(f"Bộ {world.place.pk}", by=HOUSE, at=now)
    judging.judge(judged, "ky thuat nuoi lon", key="1", title="Lợn", grade=3, by=HOUSE, at=now)
    draft = drafting.begin("Thử", by=HOUSE, at=now)
    work = measuring.begin(judged, draft, by=HOUSE, at=now)
    of_set, of_draft = {"pk": judged.pk}, {"pk": draft.pk}
    version = {"pk": RankingVersion.objects.latest("pk").pk}
    return {
        **dict.fromkeys(_OF_A_SET, of_set),
        **dict.fromkeys(_OF_A_DRAFT, of_draft),
        "remove_judged_query": {"pk": judged.queries.get().pk},
        "measurement": {"pk": work.pk},
        "measuring": {"pk": work.pk},
        "measure_again": {"pk": work.pk},
        "version": version,
        "way_back": version,
        "synonym": {"pk": synonym.pk},
        "remove_synonym": {"pk": synonym.pk},
        "end_lift": {"pk": lift.pk},
    }
