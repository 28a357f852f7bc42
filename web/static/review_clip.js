// One clip as the pages show it: its poses and measures, the frame that is on the screen, and the ink over it.

// A number without decimals, halves away from zero: as the report and the coach round.
export const whole = (value) => value.toFixed(0).replace(/^-0$/, "0");

const NOWHERE = -32768, UNITS = 8192, POINTS = 33;
const LEFT = "#ffb000", RIGHT = "#4cc9ff", INK = "#ffffff", ALARM = "#ff5a36", QUIET = "#b2b2b2";
const OLD_LOOK_S = 0.6;
const SEEN = 0.3; // below it a point is a guess and is not drawn
const LEFT_POINTS = new Set([1, 2, 3, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31]);

export async function load(id) {
  const [track, poses] = await Promise.all([
    fetch(`/clips/${id}/track.json`).then(asked).then((answer) => answer.json()),
    fetch(`/clips/${id}/poses.bin`).then((answer) => (answer.ok ? answer.arrayBuffer() : null)),
  ]);
  return new Clip(track, poses);
}

function asked(answer) {
  if (answer.status === 401) location.assign("/login");
  if (!answer.ok) throw new Error(`The measures did not come (answer ${answer.status}).`);
  return answer;
}

// What is known of a clip, by frame. Times are the clip's own, from zero on.
export class Clip {
  constructor(track, bytes) {
    this.track = track;
    this.series = track.series;
    this.times = Float64Array.from(track.series.t_s);
    this.points = null;
    if (bytes) this.#unpack(bytes);
    this.start = this.times.length ? this.times[0] : 0;
    this.events = track.events;
    this.contacts = track.events.filter((event) => event.kind === "contact");
    this.cues = track.events.filter((event) => event.kind === "cue");
  }

  #unpack(bytes) {
    const view = new DataView(bytes), count = view.getUint32(4, true);
    if (!count) return;
    this.size = [view.getUint32(8, true), view.getUint32(12, true)];
    const at = 16 + 8 * count, seen = at + 4 * POINTS * count;
    this.times = new Float64Array(bytes, 16, count);
    this.points = new Int16Array(bytes, at, 2 * POINTS * count);
    this.seen = new Uint8Array(bytes, seen, POINTS * count);
  }

  // The frame that is on the screen at this time: the last one that began.
  frameAt(t) {
    const times = this.times;
    let low = 0, high = times.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (times[middle] <= t + 0.0005) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  // A time well inside a frame, so that rounding shows no neighbour.
  inside(frame) {
    const times = this.times, last = times.length - 1;
    const gap = frame < last ? times[frame + 1] - times[frame] : last ? times[last] - times[last - 1] : 0;
    return times[frame] + gap / 2;
  }

  get length() {
    return this.times.length ? this.times[this.times.length - 1] - this.start : 0;
  }

  // What was known to lie on the path at a frame; an older look than this says nothing about it.
  things(frame) {
    const t = this.times[frame] + 0.001, looks = this.track.looks || [];
    const look = looks.findLast(([known]) => known <= t);
    return look && t - look[0] < OLD_LOOK_S ? look[1] : [];
  }

  point(frame, n) {
    const at = 2 * (frame * POINTS + n), x = this.points[at];
    if (x === NOWHERE || this.seen[frame * POINTS + n] < 255 * SEEN) return null;
    return [x / UNITS, this.points[at + 1] / UNITS];
  }

  value(name, frame) {
    const column = this.series[name];
    return column && frame < column.length ? column[frame] : null;
  }

  // The side toward the camera follows from where the runner faces.
  near(frame) {
    if (this.track.view !== "side") return "";
    const facing = this.value("facing", frame);
    return facing === "right" || facing === "left" ? facing : "";
  }

  // The middle of the hips and the body's length around a frame, for laying two bodies over each other.
  body(frame) {
    const tall = [];
    for (let n = Math.max(frame - 20, 0); n < Math.min(frame + 20, this.times.length); n++) {
      const nose = this.points && this.point(n, 0), ankles = [27, 28].map((at) => this.points && this.point(n, at)).filter(Boolean);
      if (nose && ankles.length) tall.push(Math.max(...ankles.map((ankle) => ankle[1])) - nose[1]);
    }
    const hips = this.points && middle([this.point(frame, 23), this.point(frame, 24)]);
    return hips && tall.length ? { hips, tall: tall.sort((a, b) => a - b)[tall.length >> 1] } : null;
  }

  facing() {
    const count = { left: 0, right: 0 };
    for (const word of this.series.facing) if (word in count) count[word] += 1;
    return count.left === count.right ? "" : count.left > count.right ? "left" : "right";
  }
}

// ---- ink

// Draws one frame over the film. The canvas has the film's own pixels; CSS scales both alike.
export function draw(canvas, clip, frame, layers, mirrored = false, colour = "") {
  const ink = canvas.getContext("2d"), height = canvas.height;
  ink.setTransform(1, 0, 0, 1, 0, 0);
  ink.clearRect(0, 0, canvas.width, height);
  const pen = { ink, height, width: canvas.width, mirrored, colour, line: Math.max(2, height / 180) };
  if (layers.path) drawGround(pen, clip, frame);
  if (!clip.points) return;
  if (layers.skeleton) drawBody(pen, clip, frame);
  if (layers.angles) drawAngles(pen, clip, frame);
}

