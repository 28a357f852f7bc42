// Draws the trends that stand in the tables, each value with its error. The tables stay for everybody who reads them.
"use strict";

if (window.Dygraph) {
  Dygraph.PLUGINS = Dygraph.PLUGINS.filter((plugin) => plugin !== Dygraph.Plugins.Legend); // it writes inline styles
  for (const figure of document.querySelectorAll("[data-trend]")) draw(figure);
}

function draw(figure) {
  const rows = [...figure.querySelectorAll("tr[data-at]")].map((row) => {
    const value = Number(row.dataset.value), error = row.dataset.error === "" ? 0 : Number(row.dataset.error);
    return [new Date(1000 * Number(row.dataset.at)), [value - error, value, value + error]];
  });
  const lows = rows.map(([, [low]]) => low), highs = rows.map(([, [, , high]]) => high);
  const low = Math.min(...lows), high = Math.max(...highs), air = (high - low) * 0.1 || 1;
  const first = rows[0][0].getTime(), last = rows[rows.length - 1][0].getTime(), side = (last - first) * 0.06 || 43200000;
  figure.classList.add("drawn"); // seen before it is drawn: it takes the room that it finds
  new Dygraph(figure.querySelector(".plot"), rows, {
    labels: ["day", "value"],
    colors: ["#0b2e6f"],
    customBars: true,
    fillAlpha: 0.12,
    drawPoints: true,
    pointSize: 4,
    strokeWidth: 1.5,
    highlightCircleSize: 0,
    showLabelsOnHighlight: false,
    interactionModel: {},
    dateWindow: [first - side, last + side],
    valueRange: [low - air, high + air],
    gridLineColor: "#d5d8dd",
    axisLineColor: "#767676",
    axes: { y: { axisLabelWidth: 44, pixelsPerLabel: 32 }, x: { axisLabelFormatter: day, pixelsPerLabel: 70 } },
    drawPointCallback: (graph, name, ink, x, y, colour, size, index) => bar(graph, ink, x, y, colour, size, rows[index]),
  });
}

function day(date) {
  return date.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
}

// A point with its error as a bar: each session has its own.
function bar(graph, ink, x, y, colour, size, [, [low, , high]]) {
  const top = graph.toDomYCoord(high), bottom = graph.toDomYCoord(low);
  ink.strokeStyle = colour;
  ink.lineWidth = 2;
  ink.beginPath();
  for (const [fromX, fromY, toX, toY] of [[x, top, x, bottom], [x - 4, top, x + 4, top], [x - 4, bottom, x + 4, bottom]]) {
    ink.moveTo(fromX, fromY);
    ink.lineTo(toX, toY);
  }
  ink.stroke();
  ink.fillStyle = colour;
  ink.beginPath();
  ink.arc(x, y, size, 0, 2 * Math.PI);
  ink.fill();
}
