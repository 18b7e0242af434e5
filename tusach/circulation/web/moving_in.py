"""Readers and open loans that come from another system."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.circulation.models import MoveIn, MoveInLine
from tusach.circulation.moving_columns import LABELS, READERS, lacking
from tusach.circulation.moving_errors import NotNow
from tusach.circulation.selectors import moving_in as reading
from tusach.circulation.services import moving_in as services
from tusach.circulation.services.moving_lines import unknown_classes
from tusach.circulation.web.places import places
from tusach.network.api import SECRET_KINDS, PointField, ServicePoint
from tusach.readers.api import ReaderClass, classes_on
from tusach.ui.api import act_once, needs, number, press, send_back, standing, try_form

ACT = "circulation.move_in"
_SHOWN = 50
_CLASSES = 40
State = MoveIn.State


class FileForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Trong tệp là"),
        choices=MoveIn.Kind.choices,
        help_text=gettext_lazy("Chuyển sách trước, rồi bạn đọc, sau cùng là sách đang cho mượn."),
    )
    file = forms.FileField(
        label=gettext_lazy("Bảng tính"),
        help_text=gettext_lazy(
            "Tệp .xlsx, .xls hoặc .csv (UTF-8) có dòng tên cột: bảng borrowers, issues xuất từ "
            "Koha, member, loan xuất từ SLiMS, hoặc bảng của thư viện."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    default_class = forms.ModelChoiceField(
        label=gettext_lazy("Nhóm bạn đọc khi dòng không ghi"),
        queryset=ReaderClass.objects.none(),
        required=False,
        empty_label=None,
    )

    def __init__(self, *args: Any, points: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["point"] = PointField(points=points, label=gettext_lazy("Điểm phục vụ"))
        classes = classes_on(timezone.localdate())
        field = self.fields["default_class"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = classes
        field.initial = classes.filter(code="adult").first()
        self.order_fields(["point", "kind", "file"])


@needs(ACT)
@require_http_methods(["GET", "POST"])
def moves_in(request: HttpRequest) -> HttpResponse:
    """Send a list; those sent before."""
    user: Any = request.user
    mine = places(request, ACT).exclude(kind__in=SECRET_KINDS)
    form = FileForm(
        request.POST or None,
        request.FILES or None,
        points=mine,
        initial={"point": user.usual_place(ACT)},
    )

    def do() -> MoveIn:
        said = dict(form.cleaned_data)
        file = said.pop("file")
        return services.take_file(name=file.name, content=file.read(), **said, **now_by(request))

    if request.method == "POST" and form.is_valid():
        made = try_form(request, form, do)
        if made is not None:
            return redirect(made)
    return render(
        request,
        "circulation/moves_in.html",
        {"form": form, "sent": reading.lists_at(mine)[:30]},
        status=422 if form.is_bound else 200,
    )


def _sent_or_404(pk: int) -> MoveIn:
    found = reading.move_in_of(pk)
    if found is None:
        raise Http404
    return found


def point_of_move_in(request: HttpRequest, pk: int) -> ServicePoint:
    return _sent_or_404(pk).point


@needs(ACT, at=point_of_move_in)
@require_http_methods(["GET", "POST"])
def move_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Each line and what becomes of it; write, try again, undo, forget."""
    sent = _sent_or_404(pk)
    if request.method == "POST":
        return _act(request, sent)
    counts = reading.counted(sent)
    verdict = request.GET.get("dong", "")
    verdict = verdict if verdict in MoveInLine.Verdict.values else ""
    page = Paginator(reading.lines_of(sent, verdict), _SHOWN).get_page(request.GET.get("page"))
    return render(
        request,
        "circulation/move_in.html",
        {
            "sent": sent,
            "counts": [(v, label, counts.get(v, 0)) for v, label in MoveInLine.Verdict.choices],
            "ready": counts.get("ready", 0),
            "written": counts.get("written", 0),
            "unwritten": sum(counts.get(v, 0) for v in ("ready", "wrong", "same", "past")),
            "chosen": verdict,
            "page": page,
            "lines": [(line, _shown(sent, line)) for line in page],
            "lacking": ", ".join(lacking(sent.columns, sent.kind)),
            "can_change": sent.state in (State.LOOKED_AT, State.WRITTEN),
            **_explaining(sent),
            **_progress(sent),
        },
    )


