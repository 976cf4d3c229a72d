"""The gold standard of outlet boilerplate: how it was drawn, handed to readers and resolved to offsets.

The steps, each a command (see ``python -m benchmarks.gold --help``)::

    draw      corpora → data/gold/sample.jsonl          which documents, on which side of the split
    draw --second                 → sample_2.jsonl      as many others of the test part's strata
    render    sample → FOLDER/batches/*.txt             what a reader sees: numbered texts and nothing else
    resolve   FOLDER/answers/ → data/gold/*.jsonl       quotes of the readers → offsets

`benchmarks.gold.texts.read_gold` joins the offsets with the texts for whoever measures on them.
"""
