"""Models on disk: the ones that ship, and reading and writing model folders."""
