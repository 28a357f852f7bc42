// The review page: steps, plays and loops the film, and lets everything on the page go to its time.
import { draw, load } from "./review_clip.js";
import { frameStrip } from "./review_why.js";
import { plots } from "./review_plots.js";
import { ribbon } from "./review_ribbon.js";

const by = (id) => document.getElementById(id);
const bench = by("bench"), film = by("film"), ink = by("ink");
const SPEEDS = [...by("speed").options].map((option) => option.value);
const followers = []; // what moves with the frame
let clip = null, frame = 0, loop = null;

// ---- the frame on the screen

function show(n) {
  frame = Math.min(Math.max(n, 0), clip.times.length - 1);
  const t = clip.times[frame] - clip.start;
  draw(ink, clip, frame, layers());
  by("clock").textContent = `${Math.floor(t / 60)}:${(t % 60).toFixed(2).padStart(5, "0")} · frame ${frame}`;
  by("scrub").value = t;
  by("scrub").setAttribute("aria-valuetext", `${t.toFixed(2)} seconds`);
  showCaption(t);
  for (const follow of followers) follow(t, frame);
}

function layers() {
  return Object.fromEntries(["skeleton", "angles", "path"].map((name) => [name, by("layer-" + name).checked]));
}

function showCaption(t) {
  const cue = clip.cues.filter((cue) => cue.t_s <= t + 0.01 && t < cue.t_s + 2.5).at(-1);
  by("said").hidden = !cue;
  if (cue) by("said").textContent = cue.words;
}

// Browsers that tell which picture they present are believed; the others are asked for their time.
function watch() {
  if (!film.requestVideoFrameCallback) {
    const look = () => { seen(film.currentTime); requestAnimationFrame(look); };
    film.addEventListener("play", look, { once: true });
    film.addEventListener("seeked", () => seen(film.currentTime));
    return;
  }
  const told = (now, picture) => { seen(picture.mediaTime); film.requestVideoFrameCallback(told); };
  film.requestVideoFrameCallback(told);
}

function seen(t) {
  if (seeking !== null && film.paused) return; // an older picture than the one that was asked for
  if (loop && !film.paused && (t >= loop[1] - clip.start || t < loop[0] - clip.start - 0.2)) return go(loop[0] - clip.start, true);
  show(clip.frameAt(t + clip.start));
}

let seeking = null, waiting = null; // one seek at a time: a phone that is dragged over gets the newest

function goFrame(n, playOn = false) {
  n = Math.min(Math.max(n, 0), clip.times.length - 1);
  if (!playOn) film.pause();
  show(n);
  if (seeking !== null) {
    waiting = n;
    return;
  }
  seeking = n;
  film.currentTime = clip.inside(n) - clip.start;
}

film?.addEventListener("seeked", () => {
  seeking = null;
  if (waiting === null) return;
  const next = waiting;
  waiting = null;
  goFrame(next, !film.paused);
});

const go = (t, playOn = false) => goFrame(clip.frameAt(t + clip.start), playOn);
const step = (frames) => goFrame((seeking === null ? frame : waiting ?? seeking) + frames);

function play() {
  if (!film.paused) return film.pause();
  if (frame >= clip.times.length - 1) go(loop ? loop[0] - clip.start : 0);
  film.play().catch((problem) => trouble(`The film can't be played: ${problem.message}`));
}

function speed(change) {
  const select = by("speed"), n = SPEEDS.indexOf(select.value) + change;
  select.value = SPEEDS[Math.min(Math.max(n, 0), SPEEDS.length - 1)];
  film.playbackRate = Number(select.value);
}

// ---- a stride: from a contact to the next one of the same foot

function strideAround(t) {
  for (const side of ["left", "right"]) {
    const times = clip.contacts.filter((contact) => contact.side === side).map((contact) => contact.t_s);
    const n = times.findLastIndex((at) => at <= t + 0.001);
    if (n >= 0 && n + 1 < times.length) return [times[n], times[n + 1]];
  }
  return null;
}

function toggleLoop() {
  loop = loop ? null : strideAround(clip.times[frame]);
  by("loop").setAttribute("aria-pressed", String(Boolean(loop)));
  if (!loop) return;
  go(loop[0] - clip.start);
  film.play();
}

// ---- events

