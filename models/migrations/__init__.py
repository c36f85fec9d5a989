"""Steps from an older database to today's."""
