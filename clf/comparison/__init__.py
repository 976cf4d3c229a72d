"""Outlets and periods beside each other: their frames with intervals, and the words that set two of them apart."""
