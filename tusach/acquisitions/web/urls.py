from django.urls import URLPattern, URLResolver, path

from tusach.acquisitions.web import files, intakes, lines, papers, suppliers

app_name = "acquisitions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("dot/", intakes.list_intakes, name="intakes"),
    path("dot/moi/<slug:kind>/", intakes.new_intake, name="new_intake"),
    path("dot/<int:pk>/", intakes.show_intake, name="intake"),
    path("dot/<int:pk>/sua/", intakes.edit_intake, name="edit_intake"),
    path("dot/<int:pk>/tien-do/", intakes.progress, name="intake_progress"),
    path("dot/<int:pk>/goi-lai/", intakes.ask_again, name="intake_ask_again"),
    path("dot/<int:pk>/vao-so/", intakes.accept, name="accept"),
    path("dot/<int:pk>/bo/", intakes.drop, name="drop"),
    path("dot/<int:pk>/rut-lai/", intakes.undo, name="undo"),
    path("dot/<int:pk>/lap-lai/", intakes.again, name="again"),
    path("dot/<int:pk>/quet/", lines.scan, name="scan"),
    path("dot/<int:pk>/nhan-de-moi/", lines.add_new, name="add_new"),
    path("dot/<int:pk>/tu-don/", lines.from_orders, name="from_orders"),
    path("dot/<int:pk>/dong/<int:line>/", lines.edit_line, name="line"),
    path("dot/<int:pk>/dong/<int:line>/so-luong/", lines.set_counts, name="counts"),
    path("dot/<int:pk>/dong/<int:line>/bieu-ghi/", lines.tie_record, name="tie_record"),
    path("dot/<int:pk>/dong/<int:line>/bo/", lines.remove, name="remove_line"),
    path("dot/<int:pk>/tep/", files.send, name="send_file"),
    path("dot/<int:pk>/tep/<int:file>/", files.show, name="line_file"),
    path("dot/<int:pk>/tep/<int:file>/lay/", files.take, name="take_file"),
    path("dot/<int:pk>/tep/<int:file>/bo/", files.drop, name="drop_file"),
    path("dot/<int:pk>/bien-ban.pdf", papers.intake_paper, name="intake_paper"),
    path("dot/<int:pk>/cam-on.pdf", papers.thanks, name="thanks"),
    path("nha-cung-cap/", suppliers.list_suppliers, name="suppliers"),
    path("nha-cung-cap/moi/", suppliers.new_supplier, name="new_supplier"),
    path("nha-cung-cap/<int:pk>/", suppliers.show_supplier, name="supplier"),
    path("nha-cung-cap/<int:pk>/sua/", suppliers.edit_supplier, name="edit_supplier"),
    path("kinh-phi/", suppliers.list_funds, name="funds"),
    path("kinh-phi/moi/", suppliers.new_fund, name="new_fund"),
    path("kinh-phi/<int:pk>/", suppliers.show_fund, name="fund"),
    path("kinh-phi/<int:pk>/cap/", suppliers.allocate, name="allocate"),
]
