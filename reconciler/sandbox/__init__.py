"""The loyalty API on this machine, stored in SQLite. Shares no code with the rest."""
