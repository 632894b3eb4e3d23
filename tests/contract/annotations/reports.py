"""An outcome on its way to the store, as the suite sends it."""

from datetime import UTC, datetime

from bot.annotation_ports import AnnotationStore, Report
from bot.domain.ids import Alias


async def report_on(
    store: AnnotationStore, reference: str, text: str = "turn the lamp off", *, number: int = 1
) -> Report:
    """An outcome of a case that was asked at this moment."""
    clip = await store.clip(reference)
    assert clip is not None
    return Report(
        reference=reference,
        clip_version=clip.version,
        alias=Alias("7K3QXM29TA"),
        number=number,
        revision=12,
        text=text,
        is_nobody_can_tell=not text,
        confidence=0.9,
        method="vote",
        people=("p-1", "p-2", "p-3"),
        settled_by=None,
        words=tuple((word, 0.9) for word in text.split()),
        agreed_at=datetime(2026, 3, 2, 9, 5, tzinfo=UTC),
    )
