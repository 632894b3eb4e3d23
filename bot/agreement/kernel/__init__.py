"""What of the agreement is compiled, where a C compiler was at hand; elsewhere it is counted with numpy.

What lives here: the numbers of one clip, by which nets choose and are sure, and the laying of suggestions.
What does not: any rule that is not in the module of the same name one folder up, which decides.
"""

try:
    from bot.agreement.kernel import clip, confidence, evidence, nets, network, phrases, readings
except ImportError:
    IS_BUILT = False
else:
    IS_BUILT = True

__all__ = ["IS_BUILT", "clip", "confidence", "evidence", "nets", "network", "phrases", "readings"]
