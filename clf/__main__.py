"""Run the command line: ``python -m clf``."""

from clf.cli import entry

if __name__ == "__main__":
    entry()
