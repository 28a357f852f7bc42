// The calibration page: points are dragged on the still, the ground's grid is drawn through them, the server checks.
"use strict";

const by = (id) => document.getElementById(id);
const form = by("calibrate"), stage = by("stage"), still = by("still"), loupe = by("loupe");
const fields = form.elements;
const CORNERS = ["corner_1", "corner_2", "corner_3", "corner_4"];
const ENDS = ["end_1", "end_2"];
const MARKS = ["mark_1", "mark_2"];
const KEYS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
const ASK_AFTER_MS = 250;
const LOUPE_PX = 48; // of the picture, in the loupe
const TREMBLE_PX = 3; // on the screen: a finger that moves less has clicked
const points = {}; // button of each point
let chosen = null, measuring = false, dragged = false, asked = 0, waiting = 0;

// ---- points: the form's fields are what counts, buttons on the still show and move them

function place(name) {
  const [x, y] = ["_x", "_y"].map((axis) => parseFloat(fields[name + axis].value.replace(",", ".")));
  return {x, y};
}

function size() {
  return {width: Number(fields.image_width.value), height: Number(fields.image_height.value)};
}

function move(name, x, y) {
  const {width, height} = size();
  const within = (value, most) => Math.min(Math.max(value, 0), most).toFixed(1).replace(/\.0$/, "");
  fields[name + "_x"].value = within(x, width);
  fields[name + "_y"].value = within(y, height);
  unsaved ||= !MARKS.includes(name);
  changed();
}

function shownPoints() {
  if (fields.kind.value === "belt") return ENDS;
  return measuring ? CORNERS.concat(MARKS) : CORNERS;
}

function makePoint(box) {
  const name = box.dataset.point, button = document.createElement("button"), tag = document.createElement("span");
  button.type = "button";
  button.className = "point";
  button.dataset.point = name;
  button.dataset.kind = name.split("_")[0];
  tag.textContent = {corner: "", end: ["console", "rear"][name.slice(-1) - 1], mark: ["A", "B"][name.slice(-1) - 1]}[button.dataset.kind];
  tag.hidden = !tag.textContent;
  tag.setAttribute("aria-hidden", "true");
  button.append(tag);
  button.addEventListener("pointerdown", (event) => drag(event, name));
  button.addEventListener("focus", () => choose(name));
  button.addEventListener("blur", () => { loupe.hidden = true; });
  button.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    nudge(step, event.shiftKey ? 10 : 1);
  });
  points[name] = button;
  stage.append(button);
}

function drag(event, name) {
  if (event.button > 0) return;
  event.preventDefault();
  const button = points[name], box = stage.getBoundingClientRect(), {width, height} = size(), from = place(name);
  const start = {x: event.clientX, y: event.clientY};
  button.focus({preventScroll: true});
  button.setPointerCapture(event.pointerId);
  const follow = (now) => {
    const [right, down] = [now.clientX - start.x, now.clientY - start.y];
    dragged ||= Math.hypot(right, down) > TREMBLE_PX;
    if (dragged) move(name, from.x + (right * width) / box.width, from.y + (down * height) / box.height);
  };
  const end = () => {
    button.removeEventListener("pointermove", follow);
    loupe.hidden = true;
  };
  button.addEventListener("pointermove", follow);
  for (const over of ["pointerup", "pointercancel"]) button.addEventListener(over, end, {once: true});
}

function choose(name) {
  chosen = name;
  for (const [other, button] of Object.entries(points)) button.setAttribute("aria-pressed", String(other === name));
  showLoupe();
}

function nudge([right, down], pixels) {
  if (!chosen) choose(shownPoints()[0]);
  const {x, y} = place(chosen);
  move(chosen, x + right * pixels, y + down * pixels);
  const now = place(chosen);
  by("moved").textContent = `${nameOf(chosen)}: ${now.x} from the left, ${now.y} from the top`;
}

