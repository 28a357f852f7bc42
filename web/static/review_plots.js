// The plots under the film: lean, knees, elbows and cadence with their bands, all with the film's cursor.

import { whole } from "./review_clip.js";

const PLOTS = [
  { key: "lean", title: "Lean", unit: "°", note: "forward is positive", lines: [["trunk_lean_deg", "lean", "#0b2e6f"]] },
  { key: "knee", title: "Knees", unit: "°", note: "0 is straight", lines: sides("knee_flexion") },
  { key: "elbow", title: "Elbows", unit: "°", note: "180 is straight", lines: sides("elbow") },
  { key: "cadence", title: "Cadence", unit: " /min", note: "steps a minute", lines: [["cadence_spm", "cadence", "#0b2e6f"]] },
];

function sides(name) {
  return [[`${name}_left_deg`, "left", "#b36b00"], [`${name}_right_deg`, "right", "#00658f"]];
}

export function plots(root, clip, go) {
  if (!window.Dygraph || !clip.series.t_s.length) return () => {};
  Dygraph.PLUGINS = Dygraph.PLUGINS.filter((plugin) => plugin !== Dygraph.Plugins.Legend); // it writes inline styles
  const drawn = PLOTS.map((plot) => one(root, plot, clip, go)).filter(Boolean);
  return (t, frame) => drawn.forEach((plot) => plot(t, frame));
}

function one(root, plot, clip, go) {
  const lines = plot.lines.filter(([name]) => clip.series[name].some((value) => value !== null));
  const box = document.createElement("figure"), caption = document.createElement("figcaption"), now = document.createElement("output");
  const band = clip.track.bands[plot.key];
  box.dataset.plot = plot.key;
  caption.append(bold(plot.title), ` ${plot.note}${band ? ` · ${band.words}` : ""} `, now);
  box.append(caption);
  root.append(box);
  if (!lines.length) {
    now.textContent = "not measured in this clip";
    return null;
  }
  const room = document.createElement("div"), cursor = document.createElement("div");
  room.className = "plot";
  cursor.className = "cursor";
  box.append(room);
  const graph = new Dygraph(room, rows(clip, lines), options(plot, lines, band, clip, go));
  room.append(cursor);
  return (t, frame) => {
    cursor.style.left = graph.toDomXCoord(t) + "px";
    now.replaceChildren(...lines.map(([name, label, colour]) => reading(clip.value(name, frame), label, colour, plot.unit, lines.length)));
  };
}

function bold(words) {
  const text = document.createElement("b");
  text.textContent = words;
  return text;
}

function reading(value, label, colour, unit, count) {
  const text = document.createElement("span");
  text.style.color = colour;
  text.textContent = `${count > 1 ? label + " " : ""}${value === null ? "–" : whole(value) + unit}`;
  return text;
}

// A line is broken where pictures are missing: nothing was measured there.
function rows(clip, lines) {
  const times = clip.series.t_s, steps = times.slice(1).map((t, n) => t - times[n]).sort((a, b) => a - b);
  const missing = Math.max(3.5 * (steps[steps.length >> 1] || 0), 0.1), found = [];
  times.forEach((t, n) => {
    if (n && t - times[n - 1] > missing) found.push([(t + times[n - 1]) / 2 - clip.start, ...lines.map(() => null)]);
    found.push([t - clip.start, ...lines.map(([name]) => clip.series[name][n])]);
  });
  return found;
}

function options(plot, lines, band, clip, go) {
  const at = (event, graph) => {
    const box = graph.canvas_.getBoundingClientRect();
    go(Math.min(Math.max(graph.toDataXCoord(event.clientX - box.left), 0), clip.length));
  };
  let down = false;
  return {
    labels: ["t", ...lines.map(([, label]) => label)],
    colors: lines.map(([, , colour]) => colour),
    showLabelsOnHighlight: false,
    highlightCircleSize: 0,
    strokeWidth: 2,
    connectSeparatedPoints: false,
    dateWindow: [0, clip.length],
    valueRange: range(clip, lines, band),
    gridLineColor: "#d5d8dd",
    axisLineColor: "#767676",
    axes: { y: { axisLabelWidth: 34, pixelsPerLabel: 28 }, x: { axisLabelFormatter: (t) => `${+t.toFixed(1)} s` } },
    underlayCallback: (ink, area, graph) => shade(ink, area, graph, band),
    interactionModel: {
      mousedown: (event, graph) => { down = true; at(event, graph); },
      mousemove: (event, graph) => { if (down && event.buttons) at(event, graph); else down = false; },
      mouseup: () => { down = false; },
      touchstart: (event, graph) => at(event.touches[0], graph),
      touchmove: (event, graph) => at(event.touches[0], graph),
    },
  };
}

// The numbers that came, and the edges of the band where they lie near.
function range(clip, lines, band) {
  const values = lines.flatMap(([name]) => clip.series[name]).filter((value) => value !== null);
  let low = Math.min(...values), high = Math.max(...values);
  const near = Math.max(high - low, 20);
  for (const edge of [band?.low, band?.high]) {
    if (edge === null || edge === undefined) continue;
    if (edge < low && low - edge < near) low = edge;
    if (edge > high && edge - high < near) high = edge;
  }
  const air = Math.max((high - low) * 0.1, 2);
  return [low - air, high + air];
}

function shade(ink, area, graph, band) {
  if (!band) return;
  const top = band.high === null ? area.y : Math.max(graph.toDomYCoord(band.high), area.y);
  const bottom = band.low === null ? area.y + area.h : Math.min(graph.toDomYCoord(band.low), area.y + area.h);
  if (bottom <= top) return;
  ink.fillStyle = "rgba(10, 74, 38, .14)";
  ink.fillRect(area.x, top, area.w, bottom - top);
}
