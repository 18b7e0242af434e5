"""The MARC editor's side: saving what was edited as text, worksheets to begin from."""
