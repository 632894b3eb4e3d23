"use strict";

// The player. The server decides what may be heard; this page asks it every second while it plays and falls silent
// when the answer is no, because a short clip is in the browser's memory before anybody can stop it.

const BACK_SECONDS = 2;
const ASK_PLAYING_MS = 1000;
const ASK_PAUSED_MS = 5000;
const ANSWER_MS = 3000;
const OVERLAY_LINES = 9;

const WITHDRAWN = "This clip was withdrawn. You can close this page.";
const OVER = "Your time to listen is over. Go back to the card in Slack and press Listen again.";
const NO_AUDIO = "There is no recording for this clip. Tell your team lead.";
const AWAY = "Second Ear cannot be reached, so playing is paused. Press Play to try again.";
const BROKEN = "The recording cannot be played here. Reload this page once; then tell your team lead.";

function startPlayer(root) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const audio = root.querySelector("audio");
  const [controls, play, back] = [part("controls"), part("play"), part("back")];
  const [position, clock, speed, volume] = [part("position"), part("clock"), part("speed"), part("volume")];
  const base = root.dataset.base;
  const length = () => (Number.isFinite(audio.duration) ? audio.duration : Number(root.dataset.seconds));
  let isEnded = false;
  let timer = 0;

  function show() {
    const seconds = `${audio.currentTime.toFixed(1)} s of ${length().toFixed(1)} s`;
    clock.textContent = seconds;
    position.max = length();
    position.value = audio.currentTime;
    position.setAttribute("aria-valuetext", seconds);
    play.textContent = audio.paused ? "Play" : "Pause";
  }

  function say(text) {
    part("notice").textContent = text;
  }

  function end(text) {
    isEnded = true;
    clearTimeout(timer);
    audio.pause();
    audio.removeAttribute("src");
    audio.load(); // lets go of what the browser holds in memory
    for (const shared of root.querySelectorAll("[data-shared]")) shared.hidden = true;
    part("status").textContent = "";
    say(text);
  }

  async function ask() {
    clearTimeout(timer);
    const answer = await fetch(`${base}/state`, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => null);
    if (isEnded) return false;
    if (answer?.status === 410) end(WITHDRAWN);
    else if (answer?.status === 403) end(OVER);
    else if (answer?.status !== 204) pause(AWAY);
    if (isEnded) return false;
    clearTimeout(timer);
    timer = setTimeout(ask, audio.paused ? ASK_PAUSED_MS : ASK_PLAYING_MS);
    return answer?.status === 204;
  }

  function pause(text) {
    if (audio.paused) return;
    audio.pause();
    say(text);
  }

  async function start() {
    say("");
    if (!audio.hasAttribute("src")) audio.src = `${base}/audio`;
    ask();
    // A refusal arrives as the element's error; an interruption by a pause is none.
    await audio.play().catch(() => {});
  }

  async function explain() {
    if (isEnded || !audio.hasAttribute("src")) return;
    audio.pause();
    const failed = await fetch(`${base}/audio`, { headers: { Range: "bytes=0-0" } }).catch(() => null);
    const isAllowed = await ask();
    if (isEnded) return;
    const at = audio.currentTime;
    audio.removeAttribute("src"); // the next press begins afresh
    say(!isAllowed || !failed ? AWAY : failed.status === 404 ? NO_AUDIO : BROKEN);
    position.value = at;
  }

  function goBack() {
    audio.currentTime = Math.max(0, audio.currentTime - BACK_SECONDS);
    show();
  }

  function toggle() {
    if (audio.paused) start();
    else audio.pause();
  }

  function press(event) {
    const isInput = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (isEnded || isInput || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.code === "ArrowLeft") goBack();
    else if (event.code === "Space" && !(event.target instanceof HTMLButtonElement)) toggle();
    else return;
    event.preventDefault();
  }

  function stamp() {
    const overlay = root.querySelector("[data-listener]");
    const line = `${overlay.dataset.listener} · ${new Date().toLocaleString()}`;
    overlay.replaceChildren(
      ...Array.from({ length: OVERLAY_LINES }, () => {
        const row = document.createElement("span");
        row.textContent = `${line}   ${line}`;
        return row;
      }),
    );
  }

  audio.volume = Number(volume.value);
  audio.preservesPitch = true;
  play.addEventListener("click", toggle);
  back.addEventListener("click", goBack);
  position.addEventListener("input", () => {
    audio.currentTime = Number(position.value);
  });
  speed.addEventListener("change", () => {
    audio.playbackRate = Number(speed.value);
  });
  volume.addEventListener("input", () => {
    audio.volume = Number(volume.value);
  });
  audio.addEventListener("error", explain);
  audio.addEventListener("playing", () => {
    audio.playbackRate = Number(speed.value);
    part("status").textContent = "Playing.";
  });
  audio.addEventListener("pause", () => {
    part("status").textContent = audio.ended ? "The end." : "Paused.";
  });
  for (const event of ["play", "pause", "timeupdate", "durationchange", "seeked"]) {
    audio.addEventListener(event, () => {
      if (!isEnded) show();
    });
  }
  document.addEventListener("keydown", press);
  root.addEventListener("contextmenu", (event) => {
    if (event.target === audio) event.preventDefault();
  });

  controls.hidden = false;
  play.focus();
  stamp();
  setInterval(stamp, 30000);
  show();
  ask();
}

// A second press while the first is on its way would find the link used.
function startLink(form) {
  form.addEventListener("submit", () => {
    form.querySelector("button").disabled = true;
  });
}

const player = document.querySelector("[data-player]");
const link = document.querySelector("[data-open]");
if (player) startPlayer(player);
if (link) startLink(link);
