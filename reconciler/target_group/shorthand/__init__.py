"""Short forms that people write in campaign files, worked out to the long form of the API."""
