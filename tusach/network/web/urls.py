from django.urls import URLPattern, URLResolver, path

from tusach.network.web import (
    boundaries,
    editing,
    home,
    importing,
    maps,
    points,
    reorganising,
    unit_place,
    units,
)
from tusach.ui.api import start_of

app_name = "network"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", start_of("network"), name="start"),
    path("diem/", points.points, name="points"),
    path("diem/goi-y/", points.suggestions, name="point_suggestions"),
    path("diem/moi/", editing.create, name="create_point"),
    path("diem/nhap/", importing.upload, name="import"),
    path("diem/nhap/mau.xlsx", importing.template, name="import_template"),
    path("diem/nhap/<int:pk>/", importing.preview, name="import_preview"),
    path("diem/nhap/<int:pk>/tien-do/", importing.progress, name="import_progress"),
    path("diem/nhap/<int:pk>/goi-lai/", importing.again, name="import_again"),
    path("diem/<int:pk>/", points.point, name="point"),
    path("diem/<int:pk>/sua/", editing.edit, name="edit_point"),
    path("diem/<int:pk>/dong/", editing.close, name="close_point"),
    path("diem/<int:pk>/mo-lai/", editing.reopen, name="reopen_point"),
    path("diem/<int:pk>/muc/<int:fact>/", editing.correct, name="correct_fact"),
    path("to-chuc-lai/", reorganising.decisions, name="decisions"),
    path("to-chuc-lai/moi/", reorganising.decide, name="decide"),
    path("to-chuc-lai/dia-gioi/", boundaries.resolution, name="resolution"),
    path("to-chuc-lai/<int:pk>/", reorganising.decision, name="reorganisation"),
    path("to-chuc-lai/<int:pk>/huy/", reorganising.undo_decision, name="undo_decision"),
    path("tinh-phuc-vu/", home.home, name="home"),
    path("tinh-phuc-vu/<int:pk>/bo/", home.leave, name="leave_home"),
    path("ban-do/", maps.points_map, name="map"),
    path("don-vi/", units.units, name="units"),
    path("don-vi/goi-y/", units.suggestions, name="unit_suggestions"),
    path("don-vi/<int:pk>/", units.unit, name="unit"),
    path("don-vi/<int:pk>/toa-do/", unit_place.place, name="unit_place"),
]