function nextEvent(way, kind = "") {
  const t = clip.times[frame], marks = clip.events.filter((event) => (kind ? event.kind === kind : MARKED.has(event.kind)));
  const found = way > 0 ? marks.find((event) => event.t_s > t + 0.02) : marks.findLast((event) => event.t_s < t - 0.02);
  if (found) go(found.t_s - clip.start);
  else if (kind && marks.length) go(marks[0].t_s - clip.start);
}
const MARKED = new Set(["contact", "cue", "obstacle", "head_check", "fall"]);

const KEYS = {
  " ": play,
  ArrowLeft: (key) => step(key.shiftKey ? -Math.round(clip.track.fps || 30) : -1),
  ArrowRight: (key) => step(key.shiftKey ? Math.round(clip.track.fps || 30) : 1),
  ",": () => nextEvent(-1), ".": () => nextEvent(1), c: () => nextEvent(1, "cue"),
  "-": () => speed(-1), "+": () => speed(1), "=": () => speed(1), l: toggleLoop,
  s: () => by("layer-skeleton").click(), a: () => by("layer-angles").click(), p: () => by("layer-path").click(),
  Home: () => goFrame(0), End: () => goFrame(clip.times.length - 1),
};

function pressed(key) {
  const where = key.target;
  if (key.ctrlKey || key.metaKey || key.altKey || where.matches("textarea, select, input:not([type=range], [type=checkbox])")) return;
  if (key.key === " " && where.matches("button, summary, a, input")) return;
  const act = KEYS[key.key.length === 1 ? key.key.toLowerCase() : key.key];
  if (!act) return;
  key.preventDefault();
  act(key);
}

// ---- the page

function trouble(words) {
  by("trouble").textContent = words;
  by("trouble").hidden = false;
}

function fitInk() {
  ink.width = film.videoWidth;
  ink.height = film.videoHeight;
  show(frame);
}

async function open() {
  try {
    clip = await load(bench.dataset.clip);
  } catch (problem) {
    return trouble(problem.message);
  }
  if (bench.dataset.charts === "yes") followers.push(plots(by("plots"), clip, (t) => film && go(t)));
  if (!film || !clip.times.length) return;
  film.controls = false;
  film.addEventListener("error", () => trouble("The film can't be shown by this browser."));
  if (film.readyState) fitInk();
  film.addEventListener("loadedmetadata", fitInk);
  begin();
  by("deck").hidden = false;
  followers.push(ribbon(by("ribbon"), clip, go));
  bench.dataset.ready = "yes";
  show(0);
  const asked = Number(new URLSearchParams(location.hash.slice(1)).get("t"));
  if (asked) go(asked);
}

function begin() {
  watch();
  by("scrub").max = clip.length;
  by("scrub").addEventListener("input", () => go(Number(by("scrub").value)));
  by("back").addEventListener("click", () => step(-1));
  by("next").addEventListener("click", () => step(1));
  by("play").addEventListener("click", play);
  by("loop").addEventListener("click", toggleLoop);
  by("loop").disabled = clip.contacts.length < 3;
  by("speed").addEventListener("change", () => speed(0));
  by("stage").addEventListener("click", play);
  for (const name of ["play", "pause"]) film.addEventListener(name, () => { by("play").textContent = film.paused ? "Play" : "Pause"; });
  by("layer-path").checked = clip.track.ground?.kind === "lane";
  for (const name of ["skeleton", "angles", "path"]) by("layer-" + name).addEventListener("change", () => show(frame));
  addEventListener("keydown", pressed);
  for (const button of document.querySelectorAll("[data-trim]")) {
    button.hidden = false;
    button.addEventListener("click", () => { button.form.elements[button.dataset.trim].value = (clip.times[frame] - clip.start).toFixed(3); });
  }
  for (const card of document.querySelectorAll(".cue-card")) openCard(card);
}

function openCard(card) {
  card.querySelector(".go").addEventListener("click", (click) => {
    click.preventDefault();
    go(Number(card.dataset.t) - clip.start);
    by("stage").scrollIntoView({ block: "nearest" });
  });
  const why = card.querySelector(".why");
  why.addEventListener("toggle", () => {
    if (!why.open) return;
    go(Number(card.dataset.t) - clip.start);
    frameStrip(why.querySelector(".strip"), clip, film.currentSrc, card, Number(why.dataset.before), go);
  });
  followers.push((t) => card.classList.toggle("now", Math.abs(t + clip.start - Number(card.dataset.t)) < 0.05));
}

open();
