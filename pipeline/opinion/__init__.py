"""Second opinions on what the classifier is in doubt of."""
