"""Why a score is what it is: exact contributions of words, and what happens when words go."""
