"""Submitting and closing modals, and what the app's answer does to them."""

from pydantic import Field

from simulator import payloads, view_state
from simulator.block_kit import check_view
from simulator.control.acting import open_view, seen_result
from simulator.control.people import acting_user
from simulator.control.strict import Acting
from simulator.delivery import Answer, Outcome
from simulator.json_types import JsonObject
from simulator.people import User
from simulator.refusals import ActingError, RefusedError
from simulator.view_state import Typed
from simulator.views import View
from simulator.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


class SubmitRequest(Acting):
    view_id: str
    values: Typed = Field(default_factory=dict)


class CloseRequest(Acting):
    view_id: str
    is_cleared: bool = False


async def submit(workspace: Workspace, request: SubmitRequest) -> JsonObject:
    """What the person sees after pressing the submit button with these values in the inputs."""
    user = acting_user(workspace, request.user)
    view = _modal(workspace, user, request.view_id)
    if view.definition.get("submit") is None and not _has_inputs(view):
        raise ActingError("no_submit", "This view has no submit button.")
    given, errors = view_state.give(view.blocks, request.values)
    for block_id, actions in given.items():
        view.typed.setdefault(block_id, {}).update(actions)
    if errors := {**view_state.client_errors(view.blocks, view.values()), **errors}:
        return _result({"outcome": "invalid", "response": None, "shown": "", "delivery_id": None}, errors)
    payload = payloads.view_submission(workspace, user, view)
    answer = await workspace.delivery.ask("interactive", payload)
    result = _result(seen_result(answer, TROUBLE), {})
    if answer.outcome is Outcome.ACKED:
        result |= _apply(workspace, view, answer)
    return result


async def close(workspace: Workspace, request: CloseRequest) -> JsonObject:
    user = acting_user(workspace, request.user)
    view = _modal(workspace, user, request.view_id)
    is_cleared = request.is_cleared or bool(view.definition.get("clear_on_close"))
    closed = workspace.views.stack(user.id)[::-1] if is_cleared else [view]
    if is_cleared:
        workspace.views.clear(user.id)
    else:
        workspace.views.close(view)
    result: JsonObject = {"outcome": "acked", "response": None, "shown": "", "delivery_id": None}
    for each in closed:
        if each.definition.get("notify_on_close"):
            payload = payloads.view_closed(workspace, user, each, is_cleared=is_cleared)
            result = seen_result(await workspace.delivery.ask("interactive", payload), "")
    return result


def _modal(workspace: Workspace, user: User, view_id: str) -> View:
    view = open_view(workspace, user, view_id)
    if view.kind != "modal":
        raise ActingError("not_a_modal", f"{view_id} is the Home view; it cannot be submitted or closed.")
    return view


def _has_inputs(view: View) -> bool:
    return any(block["type"] == "input" for block in view.blocks)


def _result(seen: JsonObject, errors: dict[str, str]) -> JsonObject:
    return {**seen, "response_action": None, "errors": errors}


def _apply(workspace: Workspace, view: View, answer: Answer) -> JsonObject:
    """Does what the app answered; an answer that Slack cannot follow leaves the modal open."""
    action = answer.body.get("response_action")
    try:
        errors = _follow(workspace, view, action, answer.body)
    except RefusedError as refusal:
        reason = f"{refusal.code} {refusal.fields}".strip()
        workspace.record.add("control", action="view_response_refused", reason=reason)
        return {"outcome": "error", "shown": TROUBLE}
    return {"response_action": action, "errors": errors}


def _follow(workspace: Workspace, view: View, action: object, body: JsonObject) -> dict[str, str]:
    views = workspace.views
    if action is None:
        views.close(view)
    elif action == "clear":
        views.clear(view.user)
    elif action == "errors":
        return _errors(view, body.get("errors"))
    elif action == "update":
        views.update(view, _definition(body))
    elif action == "push":
        views.push(view.user, _definition(body))
    else:
        raise RefusedError("unknown_response_action")
    return {}


def _errors(view: View, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise RefusedError("invalid_errors")
    return {block_id: str(message) for block_id, message in errors.items()}


def _definition(body: JsonObject) -> JsonObject:
    view = body.get("view")
    problems = check_view(view)
    if problems or not isinstance(view, dict) or view["type"] != "modal":
        raise RefusedError("invalid_view", problems=[str(problem) for problem in problems])
    return view
