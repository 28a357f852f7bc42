// The report is printed by the browser, which can also save it as PDF.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => print());
