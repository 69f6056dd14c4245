"""Why live state drifted, as far as earlier versions of files tell."""
