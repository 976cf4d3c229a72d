"""Scoring one article or a stream of them."""
