"""Imports: from a file to records, in batches that can be interrupted."""
