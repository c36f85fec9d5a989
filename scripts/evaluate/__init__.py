"""Measures over the labelled sets; run by `make evaluate`."""
