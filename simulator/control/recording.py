"""Reading the record of calls, deliveries, acknowledgements and faults, a page at a time."""

from typing import Annotated

from pydantic import Field

from simulator.control.strict import StrictModel
from simulator.json_types import JsonObject
from simulator.record import KEPT_ENTRIES
from simulator.workspace import Workspace


class RecordRequest(StrictModel):
    after: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=KEPT_ENTRIES)] = KEPT_ENTRIES
    kind: str | None = None
    """Kinds of entries, with commas between them; all when there is none."""
    contains: str | None = None
    """A text that the JSON of an entry has to have in it."""


async def record(workspace: Workspace, request: RecordRequest) -> JsonObject:
    kinds = request.kind.split(",") if request.kind else None
    texts = [request.contains] if request.contains else []
    return workspace.record.after(request.after, request.limit, kinds, texts)
