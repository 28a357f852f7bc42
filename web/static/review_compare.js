// Two clips, one time: zero is the chosen contact of each. B is mirrored when the runners face opposite ways.
import { draw, load, whole } from "./review_clip.js";

const by = (id) => document.getElementById(id);
const DRIFT_S = 0.05; // two films that run by themselves part slowly; beyond this B is put right
const SPEEDS = [...by("speed").options].map((option) => option.value);
const COLOURS = { a: "#ffb000", b: "#4cc9ff" };
const isOver = () => by("pair").dataset.laid === "over";
let sides = [], u = 0, range = [0, 0];

class Half {
  constructor(figure, clip) {
    this.figure = figure;
    this.clip = clip;
    this.film = figure.querySelector("video");
    this.ink = figure.querySelector("canvas");
    this.now = figure.querySelector(".now");
    this.mirrored = false;
    this.zero = 0; // the contact's time in the film
    this.frame = 0;
    this.film.controls = false;
    this.film.addEventListener("loadedmetadata", () => this.fit());
    if (this.film.readyState) this.fit();
    this.film.addEventListener("seeked", () => this.#next());
  }

  fit() {
    this.ink.width = this.film.videoWidth;
    this.ink.height = this.film.videoHeight;
    this.show();
  }

  choose(contact) {
    this.zero = contact - this.clip.start;
  }

  show() {
    const layers = { skeleton: by("skeletons").checked, angles: false, path: false };
    draw(this.ink, this.clip, this.frame, layers, this.mirrored, isOver() ? COLOURS[this.figure.dataset.side] : "");
    this.now.textContent = `${this.figure.dataset.side.toUpperCase()}: ${reading(this.clip, this.frame)}`;
  }

  // One seek at a time, the newest wish last.
  go(u) {
    this.frame = this.clip.frameAt(this.zero + u + this.clip.start);
    this.show();
    this.wish = this.frame;
    if (!this.busy) this.#next();
  }

  #next() {
    this.busy = this.wish !== undefined;
    if (!this.busy) return;
    this.film.currentTime = this.clip.inside(this.wish) - this.clip.start;
    this.wish = undefined;
  }

  follow(t) {
    this.frame = this.clip.frameAt(t + this.clip.start);
    this.show();
  }
}

function reading(clip, frame) {
  const words = [];
  const lean = clip.value("trunk_lean_deg", frame), cadence = clip.value("cadence_spm", frame), near = clip.near(frame);
  if (lean !== null) words.push(`lean ${whole(lean)}°`);
  for (const [name, key] of [["knee", "knee_flexion_SIDE_deg"], ["elbow", "elbow_SIDE_deg"]]) {
    const value = near ? clip.value(key.replace("SIDE", near), frame) : null;
    if (value !== null) words.push(`${name} ${whole(value)}°`);
  }
  if (cadence !== null) words.push(`${whole(cadence)} steps/min`);
  return words.join(" · ") || "not measured here";
}

// ---- one time for both

function goTo(wish) {
  u = Math.min(Math.max(wish, range[0]), range[1]);
  pause();
  for (const half of sides) half.go(u);
  tell();
}

function tell() {
  by("scrub").value = u;
  by("clock").textContent = `${u < 0 ? "−" : "+"}${Math.abs(u).toFixed(2)} s`;
}

function step(way) {
  const [a] = sides, frame = a.clip.frameAt(a.zero + u + a.clip.start);
  const n = Math.min(Math.max(frame + way, 0), a.clip.times.length - 1);
  goTo(a.clip.times[n] - a.clip.start - a.zero);
}

function pause() {
  for (const half of sides) half.film.pause();
  by("play").textContent = "Play";
}

