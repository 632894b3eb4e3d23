"""What the simulator answers and delivers has only keys and types that Slack's own SDKs have seen.

Every entry of a long day's record is held against the sample of its method, payload or event, and every
sample against the record.
"""

import os
from collections.abc import Iterator
from typing import get_args

import pytest

from simulator.block_kit import Surface, check_blocks
from tests.simulator.running import Json, Running
from tests.simulator.sampled import EVENTS as HEARD
from tests.simulator.sampled import SCOPES, STATEFUL, whole_day
from tests.simulator.shapes import all_blocks, at_path, differences, merged, sample, samples_folder

_SKIPPED = samples_folder() is None and os.environ.get("CI") != "true"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(_SKIPPED, reason="the folder of samples is not here; SECOND_EAR_SHARED names it"),
]

_SHORTCUT = "app-backend/interactive-components/MessageShortcutPayload.json"
INTERACTIONS = {
    "block_actions": "app-backend/interactive-components/BlockActionPayload.json",
    # A global shortcut has no sample of its own; it says less than one on a message.
    "shortcut": _SHORTCUT,
    "message_action": _SHORTCUT,
    # A question for options has none either; it says where it is asked as an action does.
    "block_suggestion": "app-backend/interactive-components/BlockActionPayload.json",
    "view_submission": "app-backend/views/ViewSubmissionPayload.json",
    "view_closed": "app-backend/views/ViewClosedPayload.json",
}
EVENTS = {
    "app_home_opened": "events/AppHomeOpenedPayload.json",
    "app_mention": "events/AppMentionPayload.json",
    "app_uninstalled": "events/AppUninstalledPayload.json",
    "channel_archive": "events/ChannelArchivePayload.json",
    "link_shared": "events/LinkSharedPayload.json",
    "member_joined_channel": "events/MemberJoinedChannelPayload.json",
    "member_left_channel": "events/MemberLeftChannelPayload.json",
    "message": "events/MessagePayload.json",
    "message.bot_message": "events/MessageBotPayload.json",
    "message.message_changed": "events/MessageChangedPayload.json",
    "message.message_deleted": "events/MessageDeletedPayload.json",
    "message.channel_join": "events/MessageChannelJoinPayload.json",
    "message.channel_leave": "events/MessageChannelJoinPayload.json",
    "message.file_share": "events/MessageFileSharePayload.json",
    "reaction_added": "events/ReactionAddedPayload.json",
    "reaction_removed": "events/ReactionRemovedPayload.json",
    "subteam_members_changed": "events/SubteamMembersChangedPayload.json",
    "team_join": "events/TeamJoinPayload.json",
    "tokens_revoked": "events/TokensRevokedPayload.json",
    "user_change": "events/UserChangePayload.json",
}
NOT_PRODUCED = {
    # Buttons in attachments were replaced by Block Kit in 2019, and no door of the simulator presses one.
    "app-backend/interactive-components/AttachmentActionPayload.json": "legacy interactive messages",
}

# What the samples leave out, and where it is written.
_IM: Json = {"channel": {"user": "", "is_user_deleted": False, "priority": 0}}
# docs.slack.dev/reference/objects/conversation-object: a direct message says with whom it is.
ANSWERS: dict[str, Json] = {"conversations.info": _IM, "conversations.open": _IM}
# A form carries texts only.
FORM: Json = {"is_enterprise_install": "false"}
# docs.slack.dev/reference/methods/conversations.history: a reaction says who reacted.
_REACTED: Json = {"message": {"reactions": [{"name": "", "count": 0, "url": "", "users": [""]}]}}
# docs.slack.dev/reference/interaction-payloads/view-interactions-payload
_URLS: Json = {"response_urls": [{"block_id": "", "action_id": "", "channel_id": "", "response_url": ""}]}
# docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
_QUESTION: Json = {"action_id": "", "block_id": "", "value": ""}
PAYLOADS: dict[str, Json] = {
    "block_actions": _REACTED,
    "block_suggestion": _REACTED | _QUESTION,
    "message_action": _REACTED,
    "shortcut": {"user": {"username": ""}},
    "view_submission": _URLS,
}
# docs.slack.dev/apis/events-api: the outer event names its context, and every event its time.
ENVELOPE: Json = {"context_team_id": "", "context_enterprise_id": "", "event": {"event_ts": ""}}