const at = (pen, [x, y]) => [pen.mirrored ? pen.width - x * pen.height : x * pen.height, y * pen.height];

function stroke(pen, points, colour, width) {
  const { ink } = pen;
  for (const [style, thick] of [["rgba(0,0,0,.65)", width + pen.line], [colour, width]]) {
    ink.strokeStyle = style;
    ink.lineWidth = thick;
    ink.lineCap = ink.lineJoin = "round";
    ink.beginPath();
    points.forEach((point, n) => (n ? ink.lineTo(...at(pen, point)) : ink.moveTo(...at(pen, point))));
    ink.stroke();
  }
}

function drawBody(pen, clip, frame) {
  const near = clip.near(frame);
  const strong = (n) => !near || (LEFT_POINTS.has(n) ? "left" : "right") === near;
  const bones = clip.track.bones.slice().sort((a, b) => strong(a[1]) - strong(b[1])); // the near side on top
  for (const [from, to] of bones) {
    const a = clip.point(frame, from), b = clip.point(frame, to);
    if (!a || !b) continue;
    const across = LEFT_POINTS.has(from) !== LEFT_POINTS.has(to);
    const colour = pen.colour || across ? pen.colour || INK : LEFT_POINTS.has(to) ? LEFT : RIGHT;
    stroke(pen, [a, b], colour, pen.line * (strong(to) ? 1.4 : 0.7));
  }
}

function write(pen, words, point, right = true) {
  const { ink } = pen, size = Math.max(13, Math.round(pen.height / 26));
  const [x, y] = at(pen, point), away = size * 0.7;
  ink.font = `700 ${size}px system-ui, "DejaVu Sans", sans-serif`;
  ink.textBaseline = "middle";
  const wide = ink.measureText(words).width, left = right ? x + away : x - away - wide;
  ink.fillStyle = "rgba(0,0,0,.75)";
  ink.fillRect(left - size * 0.25, y - size * 0.65, wide + size * 0.5, size * 1.3);
  ink.fillStyle = INK;
  ink.fillText(words, left, y);
}

const JOINTS = { left: { knee: [23, 25, 27], elbow: [11, 13, 15] }, right: { knee: [24, 26, 28], elbow: [12, 14, 16] } };

function drawAngles(pen, clip, frame) {
  const sides = clip.near(frame) ? [clip.near(frame)] : ["left", "right"];
  for (const side of sides) {
    for (const [joint, name] of [["knee", `knee_flexion_${side}_deg`], ["elbow", `elbow_${side}_deg`]]) {
      const value = clip.value(name, frame), points = JOINTS[side][joint].map((n) => clip.point(frame, n));
      if (value === null || points.includes(null)) continue;
      stroke(pen, points, side === "left" ? LEFT : RIGHT, pen.line * 2);
      write(pen, `${whole(value)}°`, points[1], side === "right");
    }
  }
  drawLean(pen, clip, frame);
}

function drawLean(pen, clip, frame) {
  const lean = clip.value("trunk_lean_deg", frame);
  const [hips, shoulders] = [[23, 24], [11, 12]].map((pair) => middle(pair.map((n) => clip.point(frame, n))));
  if (lean === null || !hips || !shoulders) return;
  const tall = hips[1] - shoulders[1];
  pen.ink.setLineDash([pen.line * 3, pen.line * 3]);
  stroke(pen, [hips, [hips[0], hips[1] - tall * 1.15]], INK, pen.line * 0.7);
  pen.ink.setLineDash([]);
  stroke(pen, [hips, shoulders], INK, pen.line * 1.4);
  const way = Math.abs(lean) < 0.5 ? "upright" : lean > 0 ? "forward" : "back";
  write(pen, `${whole(Math.abs(lean))}° ${way}`, [hips[0], hips[1] - tall * 1.3], clip.value("facing", frame) !== "right");
}

const middle = ([a, b]) => (a && b ? [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] : a || b);

const PATH_WORDS = {
  watching: "path watched", slow: "SLOW DOWN", stop: "STOP", unknown: "path not seen", off: "path not watched",
};

function drawGround(pen, clip, frame) {
  const ground = clip.track.ground;
  if (ground) stroke(pen, ground.kind === "lane" ? [...ground.points, ground.points[0]] : ground.points, "#ffe14d", pen.line);
  const state = clip.value("path_state", frame), warned = state === "slow" || state === "stop";
  for (const [label, x0, y0, x1, y1] of clip.things(frame)) { // while nobody is warned, no thing is called an obstacle
    stroke(pen, [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]], warned ? ALARM : QUIET, pen.line * (warned ? 1 : 0.5));
    if (warned || label !== "obstacle") write(pen, label, [x0, y0], true);
  }
  if (clip.track.site === "treadmill" || !state) return;
  const distance = clip.value("obstacle_distance_m", frame);
  const words = (PATH_WORDS[state] || state) + (distance === null ? "" : `, ${distance.toFixed(1)} m`);
  const corner = pen.mirrored ? pen.width / pen.height - 0.02 : 0.02;
  write(pen, words, [corner, 0.05]);
}
