from django.urls import path

from tusach.catalogue.web import editing, exports, imports, records

app_name = "catalogue"
urlpatterns = [
    path("bieu-ghi/", records.records, name="records"),
    path("bieu-ghi/xuat/<slug:form>/", exports.export_list, name="export_list"),
    path("cho-bien-muc/", records.to_be_catalogued, name="to_be_catalogued"),
    path("bieu-ghi/moi/", editing.new, name="new"),
    path("bieu-ghi/nhanh/", editing.quick, name="quick"),
    path("bieu-ghi/da-co/", editing.already, name="already"),
    path("bieu-ghi/<int:pk>/", records.record, name="record"),
    path("bieu-ghi/<int:pk>/marc/", records.marc, name="marc"),
    path("bieu-ghi/<int:pk>/sua/", editing.edit, name="edit"),
    path("bieu-ghi/<int:pk>/phien-ban/", records.versions, name="versions"),
    path("bieu-ghi/<int:pk>/phien-ban/<int:number>/tro-lai/", records.restore, name="restore"),
    path("bieu-ghi/<int:pk>/an/", records.suppress, name="suppress"),
    path("bieu-ghi/<int:pk>/hien/", records.unsuppress, name="unsuppress"),
    path("bieu-ghi/<int:pk>/xoa/", records.delete, name="delete"),
    path("bieu-ghi/<int:pk>/xuat/<slug:form>/", exports.export_one, name="export_one"),
    path("nhap/", imports.imports, name="imports"),
    path("nhap/<int:pk>/", imports.imported, name="import"),
    path("nhap/<int:pk>/tien-do/", imports.progress, name="import_progress"),
    path("nhap/<int:pk>/cot/", imports.fit, name="import_fit"),
    path("nhap/<int:pk>/trang-tinh/", imports.sheet, name="import_sheet"),
    path("nhap/<int:pk>/bang-ma/", imports.read_as, name="import_read_as"),
    path("nhap/<int:pk>/ghi/", imports.accept, name="import_accept"),
    path("nhap/<int:pk>/bo/", imports.drop, name="import_drop"),
    path("nhap/<int:pk>/rut/", imports.undo, name="import_undo"),
    path("nhap/<int:pk>/goi-lai/", imports.ask_again, name="import_ask_again"),
    path("nhap/<int:pk>/hong/", imports.damaged, name="import_damaged"),
    path("nhap/<int:pk>/dong/<int:number>/", imports.row, name="import_row"),
    path("nhap/<int:pk>/dong/<int:number>/tep/", imports.row_bytes, name="import_row_bytes"),
]
