"""How much of a score is the outlet: one pipeline under every split, and what carries the leak."""
