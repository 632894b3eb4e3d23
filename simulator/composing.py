"""From the arguments of a call to the content of a message, checked as Slack checks it."""

import json
from dataclasses import dataclass

from simulator.block_kit import check_blocks
from simulator.blocks import kept_blocks
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.refusals import RefusedError
from simulator.workspace import Workspace

TEXT_LIMIT = 40_000
MARKDOWN_LIMIT = 12_000
METADATA_BYTES = 16_000


@dataclass(frozen=True)
class Content:
    """What is nothing was not given, which an update treats otherwise than what is empty."""

    text: str | None
    blocks: list[JsonObject] | None
    attachments: list[JsonObject] | None
    metadata: JsonObject | None

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.blocks or self.attachments)


def content_of(arguments: JsonObject) -> Content:
    text = _text(arguments)
    blocks = _listed(arguments.get("blocks"), "invalid_blocks_format")
    if blocks:
        _check(blocks)
    return Content(
        text=text,
        blocks=blocks,
        attachments=_listed(arguments.get("attachments"), "invalid_attachments"),
        metadata=_metadata(arguments.get("metadata")),
    )


def bot_message(workspace: Workspace, content: Content, thread_ts: str | None = None) -> Message:
    """A message that the app writes; the blocks get the ids that it left out."""
    return Message(
        ts=workspace.ids.timestamp(),
        user=workspace.app.bot_user_id,
        text=content.text or "",
        team=workspace.app.team.id,
        app=workspace.app,
        blocks=kept_blocks(content.blocks or [], workspace.ids),
        attachments=content.attachments or [],
        metadata=content.metadata,
        thread_ts=thread_ts,
    )


def parsed(value: object, error: str) -> object:
    """Complex arguments may come as JSON text."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return json.loads(value)
    except ValueError as exc:
        raise RefusedError(error) from exc


def invalid_blocks(messages: list[str]) -> RefusedError:
    told = [f"[ERROR] {message}" for message in messages]
    return RefusedError("invalid_blocks", errors=messages, response_metadata={"messages": told})


def _text(arguments: JsonObject) -> str | None:
    markdown = arguments.get("markdown_text")
    text = arguments.get("text")
    if not markdown:
        return None if text is None else str(text)[:TEXT_LIMIT]
    if text or arguments.get("blocks"):
        raise RefusedError("markdown_text_conflict")
    if len(str(markdown)) > MARKDOWN_LIMIT:
        raise RefusedError("msg_too_long")
    return str(markdown)


def _listed(value: object, error: str) -> list[JsonObject] | None:
    listed = parsed(value, error)
    if listed is None:
        return None
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise RefusedError(error)
    return listed


def _check(blocks: list[JsonObject]) -> None:
    problems = check_blocks(blocks, "message")
    if problems:
        raise invalid_blocks([str(problem) for problem in problems])


def _metadata(value: object) -> JsonObject | None:
    metadata = parsed(value, "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise RefusedError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise RefusedError("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        raise RefusedError("metadata_too_large")
    return metadata
