from django.urls import URLPattern, URLResolver, path

from tusach.circulation.web import agreements, all_requests, couriers, requests

patterns: list[URLPattern | URLResolver] = [
    path("yeu-cau/", requests.list_requests, name="requests"),
    path("yeu-cau/moi/", requests.new_request, name="new_request"),
    path("yeu-cau/lay-tren-gia/", requests.pull_list, name="pull_list"),
    path("yeu-cau/lay-tren-gia/in/", requests.pull_paper, name="pull_paper"),
    path("yeu-cau/dang-gui/", requests.on_the_way, name="requests_on_the_way"),
    path("yeu-cau/cho-lay/", requests.ready, name="requests_ready"),
    path("yeu-cau/toan-mang/", all_requests.everything, name="all_requests"),
    path("yeu-cau/gui-di/", couriers.sent, name="sent"),
    path("yeu-cau/gui-di/<int:lender>/<int:point>/", couriers.courier_paper, name="courier_paper"),
    path("yeu-cau/giay-gui/", couriers.couriers, name="couriers"),
    path("yeu-cau/giay-gui/<int:pk>/", couriers.courier, name="courier"),
    path("yeu-cau/giay-gui/<int:pk>/in-lai/", couriers.courier_again, name="courier_again"),
    path("yeu-cau/cho-quyet-dinh/", agreements.undecided, name="undecided"),
    path("yeu-cau/<int:pk>/quyet-dinh/", agreements.decide, name="decide_request"),
    path("thoa-thuan/", agreements.agreements, name="agreements"),
    path("thoa-thuan/moi/", agreements.new_agreement, name="new_agreement"),
    path("thoa-thuan/<int:pk>/", agreements.agreement, name="agreement"),
    path("thoa-thuan/<int:pk>/het-hieu-luc/", agreements.end_agreement, name="end_agreement"),
    path("yeu-cau/<int:pk>/", requests.show_request, name="request"),
    path("yeu-cau/<int:pk>/phieu.pdf", requests.slip, name="request_slip"),
    path("yeu-cau/<int:pk>/da-lay-tren-gia/", requests.pulled, name="pulled"),
    path("yeu-cau/<int:pk>/khong-co-tren-gia/", requests.not_there, name="not_there"),
    path("yeu-cau/<int:pk>/da-den/", requests.arrived, name="request_arrived"),
    path("yeu-cau/<int:pk>/da-giao/", requests.fetched, name="request_fetched"),
    path("yeu-cau/<int:pk>/huy/", requests.cancel, name="cancel_request"),
    path("cua-ban-doc/<int:pk>/", requests.reader_requests, name="reader_requests"),
    path("cua-nhan-de/<int:pk>/", requests.record_requests, name="record_requests"),
]
