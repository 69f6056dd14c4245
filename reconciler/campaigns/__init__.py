"""Campaign files: text to data with positions, data to desired state, findings on the way."""
