"""Measures, splits and uncertainty; these tools know only arrays, labels and groups."""
