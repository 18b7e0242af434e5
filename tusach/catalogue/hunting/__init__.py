"""The hunt for duplicates: over all records, judged pair by pair, decided by people."""
