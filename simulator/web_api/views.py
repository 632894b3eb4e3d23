"""The views.* methods: opening, stacking, changing and publishing views."""

from simulator.block_kit import check_view
from simulator.block_sources import check_sources
from simulator.json_types import JsonObject
from simulator.refusals import RefusedError, invalid_arguments
from simulator.triggers import Trigger
from simulator.views import View
from simulator.web_api.call import Call, Method


def open_view(call: Call) -> JsonObject:
    trigger = _trigger(call)
    definition = _definition(call, "modal")
    views = call.workspace.views
    # From within a modal the new one goes on top of it.
    is_stacked = any(view.id == trigger.view_id for view in views.stack(trigger.user))
    view = views.push(trigger.user, definition) if is_stacked else views.open(trigger.user, definition)
    return _shown(call, view, trigger)


def push_view(call: Call) -> JsonObject:
    trigger = _trigger(call)
    view = call.workspace.views.push(trigger.user, _definition(call, "modal"))
    return _shown(call, view, trigger)


def update_view(call: Call) -> JsonObject:
    view = _named_view(call)
    expected_hash = call.arguments.text("hash")
    if expected_hash is not None and expected_hash != view.hash:
        raise RefusedError("hash_conflict")
    return _shown(call, call.workspace.views.update(view, _definition(call, view.kind)))


def publish_view(call: Call) -> JsonObject:
    user = call.arguments.required("user_id")
    if user not in call.workspace.users:
        raise RefusedError("user_not_found")
    if not call.workspace.app.manifest.features.app_home.home_tab_enabled:
        raise RefusedError("not_enabled")
    definition = _definition(call, "home")
    return _shown(call, call.workspace.views.publish(user, definition, call.arguments.text("hash")))


def _trigger(call: Call) -> Trigger:
    trigger_id = call.arguments.text("interactivity_pointer") or call.arguments.required("trigger_id")
    return call.workspace.triggers.check(trigger_id)


def _named_view(call: Call) -> View:
    view_id = call.arguments.text("view_id")
    external_id = call.arguments.text("external_id")
    if view_id is None and external_id is None:
        raise invalid_arguments("missing required field: view_id or external_id")
    views = call.workspace.views
    view = views.find(view_id) if view_id else views.find_external(str(external_id))
    if view is None:
        raise RefusedError("not_found")
    return view


def _definition(call: Call, kind: str) -> JsonObject:
    definition = call.arguments.complex("view")
    if definition is None:
        raise invalid_arguments("missing required field: view")
    if problems := check_view(definition):
        raise invalid_arguments(*(str(problem) for problem in problems))
    if not isinstance(definition, dict) or definition["type"] != kind:
        raise invalid_arguments(f"must be a view of type {kind} [json-pointer:/view/type]")
    if problems := check_sources(call.workspace, definition["blocks"], "/view/blocks"):
        raise invalid_arguments(*(str(problem) for problem in problems))
    return definition


def _shown(call: Call, view: View, trigger: Trigger | None = None) -> JsonObject:
    # A trigger is spent by the view that it opened; a refused view leaves it.
    if trigger is not None:
        trigger.is_spent = True
    return {"view": call.workspace.views.described(view)}


METHODS = (
    Method("views.open", open_view),
    Method("views.push", push_view),
    Method("views.update", update_view),
    Method("views.publish", publish_view),
)
