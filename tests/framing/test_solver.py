from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from clf.framing.solver import balanced_weights, fit_logistic, naive_bayes_scales


def task(seed: int = 0) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Return sparse features of 120 texts and three labels, one of them rare."""
    random = np.random.default_rng(seed)
    features = sparse.random(120, 40, density=0.2, random_state=seed, format="csr")
    truth = features @ random.normal(size=(40, 3)) + random.normal(scale=0.3, size=(120, 3))
    return features, (truth > np.array([0.0, 0.3, 1.2])).astype(np.int64)


@pytest.mark.parametrize("c", [0.3, 3.0, 30.0])
def test_the_solution_is_liblinear_s(c: float) -> None:
    features, targets = task()
    weights, bias = fit_logistic(features, targets, balanced_weights(targets), c, tolerance=1e-5)
    for label in range(3):
        other = LogisticRegression(C=c, class_weight="balanced", solver="liblinear", tol=1e-8, max_iter=1000)
        other.fit(features, targets[:, label])
        assert np.allclose(weights[:, label], other.coef_[0], atol=2e-3)
        assert bias[label] == pytest.approx(other.intercept_[0], abs=2e-3)


def test_a_text_without_annotation_has_no_weight() -> None:
    features, targets = task()
    hidden = targets.copy()
    hidden[60:, 1] = -1
    weights, _ = fit_logistic(features, hidden, balanced_weights(hidden), 3.0, tolerance=1e-5)
    alone, _ = fit_logistic(features[:60], targets[:60, 1:2], balanced_weights(targets[:60, 1:2]), 3.0, tolerance=1e-5)
    assert np.allclose(weights[:, 1], alone[:, 0], atol=1e-3)
    assert not balanced_weights(hidden)[60:, 1].any()


def test_balanced_weights_make_both_classes_count_the_same() -> None:
    _, targets = task()
    weights = balanced_weights(targets)
    for label in range(3):
        yes = targets[:, label] == 1
        assert weights[yes, label].sum() == pytest.approx(weights[~yes, label].sum()) == pytest.approx(60)


def test_the_solution_is_the_same_every_time() -> None:
    features, targets = task()
    one, other = (fit_logistic(features, targets, balanced_weights(targets), 3.0) for _ in range(2))
    assert np.array_equal(one[0], other[0])
    assert np.array_equal(one[1], other[1])


def test_shapes_that_do_not_fit_are_refused() -> None:
    features, targets = task()
    with pytest.raises(ValueError, match="equally many texts"):
        fit_logistic(features[:50], targets, balanced_weights(targets), 1.0)


def test_scales_are_those_of_scaled_features() -> None:
    features, targets = task()
    targets = targets[:, :1]
    scales = np.linspace(0.2, 2, 40)[:, None]
    weights, bias = fit_logistic(features, targets, balanced_weights(targets), 3.0, scales=scales, tolerance=1e-5)
    scaled = sparse.csr_matrix(features @ sparse.diags(scales[:, 0]))
    other, bias_of_scaled = fit_logistic(scaled, targets, balanced_weights(targets), 3.0, tolerance=1e-5)
    assert np.allclose(weights, scales * other, atol=1e-3)
    assert bias == pytest.approx(bias_of_scaled, abs=1e-3)


def test_naive_bayes_scales_are_wide_where_an_ngram_tells_the_classes_apart() -> None:
    features = sparse.csr_matrix(np.array([[0.5, 1.0, 0], [0.1, 0, 0], [0, 1.0, 0], [0, 0, 0]]))
    scales = naive_bayes_scales(features, np.array([[1], [1], [0], [0]]))
    assert scales[:, 0] == pytest.approx([np.sqrt(np.log(3) + 0.1), np.sqrt(0.1), np.sqrt(0.1)])
    assert naive_bayes_scales(features, np.array([[1], [1], [-1], [0]]))[1, 0] == pytest.approx(
        np.sqrt(np.log(2 / 4 / (1 / 3)) + 0.1)
    )
