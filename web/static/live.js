// The live page: shows each moment as it comes, and says so when none does.
"use strict";

const OLD_AFTER_MS = 2000;
const FROZEN_LOOKS = 5; // a second apart
const root = document.documentElement;
const by = (id) => document.getElementById(id);
const cue = by("cue"), path = by("path"), picture = by("picture"), note = by("picture-note");
const pathPicture = by("path-picture"); // null where one camera sees runner and path
let heard = performance.now(); // when the last moment came
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
  showAround(state);
  state.readings.forEach(showReading);
  showNotices(state.notices.concat(state.hints));
  showMuted(state.muted);
  showSound(state.sound);
  noteOnPicture("");
  picture.classList.remove("old");
  pathPicture?.classList.remove("old");
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
  put(path.querySelector(".path-reach"), shown.reach);
  showThings(shown.things);
  if (shown.words === announcedPath) return;
  announcedPath = shown.words;
  say("path-said", `${path.dataset.name}: ${shown.words}. ${shown.detail}`, shown.alarm);
}

function showThings(all) {
  const things = all.filter((thing) => !thing.headline);
  const list = path.querySelector(".path-things"), told = things.map((thing) => thing.level + thing.words).join("\n");
  if (told === list.dataset.shown) return;
  list.dataset.shown = told;
  list.replaceChildren(...things.map((thing) => {
    const item = document.createElement("li");
    item.dataset.level = thing.level;
    item.textContent = thing.words;
    return item;
  }));
}

