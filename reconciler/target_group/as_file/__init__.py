"""What is live, as a campaign file says it: for accept and import."""
