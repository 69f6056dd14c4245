"""The settings: `reconciler.toml`, declared once and read in two ways, and who signs in."""
