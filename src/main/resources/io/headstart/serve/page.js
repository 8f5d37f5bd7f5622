"use strict";
const $ = id => document.getElementById(id);
const percent = share => (100 * share).toFixed(1) + " %";
// For this page's life only: nothing is stored.
let token = "";

function ask(path, options = {}) {
  const headers = token ? { Authorization: "Bearer " + token } : {};
  return fetch(path, { ...options, headers });
}

async function checked(response) {
  const answer = await response.json();
  if (response.ok) return answer;
  if (response.status === 401) {
    $("secret").hidden = false;
    $("token").focus();
  }
  throw new Error(`${answer.error}\nreceived: ${answer.received}\naccepted: ${answer.accepted}\nnext: ${answer.next}`);
}

function say(text, failed = false) {
  $("status").textContent = text;
  $("status").classList.toggle("failed", failed);
}

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

function answer(file, prediction, from) {
  const image = document.createElement("img");
  image.alt = "";
  image.src = URL.createObjectURL(file);
  image.onload = image.onerror = () => URL.revokeObjectURL(image.src);
  const rows = prediction.classes.map(c => {
    const meter = document.createElement("meter");
    meter.value = c.probability;
    meter.setAttribute("aria-hidden", "true");
    const name = element("th", c.name);
    name.scope = "row";
    return element("tr", undefined, name, element("td", percent(c.probability)), element("td", undefined, meter));
  });
  const best = prediction.classes[0];
  const title = prediction.unknown ? `unknown (${prediction.why}), at best ${best.name}` : best.name;
  const text = element("div", undefined, element("h2", title), element("p", `${file.name} · ${from.model} ${from.hash.slice(0, 12)}`),
    element("table", undefined, element("tbody", undefined, ...rows)));
  return element("li", undefined, image, text);
}

async function classify(files) {
  if (!files.length) return;
  say(files.length === 1 ? "Asking ..." : `Asking about ${files.length} images ...`);
  const form = new FormData();
  for (const file of files) form.append("image", file);
  try {
    const query = new URLSearchParams({ model: $("model").value });
    const found = await checked(await ask("classify?" + query, { method: "POST", body: form }));
    $("answers").prepend(...found.predictions.map((p, i) => answer(files[i], p, found)));
    const first = found.predictions[0];
    say(found.predictions.length > 1 ? `${found.predictions.length} answers`
      : first.unknown ? "Unknown" : `${first.classes[0].name}, ${percent(first.classes[0].probability)}`);
  } catch (problem) {
    say(problem.message, true);
  }
}

async function models() {
  try {
    const found = await checked(await ask("v2/models"));
    $("model").replaceChildren(...found.models.map(m => element("option", m.name)));
    $("models").hidden = found.models.length < 2;
    $("secret").hidden = true;
    say("");
    $("files").focus();
  } catch (problem) {
    say(problem.message, true);
  }
}

$("files").addEventListener("change", () => {
  classify([...$("files").files]);
  $("files").value = "";
});
$("form").addEventListener("submit", event => {
  event.preventDefault();
  token = $("token").value.trim();
  models();
});
document.addEventListener("dragover", event => {
  event.preventDefault();
  $("drop").classList.add("over");
});
document.addEventListener("dragleave", () => $("drop").classList.remove("over"));
document.addEventListener("drop", event => {
  event.preventDefault();
  $("drop").classList.remove("over");
  classify([...event.dataTransfer.files]);
});
document.addEventListener("paste", event => classify([...event.clipboardData.files]));
models();
