"""Modals and Home views: who has which open, stacked how, and how Slack describes them."""

import json
from dataclasses import dataclass, field

from simulator import view_state
from simulator.blocks import kept_blocks
from simulator.ids import Ids
from simulator.installation import Installation
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError

STACK_LIMIT = 3
VIEW_BYTES = 250_000


@dataclass
class View:
    id: str
    user: str
    definition: JsonObject
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    typed: JsonObject = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return str(self.definition["type"])

    @property
    def blocks(self) -> list[JsonObject]:
        blocks: list[JsonObject] = self.definition["blocks"]
        return blocks

    def values(self) -> JsonObject:
        return view_state.values_of(self.blocks, self.typed)


class Views:
    def __init__(self, app: Installation, ids: Ids) -> None:
        self._app = app
        self._ids = ids
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        return list(self._stacks.get(user, []))

    def home(self, user: str) -> View | None:
        return self._homes.get(user)

    def find(self, view_id: str) -> View | None:
        return next((view for view in self._all() if view.id == view_id), None)

    def find_external(self, external_id: str) -> View | None:
        return next((view for view in self._all() if view.definition.get("external_id") == external_id), None)

    def open(self, user: str, definition: JsonObject) -> View:
        self._check(definition, None)
        view = self._new(user, definition, None)
        self._stacks[user] = [view]
        return view

    def push(self, user: str, definition: JsonObject) -> View:
        self._check(definition, None)
        stack = self._stacks.get(user, [])
        if not stack:
            raise RefusedError("not_found")
        if len(stack) >= STACK_LIMIT:
            raise RefusedError("push_limit_reached")
        view = self._new(user, definition, stack[-1])
        stack.append(view)
        return view

    def update(self, view: View, definition: JsonObject) -> View:
        self._check(definition, view)
        view.definition = self._kept(definition)
        view.typed = view_state.kept_after(view.blocks, view.typed)
        view.hash = self._ids.view_hash()
        return view

    def publish(self, user: str, definition: JsonObject, expected_hash: str | None) -> View:
        known = self._homes.get(user)
        if expected_hash and (known is None or known.hash != expected_hash):
            raise RefusedError("hash_conflict")
        if known:
            return self.update(known, definition)
        self._check(definition, None)
        self._homes[user] = self._new(user, definition, None)
        return self._homes[user]

    def close(self, view: View) -> None:
        stack = self._stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)

    def clear(self, user: str) -> None:
        self._stacks.pop(user, None)

    def described(self, view: View) -> JsonObject:
        wanted = view.definition
        return {
            "id": view.id,
            "team_id": self._app.team.id,
            "type": view.kind,
            "blocks": view.blocks,
            "private_metadata": wanted.get("private_metadata", ""),
            "callback_id": wanted.get("callback_id", ""),
            "state": {"values": view.values()},
            "hash": view.hash,
            "title": wanted.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
            "clear_on_close": bool(wanted.get("clear_on_close")),
            "notify_on_close": bool(wanted.get("notify_on_close")),
            "close": wanted.get("close"),
            "submit": wanted.get("submit"),
            "previous_view_id": view.previous_view_id,
            "root_view_id": view.root_view_id,
            "app_id": self._app.app_id,
            "external_id": wanted.get("external_id", ""),
            "app_installed_team_id": self._app.team.id,
            "bot_id": self._app.bot_id,
        }

    def _all(self) -> list[View]:
        return [*(view for stack in self._stacks.values() for view in stack), *self._homes.values()]

    def _check(self, definition: JsonObject, replaced: View | None) -> None:
        if len(json.dumps(definition).encode()) > VIEW_BYTES:
            raise RefusedError("view_too_large")
        external_id = definition.get("external_id")
        taken = self.find_external(external_id) if external_id else None
        if taken is not None and taken is not replaced:
            raise RefusedError("duplicate_external_id")

    def _new(self, user: str, definition: JsonObject, below: View | None) -> View:
        view_id = self._ids.entity("V0")
        return View(
            id=view_id,
            user=user,
            definition=self._kept(definition),
            hash=self._ids.view_hash(),
            root_view_id=below.root_view_id if below else view_id,
            previous_view_id=below.id if below else None,
        )

    def _kept(self, definition: JsonObject) -> JsonObject:
        kept = dict(definition)
        kept["blocks"] = kept_blocks(definition["blocks"], self._ids)
        for label in ("title", "submit", "close"):
            if kept.get(label):
                kept[label] = {"emoji": True, **kept[label]}
        return kept
