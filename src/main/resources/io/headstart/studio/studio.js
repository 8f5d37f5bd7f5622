// The frame: which page is shown, the theme, and what the server tells.
import { h, problem, say } from "./dom.js";

const content = document.getElementById("content");
const PAGES = {
  runs: () => import("./runs.js"), run: () => import("./run.js"), compare: () => import("./compare.js"),
  images: () => import("./images.js"), map: () => import("./map.js"), try: () => import("./try.js"),
  search: () => import("./search.js"), range: () => import("./range.js"), new: () => import("./new.js"),
};
let leave = () => {};
let asked = 0;

// The token came with the address and is a cookie now: it need not stay in the history.
if (location.search) history.replaceState(null, "", location.pathname + location.hash);

async function show() {
  const [, page = "runs", ...rest] = location.hash.split("?")[0].split("/");
  const load = PAGES[page] || PAGES.runs;
  const own = ++asked;
  leave();
  leave = () => {};
  for (const link of document.querySelectorAll("nav a")) {
    const group = { run: "runs", compare: "runs" }[page] || page || "runs";
    if (link.hash === "#/" + group) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  say("");
  try {
    const module = await load();
    const place = h("div", { class: "page" });
    const left = await module.show(place, rest.map(decodeURIComponent), new URLSearchParams(location.hash.split("?")[1] || ""));
    if (own !== asked) {
      if (left) left();
      return;
    }
    leave = left || (() => {});
    content.replaceChildren(place);
    document.title = (place.querySelector("h1")?.textContent || "Runs") + " · Headstart studio";
  } catch (error) {
    if (own === asked) content.replaceChildren(h("div", { class: "page" }, h("h1", {}, "This page cannot be shown"), problem(error)));
  }
  document.body.dataset.page = page;
  if (own === asked && document.activeElement?.closest("main") !== content) content.focus({ preventScroll: true });
  scrollTo(0, 0);
}

const themes = ["auto", "light", "dark"];
const button = document.getElementById("theme");

function theme(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  button.textContent = `Theme: ${name}`;
  localStorage.setItem("theme", name);
  dispatchEvent(new Event("themechange"));
}

button.addEventListener("click", () => theme(themes[(themes.indexOf(localStorage.getItem("theme") || "auto") + 1) % themes.length]));
theme(themes.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto");
document.querySelector(".skip").addEventListener("click", event => {
  event.preventDefault(); // The address says which page is shown.
  content.focus();
});
addEventListener("hashchange", show);
show();
