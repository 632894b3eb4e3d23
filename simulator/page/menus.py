"""Menus and lists that the page has once: message actions, shortcuts, reactions, completions."""

from simulator.page.emoji import OFTEN, emoji
from simulator.page.look import people
from simulator.page.markup import Html, join, tag
from simulator.workspace import Workspace


def menus(workspace: Workspace) -> Html:
    return join([_message_menu(workspace), _shortcut_menu(workspace), _emoji_menu()])


def completions(workspace: Workspace) -> Html:
    """What a `/`, an `@` or a `#` in the composer offers; the scripts copy from here."""
    app = workspace.app
    features = app.manifest.features
    rows = [
        _row("/", f"{known.command} ", known.command, known.description, known.usage_hint)
        for known in features.slash_commands
    ]
    rows += [
        _row("/", "", known.name, known.description, "shortcut", shortcut=known.callback_id)
        for known in features.shortcuts
        if known.type == "global"
    ]
    for person in people(workspace):
        if not person.facts.deleted:
            rows.append(
                _row("@", f"@{person.facts.name} ", f"@{person.facts.name}", person.facts.real_name, "")
            )
    rows.append(_row("@", f"@{app.bot_name} ", f"@{app.bot_name}", app.app_name, "app"))
    rows += [
        _row("@", f"@{group.facts.handle} ", f"@{group.facts.handle}", group.facts.name, "group")
        for group in workspace.usergroups.values()
    ]
    rows += [
        _row("#", f"#{channel.name} ", f"#{channel.name}", "", "")
        for channel in workspace.channels.values()
        if channel.kind == "channel"
    ]
    return join(rows)


def _row(sign: str, insert: str, name: str, about: str, hint: str, *, shortcut: str | None = None) -> Html:
    return tag(
        "div",
        tag("b", name),
        *([tag("span", f" {hint}", class_="hint")] if hint else []),
        *([tag("small", about)] if about else []),
        role="option",
        data_sign=sign,
        data_insert=insert,
        data_name=name,
        data_shortcut=shortcut,
    )


def _message_menu(workspace: Workspace) -> Html:
    shortcuts = [known for known in workspace.app.manifest.features.shortcuts if known.type == "message"]
    app = workspace.app.app_name
    items = [
        _item("Reply in thread", "reply", needs="channel"),
        _item("Copy link", "link"),
        _item("Edit message", "edit", needs="own"),
        _item("Delete message…", "delete", needs="own"),
        *(_item(known.name, "shortcut", note=app, value=known.callback_id) for known in shortcuts),
    ]
    return tag(
        "div", *items, id="message-menu", class_="menu", role="menu", popover="manual", aria_label="Message"
    )


def _shortcut_menu(workspace: Workspace) -> Html:
    shortcuts = [known for known in workspace.app.manifest.features.shortcuts if known.type == "global"]
    items = [
        _item(
            known.name,
            "global",
            note=f"{workspace.app.app_name}: {known.description}",
            value=known.callback_id,
        )
        for known in shortcuts
    ]
    if not items:
        items = [tag("p", "No app offers a shortcut here.", class_="note")]
    return tag(
        "div",
        *items,
        id="shortcut-menu",
        class_="menu",
        role="menu",
        popover="manual",
        aria_label="Shortcuts",
    )


def _emoji_menu() -> Html:
    items = [
        tag(
            "button",
            emoji(name),
            role="menuitem",
            tabindex="-1",
            type="button",
            data_do="react",
            data_value=name,
            aria_label=name.replace("_", " "),
            title=f":{name}:",
        )
        for name in OFTEN
    ]
    return tag(
        "div",
        *items,
        id="emoji-menu",
        class_="menu grid",
        role="menu",
        popover="manual",
        aria_label="Reactions",
    )


def _item(
    words: str, does: str, *, note: str = "", needs: str | None = None, value: str | None = None
) -> Html:
    return tag(
        "button",
        words,
        *([tag("small", note)] if note else []),
        role="menuitem",
        tabindex="-1",
        type="button",
        data_do=does,
        data_needs=needs,
        data_value=value,
    )
