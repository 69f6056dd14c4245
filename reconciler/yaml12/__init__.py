"""Text to data and faults by offset: YAML 1.2 and JSON, read by one set of rules."""
