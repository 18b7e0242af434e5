"""What the catalogue itself has to offer while a record is typed."""
