"""Exports as files that the worker writes: any number of records, in memory a few hundred."""
