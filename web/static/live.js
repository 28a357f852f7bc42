// The live page: shows each moment as it comes, and says so when none does.
"use strict";

const OLD_AFTER_MS = 2000;
const root = document.documentElement;
const by = (id) => document.getElementById(id);
const cue = by("cue"), path = by("path"), picture = by("picture"), note = by("picture-note");
let heard = performance.now(); // when the last moment came
let source = null;
let announcedPath = "";

// ---- what is shown

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function show(state) {
  root.classList.toggle("coaching", state.coaching);
  root.classList.toggle("not-coaching", !state.coaching);
  showCue(state);
  showPath(state.path);
  const direction = by("direction");
  direction.dataset.direction = state.direction;
  put(direction, state.direction_words);
  state.readings.forEach(showReading);
  showNotices(state.notices.concat(state.hints));
  showMuted(state.muted);
}

function showCue(state) {
  if (state.cue) setCue(state.cue.class_, state.cue.class_words, state.cue.words);
  else if (state.coaching) setCue("none", "", "No cue now");
  else setCue("off", "", "Coaching is stopped");
}

function setCue(kind, title, words) {
  const line = cue.querySelector(".cue-words");
  const changed = cue.dataset.class !== kind || line.textContent.trim() !== words;
  if (!changed) return;
  cue.dataset.class = kind;
  put(cue.querySelector(".cue-class"), title);
  put(line, words);
  fit(line);
}

// The largest letters with which the words fill their box.
function fit(line) {
  line.style.fontSize = "";
  if (["none", "off"].includes(cue.dataset.class)) return;
  let small = 16, large = 220;
  while (large - small > 1) {
    const size = (small + large) / 2;
    line.style.fontSize = size + "px";
    if (line.scrollHeight > line.clientHeight || line.scrollWidth > line.clientWidth) large = size;
    else small = size;
  }
  line.style.fontSize = Math.floor(small) + "px";
}

function showPath(shown) {
  path.dataset.state = shown.state;
  path.dataset.alarm = shown.alarm ? "yes" : "no";
  put(path.querySelector(".path-words"), shown.words);
  put(path.querySelector(".path-detail"), shown.detail);
  if (shown.words === announcedPath) return;
  announcedPath = shown.words;
  say(`Path: ${shown.words}. ${shown.detail}`, shown.alarm);
}

function showReading(reading) {
  const item = by("reading-" + reading.key);
  const words = reading.why || reading.band_words;
  item.dataset.band = reading.band;
  if (item.title !== words) item.title = words;
  put(item.querySelector(".value"), reading.text);
  put(item.querySelector(".note"), words);
}

function showNotices(texts) {
  const list = by("notices");
  if (texts.join("\n") === list.dataset.shown) return;
  list.dataset.shown = texts.join("\n");
  list.replaceChildren(...texts.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
}

function showMuted(muted) {
  const form = document.querySelector("form[data-action=mute]");
  form.elements.muted.value = muted ? "0" : "1";
  const button = form.querySelector("button");
  button.setAttribute("aria-pressed", String(muted));
  put(button.querySelector("span"), muted ? "Unmute" : "Mute");
}

// For screen readers: safety interrupts, everything else waits its turn.
function say(text, atOnce) {
  by(atOnce ? "said-now" : "said").textContent = text;
}

// ---- old is shown as old

function showOld(words) {
  setCue("stale", "", words);
  cue.setAttribute("aria-live", "off");
  path.dataset.state = "unknown";
  path.dataset.alarm = "yes";
  put(path.querySelector(".path-words"), "PATH NOT SEEN: LOOK BEHIND YOU");
  put(path.querySelector(".path-detail"), "no data");
  by("direction").dataset.direction = "unknown";
  put(by("direction"), "NO DATA");
  for (const item of document.querySelectorAll(".readings li")) {
    item.dataset.band = "unknown";
    item.title = "no data";
    put(item.querySelector(".value"), "–");
    put(item.querySelector(".note"), "no data");
  }
  if (announcedPath !== "old") say("No data. The path is not seen.", true);
  announcedPath = "old";
}

setInterval(() => {
  const age = performance.now() - heard;
  if (age > OLD_AFTER_MS && !document.hidden) showOld(`No data for ${Math.floor(age / 1000)} s`);
}, 250);

// ---- listening; nothing is fetched for a page that nobody sees

function listen() {
  if (source) return;
  source = new EventSource("/events");
  source.addEventListener("moment", (message) => {
    heard = performance.now();
    show(JSON.parse(message.data));
  });
  source.addEventListener("cue", (message) => {
    const told = JSON.parse(message.data);
    say(`${told.class_words}: ${told.words}`, told.class_ === "safety");
  });
  source.addEventListener("quiet", (message) => {
    const state = JSON.parse(message.data);
    showNotices(state.notices.concat(state.hints));
    showMuted(state.muted);
  });
  source.addEventListener("signed_out", leave);
  source.onerror = () => {
    if (source && source.readyState === EventSource.CLOSED) again(); // refused: signed out, or all places taken
  };
}

function deafen() {
  if (source) source.close();
  source = null;
}

async function again() {
  deafen();
  try {
    const answer = await fetch("/api/state");
    if (answer.status === 401) return leave();
  } catch { /* the machine is away: try again as long as this page is open */ }
  setTimeout(() => { if (!document.hidden) listen(); }, 2000);
}

function leave() {
  location.assign("/login");
}

function watch() {
  picture.src = "/stream.mjpg?" + Date.now();
}

picture.addEventListener("error", () => {
  if (document.hidden || !picture.hasAttribute("src")) return;
  note.hidden = false;
  note.textContent = "No picture: trying again";
  setTimeout(watch, 2000);
});
picture.addEventListener("load", () => { note.hidden = true; });

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    deafen();
    picture.removeAttribute("src");
  } else {
    heard = performance.now() - OLD_AFTER_MS; // what stands there is from before
    listen();
    watch();
  }
});
addEventListener("resize", () => fit(cue.querySelector(".cue-words")));

// ---- buttons: no page load, the picture goes on

for (const form of document.querySelectorAll(".controls form")) {
  form.addEventListener("submit", async (submit) => {
    submit.preventDefault();
    const action = form.dataset.action;
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" },
      });
      if (answer.status === 401) return leave();
      if (!answer.ok) throw new Error((await answer.json()).error);
      const done = await answer.json();
      showMuted(done.muted);
      say({ start: "Coaching starts", stop: "Coaching stops", pain: "Pain noted", mute: done.muted ? "Muted. Warnings still sound" : "Sound on" }[action], false);
    } catch (problem) {
      showNotices([`${action}: ${problem.message}`]);
      say(`That did not work: ${problem.message}`, true);
    }
  });
}

listen();
fit(cue.querySelector(".cue-words"));
