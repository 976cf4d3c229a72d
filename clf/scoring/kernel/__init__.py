"""The scorer in C: n-grams, TF-IDF and the linear functions of `clf.framing.model.LinearModel` in one pass over UTF-8.

It knows arrays and bytes, nothing else of clf, so that every room may import it. Where there is no compiled library
(no C compiler at installation), or ``CLF_KERNEL=numpy`` asks for it, `LinearModel` computes the same with numpy.
"""

from clf.scoring.kernel.library import in_use
from clf.scoring.kernel.native import Kernel, KernelRefusal

__all__ = ["Kernel", "KernelRefusal", "in_use"]
