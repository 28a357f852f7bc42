// The frames that led to a cue: a strip of small pictures with the skeleton and the value that was judged.
import { draw, whole } from "./review_clip.js";

const FRAMES = 6;
const JUDGED = {
  lean: "trunk_lean_deg", lean_back: "trunk_lean_deg", head_down: "head_pitch_deg", cadence: "cadence_spm",
  speed_cap: "speed_mps", belt_drift: "belt_position", lane_drift: "lane_offset_m", obstacle: "obstacle_distance_m",
  shoulder_check: "head_yaw_deg",
};
const SIDED = { elbow: "elbow_SIDE_deg", knee_contact: "knee_flexion_SIDE_deg", clearance: "knee_flexion_SIDE_deg" };
// What these judge is not the body alone: the whole picture is shown, with the path drawn in.
const WHOLE = new Set(["obstacle", "path_unknown", "intruder", "lane_drift", "belt_drift"]);
const UNITS = { trunk_lean_deg: "°", head_pitch_deg: "°", head_yaw_deg: "°", cadence_spm: " /min", speed_mps: " m/s", lane_offset_m: " m", obstacle_distance_m: " m" };

export async function frameStrip(strip, clip, source, card, before, go) {
  if (strip.childElementCount) return;
  const t = Number(card.dataset.t), last = clip.frameAt(t), first = clip.frameAt(Math.max(clip.start, t - before));
  const count = Math.min(FRAMES, last - first + 1), frames = [];
  for (let n = 0; n < count; n++) frames.push(Math.round(first + ((last - first) * n) / Math.max(count - 1, 1)));
  const places = frames.map((frame) => place(strip, clip, frame, card.dataset.rule, go));
  const film = document.createElement("video");
  film.muted = film.playsInline = true;
  film.preload = "auto";
  film.src = source;
  await once(film, "loadeddata");
  for (const [n, frame] of frames.entries()) {
    film.currentTime = clip.inside(frame) - clip.start;
    await once(film, "seeked");
    paint(places[n], film, clip, frame, WHOLE.has(card.dataset.rule));
  }
  film.removeAttribute("src");
  film.load();
}

const once = (film, name) => new Promise((done) => film.addEventListener(name, done, { once: true }));

function place(strip, clip, frame, rule, go) {
  const button = document.createElement("button"), picture = document.createElement("canvas"), words = document.createElement("span");
  const t = clip.times[frame] - clip.start;
  button.type = "button";
  [picture.width, picture.height] = WHOLE.has(rule) ? [480, 270] : [240, 300]; // upright, as a runner is
  words.textContent = `${t.toFixed(2)} s${judged(clip, frame, rule)}`;
  button.append(picture, words);
  button.addEventListener("click", () => go(t));
  strip.append(button);
  strip.classList.toggle("wide-frames", WHOLE.has(rule));
  return picture;
}

function judged(clip, frame, rule) {
  const side = clip.near(frame), name = JUDGED[rule] || (side && SIDED[rule]?.replace("SIDE", side));
  const value = name ? clip.value(name, frame) : null;
  if (value === null) return "";
  return `: ${Math.abs(value) < 10 ? value.toFixed(1) : whole(value)}${UNITS[name] || (name.endsWith("_deg") ? "°" : "")}`;
}

// The runner fills the picture, cut out around the body, or all of it is shown.
function paint(picture, film, clip, frame, all) {
  const whole = document.createElement("canvas");
  whole.width = film.videoWidth;
  whole.height = film.videoHeight;
  draw(whole, clip, frame, { skeleton: true, angles: false, path: all });
  const [x, y, wide, high] = all ? [0, 0, whole.width, whole.height] : around(clip, frame, whole.width, whole.height, picture.width / picture.height);
  const ink = picture.getContext("2d");
  ink.drawImage(film, x, y, wide, high, 0, 0, picture.width, picture.height);
  ink.drawImage(whole, x, y, wide, high, 0, 0, picture.width, picture.height);
}

function around(clip, frame, width, height, ratio) {
  const points = clip.points ? Array.from({ length: 33 }, (_, n) => clip.point(frame, n)).filter(Boolean) : [];
  if (points.length < 5) return [0, 0, width, height];
  const xs = points.map((point) => point[0] * height), ys = points.map((point) => point[1] * height);
  const high = Math.min(height, Math.max((Math.max(...ys) - Math.min(...ys)) * 1.25, ((Math.max(...xs) - Math.min(...xs)) * 1.25) / ratio));
  const wide = Math.min(width, high * ratio);
  const x = (Math.max(...xs) + Math.min(...xs)) / 2 - wide / 2, y = (Math.max(...ys) + Math.min(...ys)) / 2 - high / 2;
  return [Math.min(Math.max(x, 0), width - wide), Math.min(Math.max(y, 0), height - high), wide, high];
}
