"""Does the model work on a user's own corpus: a sample to code by hand, and what the codes say."""
