"""What waits for a cataloguer, who took it on, what was done a day (R-088)."""
