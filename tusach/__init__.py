"""Tủ Sách: a province's library network in one system. Start at docs/map.md."""
