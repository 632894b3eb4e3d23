class Clip:
    def __init__(
        self,
        codes: list[list[int]],
        alike_of: list[int] | None,
        forms: list[str],
        error: list[float],
        odds: list[float],
        evidence: list[float],
        length: list[float],
        weight: list[float],
        least: list[float],
    ) -> None: ...
