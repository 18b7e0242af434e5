"""Duplicates: hunting for them, comparing two records, merging them, putting them back."""
