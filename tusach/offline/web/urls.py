from django.urls import path

from tusach.offline.web import carried, devices, enrolling, lines

app_name = "offline"
urlpatterns = [
    path("dong-bo", lines.sync, name="sync"),
    path("ghi-nhan", lines.enrol, name="enrol"),
    path("", devices.devices, name="devices"),
    path("moi/", enrolling.new, name="invite"),
    path("loi-moi/<int:pk>/rut/", devices.withdraw_invitation, name="withdraw_invitation"),
    path("nhan/", carried.receive, name="receive"),
    path("goi/<int:pk>/", carried.carried, name="carried"),
    path("goi/<int:pk>/tra-loi/", carried.answer_file, name="answer_file"),
    path("goi/<int:pk>/ma/", carried.answer_codes, name="answer_codes"),
    path("tai-diem/<int:pk>/", devices.at_point_panel, name="at_point_panel"),
    path("tai-diem/<int:pk>/viec/", devices.at_point, name="at_point"),
    path("tai-diem/<int:pk>/thu-lai/", devices.retry_at_point, name="retry_at_point"),
    path("<int:pk>/thu-lai/", devices.retry_device, name="retry"),
    path("<int:pk>/", devices.device, name="device"),
    path("<int:pk>/sua/", devices.edit, name="edit"),
    path("<int:pk>/thay/", enrolling.replace, name="replace"),
    path("<int:pk>/thu-hoi/", devices.revoke_device, name="revoke"),
    path("<int:pk>/viec/", devices.events, name="events"),
    path("<int:pk>/duyet/", devices.review, name="review"),
    path("<int:pk>/ghi-nhan/", enrolling.enrolment_file, name="enrolment_file"),
]
