"""The claims on boilerplate, measured: one module a claim, all results in ``benchmarks/results/boilerplate.json``.

``python -m benchmarks.boilerplate gold`` runs one, ``--help`` lists them. The flagger is used as anybody would use it:
`clf.boilerplate.index.open_flagger`, `clf.boilerplate.mine.mine`, `clf.boilerplate.transformer`.
"""
