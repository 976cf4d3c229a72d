"""Wording shared with state outlets: trained on matched articles, measured on outlets never seen."""