function nameOf(name) {
  return document.querySelector(`fieldset[data-point=${name}]`).dataset.name;
}

// ---- what is drawn

function changed() {
  redraw();
  clearTimeout(waiting);
  waiting = setTimeout(ask, ASK_AFTER_MS);
}

function redraw() {
  const {width, height} = size(), shown = shownPoints();
  for (const [name, button] of Object.entries(points)) {
    const {x, y} = place(name);
    button.hidden = !(shown.includes(name) && width && Number.isFinite(x + y));
    button.style.left = `${(100 * x) / width}%`;
    button.style.top = `${(100 * y) / height}%`;
    button.classList.toggle("flip", x > 0.75 * width);
    button.setAttribute("aria-label", `${nameOf(name)}, ${x} from the left, ${y} from the top. Arrow keys move it.`);
  }
  drawGrid();
  showLoupe();
}

function drawGrid() {
  const canvas = by("grid"), box = stage.getBoundingClientRect(), sharp = window.devicePixelRatio || 1;
  canvas.width = Math.round(box.width * sharp);
  canvas.height = Math.round(box.height * sharp);
  const pen = canvas.getContext("2d"), scale = canvas.width / size().width;
  if (!Number.isFinite(scale)) return;
  pen.scale(scale, scale);
  const line = (path, colour, thick, dashes = []) => stroke(pen, path, colour, (thick * sharp) / scale, dashes.map((d) => (d * sharp) / scale));
  if (fields.kind.value === "belt") line([place("end_1"), place("end_2")], "#ffe14d", 4);
  else drawLane(pen, line, sharp / scale);
  if (shownPoints().includes("mark_1") && hasMarks()) line([place("mark_1"), place("mark_2")], "#6fe7ff", 2, [6, 4]);
}

