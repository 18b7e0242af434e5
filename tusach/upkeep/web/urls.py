from django.urls import path

from tusach.ui.api import start_of
from tusach.upkeep.web import exchange_acts, exchanges, repairs
from tusach.upkeep.web import weeding_acts as acts
from tusach.upkeep.web import weedings as pages

app_name = "upkeep"
urlpatterns = [
    path("", start_of("upkeep"), name="start"),
    path("thanh-loc/", pages.weedings, name="weedings"),
    path("thanh-loc/moi/", pages.new, name="new_weeding"),
    path("thanh-loc/<int:pk>/", pages.weeding, name="weeding"),
    path("thanh-loc/<int:pk>/sua/", pages.edit, name="edit_weeding"),
    path("thanh-loc/<int:pk>/quet/", acts.scan, name="scan"),
    path("thanh-loc/<int:pk>/danh-sach/", acts.add_list, name="add_list"),
    path("thanh-loc/<int:pk>/tim/", acts.add_found, name="add_found"),
    path("thanh-loc/<int:pk>/lam-trong/", acts.clear, name="clear"),
    path("thanh-loc/<int:pk>/giu-lai/", acts.keep, name="keep"),
    path("thanh-loc/<int:pk>/trinh/", acts.submit, name="submit"),
    path("thanh-loc/<int:pk>/tra-lai/", acts.send_back, name="send_back"),
    path("thanh-loc/<int:pk>/tham-dinh/", acts.appraise, name="appraise"),
    path("thanh-loc/<int:pk>/quyet-dinh/", acts.decide, name="decide"),
    path("thanh-loc/<int:pk>/rut-quyet-dinh/", acts.take_back, name="take_back"),
    path("thanh-loc/<int:pk>/thi-hanh/", acts.carry_out, name="carry_out"),
    path("thanh-loc/<int:pk>/tien-do/", acts.progress, name="progress"),
    path("thanh-loc/<int:pk>/goi-lai/", acts.again, name="again"),
    path("thanh-loc/<int:pk>/xu-ly/", acts.dispose, name="dispose"),
    path("thanh-loc/<int:pk>/huy/", acts.cancel, name="cancel"),
    path("thanh-loc/<int:pk>/ket-thuc/", acts.close, name="close"),
    path("thanh-loc/<int:pk>/bo/", acts.drop, name="drop"),
    path("thanh-loc/<int:pk>/giay-to/<str:kind>/", acts.paper, name="paper"),
    path("thanh-loc/<int:pk>/ho-so/", acts.add_scan, name="add_scan"),
    path("ho-so/<int:pk>/", acts.stored, name="file"),
    path("ho-so/<int:pk>/bo/", acts.discard, name="discard"),
    path("xu-ly/<int:pk>/bo/", acts.take_disposal_back, name="take_disposal_back"),
    path("ban/<int:pk>/", pages.of_copy, name="copy_panel"),
    path("trao-doi/", exchanges.exchanges, name="exchanges"),
    path("trao-doi/moi/", exchanges.new_exchange, name="new_exchange"),
    path("trao-doi/can-doi/", exchanges.exchange_balance, name="exchange_balance"),
    path("trao-doi/<int:pk>/", exchanges.exchange, name="exchange"),
    path("trao-doi/<int:pk>/sua/", exchanges.edit_exchange, name="edit_exchange"),
    path("trao-doi/<int:pk>/danh-sach/", exchange_acts.list_books, name="list_books"),
    path("trao-doi/<int:pk>/chao/", exchange_acts.offer, name="offer"),
    path("trao-doi/<int:pk>/khoa/", exchange_acts.close_exchange, name="close_exchange"),
    path("trao-doi/<int:pk>/chao-tiep/", exchange_acts.reopen_exchange, name="reopen_exchange"),
    path("trao-doi/<int:pk>/bo/", exchange_acts.drop_exchange, name="drop_exchange"),
    path("trao-doi/<int:pk>/xin/", exchange_acts.ask, name="ask"),
    path("trao-doi/<int:pk>/ngoai-mang-luoi/", exchange_acts.ask_outside, name="ask_outside"),
    path("trao-doi/<int:pk>/danh-muc.pdf", exchange_acts.exchange_paper, name="exchange_paper"),
    path(
        "trao-doi/de-nghi/<int:pk>/quyet-dinh/",
        exchange_acts.decide_exchange,
        name="decide_exchange",
    ),
    path(
        "trao-doi/de-nghi/<int:pk>/khong/", exchange_acts.decline_exchange, name="decline_exchange"
    ),
    path(
        "trao-doi/de-nghi/<int:pk>/rut/", exchange_acts.take_request_back, name="take_request_back"
    ),
    path("trao-doi/de-nghi/<int:pk>/chao-lai/", exchange_acts.offer_again, name="offer_again"),
    path(
        "trao-doi/de-nghi/<int:pk>/bien-ban.pdf",
        exchange_acts.exchange_minutes,
        name="exchange_minutes",
    ),
    path("trao-doi/ban/<int:pk>/", exchanges.exchanges_of_copy, name="exchange_panel"),
    path("sua-chua/", repairs.repairs, name="repairs"),
    path("sua-chua/gui/", repairs.send, name="send_to_repair"),
    path("sua-chua/phieu/<int:pk>/", repairs.trip, name="trip"),
    path("sua-chua/phieu/<int:pk>/nhan/", repairs.take_back, name="take_back_mended"),
    path("sua-chua/phieu/<int:pk>/phieu.pdf", repairs.trip_paper, name="trip_paper"),
    path("sua-chua/<int:pk>/khong-gui/", repairs.undo_send, name="undo_send"),
    path("sua-chua/<int:pk>/chua-ve/", repairs.undo_back, name="undo_back"),
    path("sua-chua/ban/<int:pk>/", repairs.of_copy, name="repair_panel"),
    path("sua-chua/ban/<int:pk>/ghi/", repairs.inspect, name="inspect"),
]
