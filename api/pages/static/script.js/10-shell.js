// What makes pages more comfortable. Everything works without it.
"use strict";

// A form that was sent is not sent again while it is under way. It carries an id besides, so that twice would be once.
addEventListener("submit", (e) => {
  const form = e.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return e.preventDefault();
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

// Whoever sent a form that was refused is taken to what is wrong.
const refused = document.getElementById("refused");
if (refused) {
  const wrong = document.querySelector("[aria-invalid=true]");
  (wrong || refused).focus?.();
  refused.scrollIntoView({ block: "nearest" });
}

// The slider over the history writes the entry into the field beside it, and shows the page there once it is let go.
for (const slider of document.querySelectorAll("input[type=range][data-into]")) {
  const into = document.getElementById(slider.dataset.into);
  slider.hidden = false;
  slider.addEventListener("input", () => { into.value = slider.value === slider.max && !slider.dataset.always ? "" : slider.value; });
  slider.addEventListener("change", () => into.form.requestSubmit());
}

// An open part of the menu closes when something else is used, or with Escape.
addEventListener("click", (e) => {
  for (const part of document.querySelectorAll(".top details[open]")) if (!part.contains(e.target)) part.open = false;
});
addEventListener("keydown", (e) => {
  const part = e.key === "Escape" && document.querySelector(".top details[open]");
  if (part) { part.open = false; part.querySelector("summary").focus(); }
});
