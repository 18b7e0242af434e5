"""What the room can do."""
