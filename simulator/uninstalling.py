"""Taking tokens from the app, or the app from the workspace; and how it comes back."""

from collections.abc import Iterable

from simulator.workspace import Workspace


def revoke(workspace: Workspace, token: str) -> None:
    """Ends one token; without a bot token the bot user is deactivated and in no channel any more."""
    tokens = workspace.machinery.tokens
    is_bot = tokens.type_of(token) == "bot"
    if is_bot:
        _tell_revoked(workspace, bot=[workspace.app.bot_user_id])
    elif grant := tokens.grant_of(token):
        _tell_revoked(workspace, oauth=[grant.user])
    tokens.end(token, "token_revoked")
    if is_bot and not tokens.live("bot"):
        _deactivate(workspace)


def uninstall(workspace: Workspace) -> None:
    tokens = workspace.machinery.tokens
    people = [grant.user for token in tokens.live("user") if (grant := tokens.grant_of(token))]
    _tell_revoked(workspace, oauth=people, bot=[workspace.app.bot_user_id])
    workspace.events.publish("app_uninstalled", {"type": "app_uninstalled"})
    for token in [*tokens.live("bot"), *tokens.live("user")]:
        tokens.end(token, "account_inactive")
    _deactivate(workspace)
    workspace.events.is_installed = False


def reinstall(workspace: Workspace) -> None:
    """Wakes the bot user; the channels that it was in have to invite it again."""
    workspace.events.is_installed = True
    bot = workspace.users[workspace.app.bot_user_id]
    bot.facts = bot.facts.model_copy(update={"deleted": False})


def _tell_revoked(workspace: Workspace, *, oauth: Iterable[str] = (), bot: Iterable[str] = ()) -> None:
    """`oauth` names the people whose user tokens have ended."""
    tokens = {"oauth": list(oauth), "bot": list(bot)}
    workspace.events.publish("tokens_revoked", {"type": "tokens_revoked", "tokens": tokens})


def _deactivate(workspace: Workspace) -> None:
    bot = workspace.users[workspace.app.bot_user_id]
    bot.facts = bot.facts.model_copy(update={"deleted": True})
    for channel in workspace.channels.values():
        if channel.kind != "im" and bot.id in channel.members:
            channel.members.remove(bot.id)