# A message under another name has no user, and a deactivated person no time zone.
_MESSAGE = ("type", "text", "ts")
_VIEW = (
    *("id", "team_id", "type", "blocks", "private_metadata", "callback_id", "state/values", "hash", "title"),
    *("clear_on_close", "notify_on_close", "close", "submit", "previous_view_id", "root_view_id", "app_id"),
    *("external_id", "app_installed_team_id", "bot_id"),
)
_USER = ("id", "team_id", "name", "deleted", "profile/display_name", "is_bot", "updated")
_CONTEXT = ("team/id", "team/domain", "user/id", "token", "is_enterprise_install")
_ENVELOPE = (
    *("token", "team_id", "api_app_id", "type", "event_id", "event_time", "authorizations/0/user_id"),
    *("event/type", "event/event_ts"),
)


def _below(place: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{place}/{key}" for key in keys)


# The keys that Slack's clients read, or that its documentation promises.
RELIED_ON: dict[str, tuple[str, ...]] = {
    "apps.connections.open": ("url",),
    "auth.test": ("url", "team", "user", "team_id", "user_id", "bot_id", "is_enterprise_install"),
    "bots.info": ("bot/id", "bot/app_id", "bot/user_id", "bot/name", "bot/deleted", "bot/icons/image_36"),
    "chat.delete": ("channel", "ts"),
    "chat.getPermalink": ("channel", "permalink"),
    "chat.postEphemeral": ("message_ts",),
    "chat.postMessage": ("channel", "ts", *_below("message", (*_MESSAGE, "bot_id", "app_id", "team"))),
    "chat.update": ("channel", "ts", "text", "message/text", "message/user", "message/type"),
    "conversations.history": ("has_more", "pin_count", *_below("messages/0", _MESSAGE)),
    "conversations.info": ("channel/id", "channel/created", "channel/is_archived", "channel/is_im"),
    "conversations.invite": ("channel/id", "channel/name"),
    "conversations.join": ("channel/id", "channel/name"),
    "conversations.list": ("channels/0/id", "response_metadata/next_cursor"),
    "conversations.members": ("members/0", "response_metadata/next_cursor"),
    "conversations.open": ("channel/id",),
    "conversations.replies": ("has_more", *_below("messages/0", (*_MESSAGE, "thread_ts"))),
    "files.completeUploadExternal": ("files/0/id", "files/0/title"),
    "files.getUploadURLExternal": ("upload_url", "file_id"),
    "files.info": ("file/id", "file/name", "file/mimetype", "file/size", "file/url_private", "file/mode"),
    "reactions.get": ("type", "channel", "message/ts", "message/reactions/0/name"),
    "team.info": ("team/id", "team/name", "team/domain"),
    "usergroups.list": ("usergroups/0/id", "usergroups/0/handle", "usergroups/0/users/0"),
    "usergroups.users.list": ("users/0",),
    "users.conversations": ("channels/0/id", "response_metadata/next_cursor"),
    "users.info": _below("user", (*_USER, "tz", "tz_label", "tz_offset", "real_name", "is_admin")),
    "users.list": ("response_metadata/next_cursor", *_below("members/0", _USER)),
    **{f"views.{name}": _below("view", _VIEW) for name in ("open", "publish", "push", "update")},
    "slash_commands": (
        *("token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name", "command"),
        *("text", "response_url", "trigger_id", "api_app_id", "is_enterprise_install"),
    ),
    "block_actions": (*_CONTEXT, "container/type", "trigger_id", "api_app_id", "actions/0/action_ts"),
    "block_suggestion": (*_CONTEXT, "container/type", "api_app_id", "action_id", "block_id", "value"),
    "shortcut": (*_CONTEXT, "callback_id", "trigger_id", "action_ts"),
    "message_action": (
        *(*_CONTEXT, "callback_id", "trigger_id", "message_ts", "response_url", "channel/id", "channel/name"),
        *_below("message", _MESSAGE),
    ),
    "view_submission": (*_CONTEXT, "trigger_id", "api_app_id", *_below("view", _VIEW), "response_urls"),
    "view_closed": (*_CONTEXT, "api_app_id", "is_cleared", *_below("view", _VIEW)),
    **dict.fromkeys(EVENTS, _ENVELOPE),
    "app_uninstalled": _ENVELOPE[:-1],
    "tokens_revoked": (*_ENVELOPE[:-1], "event/tokens"),
    "app_mention": (*_ENVELOPE, *_below("event", ("user", "text", "ts", "channel", "team", "blocks"))),
    "message": (*_ENVELOPE, *_below("event", ("user", "text", "ts", "channel", "channel_type"))),
    "message.file_share": (*_ENVELOPE, "event/files/0/id", "event/upload", "event/user"),
    "reaction_added": (*_ENVELOPE, *_below("event", ("user", "reaction", "item/ts", "item/channel"))),
    "link_shared": (*_ENVELOPE, "event/links/0/url", "event/links/0/domain", "event/unfurl_id"),
    "user_change": (*_ENVELOPE, *_below("event/user", _USER)),
    "team_join": (*_ENVELOPE, *_below("event/user", _USER)),
}


@pytest.fixture
def more_scopes() -> list[str]:
    return SCOPES


@pytest.fixture
def more_events() -> list[str]:
    return HEARD


@pytest.fixture
async def sent(running: Running) -> list[Json]:
    """The entries of the record that are a case of something."""
    return [entry for entry in await whole_day(running) if _name(entry)]


async def test_nothing_that_is_sent_has_a_key_or_a_type_that_no_sample_has(sent: list[Json]) -> None:
    assert sorted({f"{_name(entry)} {line}" for entry in sent for line in _found(entry)}) == []
    assert [blocks for entry in sent for blocks in all_blocks(_sent(entry)) if _refused(blocks)] == []


async def test_every_sample_is_of_something_that_the_simulator_sends(sent: list[Json]) -> None:
    folder = samples_folder()
    assert folder is not None
    known = {str(path.relative_to(folder)) for path in folder.glob("*/**/*.json")}

    produced = {path for entry in sent if _is_accepted(entry) and (path := _sample(entry))}

    assert known - produced == set(NOT_PRODUCED)


async def test_everything_that_is_sent_has_the_keys_that_clients_rely_on(sent: list[Json]) -> None:
    missing = {
        f"{_name(entry)} {path}"
        for entry in sent
        if _is_accepted(entry)
        for path in RELIED_ON.get(str(_name(entry)), ())
        if not at_path(_sent(entry), path)
    }

    assert sorted(missing) == []


async def test_a_submitted_modal_tells_the_state_of_every_kind_of_input(sent: list[Json]) -> None:
    submitted = next(entry for entry in sent if _name(entry) == "view_submission")

    values = submitted["payload"]["view"]["state"]["values"]

    assert {state["type"] for block in values.values() for state in block.values()} == STATEFUL


def test_a_key_that_no_sample_has_is_found() -> None:
    answer = {"ok": True, "team": {"id": "T0EAR0001", "motto": "listen"}}

    assert list(differences(answer, sample("api/team.info.json"))) == ["/team/motto: not in the sample"]


def test_a_type_that_no_sample_has_is_found() -> None:
    answer = {"ok": True, "team": {"id": 1}}

    found = list(differences(answer, sample("api/team.info.json")))

    assert found == ["/team/id: a number where the sample has a text"]


def test_a_key_that_is_missing_is_found() -> None:
    answer = {"team": {"id": "T0EAR0001"}, "users": []}

    assert [at_path(answer, path) for path in ("team/id", "team/name", "users/0")] == [True, False, False]


def _refused(blocks: list[Json]) -> bool:
    """Whether blocks that Slack shows are blocks that it would not have taken on any surface."""
    return all(check_blocks(blocks, surface) for surface in get_args(Surface))


def _name(entry: Json) -> str | None:
    """What the entry is a case of: a method, a kind of interaction or an event; nothing for the rest."""
    if entry["kind"] == "api_call":
        return str(entry["method"])
    if entry["kind"] != "delivery":
        return None
    if entry["type"] == "slash_commands":
        return "slash_commands"
    payload = entry["payload"]
    if entry["type"] == "interactive":
        return str(payload["type"])
    event = payload["event"]
    return ".".join(part for part in (event["type"], event.get("subtype")) if part)


def _sent(entry: Json) -> Json:
    sent: Json = entry["response"] if entry["kind"] == "api_call" else entry["payload"]
    return sent


def _is_accepted(entry: Json) -> bool:
    return entry["kind"] == "delivery" or bool(_sent(entry)["ok"])


def _sample(entry: Json) -> str | None:
    """The sample of what was sent; the newest methods and events have none."""
    name = str(_name(entry))
    if entry["kind"] == "api_call":
        folder = samples_folder()
        path = f"api/{name}.json"
        return path if folder and (folder / path).is_file() else None
    if name == "slash_commands":
        return "app-backend/slash-commands/SlashCommandPayload.json"
    return (INTERACTIONS | EVENTS).get(name)


def _found(entry: Json) -> Iterator[str]:
    name, path = str(_name(entry)), _sample(entry)
    if path is None:
        return iter(())
    if entry["kind"] == "api_call":
        return differences(_sent(entry), merged(sample(path), ANSWERS.get(name, {})))
    if name == "slash_commands":
        return differences(_sent(entry), sample(path) | FORM)
    return differences(
        _sent(entry), merged(sample(path), PAYLOADS.get(name, {}) if name in INTERACTIONS else ENVELOPE)
    )
