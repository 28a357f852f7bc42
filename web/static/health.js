// Loads the parts again every few seconds while somebody looks. What could not be loaded is shown as old.
"use strict";
(() => {
  const parts = document.getElementById("health");
  const asked = document.getElementById("asked");
  const EVERY_MS = 3000;

  async function load() {
    if (document.hidden) return;
    try {
      const answer = await fetch("/health", { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error("no answer");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const news = page.getElementById("health");
      if (news.innerHTML !== parts.innerHTML) parts.replaceChildren(...news.children);
      parts.classList.remove("old");
      asked.textContent = "As it is now; looked at every 3 seconds.";
    } catch {
      parts.classList.add("old");
      asked.textContent = "The machine does not answer: what is shown is old.";
    }
  }

  asked.textContent = "As it is now; looked at every 3 seconds.";
  setInterval(load, EVERY_MS);
  document.addEventListener("visibilitychange", load);
})();
