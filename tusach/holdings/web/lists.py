"""What became of the copies of an imported list: a piece of the import's page, and the lines that
were not entered as a sheet to be mended and sent again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tusach.catalogue.api import cells_of, import_seen
from tusach.holdings.list_lines import sentence
from tusach.holdings.models import ListLine
from tusach.holdings.selectors.lists import counts_of, lines_not_entered, stretches_of
from tusach.holdings.web.export import table
from tusach.people.api import Account
from tusach.ui.api import needs

_SHOWN = 50


def _seen_or_404(request: HttpRequest, pk: int) -> str:
    """The name of the import's file, if this person may see the import."""
    user = request.user
    found = import_seen(user, pk) if isinstance(user, Account) else None
    if found is None:
        raise Http404
    return str(found.file_name)


@needs("holdings.view")
@require_safe
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """How many copies the list made, and which of its lines made none and why."""
    _seen_or_404(request, pk)
    wrong = list(lines_not_entered(pk)[: _SHOWN + 1])
    return render(
        request,
        "holdings/import_panel.html",
        {
            "pk": pk,
            "counts": counts_of(pk),
            "rows": [(one, [sentence(said) for said in one.reasons]) for one in wrong[:_SHOWN]],
            "more": len(wrong) > _SHOWN,
            "stretches": stretches_of(pk),
        },
    )


@needs("holdings.view")
@require_safe
def not_entered(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines as they stood in the file, with the reason beside each."""
    _seen_or_404(request, pk)
    lines = {one.number: one for one in lines_not_entered(pk)}
    if not lines:
        raise Http404
    return table("xlsx", f"chua-ghi-so-{pk}", _as_sent(pk, lines) or _named(lines))


def _why(line: ListLine) -> str:
    return " ".join(sentence(said) for said in line.reasons)


def _as_sent(pk: int, lines: dict[int, ListLine]) -> list[list[str]]:
    """The lines of a sheet as they stood there; none of a file of records."""
    header, rows = cells_of(pk, list(lines))
    if not rows:
        return []
    width = max([len(header), *(len(cells) for _number, cells in rows)])
    heading = [*header, *[""] * (width - len(header)), _("Lý do chưa ghi sổ")]
    return [
        heading,
        *([*cells, *[""] * (width - len(cells)), _why(lines[number])] for number, cells in rows),
    ]


def _named(lines: dict[int, ListLine]) -> list[list[object]]:
    heading: list[object] = [_("Dòng"), _("Nhan đề"), _("Số bản đã ghi"), _("Lý do chưa ghi sổ")]
    return [
        heading,
        *(
            [number, line.record.shown_title if line.record else "", line.count, _why(line)]
            for number, line in lines.items()
        ),
    ]
