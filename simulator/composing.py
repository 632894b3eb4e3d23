"""From the arguments of a call to the content of a message, checked and completed as Slack does it."""

import json
from dataclasses import dataclass

from simulator.block_kit import Problem, check_attachments, check_blocks, expanded, told_of, with_block_ids
from simulator.block_kit.check import MESSAGE_BLOCKS
from simulator.block_kit.wording import ONE_TABLE, TOO_MANY
from simulator.block_sources import check_sources
from simulator.ids import Ids
from simulator.json_types import JsonObject
from simulator.messages import Message
from simulator.posted_text import as_posted, with_names_linked
from simulator.refusals import RefusedError
from simulator.workspace import Workspace

TEXT_LIMIT = 40_000
MARKDOWN_LIMIT = 12_000
METADATA_BYTES = 16_000
ATTACHMENTS_LIMIT = 100
NO_TEXT = "This content can't be displayed."
"""What Slack puts in the place of a text that an app left out."""
_NO_PREVIEW = "[no preview available]"
_TRUE = {"1", "true", "True"}


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

    @property
    def shown_text(self) -> str:
        """The text that the message gets: Slack does not leave it empty beside blocks."""
        if self.text or not self.blocks:
            return self.text or ""
        return told_of(self.blocks) or NO_TEXT


def content_of(arguments: JsonObject, workspace: Workspace | None = None) -> Content:
    """The content that the arguments make; names, files and scopes are found where a workspace is given."""
    blocks = _listed(arguments.get("blocks"), "invalid_blocks_format")
    attachments = _listed(arguments.get("attachments"), "invalid_attachments")
    text, from_markdown = _text(arguments, workspace, blocks)
    if blocks:
        _refuse("invalid_blocks", _problems(blocks, workspace))
    if attachments:
        _check_attachments(attachments)
    return Content(
        text=text,
        blocks=from_markdown or blocks,
        attachments=attachments,
        metadata=_metadata(arguments.get("metadata")),
    )


def bot_message(workspace: Workspace, content: Content, thread_ts: str | None = None) -> Message:
    """A message that the app writes; the blocks get the ids that it left out."""
    return Message(
        ts=workspace.ids.timestamp(),
        user=workspace.app.bot_user_id,
        text=content.shown_text,
        team=workspace.app.team.id,
        app=workspace.app,
        blocks=with_block_ids(content.blocks or [], workspace.ids.block),
        attachments=kept_attachments(content.attachments or [], workspace.ids),
        metadata=content.metadata,
        thread_ts=thread_ts,
    )


def kept_attachments(attachments: list[JsonObject], ids: Ids) -> list[JsonObject]:
    """A copy with what Slack adds: a number, a fallback, and the ids of their blocks."""
    return [_kept_attachment(number, held, ids) for number, held in enumerate(attachments, start=1)]


def parsed(value: object, error: str) -> object:
    """Complex arguments may come as JSON text."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as exc:
        raise RefusedError(error) from exc


def _kept_attachment(number: int, attachment: JsonObject, ids: Ids) -> JsonObject:
    kept: JsonObject = {"id": number, "fallback": _fallback(attachment), **attachment}
    if isinstance(color := kept.get("color"), str):
        kept["color"] = color.removeprefix("#")
    for name in ("text", "pretext"):
        if isinstance(written := kept.get(name), str):
            kept[name] = as_posted(written)
    if "blocks" in kept:
        kept["blocks"] = with_block_ids(kept["blocks"], ids.block)
    return kept


def _fallback(attachment: JsonObject) -> str:
    given = (attachment.get(name) for name in ("text", "title", "pretext"))
    return next((text for text in given if isinstance(text, str) and text), _NO_PREVIEW)


def _text(
    arguments: JsonObject, workspace: Workspace | None, blocks: list[JsonObject] | None
) -> tuple[str | None, list[JsonObject] | None]:
    """The text, and the blocks that stand for it when it came as Markdown."""
    markdown = arguments.get("markdown_text")
    text = arguments.get("text")
    if not markdown:
        return None if text is None else _posted(str(text)[:TEXT_LIMIT], arguments, workspace), None
    if text or blocks:
        raise RefusedError("markdown_text_conflict")
    if len(str(markdown)) > MARKDOWN_LIMIT:
        raise RefusedError("msg_too_long")
    made = expanded({"type": "markdown", "text": str(markdown)})
    return told_of(made) or str(markdown), made


def _posted(text: str, arguments: JsonObject, workspace: Workspace | None) -> str:
    is_linked = str(arguments.get("link_names")) in _TRUE or arguments.get("parse") == "full"
    if is_linked and workspace is not None:
        text = with_names_linked(text, _controls(workspace))
    return as_posted(text)


def _controls(workspace: Workspace) -> dict[str, str]:
    """What names stand for; Slack has stopped to link people by theirs."""
    controls = {f"@{name}": f"<!{name}>" for name in ("here", "channel", "everyone")}
    groups = workspace.usergroups.values()
    controls |= {f"@{group.facts.handle}": f"<!subteam^{group.id}|@{group.facts.handle}>" for group in groups}
    public = (channel for channel in workspace.channels.values() if channel.name and not channel.is_private)
    return controls | {f"#{channel.name}": f"<#{channel.id}|{channel.name}>" for channel in public}


def _listed(value: object, error: str) -> list[JsonObject] | None:
    listed = parsed(value, error)
    if listed is None:
        return None
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise RefusedError(error)
    return listed


def _problems(blocks: list[JsonObject], workspace: Workspace | None) -> list[Problem]:
    found = check_blocks(blocks, "message")
    if found:
        return found
    # Slack counts what Markdown becomes.
    shown = check_blocks([part for block in blocks for part in expanded(block)], "message")
    found = [problem for problem in shown if problem.message in {ONE_TABLE, TOO_MANY.format(MESSAGE_BLOCKS)}]
    if found or workspace is None:
        return found
    return check_sources(workspace, blocks)


def _check_attachments(attachments: list[JsonObject]) -> None:
    if len(attachments) > ATTACHMENTS_LIMIT:
        raise RefusedError("too_many_attachments")
    _refuse("invalid_attachments", check_attachments(attachments))


def _refuse(error: str, problems: list[Problem]) -> None:
    if not problems:
        return
    if any(problem.message == ONE_TABLE for problem in problems):
        error = "invalid_attachments"
    messages = [str(problem) for problem in problems]
    told = [f"[ERROR] {message}" for message in messages]
    raise RefusedError(error, errors=messages, response_metadata={"messages": told})


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
