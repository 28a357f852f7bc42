// Listening to the moments. They come through a worker that all windows share: a browser gives six connections to a
// machine, and each picture needs one for itself. A browser without such workers listens by itself.
"use strict";

// "told" has a function for each event that a page shows: moment, cue, quiet. Who is signed out leaves; who is refused
// (signed out as well, or all places taken) asks again as long as the page is open.
function openEar(pages) {
  const told = { ...pages, signed_out: leave, refused: again };
  const shared = () => {
    const worker = new SharedWorker("/static/events.js"), port = worker.port;
    worker.onerror = () => {
      ear = own();
      ear.listen();
    };
    port.onmessage = ({ data }) => { if (!document.hidden) told[data.name](JSON.parse(data.data)); };
    return { listen: () => port.postMessage("listen"), deafen: () => port.postMessage("deafen") };
  };
  const own = () => {
    let source = null;
    const deafen = () => {
      if (source) source.close();
      source = null;
    };
    const listen = () => {
      if (source) return;
      source = new EventSource("/events");
      for (const name of ["moment", "cue", "quiet", "signed_out"]) {
        source.addEventListener(name, (message) => told[name](JSON.parse(message.data)));
      }
      source.onerror = () => {
        if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
        deafen();
        told.refused();
      };
    };
    return { listen, deafen };
  };
  async function again() {
    try {
      const answer = await fetch("/api/state");
      if (answer.status === 401) return leave();
    } catch { /* the machine is away: try again as long as this page is open */ }
    setTimeout(() => { if (!document.hidden) ear.listen(); }, 2000);
  }
  let ear = window.SharedWorker ? shared() : own();
  return { listen: () => ear.listen(), deafen: () => ear.deafen() };
}

function leave() {
  location.assign("/login");
}
