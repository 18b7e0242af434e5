"""Installations from before the export in 852 read its $c, $q and $x too."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CODE = "marc-852"
BEFORE = [
    {"from": "852$a", "to": "branch"},
    {"from": "852$b", "to": "collection"},
    {"from": "852$h", "to": "shelf_mark"},
    {"from": "852$j", "to": "accession_no"},
    {"from": "852$p", "to": "barcode"},
    {"from": "852$z", "to": "copy_note"},
    {"from": "852$9", "to": "price"},
]
ADDED = [
    {"from": "852$c", "to": "holding_branch"},
    {"from": "852$q", "to": "status"},
    {"from": "852$x", "to": "fund"},
]


def _in_order(rules: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(rules, key=lambda rule: rule["from"])


def read_all(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Only rules as they were shipped: who has changed his own knows what his files hold."""
    kept = apps.get_model("catalogue", "ImportProfile").objects.filter(code=CODE).first()
    if kept is not None and _in_order(kept.rules) == _in_order(BEFORE):
        kept.rules = _in_order(BEFORE + ADDED)
        kept.save(update_fields=["rules"])


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0016_authorities_taken_apart")]
    operations = [migrations.RunPython(read_all, migrations.RunPython.noop)]
