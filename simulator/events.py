"""The Events API: which happenings the app hears of, and the envelope they come in."""

from simulator.clock import Clock
from simulator.delivery import Delivery
from simulator.ids import Ids
from simulator.installation import Installation
from simulator.json_types import JsonObject

# Slack sends an event only to an app that subscribed to it and holds one of these scopes.
SCOPES_OF_EVENTS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "subteam_members_changed": ("usergroups:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
}


class EventFeed:
    def __init__(self, app: Installation, delivery: Delivery, clock: Clock, ids: Ids) -> None:
        self._app = app
        self._delivery = delivery
        self._clock = clock
        self._ids = ids

    def publish(self, subscription: str, event: JsonObject) -> None:
        """Sends the event to the app, if it may and wants to hear of it."""
        if self._is_heard(subscription):
            event.setdefault("event_ts", self._ids.timestamp())
            self._delivery.tell(self._envelope(event))

    def _is_heard(self, subscription: str) -> bool:
        if subscription not in self._app.manifest.bot_events:
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
