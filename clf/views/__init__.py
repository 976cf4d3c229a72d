"""What a person looks at: terminal page, notebook display, charts."""
