"""Score the framing of news articles and flag the outlet's boilerplate inside their text."""

__version__ = "0.1.0"
