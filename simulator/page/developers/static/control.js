// The control API, which answers a request that it cannot follow with a sentence.

export async function control(path, body, method = "POST") {
  const options = { method };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  try {
    const response = await fetch(`/control/${path}`, options);
    const answer = await response.json();
    return { ok: response.ok, body: answer, said: answer.detail ?? `HTTP ${response.status}` };
  } catch {
    return { ok: false, body: null, said: "The workspace did not answer." };
  }
}
