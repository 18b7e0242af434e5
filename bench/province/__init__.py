"""A province that is lived through for a year: the script, its devices, the processes that take
them in, and the plain account that the house is held against (``bench/year.py``)."""
