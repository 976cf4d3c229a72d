"""From text to calibrated label probabilities: features, linear models, training."""