def _act(request: HttpRequest, sent: MoveIn) -> HttpResponse:
    acts = {
        "begin": (services.begin, ""),
        "again": (services.look_again, _("Đã xem lại những dòng chưa ghi.")),
        "undo": (services.undo_move_in, ""),
        "forget": (services.forget, _("Đã bỏ những dòng chưa ghi.")),
    }
    chosen = acts.get(request.POST.get("do", ""))
    if chosen is None:
        return send_back(request, NotNow(file=sent.file, state=sent.get_state_display()), to=sent)
    act, said = chosen

    def do() -> None:
        with act_once(request):
            act(sent=sent, **now_by(request))

    return press(request, sent, do, said)


def _shown(sent: MoveIn, line: MoveInLine) -> list[tuple[str, str]]:
    """What a line says, column by column, in the order of the meanings."""
    labels = LABELS[sent.kind]
    return [
        (str(labels[meaning]), str(line.cells[place]))
        for meaning, place in sent.columns.items()
        if meaning in labels and place < len(line.cells) and line.cells[place]
    ]


def _explaining(sent: MoveIn) -> dict[str, Any]:
    if sent.state not in (State.LOOKED_AT, State.WRITTEN):
        return {}
    by_column = {place: meaning for meaning, place in sent.columns.items()}
    found: dict[str, Any] = {
        "columns": [
            (index, heading, values, by_column.get(index, ""))
            for index, (heading, values) in enumerate(
                zip(sent.headings, reading.samples(sent), strict=True)
            )
        ],
        "meanings": list(LABELS[sent.kind].items()),
    }
    if sent.kind == READERS and "class" in sent.columns:
        rows = list(sent.lines.exclude(cells=[]))
        unknown = unknown_classes(sent, rows, timezone.localdate())[:_CLASSES]
        found["unknown_classes"] = [
            (index, text, sent.classes.get(text, "")) for index, text in enumerate(unknown)
        ]
        found["reader_classes"] = list(classes_on(timezone.localdate()))
    return found


@needs(ACT, at=point_of_move_in)
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column holds, and which class of ours each class of the list is."""
    sent = _sent_or_404(pk)
    labels = LABELS[sent.kind]
    chosen = {
        index: meaning
        for index in range(len(sent.headings))
        if (meaning := request.POST.get(f"cot-{index}", "")) in labels
    }
    ours = set(classes_on(timezone.localdate()).values_list("code", flat=True))
    classes = dict(sent.classes)
    for index in range(_CLASSES):
        text, code = request.POST.get(f"nhom-{index}", ""), request.POST.get(f"la-{index}", "")
        if text and code in ours:
            classes[text[:120]] = code
        else:
            classes.pop(text, None)

    def do() -> None:
        columns = services.check_columns(sent.kind, chosen)
        with act_once(request):
            services.explain(sent=sent, columns=columns, classes=classes, **now_by(request))

    return press(request, sent, do, _("Đã xem lại theo các cột này; lần sau sẽ nhớ."))


def _progress(sent: MoveIn) -> dict[str, Any]:
    if not sent.is_under_way:
        return {"work": sent}
    done, total = reading.progress_of(sent)
    line = ngettext("%(done)s trên %(total)s dòng", "%(done)s trên %(total)s dòng", total)
    return {
        "work": sent,
        "line": line % {"done": number(done), "total": number(total)},
        "done": done,
        "total": total,
        "standing": standing(sent, timezone.now()),
        "progress_url": reverse("circulation:move_in_progress", args=[sent.pk]),
        "again_url": reverse("circulation:move_in_again", args=[sent.pk]),
        "here": sent.get_absolute_url(),
    }


@needs(ACT, at=point_of_move_in)
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every other second while work goes on."""
    sent = _sent_or_404(pk)
    answer = render(request, "ui/progress.html", _progress(sent))
    if not sent.is_under_way:
        answer["HX-Refresh"] = "true"  # the page changes as a whole
    return answer


@needs(ACT, at=point_of_move_in)
@require_POST
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    sent = _sent_or_404(pk)
    return press(
        request,
        sent,
        lambda: services.ask_again(sent=sent, at=timezone.now()),
        _("Đã gọi lại; việc chạy tiếp từ chỗ dừng."),
    )
