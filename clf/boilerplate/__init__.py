"""Deciding what of an article is the outlet rather than the news."""