function stroke(pen, path, colour, thick, dashes) {
  for (const [ink, more] of [["#000", 2], [colour, 1]]) {
    pen.beginPath();
    path.forEach(({x, y}) => pen.lineTo(x, y));
    pen.setLineDash(ink === colour ? dashes : []);
    [pen.strokeStyle, pen.lineWidth, pen.lineJoin] = [ink, thick * more, "round"];
    pen.globalAlpha = ink === colour ? 1 : 0.6;
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function drawLane(pen, line, pixel) {
  const corners = CORNERS.map(place), onPicture = square(corners);
  if (!onPicture) {
    line([...corners, corners[0]], "#ff4d5e", 3, [8, 6]);
    return;
  }
  const near = metres("near_m"), deep = metres("deep_m");
  for (const v of shares(deep)) line([onPicture(0, v), onPicture(1, v)], "#ffe14d", 1);
  for (const u of shares(near)) line([onPicture(u, 0), onPicture(u, 1)], "#ffe14d", 1);
  line([...corners, corners[0]], "#ffe14d", 3);
  drawCorridor(onPicture, line, near, deep);
  drawTravel(onPicture, line);
  pen.font = `700 ${13 * pixel}px system-ui, sans-serif`;
  label(pen, "0 m", corners[1], pixel);
  if (deep) label(pen, `${deep} m`, corners[2], pixel);
}

// What will be watched: the lane with its margin, dashed where it is wider or narrower than the rectangle.
function drawCorridor(onPicture, line, near, deep) {
  const along = ["far", "near"].includes(fields.travel.value), across = along ? near : deep;
  const width = metres("width_m") || across, margin = metres("margin_m");
  if (!across || (width === across && !margin)) return;
  const half = (width / 2 + margin) / across;
  for (const side of [0.5 - half, 0.5 + half]) {
    const ends = [0, 1].map((end) => (along ? onPicture(side, end) : onPicture(end, side)));
    if (ends.every(({x, y}) => Number.isFinite(x + y))) line(ends, "#7dff9a", 3, [10, 6]);
  }
}

function label(pen, words, {x, y}, pixel) {
  const wide = pen.measureText(words).width;
  const left = Math.min(x + 14 * pixel, size().width - wide - 6 * pixel);
  pen.fillStyle = "#000";
  pen.fillRect(left - 3 * pixel, y - 8 * pixel, wide + 6 * pixel, 17 * pixel);
  pen.fillStyle = "#fff";
  pen.fillText(words, left, y + 5 * pixel);
}

function drawTravel(onPicture, line) {
  const turn = {far: (u, v) => [u, v], near: (u, v) => [u, 1 - v], right: (u, v) => [v, u], left: (u, v) => [1 - v, u]}[fields.travel.value];
  if (!turn) return;
  const at = (u, v) => onPicture(...turn(u, v));
  line([at(0.5, 0.1), at(0.5, 0.7)], "#ffffff", 3);
  line([at(0.3, 0.55), at(0.5, 0.7), at(0.7, 0.55)], "#ffffff", 3);
}

function metres(field) {
  const value = parseFloat(fields[field].value.replace(",", "."));
  return value > 0 && value < 1000 ? value : 0;
}

// Where the grid's lines are, as shares of a side: every metre, fewer on a long side, the middle of a short one.
function shares(side_m) {
  if (side_m < 3) return side_m ? [0.5] : [];
  const step = side_m <= 20 ? 1 : side_m <= 100 ? 5 : 20, found = [];
  for (let at = step; at < side_m - 0.01; at += step) found.push(at / side_m);
  return found;
}

// The picture of the unit square whose corners are these, in perspective; null where the corners cross or bend inward.
function square([p, q, r, s]) {
  const turns = [[p, q, r], [q, r, s], [r, s, p], [s, p, q]].map(([a, b, c]) => (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x));
  if (!(turns.every((turn) => turn > 1) || turns.every((turn) => turn < -1))) return null;
  const ax = q.x - r.x, ay = q.y - r.y, bx = s.x - r.x, by_ = s.y - r.y, cx = p.x - q.x + r.x - s.x, cy = p.y - q.y + r.y - s.y;
  const whole = ax * by_ - bx * ay, g = (cx * by_ - bx * cy) / whole, h = (ax * cy - cx * ay) / whole;
  const before = (u, v) => g * u + h * v + 1 > 1e-6; // the camera
  const along = (key, u, v) => !before(u, v) ? NaN : ((q[key] - p[key] + g * q[key]) * u + (s[key] - p[key] + h * s[key]) * v + p[key]) / (g * u + h * v + 1);
  return (u, v) => ({x: along("x", u, v), y: along("y", u, v)});
}

// The pixels around the chosen point, enlarged, at the side of the still where the finger is not.
function showLoupe() {
  const {x, y} = chosen ? place(chosen) : {}, {width} = size();
  loupe.hidden = !(document.activeElement === points[chosen] && still.naturalWidth && Number.isFinite(x + y));
  if (loupe.hidden) return;
  loupe.dataset.side = x > width / 2 ? "left" : "right";
  const pen = loupe.getContext("2d"), real = still.naturalWidth / width, side = LOUPE_PX * real, whole = loupe.width;
  pen.imageSmoothingEnabled = false;
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, whole, whole);
  pen.drawImage(still, x * real - side / 2, y * real - side / 2, side, side, 0, 0, whole, whole);
  const cross = (pen_, ends) => stroke(pen_, ends, "#ffe14d", 1.5, []);
  for (const [a, b] of [[0, 0.42], [0.58, 1]]) {
    cross(pen, [{x: a * whole, y: whole / 2}, {x: b * whole, y: whole / 2}]);
    cross(pen, [{x: whole / 2, y: a * whole}, {x: whole / 2, y: b * whole}]);
  }
}

// ---- what the server says

async function post(what, more = {}) {
  const sheet = new URLSearchParams(new FormData(form));
  for (const [key, value] of Object.entries(more)) sheet.set(key, value);
  const answer = await fetch("/calibrate/" + what, {
    method: "POST", headers: {Accept: "application/json"}, body: sheet,
  });
  if (answer.status === 401) location.assign("/login");
  return answer.json();
}

async function ask() {
  const mine = ++asked, lane = fields.kind.value === "lane";
  if (!lane || !still.naturalWidth) return tell("", "");
  try {
    const checked = await post("check");
    const apart = !checked.error && measuring && hasMarks() ? await post("distance") : {};
    if (mine !== asked) return;
    tell(checked.words, checked.error);
    put("distance", apart.words ?? apart.error ?? (measuring ? "Click two points on the ground whose distance you know." : ""));
  } catch {
    if (mine === asked) tell("", "Backstride did not answer. Is this device still connected to it?");
  }
}

function sent(event) {
  event.preventDefault();
  if (event.submitter?.dataset.what) look(event.submitter);
  else save();
}

async function save() {
  clearTimeout(waiting);
  const mine = ++asked;
  by("save").disabled = true;
  try {
    const saved = await post("save");
    if (mine === asked) tell(saved.words, saved.error);
    if (!saved.error) forgetDraft();
    showLook(saved);
  } catch {
    tell("", "This was not saved: Backstride did not answer.");
  }
  by("save").disabled = false;
  (by("problem").hidden ? by("said") : by("problem")).scrollIntoView({block: "nearest"});
}

// The look at the empty lane: taken or removed; where nobody knows whether somebody is there, a person must say so.
async function look(button) {
  const buttons = ["sure", "take", "remove"].map(by);
  for (const one of buttons) one.disabled = true;
  [["looked", "One moment …"], ["look-problem", ""], ["ask", ""]].forEach(([id, words]) => put(id, words));
  let answer = {error: "This was not done: Backstride did not answer."};
  try {
    answer = await post(button.dataset.what, button === by("sure") ? {sure: "1"} : {});
  } catch { /* told below */ }
  for (const one of buttons) one.disabled = false;
  [["looked", answer.words], ["look-problem", answer.error], ["ask", answer.ask]].forEach(([id, words]) => put(id, words));
  by("sure").hidden = !answer.ask;
  showLook(answer);
  const next = answer.ask ? by("sure") : button.hidden ? by("take") : button;
  next.focus({preventScroll: true});
  ["look-problem", "ask", "looked"].map(by).find((part) => !part.hidden)?.scrollIntoView({block: "nearest"});
}

function showLook({look: taken, standing}) {
  if (taken === undefined) return;
  const lines = standing.map((words) => Object.assign(document.createElement("li"), {textContent: words}));
  by("standing").replaceChildren(...lines, ...by("standing").querySelectorAll(".warn"));
  by("look").hidden = by("remove").hidden = !taken;
  by("no-look").hidden = Boolean(taken);
  by("taken").textContent = taken;
  by("take").textContent = taken ? "Look anew" : "Take the look now";
  if (taken) by("look-picture").src = address("empty.jpg", {at: Date.now()});
}

function address(what, more = {}) {
  const query = new URLSearchParams(form.dataset.query);
  for (const [key, value] of Object.entries(more)) query.set(key, value);
  return `/calibrate/${what}?${query}`;
}

function tell(words, problem) {
  put("said", problem ? "" : words);
  put("problem", problem);
}

function put(id, words) {
  if (by(id).textContent !== (words ?? "")) by(id).textContent = words ?? "";
  by(id).hidden = !words;
}

function hasMarks() {
  return MARKS.every((name) => Number.isFinite(place(name).x + place(name).y));
}

// ---- what is not saved yet: kept while one looks at the other camera, until it is saved or the page's tab is closed

const draftKey = "calibrate" + form.dataset.query;
let unsaved = false;

function keepDraft() {
  if (!unsaved) return sessionStorage.removeItem(draftKey);
  const sheet = [...new FormData(form)].filter(([name]) => !["csrf", "camera"].includes(name));
  sessionStorage.setItem(draftKey, JSON.stringify(sheet));
}

function findDraft() {
  const kept = sessionStorage.getItem(draftKey);
  if (!kept) return;
  for (const [name, value] of JSON.parse(kept)) if (fields[name]) fields[name].value = value;
  form.dataset.kind = fields.kind.value;
  unsaved = true;
  by("draft").hidden = false;
  changed();
}

function forgetDraft() {
  unsaved = false;
  by("draft").hidden = true;
  keepDraft();
}

// ---- what is pressed

function measure(event) {
  measuring = !measuring;
  by("measure").setAttribute("aria-pressed", String(measuring));
  stage.classList.toggle("measuring", measuring);
  const onPicture = square(CORNERS.map(place)), byKey = event.detail === 0;
  if (measuring && byKey && onPicture && !hasMarks()) {
    [onPicture(0.5, 0.02), onPicture(0.5, 0.5)].forEach(({x, y}, n) => move(MARKS[n], x, y));
  }
  changed();
}

// Two clicks are two points, wherever they are; with both there, a click beside them begins anew.
function mark(event) {
  if (!measuring || dragged || fields.kind.value !== "lane" || event.detail === 0) return;
  if (hasMarks() && event.target.closest(".point")) return;
  if (hasMarks()) MARKS.forEach((name) => { fields[name + "_x"].value = fields[name + "_y"].value = ""; });
  const box = stage.getBoundingClientRect(), {width, height} = size(), name = fields.mark_1_x.value ? "mark_2" : "mark_1";
  move(name, ((event.clientX - box.left) * width) / box.width, ((event.clientY - box.top) * height) / box.height);
  points[name].focus({preventScroll: true});
}

// A still of another size than the points were marked on: they keep their place in the picture.
function meetStill() {
  const {naturalWidth: width, naturalHeight: height} = still, before = size(), marked = unsaved;
  if (!width) return;
  [fields.image_width.value, fields.image_height.value] = [width, height];
  for (const name of [...CORNERS, ...ENDS, ...MARKS]) {
    const {x, y} = place(name), known = before.width && Number.isFinite(x + y);
    if (known && (before.width !== width || before.height !== height)) move(name, (x * width) / before.width, (y * height) / before.height);
    else if (!known && !MARKS.includes(name)) move(name, ...firstPlace(name, width, height));
  }
  unsaved = marked; // nobody marked those
  redraw();
}

function firstPlace(name, width, height) {
  const share = {corner_1: [0.3, 0.92], corner_2: [0.7, 0.92], corner_3: [0.58, 0.45], corner_4: [0.42, 0.45], end_1: [0.25, 0.8], end_2: [0.75, 0.8]}[name];
  return [share[0] * width, share[1] * height];
}

document.querySelectorAll("fieldset[data-point]").forEach(makePoint);
by("tools").hidden = false;
by("measure").addEventListener("click", measure);
by("new-still").addEventListener("click", () => { still.src = address("still.jpg", {at: Date.now()}); });
still.addEventListener("load", meetStill);
still.addEventListener("error", () => tell("", "No picture comes from the camera now."));
stage.addEventListener("pointerdown", () => { dragged = false; }, {capture: true});
stage.addEventListener("click", mark);
stage.addEventListener("dragstart", (event) => event.preventDefault());
document.querySelectorAll("[data-nudge]").forEach((button) => {
  button.addEventListener("click", () => nudge(button.dataset.nudge.split(" ").map(Number), 1));
});
form.addEventListener("input", () => {
  form.dataset.kind = fields.kind.value;
  unsaved = true;
  changed();
});
form.addEventListener("submit", sent);
addEventListener("pagehide", keepDraft);
by("forget").addEventListener("click", () => {
  forgetDraft();
  location.reload();
});
findDraft();
new ResizeObserver(redraw).observe(stage);
if (still.complete && still.naturalWidth) meetStill();
