"""The differ without the libraries whose values it could compare as well, and is not given here."""

from reconciler.lean.without import load_without

load_without("deepdiff", ["pydantic", "numpy", "pandas", "polars", "orjson"])

from deepdiff import DeepDiff  # noqa: E402 - the import above must come first
from deepdiff.model import DiffLevel  # noqa: E402 - as above

__all__ = ["DeepDiff", "DiffLevel"]
