"""What the room does, one act a function."""
