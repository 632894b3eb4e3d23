// Doing something in the workspace: everything goes through the control API, as it does for tests.

const UNREACHABLE = "The workspace cannot be reached. Nothing was sent.";

/** The result of what the person did; `shown` is what they read when it did not work. */
export async function act(deed, request) {
  let answer;
  try {
    answer = await fetch(`/control/${deed}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(request),
    });
  } catch {
    return { outcome: "unreachable", shown: UNREACHABLE };
  }
  let body;
  try {
    body = await answer.json();
  } catch {
    return { outcome: "error", shown: UNREACHABLE };
  }
  if (!answer.ok) return { outcome: "refused", shown: body.detail ?? UNREACHABLE };
  return { outcome: "acked", shown: "", ...body };
}

export const worked = (result) => result.outcome === "acked";
