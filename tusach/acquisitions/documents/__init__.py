"""What stands on the room's papers, as plain values in official Vietnamese."""
