"""The local page and its JSON endpoint: paste an article, read what it says (docs/serve.md)."""
