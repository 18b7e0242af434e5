"""The MARC 21 formats as tables that a library can read and replace, and checks against them."""
