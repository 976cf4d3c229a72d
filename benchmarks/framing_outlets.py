"""What survives an outlet that was never seen: Article-Bias-Prediction by host, FANG-COVID on its committed folds.

The label of both corpora is the outlet's, never the article's. Intervals draw whole outlets; FANG-COVID has twelve,
which makes any interval weak evidence. Nothing is chosen on the folds scored.
"""

from __future__ import annotations

import numpy as np

Fold = tuple[np.ndarray, np.ndarray]
