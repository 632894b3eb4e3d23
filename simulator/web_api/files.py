"""The files.* methods: uploading in two calls, and what becomes of files."""

from simulator.channels import Channel
from simulator.composing import Content, bot_message, content_of
from simulator.files import UPLOAD_LIMIT_BYTES, File
from simulator.files_sharing import Posting, complete, delete, full_object, is_seen_by_app
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError, invalid_arguments
from simulator.web_api.call import Call, Method
from simulator.web_api.numbering import numbered_page

_CHANNELS_LIMIT = 100
_ALT_TXT_LIMIT = 1000
_SNIPPET_BYTES = 1024 * 1024
# What `types` may name; a workspace without posts and without Google's files has none of those.
_TYPES = {"all", "spaces", "snippets", "images", "gdocs", "zips", "pdfs"}


def upload_url(call: Call) -> JsonObject:
    name = call.arguments.required("filename")
    length = call.arguments.required("length")
    if not length.isdecimal() or int(length) == 0:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    if int(length) > UPLOAD_LIMIT_BYTES:
        raise RefusedError("file_upload_size_restricted")
    alt_txt = call.arguments.text("alt_txt")
    if alt_txt is not None and len(alt_txt) > _ALT_TXT_LIMIT:
        raise RefusedError("alt_txt_too_large")
    if call.arguments.text("snippet_type") and int(length) > _SNIPPET_BYTES:
        raise RefusedError("snippet_too_large")
    file = call.workspace.files.announce(call.workspace.app.bot_user_id, name, alt_txt)
    return {"upload_url": call.workspace.files.upload_url(file, call.host), "file_id": file.id}


def complete_upload(call: Call) -> JsonObject:
    titled = _named_uploads(call)
    channels = _channels(call)
    if call.arguments.text("thread_ts") and len(channels) > 1:
        raise invalid_arguments("`thread_ts` requires exactly one channel")
    content = _content(call)
    postings = [
        Posting(channel, bot_message(call.workspace, content, _thread(call, channel))) for channel in channels
    ]
    for posting in postings:
        posting.message.is_upload = True
    for file, title in titled:
        file.title = title or file.title
    files = [file for file, _ in titled]
    complete(call.workspace, files, postings)
    return {"files": [full_object(call.workspace, file) for file in files]}


def info(call: Call) -> JsonObject:
    file = _visible(call)
    described = full_object(call.workspace, file)
    body: JsonObject = {"file": described, "comments": []}
    if file.is_snippet:
        body |= {"content": (file.content or b"").decode(), "is_truncated": False}
    return body


def list_files(call: Call) -> JsonObject:
    _check_filters(call)
    wanted = [file for file in call.workspace.files.newest_first() if _is_wanted(call, file)]
    shown, paging = numbered_page(wanted, call.arguments)
    return {"files": [full_object(call.workspace, file) for file in shown], "paging": paging}


def delete_file(call: Call) -> JsonObject:
    file = _visible(call)
    if file.user != call.workspace.app.bot_user_id:
        raise RefusedError("cant_delete_file")
    delete(call.workspace, file)
    return {}


def old_upload(_call: Call) -> JsonObject:
    # Since November 2025 files are uploaded by the two other calls only.
    raise RefusedError("method_deprecated")


def _named_uploads(call: Call) -> list[tuple[File, str | None]]:
    listed = call.arguments.complex("files")
    if not isinstance(listed, list) or not listed:
        raise invalid_arguments("missing required field: files")
    named = []
    for item in listed:
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            raise invalid_arguments("missing required field: id [json-pointer:/files/0]")
        named.append((_upload(call, item["id"]), item.get("title")))
    return named


def _upload(call: Call, file_id: str) -> File:
    """An upload of the app whose bytes have come; it can be completed once."""
    file = call.workspace.files.begun(file_id)
    if file is None or file.user != call.workspace.app.bot_user_id or file.content is None:
        raise RefusedError("file_not_found")
    if file.is_completed:
        raise RefusedError("file_update_failed")
    return file


def _channels(call: Call) -> list[Channel]:
    references = [*call.arguments.listed("channel_id"), *call.arguments.listed("channels")]
    if len(references) > _CHANNELS_LIMIT:
        raise RefusedError("channels_limit_exceeded")
    return [_writable(call, reference) for reference in dict.fromkeys(references)]


def _writable(call: Call, reference: str) -> Channel:
    user = call.workspace.users.get(reference)
    if user is not None and not user.facts.is_bot:
        return call.workspace.direct_message(user.id)
    channel = call.workspace.channel_for_app(reference)
    if channel is None:
        raise RefusedError("channel_not_found")
    if channel.is_archived:
        raise RefusedError("is_archived")
    if not call.workspace.has_app(channel):
        raise RefusedError("not_in_channel")
    return channel


def _content(call: Call) -> Content:
    comment = call.arguments.text("initial_comment")
    # Blocks are passed over when there is a comment.
    given = {"text": comment} if comment else {"blocks": call.arguments.raw.get("blocks")}
    return content_of(given, call.workspace)


def _thread(call: Call, channel: Channel) -> str | None:
    thread_ts = call.arguments.text("thread_ts")
    if thread_ts is None:
        return None
    parent = call.workspace.log(channel).find(thread_ts)
    if parent is None:
        raise RefusedError("thread_not_found")
    return parent.thread_ts or parent.ts


def _visible(call: Call) -> File:
    file = call.workspace.files.find(call.arguments.required("file"))
    if file is None:
        raise RefusedError("file_not_found")
    if file.is_deleted:
        raise RefusedError("file_deleted")
    if not is_seen_by_app(call.workspace, file):
        raise RefusedError("file_not_found")
    return file


def _check_filters(call: Call) -> None:
    if set(call.arguments.listed("types")) - _TYPES:
        raise RefusedError("unknown_type")
    user = call.arguments.text("user")
    if user is not None and user not in call.workspace.users:
        raise RefusedError("user_not_found")
    if call.arguments.text("channel") is not None:
        call.channel()


def _is_wanted(call: Call, file: File) -> bool:
    channel = call.arguments.text("channel")
    return (
        is_seen_by_app(call.workspace, file)
        and call.arguments.text("user") in {None, file.user}
        and (channel is None or any(share.channel == call.channel().id for share in file.shares))
        and _is_between(call, file)
        and _is_of_types(file, call.arguments.listed("types"))
    )


def _is_between(call: Call, file: File) -> bool:
    try:
        earliest = float(call.arguments.text("ts_from") or 0)
        latest = float(call.arguments.text("ts_to") or "inf")
    except ValueError as exc:
        raise invalid_arguments("must provide a number [json-pointer:/ts_from]") from exc
    return earliest <= file.created <= latest


def _is_of_types(file: File, types: list[str]) -> bool:
    if not types or "all" in types:
        return True
    kinds = {"snippets": file.is_snippet, "images": file.kind.mimetype.startswith("image/")}
    kinds |= {"zips": file.kind.filetype == "zip", "pdfs": file.kind.filetype == "pdf"}
    return any(kinds.get(wanted, False) for wanted in types)


METHODS = (
    Method("files.getUploadURLExternal", upload_url, ("files:write",)),
    Method("files.completeUploadExternal", complete_upload, ("files:write",)),
    Method("files.info", info, ("files:read",)),
    Method("files.list", list_files, ("files:read",)),
    Method("files.delete", delete_file, ("files:write",)),
    Method("files.upload", old_upload),
)
