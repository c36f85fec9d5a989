"""From text to predictions: no database, no network, no clock."""
