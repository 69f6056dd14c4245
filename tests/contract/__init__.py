"""The sandbox against what the API's documents print."""
