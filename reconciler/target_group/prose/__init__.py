"""What a campaign says, in plain sentences."""
