// One ear for all windows of this browser: it gives six connections to a machine, and each picture needs one for itself.
"use strict";

const windows = new Set();
let source = null;

function tell(name, data) {
  for (const port of windows) port.postMessage({ name, data });
}

function listen() {
  if (source) return;
  source = new EventSource("/events");
  for (const name of ["moment", "cue", "quiet", "signed_out"]) {
    source.addEventListener(name, (message) => tell(name, message.data));
  }
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
    deafen();
    tell("refused", "{}");
  };
}

function deafen() {
  if (source) source.close();
  source = null;
}

self.onconnect = (connection) => {
  const port = connection.ports[0];
  port.onmessage = (wish) => {
    if (wish.data === "listen") {
      windows.add(port);
      listen();
    } else {
      windows.delete(port);
      if (windows.size === 0) deafen();
    }
  };
};
