"""Files and live state to one plan: what is read, what speaks against it, what to say beside it."""
