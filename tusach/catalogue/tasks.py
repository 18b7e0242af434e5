"""What the worker does for the catalogue."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tusach.catalogue.authorities.carrying import work as work_on_heading
from tusach.catalogue.hunting import work as hunting
from tusach.catalogue.importing.work import work
from tusach.catalogue.linking.drawing import something_is_undrawn
from tusach.catalogue.linking.keeping_up import draw_undrawn
from tusach.catalogue.models import Export, HeadingJob, Hunt, Import
from tusach.catalogue.offering.counting import count_again, is_stale
from tusach.ui.api import enqueue, stalled


@app.task(queue="imports")
def work_on_import(import_id: int) -> None:
    """Moves one import on until it waits for a person or is done."""
    work(import_id)
    draw_undrawn()


@app.periodic(cron="* * * * *")
@app.task(queue="imports", queueing_lock="catalogue-resume-imports")
def resume_imports(timestamp: int) -> None:
    """Takes up imports whose worker was killed: asks for them again."""
    for import_id in stalled(Import, timezone.now()):
        ask_for(import_id)


@app.periodic(cron="* * * * *")
@app.task(queue="imports", queueing_lock="catalogue-draw-undrawn")
def draw_what_is_undrawn(timestamp: int) -> None:
    """Draws links and headings of records that an import made or wrote over."""
    if something_is_undrawn():
        draw_undrawn()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="imports", queueing_lock="catalogue-count-words")
def count_words(timestamp: int) -> None:
    """Counts publishers and series anew for the suggestions, when records changed since."""
    if is_stale():
        count_again(timezone.now())


@app.task(queue="hunts")
def work_on_hunt(number: int) -> None:
    """Moves one hunt for duplicates on until it is done."""
    hunting.work(number)


@app.periodic(cron="* * * * *")
@app.task(queue="hunts", queueing_lock="catalogue-resume-hunts")
def resume_hunts(timestamp: int) -> None:
    """Takes up a hunt whose worker was killed."""
    for number in stalled(Hunt, timezone.now()):
        ask_for_hunt(number)


def ask_for_hunt(number: int) -> None:
    """Asks a worker for the hunt, in the caller's transaction; once while it waits."""
    enqueue(work_on_hunt, lock=f"catalogue-hunt-{number}", number=number)


@app.task(queue="imports")
def carry_heading(number: int) -> None:
    """Moves one change of a heading on until it is done."""
    work_on_heading(number)


@app.periodic(cron="* * * * *")
@app.task(queue="imports", queueing_lock="catalogue-resume-headings")
def resume_headings(timestamp: int) -> None:
    """Takes up changes of headings whose worker was killed."""
    for number in stalled(HeadingJob, timezone.now()):
        ask_for_headings(number)


def ask_for_headings(number: int) -> None:
    """Asks a worker to carry a heading, in the caller's transaction; once while it waits."""
    enqueue(carry_heading, lock=f"catalogue-heading-{number}", number=number)


def ask_for(import_id: int) -> None:
    """Asks a worker for the import, in the caller's transaction; once while it waits."""
    enqueue(work_on_import, lock=f"catalogue-import-{import_id}", import_id=import_id)


@app.task(queue="imports")
def write_export(number: int) -> None:
    """Writes one export until its file is whole."""
    # Here: asking for an export names this task.
    from tusach.catalogue.taking_out.work import work as write

    write(number)


@app.periodic(cron="* * * * *")
@app.task(queue="imports", queueing_lock="catalogue-resume-exports")
def resume_exports(timestamp: int) -> None:
    """Takes up exports whose worker was killed."""
    for number in stalled(Export, timezone.now()):
        ask_for_export(number)


@app.periodic(cron="17 2 * * *")
@app.task(queue="imports", queueing_lock="catalogue-throw-exports-away")
def throw_exports_away(timestamp: int) -> None:
    """Deletes the files of exports that lay there for a week."""
    from tusach.catalogue.taking_out.services import throw_away_old

    throw_away_old(timezone.now())


def ask_for_export(number: int) -> None:
    """Asks a worker for the export, in the caller's transaction; once while it waits."""
    enqueue(write_export, lock=f"catalogue-export-{number}", number=number)
