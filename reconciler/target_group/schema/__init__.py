"""The schema by which editors know campaign files, derived from the table of fields and rules."""
