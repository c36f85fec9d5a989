"""The loop from what people decide to a classifier that knows it."""