function showReading(reading) {
  const item = by("reading-" + reading.key);
  item.dataset.band = reading.band;
  if (item.title !== reading.note) item.title = reading.note;
  put(item.querySelector(".value"), reading.text);
  put(item.querySelector(".note"), reading.note);
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

// A press that went nowhere must be seen, the more so when it was the one for pain.
function fail(words) {
  const line = by("problem");
  put(line, words);
  line.hidden = false;
  clearTimeout(line.ends);
  line.ends = setTimeout(() => { line.hidden = true; }, 8000);
}

function noteOnPicture(words) {
  put(note, words);
  note.hidden = !words;
}

// Who runs, and how the recording stands.
function showAround(state) {
  put(by("who-name"), state.runner || "not named");
  const line = by("recording");
  line.dataset.runs = state.recording ? "yes" : "no";
  put(line.querySelector(".light"), state.recording ? "Recording a clip" : "");
  put(line.querySelector(".room"), state.room);
}

function showMuted(muted) {
  const form = document.querySelector("form[data-action=mute]");
  if (!form) return; // a viewer's page has none
  form.elements.muted.value = muted ? "0" : "1";
  const button = form.querySelector("button");
  button.setAttribute("aria-pressed", String(muted));
  put(button.querySelector("span"), muted ? "Unmute" : "Mute");
}

// Whether somebody hears the coach: the style shows the button or the question that goes with it.
function showSound(state) {
  const line = by("sound");
  if (line && line.dataset.state !== state) line.dataset.state = state;
}

// For screen readers: safety interrupts, everything else waits its turn. Cues, path and buttons don't overwrite another.
function say(whose, text, atOnce) {
  by(atOnce ? whose + "-now" : whose).textContent = text;
  by(atOnce ? whose : whose + "-now").textContent = "";
}

// ---- old is shown as old

function showOld(words) {
  setCue("stale", "", words);
  path.dataset.state = "unknown";
  path.dataset.alarm = "yes";
  put(path.querySelector(".path-words"), path.dataset.notSeen);
  put(path.querySelector(".path-detail"), "no data");
  put(path.querySelector(".path-reach"), "");
  showThings([]);
  by("direction").dataset.direction = "unknown";
  put(by("direction"), "NO DATA");
  for (const item of document.querySelectorAll(".readings li")) {
    item.dataset.band = "unknown";
    item.title = "no data";
    put(item.querySelector(".value"), "–");
    put(item.querySelector(".note"), "no data");
  }
  noteOnPicture("This picture may be old");
  picture.classList.add("old");
  pathPicture?.classList.add("old");
  if (announcedPath !== "old") say("path-said", "No data. " + path.dataset.notSeen, true);
  announcedPath = "old";
}

setInterval(() => {
  const age = performance.now() - heard;
  if (age > OLD_AFTER_MS && !document.hidden) showOld(`No data for ${Math.floor(age / 1000)} s`);
}, 250);

// ---- listening; nothing is fetched for a page that nobody sees

const told = {
  moment(state) {
    heard = performance.now();
    show(state);
  },
  cue(cue) {
    say("cue-said", `${cue.class_words}: ${cue.words}`, cue.class_ === "safety");
  },
  quiet(state) {
    showOld("No data");
    showAround(state);
    showNotices(state.notices.concat(state.hints));
    showMuted(state.muted);
    showSound(state.sound);
  },
};

const ear = openEar(told);

function watch() {
  picture.src = "/stream.mjpg?" + Date.now();
  if (pathPicture) pathPicture.src = "/path.mjpg?" + Date.now();
}

pathPicture?.addEventListener("error", () => {
  if (document.hidden || !pathPicture.hasAttribute("src")) return;
  setTimeout(() => { pathPicture.src = "/path.mjpg?" + Date.now(); }, 2000);
});

picture.addEventListener("error", () => {
  if (document.hidden || !picture.hasAttribute("src")) return;
  noteOnPicture("No picture: trying again");
  setTimeout(watch, 2000);
});

// A stream that broke off in its middle leaves its last picture standing, and no browser tells: so look whether it moves.
const eye = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
eye.canvas.width = 160;
eye.canvas.height = 90;
let lastLook = "", sameLooks = 0;

function look() {
  if (document.hidden || !picture.naturalWidth) return;
  try {
    eye.drawImage(picture, 0, 0, 160, 90);
  } catch { // between two streams there is nothing to draw
    return;
  }
  const pixels = eye.getImageData(0, 0, 160, 90).data.join();
  sameLooks = pixels === lastLook ? sameLooks + 1 : 0;
  lastLook = pixels;
  if (sameLooks < FROZEN_LOOKS) return;
  sameLooks = 0;
  watch();
}
setInterval(look, 1000);

function sleep() {
  ear.deafen();
  picture.removeAttribute("src");
  pathPicture?.removeAttribute("src");
}

function wake() {
  heard = performance.now() - OLD_AFTER_MS; // what stands there is from before
  ear.listen();
  watch();
}

document.addEventListener("visibilitychange", () => { document.hidden ? sleep() : wake(); });
addEventListener("pagehide", sleep);
addEventListener("pageshow", (back) => { if (back.persisted) wake(); });
addEventListener("resize", () => fit(cue.querySelector(".cue-words")));

// ---- buttons: no page load, the picture goes on

for (const form of document.querySelectorAll(".controls form, .sound form")) {
  form.addEventListener("submit", async (submit) => {
    submit.preventDefault();
    const action = form.dataset.action;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form, submit.submitter)),
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(3000),
      });
      if (answer.status === 401) return leave();
      if (!answer.ok) throw new Error((await answer.json()).error);
      const done = await answer.json();
      by("problem").hidden = true;
      if ("muted" in done) showMuted(done.muted);
      if ("sound" in done) showSound(done.sound);
      say("said", { check: "The sound check is being spoken. Did you hear it?", heard: "Noted", start: "Coaching starts", stop: "Coaching stops", pain: "Pain noted", mute: done.muted ? "Muted. Warnings still sound" : "Sound on" }[action], false);
    } catch (problem) {
      fail(`${form.querySelector("button").firstChild.textContent} did not get through. ${problem.message}`);
    }
  });
}

ear.listen();
fit(cue.querySelector(".cue-words"));
