"""Files that come from elsewhere and go there: dumps and tables."""
