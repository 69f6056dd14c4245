"""Plan, live state and files to one audit: an entry for each campaign, and what stands out."""
