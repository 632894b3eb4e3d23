"""What of the agreement is compiled, where a C compiler was at hand; elsewhere it is counted with numpy.

What lives here: the numbers of one clip, by which nets choose and are sure, and the laying of suggestions.
What does not: any rule that is not in the module of the same name one folder up, which decides.
"""

from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path


def is_current(folder: Path) -> bool:
    """Whether nothing that was compiled there is older than its source, as after a pull it may be."""
    compiled = [path for suffix in EXTENSION_SUFFIXES for path in folder.glob(f"*{suffix}")]
    made = {path.name.partition(".")[0]: path.stat().st_mtime for path in compiled}
    shared = max((path.stat().st_mtime for path in folder.glob("*.pxd")), default=0.0)
    return all(
        max(source.stat().st_mtime, shared) <= made.get(source.stem, 0.0) for source in folder.glob("*.pyx")
    )


IS_BUILT = is_current(Path(__file__).parent)
try:
    from bot.agreement.kernel import clip, confidence, evidence, fluency, nets, network, phrases, readings
except ImportError:
    IS_BUILT = False

__all__ = [
    "IS_BUILT",
    "clip",
    "confidence",
    "evidence",
    "fluency",
    "is_current",
    "nets",
    "network",
    "phrases",
    "readings",
]
