// The guided session as it runs: what holds now, its questions, its buttons. Without moments it says so.
"use strict";

const OLD_AFTER_MS = 2000;
const SURE_MS = 4000; // "End" wants a second press within this time
const BEGINS_MS = 8000; // so long may the loop take to take a session up
const opened = performance.now();
const by = (id) => document.getElementById(id);
const guided = by("guided"), question = by("question"), buttons = document.querySelector(".buttons");
let heard = performance.now();
let announced = "";
let begun = guided.dataset.begun === "yes"; // pressed a moment ago: the loop has not taken it up yet
let wasOn = !["off", ""].includes(guided.dataset.phase);
let beating = 0, beat = null;

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function show(state) {
  const training = state.training;
  guided.classList.remove("old");
  const on = training.phase !== "off";
  wasOn = wasOn || on;
  begun = begun && !on && performance.now() - opened < BEGINS_MS;
  if (on || !wasOn) showGuided(training);
  else showGone();
  showQuestion(training.question);
  showDrill(training.drill);
  showMetronome(training.click_spm);
  showButtons(training);
  showAlarm(state.cue);
  by("finished").hidden = !(training.phase === "over" || (!on && !begun));
}

function showGuided(training) {
  guided.dataset.phase = training.phase;
  guided.dataset.way = training.way;
  put(by("title"), training.title);
  put(by("place"), training.place);
  put(by("phase"), begun ? "One moment" : training.phase_words);
  put(by("doing"), training.doing);
  put(by("part"), training.part);
  put(by("amount"), training.amount);
  put(by("counted"), training.counted);
  const share = by("share");
  share.hidden = training.share === null;
  if (training.share !== null) share.value = training.share;
  const words = [training.phase_words, training.doing, training.part].filter(Boolean).join(". ");
  if (words !== announced && !begun) {
    announced = words;
    put(by("said"), words);
  }
}

// The loop forgets a session when it is over; its last state stands until the page is left.
function showGone() {
  if (guided.dataset.phase === "over") return;
  guided.dataset.phase = "over";
  put(by("phase"), "Finished");
  put(by("doing"), "");
  put(by("amount"), "");
  by("share").hidden = true;
  put(by("said"), "The session is finished");
}

function showQuestion(asked) {
  question.hidden = !asked;
  const form = question.querySelector("form");
  const key = asked ? `${asked.key} ${asked.words}` : "";
  if (question.dataset.shown === key) return;
  question.dataset.shown = key;
  put(by("asked"), asked ? asked.words : "");
  if (!form || !asked) return;
  form.dataset.kind = asked.kind;
  form.elements.question.value = asked.key;
  by("answers").replaceChildren(...asked.choices.map((choice) => {
    const button = document.createElement("button");
    button.name = "value";
    button.value = choice.value;
    button.textContent = choice.words;
    return button;
  }));
}

function showDrill(key) {
  for (const figure of document.querySelectorAll(".figure")) figure.hidden = figure.dataset.drill !== key;
}

function showMetronome(rate) {
  const line = by("metronome");
  line.hidden = !rate;
  if (rate === beating) return;
  beating = rate;
  if (beat) beat.cancel();
  beat = null;
  if (!rate) return;
  put(line.querySelector(".rate"), `${Math.round(rate)} steps a minute`);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  beat = line.querySelector(".beat").animate(
    [{ transform: "scale(1)", opacity: 1 }, { transform: "scale(.45)", opacity: .35 }],
    { duration: 60000 / rate, iterations: Infinity, easing: "ease-out" });
}

function showButtons(training) {
  buttons.dataset.phase = training.phase;
  const next = document.querySelector("form[data-press=next], form[data-press=start]");
  if (!next) return; // a viewer's page has only Pain
  next.dataset.press = training.phase === "hurt" ? "start" : "next";
  next.action = `/train/press/${next.dataset.press}`;
  put(next.querySelector("span"), training.next_words || "Next");
  next.querySelector("button").disabled = !training.next_words;
  document.querySelector("form[data-press=skip] button").disabled = !training.can_skip;
  const over = ["over", "off"].includes(training.phase);
  put(document.querySelector("form[data-press=pause] span"), training.phase === "paused" ? "Go on" : "Pause");
  for (const what of ["pause", "end"]) document.querySelector(`form[data-press=${what}] button`).disabled = over;
}

// A warning is larger than everything else.
function showAlarm(cue) {
  const line = by("alarm"), warns = cue && ["safety", "balance"].includes(cue.class_);
  line.hidden = !warns;
  line.dataset.class = cue ? cue.class_ : "";
  put(line, warns ? cue.words : "");
}

function showOld(seconds) {
  guided.classList.add("old");
  put(by("phase"), `No data for ${seconds} s`);
  put(by("doing"), "Slow to a stand. Nobody watches now.");
  if (announced !== "old") put(by("said"), "No data. Nobody watches now.");
  announced = "old";
}

setInterval(() => {
  const age = performance.now() - heard;
  if (age > OLD_AFTER_MS && !document.hidden) showOld(Math.floor(age / 1000));
}, 250);

// ---- listening

const told = {
  moment(state) {
    heard = performance.now();
    show(state);
  },
  cue() {},
  quiet() {},
};
const ear = openEar(told);

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return ear.deafen();
  heard = performance.now();
  ear.listen();
});
addEventListener("pagehide", () => ear.deafen());
addEventListener("pageshow", (back) => { if (back.persisted) ear.listen(); });

// ---- buttons: no page load, what holds now stays in sight

function fail(words) {
  const line = by("problem");
  put(line, words);
  line.hidden = false;
  clearTimeout(line.ends);
  line.ends = setTimeout(() => { line.hidden = true; }, 8000);
}

async function send(form, fields, words) {
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(3000),
    });
    if (answer.status === 401) return leave();
    if (!answer.ok) throw new Error((await answer.json()).error);
    by("problem").hidden = true;
    put(by("said"), words + " noted");
  } catch (problem) {
    fail(`${words} did not get through. ${problem.message}`);
  }
}

for (const form of document.querySelectorAll(".buttons form, #question form")) {
  form.addEventListener("submit", (submit) => {
    submit.preventDefault();
    const pressed = submit.submitter;
    if (form.dataset.press === "end" && !isSure(pressed)) return;
    const fields = new FormData(form);
    if (pressed && pressed.name) fields.set(pressed.name, pressed.value);
    send(form, fields, (pressed ? pressed.innerText : "").split("\n")[0]);
  });
}

function isSure(button) {
  if (button.classList.contains("sure")) {
    calm(button);
    return true;
  }
  button.classList.add("sure");
  put(button.querySelector("span"), "Press again");
  setTimeout(() => calm(button), SURE_MS);
  return false;
}

function calm(button) {
  button.classList.remove("sure");
  put(button.querySelector("span"), "End");
}

// A phone that falls asleep shows nothing. Not every browser grants it, and none without https.
async function stayAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch { /* then the phone's own setting holds */ }
}

stayAwake();
ear.listen();
