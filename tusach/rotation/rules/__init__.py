"""Decisions of the room: plain Python, no database, no clock."""
