// What `health` found, with a tick at each image that is to be left out.
import { get, part, post } from "./api.js";
import { h, heading, name, none, option, problem, say, section } from "./dom.js";
import { starter } from "./jobs.js";

const TITLES = {
  "leak": "Leaks between train and test", "suspected-label": "Suspected labels", "exact-duplicate": "Exact copies", "near-duplicate": "Near duplicates",
  "contradiction": "Equal images under different labels",
  "outlier": "Outliers", "blank": "Blank images", "small": "Small images", "unreadable": "Unreadable files",
};
const AT_ONCE = 48;

export async function show(place, [wanted]) {
  const [{ checks }, runs] = await Promise.all([get("api/experiments"), get("api/runs?count=500")]);
  const select = h("select", { id: "check", onchange: () => { location.hash = "#/images/" + part(select.value); } }, checks.map(c => option(c, c, c === wanted)));
  const run = h("select", { id: "of" }, runs.rows.map(r => option(r.name)));
  const below = h("div");
  place.append(heading("Headstart data check", "Images"),
    h("section", {}, checks.length ? h("p", { class: "tools" }, h("label", { for: "check" }, "Check"), select) : none("No data set was checked yet."),
      runs.rows.length ? h("div", { class: "tools" }, h("label", { for: "of" }, "Check the images of"), run, starter("Check", () => ({ command: "health", run: run.value }), () => { location.hash = "#/images/" + part(run.value + "-health"); dispatchEvent(new HashChangeEvent("hashchange")); })) : null),
    below);
  const chosen = checks.includes(wanted) ? wanted : checks[0];
  if (chosen) below.append(...findings(await get("api/checks/" + part(chosen)), "api/checks/" + part(chosen)));
}

function findings(check, path) {
  const excluded = new Set(check.excluded);
  const count = h("output", {}), failed = h("div");
  const boxes = new Map();
  const tell = () => { count.textContent = `${excluded.size.toLocaleString("en")} images are left out`; };
  function tick(image, on) {
    if (on) excluded.add(image); else excluded.delete(image);
    for (const box of boxes.get(image) || []) box.checked = on;
    tell();
  }
  async function write() {
    try {
      const kept = await post(path + "/exclude", { names: [...excluded] });
      failed.replaceChildren(h("p", {}, `Written: ${kept.count} names. Train without them: `, h("code", {}, name(`--set data.exclude=[${kept.file}]`))));
      say("The list is written.");
    } catch (error) {
      failed.replaceChildren(problem(error));
    }
  }
  function box(image) {
    const made = h("input", { type: "checkbox", checked: excluded.has(image), "aria-label": "Leave out " + image, onchange: event => tick(image, event.target.checked) });
    boxes.set(image, [...(boxes.get(image) || []), made]);
    return made;
  }
  const picture = (index, text) => check.withPictures && index !== null ? h("img", { src: `${path}/images/${index}?side=96`, alt: text, loading: "lazy", width: 96, height: 96 }) : null;
  function one(kind, f) {
    const value = f.value === "" ? "" : Number(f.value).toFixed(3);
    const said = { "suspected-label": `${f.label}, rather ${f.other} (${value})`, "near-duplicate": `alike: ${value}`, "leak": `alike: ${value}`, "outlier": `distance ${value}`, "unreadable": f.other }[kind] ?? f.label;
    const two = f.otherImage !== null;
    return h("figure", { class: "exhibit" }, h("div", { class: "shots" }, picture(f.image, f.name), two ? picture(f.otherImage, f.other) : null),
      h("figcaption", {}, name(said), h("label", { class: "leave" }, box(f.name), h("span", {}, name(f.name), f.subset ? ` (${f.subset})` : "")),
        two ? h("label", { class: "leave" }, box(f.other), name(f.other)) : null));
  }
  function gallery(kind, all) {
    const list = h("div", { class: "gallery" });
    const more = h("button", { type: "button", onclick: () => add() }, "Show more");
    let shown = 0;
    function add() {
      list.append(...all.slice(shown, shown + AT_ONCE).map(f => one(kind, f)));
      shown = Math.min(all.length, shown + AT_ONCE);
      more.hidden = shown >= all.length;
    }
    add();
    const every = h("button", { type: "button", onclick: () => all.forEach(f => tick(f.name, true)) }, `Tick these ${all.length}`);
    return section(`${TITLES[kind] || kind} (${check.counts[kind].toLocaleString("en")})`,
      check.counts[kind] > all.length ? none(`The first ${all.length}; findings.csv has all.`) : null, h("p", { class: "tools" }, every), list, h("p", { class: "tools" }, more));
  }
  tell();
  const order = Object.keys(TITLES).filter(kind => check.kinds[kind]);
  return [h("section", { class: "sticky" }, h("p", { class: "tools" }, count,
    h("button", { type: "button", class: "main", onclick: write }, "Write the list"),
    h("button", { type: "button", onclick: () => check.suggested.forEach(image => tick(image, true)) }, `Tick what the check suggests (${check.suggested.length})`),
    h("button", { type: "button", onclick: () => [...excluded].forEach(image => tick(image, false)) }, "Untick all")), failed),
  check.withPictures ? null : none("The images are not at hand: their names alone are shown."),
  ...order.map(kind => gallery(kind, check.kinds[kind])), order.length ? null : section(null, none("Nothing was found."))].filter(Boolean);
}
