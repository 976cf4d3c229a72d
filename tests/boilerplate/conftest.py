"""The invented outlets mined once for each module; a module with outlets of its own has an `index` of its own."""

from __future__ import annotations

import pytest
from invented_outlets import corpus

from clf.boilerplate.flagger import Flagger
from clf.boilerplate.index import OutletIndex, open_flagger
from clf.boilerplate.mine import mine


@pytest.fixture(scope="module")
def index() -> OutletIndex:
    return mine(corpus())


@pytest.fixture(scope="module")
def flagger(index: OutletIndex) -> Flagger:
    return open_flagger("open", index)
