"""Members of the workspace and their groups, and how Slack describes them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from simulator.installation import Installation
from simulator.json_types import JsonObject
from simulator.seed import Presence, SeedUser, SeedUsergroup

_IMAGE_SIZES = (24, 32, 48, 72, 192, 512)


@dataclass
class User:
    id: str
    team_id: str
    facts: SeedUser
    updated: int
    bot_id: str | None = None
    app_id: str | None = None
    set_presence: Presence | None = None
    """What the app has set for its own bot user."""

    @property
    def presence(self) -> Presence:
        return "away" if self.facts.deleted else self.set_presence or self.facts.presence

    @property
    def is_guest(self) -> bool:
        return self.facts.is_restricted or self.facts.is_ultra_restricted


@dataclass
class Usergroup:
    id: str
    facts: SeedUsergroup
    updated: int
    users: list[str] = field(default_factory=list)


def user_from(seed: SeedUser, team_id: str, updated: int) -> User:
    return User(id=seed.id, team_id=seed.team_id or team_id, facts=seed, updated=updated)


def bot_user(app: Installation) -> User:
    presence: Presence = "active" if app.manifest.features.bot_user.always_online else "away"
    seed = SeedUser(
        id=app.bot_user_id, name=app.bot_name, real_name=app.app_name, is_bot=True, presence=presence
    )
    return User(app.bot_user_id, app.team.id, seed, app.installed_at, bot_id=app.bot_id, app_id=app.app_id)


def user_object(user: User, *, with_email: bool) -> JsonObject:
    facts = user.facts
    described: JsonObject = {
        "id": user.id,
        "team_id": user.team_id,
        "name": facts.name,
        "deleted": facts.deleted,
        "profile": profile_object(user, with_email=with_email),
        "is_bot": facts.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if facts.deleted:
        return described
    return described | _living(user)


def usergroup_object(group: Usergroup, team_id: str, *, with_users: bool, with_count: bool) -> JsonObject:
    described: JsonObject = {
        "id": group.id,
        "team_id": team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.facts.name,
        "description": "",
        "handle": group.facts.handle,
        "is_external": False,
        "date_create": group.updated,
        "date_update": group.updated,
        "date_delete": group.updated if group.facts.is_disabled else 0,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "prefs": {"channels": [], "groups": []},
        "channel_count": 0,
    }
    if with_users:
        described["users"] = list(group.users)
    if with_count:
        described["user_count"] = len(group.users)
    return described


def _living(user: User) -> JsonObject:
    facts = user.facts
    offset = datetime.fromtimestamp(user.updated, UTC).astimezone(ZoneInfo(facts.tz)).utcoffset()
    return {
        "color": "9f69e7",
        "real_name": facts.real_name or facts.name,
        "tz": facts.tz,
        "tz_label": facts.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": facts.is_admin or facts.is_owner,
        "is_owner": facts.is_owner,
        "is_primary_owner": False,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": facts.is_ultra_restricted,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    } | ({"is_stranger": True} if facts.is_stranger else {})


def profile_object(user: User, *, with_email: bool) -> JsonObject:
    facts = user.facts
    real_name = facts.real_name or facts.name
    first, _, last = real_name.partition(" ")
    profile: JsonObject = {
        "title": facts.title,
        "phone": facts.phone,
        "skype": "",
        "real_name": real_name,
        "real_name_normalized": real_name,
        "display_name": "" if facts.is_bot else facts.name,
        "display_name_normalized": "" if facts.is_bot else facts.name,
        "first_name": first,
        "last_name": last,
        "status_text": facts.status_text,
        "status_text_canonical": "",
        "status_emoji": facts.status_emoji,
        "status_expiration": 0,
        "avatar_hash": "g0000000000",
        "team": user.team_id,
    }
    profile |= {f"image_{size}": f"https://secure.gravatar.com/avatar/0?s={size}" for size in _IMAGE_SIZES}
    if user.bot_id:
        profile |= {"bot_id": user.bot_id, "api_app_id": user.app_id, "always_active": True}
    if with_email and facts.email:
        profile["email"] = facts.email
    return profile