function play() {
  const [a, b] = sides;
  if (!a.film.paused) return pause();
  if (u >= range[1] - 0.02) u = range[0];
  for (const half of sides) {
    half.film.playbackRate = Number(by("speed").value);
    half.film.currentTime = half.zero + u;
    half.film.play().catch(() => {});
  }
  by("play").textContent = "Pause";
  const tick = () => {
    if (a.film.paused) return;
    u = a.film.currentTime - a.zero;
    if (u >= range[1]) {
      for (const half of sides) half.film.currentTime = half.zero + range[0];
    } else if (!b.film.seeking && Math.abs(b.film.currentTime - b.zero - u) > DRIFT_S) b.film.currentTime = b.zero + u;
    for (const half of sides) half.follow(half.film.currentTime);
    tell();
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

// ---- what is compared with what

function offer(half) {
  const select = by("contact-" + half.figure.dataset.side);
  const contacts = half.clip.contacts.length ? half.clip.contacts : [{ t_s: half.clip.start, side: "" }];
  select.append(...contacts.map((contact, n) => {
    const option = document.createElement("option");
    option.value = n;
    option.textContent = contact.side ? `${contact.side} foot, ${(contact.t_s - half.clip.start).toFixed(2)} s` : "begin (no contact found)";
    return option;
  }));
  half.contacts = contacts;
  select.addEventListener("change", align);
}

// Both begin at a contact of the same foot, the second one of it where there is one: the first may be cut.
function firstChoice() {
  const [a, b] = sides;
  for (const side of ["left", "right"]) {
    const [as, bs] = [a, b].map((half) => half.contacts.flatMap((contact, n) => (contact.side === side ? [n] : [])));
    if (!as.length || !bs.length) continue;
    by("contact-a").value = as[Math.min(1, as.length - 1)];
    by("contact-b").value = bs[Math.min(1, bs.length - 1)];
    return;
  }
}

function align() {
  for (const half of sides) half.choose(half.contacts[by("contact-" + half.figure.dataset.side).value].t_s);
  const [a, b] = sides;
  range = [-Math.min(a.zero, b.zero), Math.min(a.clip.length - a.zero, b.clip.length - b.zero)];
  [by("scrub").min, by("scrub").max] = range;
  const [sa, sb] = sides.map((half) => half.contacts[by("contact-" + half.figure.dataset.side).value].side);
  by("aligned-note").textContent = sa !== sb ? "These are contacts of different feet." : !sa ? "No contact was found: both start at their beginning." : "";
  fitOver();
  goTo(0);
}

function mirror() {
  const [, b] = sides;
  b.mirrored = by("mirror").checked;
  b.figure.classList.toggle("mirrored", b.mirrored);
  fitOver();
  b.show();
}

// Laid over each other B gets A's size, and the hips meet at the chosen contact.
function fitOver() {
  const [a, b] = sides;
  for (const layer of [b.film, b.ink]) layer.style.translate = layer.style.scale = "";
  if (!isOver()) return;
  const [bodyA, bodyB] = sides.map((half) => half.clip.body(half.clip.frameAt(half.zero + half.clip.start)));
  if (!bodyA || !bodyB || !a.ink.width || !b.ink.width) return;
  const [wideA, wideB] = sides.map((half) => half.ink.width / half.ink.height);
  const x = (b.mirrored ? wideB - bodyB.hips[0] : bodyB.hips[0]) - wideB / 2, y = bodyB.hips[1] - 0.5;
  const scale = Math.min(Math.max(bodyA.tall / bodyB.tall, 0.25), 4), high = b.film.clientHeight;
  const right = bodyA.hips[0] - wideA / 2 - x * scale, down = bodyA.hips[1] - 0.5 - y * scale;
  for (const layer of [b.film, b.ink]) {
    layer.style.translate = `${right * high}px ${down * high}px`; // beside the mirror, which is a transform
    layer.style.scale = scale;
  }
}

function lay() {
  const over = by("pair").dataset.laid === "beside";
  by("pair").dataset.laid = over ? "over" : "beside";
  by("lay").setAttribute("aria-pressed", String(over));
  by("lay").textContent = over ? "Side by side" : "Lay over";
  fitOver();
  sides.forEach((half) => half.show());
}

const KEYS = { " ": play, ArrowLeft: () => step(-1), ArrowRight: () => step(1), o: lay, m: () => by("mirror").click(), "-": () => speed(-1), "+": () => speed(1) };

function speed(change) {
  const n = SPEEDS.indexOf(by("speed").value) + change;
  by("speed").value = SPEEDS[Math.min(Math.max(n, 0), SPEEDS.length - 1)];
  for (const half of sides) half.film.playbackRate = Number(by("speed").value);
}

function pressed(key) {
  if (key.ctrlKey || key.metaKey || key.altKey || key.target.matches("select")) return;
  if (key.key === " " && key.target.matches("button, a, input")) return;
  if (!KEYS[key.key]) return;
  key.preventDefault();
  KEYS[key.key]();
}

async function open() {
  const figures = [...document.querySelectorAll("figure[data-clip]")];
  try {
    const clips = await Promise.all(figures.map((figure) => load(figure.dataset.clip)));
    if (clips.some((clip) => !clip.times.length)) throw new Error("One of the clips has no poses and no measures to align by.");
    sides = figures.map((figure, n) => new Half(figure, clips[n]));
  } catch (problem) {
    by("trouble").textContent = problem.message;
    by("trouble").hidden = false;
    return;
  }
  sides.forEach(offer);
  firstChoice();
  const [fa, fb] = sides.map((half) => half.clip.facing());
  by("mirror").checked = Boolean(fa && fb && fa !== fb);
  by("deck").hidden = false;
  mirror();
  align();
  by("play").addEventListener("click", play);
  by("back").addEventListener("click", () => step(-1));
  by("next").addEventListener("click", () => step(1));
  by("lay").addEventListener("click", lay);
  by("speed").addEventListener("change", () => speed(0));
  by("mirror").addEventListener("change", mirror);
  by("skeletons").addEventListener("change", () => sides.forEach((half) => half.show()));
  by("scrub").addEventListener("input", () => goTo(Number(by("scrub").value)));
  addEventListener("keydown", pressed);
  addEventListener("resize", fitOver);
  by("pair").dataset.ready = "yes";
}

open();
