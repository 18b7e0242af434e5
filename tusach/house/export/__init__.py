"""Everything in open formats, for whoever comes after this program."""
