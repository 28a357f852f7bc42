// The ribbon under the film: contacts, cues, obstacles and looks behind over time. A press goes there, a drag scrubs.

const ROWS = [
  ["cue", "Cues"], ["contact-left", "Left foot"], ["contact-right", "Right foot"], ["head_check", "Looks behind"],
  ["obstacle", "Path"], ["fall", "Falls"],
];
const COLOURS = { "contact-left": "#b36b00", "contact-right": "#00658f" };

export function ribbon(root, clip, go) {
  const cursor = document.createElement("div");
  cursor.className = "cursor";
  for (const [row, title] of ROWS) {
    const events = clip.events.filter((event) => rowOf(event) === row);
    if (events.length) root.append(line(row, title, events, clip, go));
  }
  const tracks = document.createElement("div");
  tracks.className = "cursor-room";
  tracks.append(cursor);
  root.append(tracks);
  scrubOver(root, tracks, clip, go);
  return (t) => { cursor.style.left = share(t, clip) + "%"; };
}

const rowOf = (event) => (event.kind === "contact" ? `contact-${event.side}` : event.kind);
const share = (t, clip) => (clip.length ? Math.min(Math.max((100 * t) / clip.length, 0), 100) : 0);

function line(row, title, events, clip, go) {
  const line = document.createElement("div");
  line.className = "ribbon-row";
  line.dataset.row = row;
  const name = document.createElement("span");
  name.textContent = title;
  const room = document.createElement("div");
  room.className = "room";
  room.append(...events.map((event) => mark(event, row, clip, go)));
  line.append(name, room);
  return line;
}

function mark(event, row, clip, go) {
  const t = event.t_s - clip.start, button = document.createElement("button");
  button.className = "mark";
  button.type = "button";
  button.dataset.class = event.class || event.level || "";
  button.style.left = share(t, clip) + "%";
  if (COLOURS[row]) {
    button.style.color = COLOURS[row];
    button.tabIndex = -1; // hundreds of them: keys , and . walk through
  }
  button.title = button.ariaLabel = `${words(event)} at ${t.toFixed(2)} s`;
  button.addEventListener("click", () => {
    go(t);
    if (event.kind === "cue") openCue(event);
  });
  return button;
}

function words(event) {
  if (event.kind === "cue") return event.words;
  if (event.kind === "contact") return `${event.side} foot down${event.first === "unknown" ? "" : `, ${event.first} first`}`;
  if (event.kind === "head_check") return `looked over the ${event.side} shoulder`;
  if (event.kind === "obstacle") return event.level === "unknown" ? "path not seen" : `${event.level}: ${event.label}`;
  return `fall ${event.state}`;
}

function openCue(event) {
  const card = [...document.querySelectorAll(".cue-card")].find((card) => Math.abs(card.dataset.t - event.t_s) < 0.01 && card.dataset.rule === event.rule);
  if (!card) return;
  card.querySelector(".why").open = true;
  card.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

function scrubOver(root, tracks, clip, go) {
  const to = (pointer) => {
    const box = tracks.getBoundingClientRect();
    go(Math.min(Math.max((pointer.clientX - box.left) / box.width, 0), 1) * clip.length);
  };
  let down = false;
  root.addEventListener("pointerdown", (pointer) => { down = !pointer.target.matches(".mark"); if (down) to(pointer); });
  addEventListener("pointermove", (pointer) => { if (down) to(pointer); });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { down = false; });
}
