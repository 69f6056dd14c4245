"""Cross-field rules: what a campaign of the right shape must not, or should not, say."""
