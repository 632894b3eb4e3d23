"""The Events API: which happenings the app hears of, and the envelope they come in."""

from simulator.clock import Clock
from simulator.delivery import Delivery
from simulator.ids import Ids
from simulator.installation import Installation
from simulator.json_types import JsonObject
from simulator.rate_limits import RateLimits

# Slack sends an event only to an app that subscribed to it and holds one of these scopes.
SCOPES_OF_EVENTS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "channel_created": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "file_change": ("files:read",),
    "file_created": ("files:read",),
    "file_deleted": ("files:read",),
    "file_shared": ("files:read",),
    "group_archive": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "im_close": ("im:read",),
    "im_created": ("im:read",),
    "link_shared": ("links:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "pin_added": ("pins:read",),
    "pin_removed": ("pins:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "subteam_members_changed": ("usergroups:read",),
    "team_join": ("users:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}

_MINUTE_SECONDS = 60


class EventFeed:
    def __init__(
        self, app: Installation, delivery: Delivery, clock: Clock, ids: Ids, limits: RateLimits
    ) -> None:
        self._app = app
        self._limits = limits
        self._limited_minute = 0
        self.is_installed = True
        """An app that is not in the workspace hears nothing of it."""
        self._delivery = delivery
        self._clock = clock
        self._ids = ids

    def publish(self, subscription: str, event: JsonObject) -> None:
        """Sends the event to the app, if it may and wants to hear of it."""
        if not self._is_heard(subscription):
            return
        if not self._limits.has_room_for_event():
            self._say_limited()
            return
        event.setdefault("event_ts", self._ids.timestamp())
        self._delivery.tell(self._envelope(event))

    def _say_limited(self) -> None:
        """Once a minute, in place of all the events of that minute that the app does not hear of."""
        minute = int(self._clock.now()) // _MINUTE_SECONDS * _MINUTE_SECONDS
        if minute == self._limited_minute:
            return
        self._limited_minute = minute
        self._delivery.tell(
            {
                "token": self._app.verification_token,
                "type": "app_rate_limited",
                "team_id": self._app.team.id,
                "minute_rate_limited": minute,
                "api_app_id": self._app.app_id,
            }
        )

    def _is_heard(self, subscription: str) -> bool:
        if not self.is_installed or subscription not in self._app.manifest.bot_events:
            return False
        scopes = SCOPES_OF_EVENTS[subscription]
        return not scopes or any(self._app.has_scope(scope) for scope in scopes)

    def _envelope(self, event: JsonObject) -> JsonObject:
        team = self._app.team.id
        return {
            "token": self._app.verification_token,
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": self._app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self._ids.entity("Ev0"),
            "event_time": int(self._clock.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team,
                    "user_id": self._app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{self._ids.secret(86)}",
        }
