"""Run the command line: ``python -m clf``."""

from clf.cli import main

if __name__ == "__main__":
    main()
