"""The app as it is installed in the workspace: its ids, its secrets and what its manifest allows."""

from dataclasses import dataclass

from simulator.ids import Ids
from simulator.json_types import JsonObject
from simulator.manifest import Manifest
from simulator.seed import SeedTeam

APP_TOKEN_SCOPES = ("connections:write",)


@dataclass(frozen=True)
class Installation:
    manifest: Manifest
    team: SeedTeam
    app_id: str
    bot_id: str
    bot_user_id: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    installed_at: int
    client_id: str
    client_secret: str

    @property
    def app_name(self) -> str:
        return self.manifest.display_information.name

    @property
    def bot_name(self) -> str:
        return self.manifest.features.bot_user.display_name.lower().replace(" ", "_")

    def has_scope(self, scope: str) -> bool:
        return scope in self.manifest.scopes

    def bot_profile(self) -> JsonObject:
        return {
            "id": self.bot_id,
            "app_id": self.app_id,
            "name": self.app_name,
            "icons": self.icons(),
            "deleted": False,
            "updated": self.installed_at,
            "team_id": self.team.id,
        }

    def icons(self) -> JsonObject:
        base = "https://a.slack-edge.com/80588/img/plugins/app/bot"
        return {f"image_{size}": f"{base}_{size}.png" for size in (36, 48, 72)}


def install(manifest: Manifest, team: SeedTeam, ids: Ids, installed_at: int) -> Installation:
    app_id = ids.entity("A0")
    return Installation(
        manifest=manifest,
        team=team,
        app_id=app_id,
        bot_id=ids.entity("B0"),
        bot_user_id=ids.entity("U0"),
        bot_token=f"xoxb-{ids.secret(12)}-{ids.secret(24)}",
        app_token=f"xapp-1-{app_id}-{ids.secret(13)}-{ids.hexadecimal(64)}",
        signing_secret=ids.hexadecimal(32),
        verification_token=ids.secret(24),
        installed_at=installed_at,
        client_id=f"{ids.digits(12)}.{ids.digits(13)}",
        client_secret=ids.hexadecimal(32),
    )
