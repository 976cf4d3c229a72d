"""The report page: one standalone HTML file about a corpus (docs/report.md)."""
