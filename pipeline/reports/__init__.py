"""Summaries that add up; every number comes from one module of metrics."""
