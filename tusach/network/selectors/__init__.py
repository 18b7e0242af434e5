"""What the room can tell."""
