// A form made of the configuration's schema. It sends what the command line would be given.
import { get, post } from "./api.js";
import { h, heading, later, none, option, problem, say, section } from "./dom.js";
import { queue } from "./jobs.js";

const COMMANDS = { train: "Train", search: "Search", "lr-range": "Range test", health: "Check the images" };
const OPEN = ["data", "model", "train", "checkpoint"];

/** Leaves of the schema: `train.learning-rate` with what it may be. */
function leaves(schema, path = "") {
  return Object.entries(schema.properties || {}).flatMap(([key, property]) => {
    const own = path ? path + "." + key : key;
    if (property.type === "object" && property.properties) return leaves(property, own);
    return [{ path: own, property }];
  });
}

const kinds = property => property.anyOf ? property.anyOf.flatMap(kinds) : [property];

function bounds(property) {
  const numbers = kinds(property).filter(k => k.type === "integer" || k.type === "number");
  return numbers.map(n => {
    const low = n.minimum !== undefined ? `from ${n.minimum}` : n.exclusiveMinimum !== undefined ? `above ${n.exclusiveMinimum}` : "";
    const high = n.maximum !== undefined ? `to ${n.maximum}` : n.exclusiveMaximum !== undefined ? `below ${n.exclusiveMaximum}` : "";
    return [n.type === "integer" ? "whole number" : "number", low, high].filter(Boolean).join(" ");
  }).join("; or ");
}

const shown = value => value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

export async function show(place) {
  const [schema, runs] = await Promise.all([get("api/schema"), get("api/runs?count=500&sort=created&order=descending")]);
  const changed = new Map();
  const fields = leaves(schema);
  const command = h("select", { id: "command", onchange: () => check() }, Object.entries(COMMANDS).map(([k, v]) => option(k, v)));
  const basis = h("select", { id: "basis", onchange: () => check() }, option("", "the defaults"), runs.rows.map(r => option(r.name, r.name)));
  const config = h("input", { id: "config", placeholder: "best.yaml", autocomplete: "off", spellcheck: "false", oninput: later(() => check()) });
  const filter = h("input", { type: "search", id: "key", placeholder: "learning", autocomplete: "off", spellcheck: "false", oninput: () => find() });
  const line = h("pre", { tabindex: "0", "aria-label": "The command line" });
  const verdict = h("div", { id: "verdict", role: "status" });
  const start = h("button", { class: "main" }, "Start");
  const body = () => ({ command: command.value, run: basis.value, config: basis.value ? "" : config.value, set: [...changed].map(([path, value]) => `${path}=${value}`) });
  let asked = 0;

  async function check() {
    const own = ++asked;
    config.disabled = Boolean(basis.value);
    try {
      const found = await post("api/validate", body());
      if (own !== asked) return;
      line.textContent = "java -jar trainer.jar " + found.command.map(w => /^[\w@%+=:,./-]+$/.test(w) ? w : "'" + w.replaceAll("'", "'\\''") + "'").join(" ");
      verdict.replaceChildren(found.valid ? none("This is valid.") : h("pre", { class: "wrong", tabindex: "0" }, found.problem));
      start.disabled = !found.valid;
    } catch (error) {
      if (own === asked) verdict.replaceChildren(problem(error));
    }
  }
  const checkLater = later(check, 250);
  function set(path, value) {
    if (value === "") changed.delete(path); else changed.set(path, value);
    checkLater();
  }
  function field({ path, property }) {
    const id = "f-" + path, all = kinds(property);
    const names = all.flatMap(k => k.enum || []);
    const placeholder = shown(property.default);
    const types = new Set(all.map(k => k.enum ? "enum" : k.type));
    types.delete("null");
    let input;
    if (types.size === 1 && types.has("boolean")) {
      input = h("select", { id, onchange: () => set(path, input.value) }, option("", `default: ${placeholder}`), option("true"), option("false"));
    } else if (types.size === 1 && types.has("enum")) {
      input = h("select", { id, onchange: () => set(path, input.value) }, option("", placeholder ? `default: ${placeholder}` : "default"), names.map(n => option(String(n))));
    } else {
      input = h("input", { id, placeholder, autocomplete: "off", spellcheck: "false", inputmode: types.size === 1 && (types.has("integer") || types.has("number")) ? "decimal" : null, oninput: () => set(path, input.value.trim()) });
    }
    const note = [property.description, bounds(property), names.length && !(types.size === 1) ? "names: " + names.join(", ") : ""].filter(Boolean).join(" · ");
    input.setAttribute("aria-describedby", id + "-text");
    return h("div", { class: "field", "data-path": path }, h("label", { for: id }, path), input, h("p", { id: id + "-text" }, note));
  }
  const groups = new Map();
  for (const leaf of fields) {
    const group = leaf.path.includes(".") ? leaf.path.split(".")[0] : "general";
    groups.set(group, [...(groups.get(group) || []), field(leaf)]);
  }
  const sets = [...groups].map(([group, made]) => h("details", { class: "group", open: OPEN.includes(group) && group === "train" }, h("summary", {}, `${group} (${made.length})`), made));
  function find() {
    const word = filter.value.trim().toLowerCase();
    for (const set of sets) {
      let any = false;
      for (const one of set.querySelectorAll(".field")) {
        one.hidden = word !== "" && !one.textContent.toLowerCase().includes(word);
        any ||= !one.hidden;
      }
      set.hidden = !any;
      if (word) set.open = any;
    }
  }
  async function submit(event) {
    event.preventDefault();
    try {
      const job = await post("api/jobs", body());
      say(`Queued: ${job.command.join(" ")}`);
    } catch (error) {
      verdict.replaceChildren(problem(error));
    }
  }
  const jobs = h("section", {}, h("h2", {}, "Queue"));
  place.append(heading("Headstart studio", "New run"),
    h("form", { onsubmit: submit, class: "new" },
      h("section", {}, h("div", { class: "tools" }, h("label", { for: "command" }, "What"), command, h("label", { for: "basis" }, "Settings of"), basis, h("label", { for: "config" }, "or of the file"), config),
        line, verdict, h("p", { class: "tools" }, start, h("span", { class: "none" }, "One at a time; each in a process of its own. Stop keeps what is complete."))),
      section("Settings", h("div", { class: "tools" }, h("label", { for: "key" }, "Find a setting"), filter), sets)), jobs);
  await check();
  return queue(jobs);
}
