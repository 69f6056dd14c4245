"""How a campaign is compared with a live group."""
