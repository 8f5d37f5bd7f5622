// All runs: sorted, filtered and paged by the server; ticked to compare.
import { get, listen, part } from "./api.js";
import { h, heading, later, name, none, say } from "./dom.js";

const ROWS = 100;
const SHOWN = 12; // columns beside name and tags
const ticked = new Set();
const state = { filter: "", sort: "", order: "ascending", from: 0 };

export async function show(place) {
  let page, version = 0;
  const body = h("tbody"), head = h("tr"), count = h("p", { class: "none", role: "status" });
  const filter = h("input", { type: "search", id: "filter", value: state.filter, placeholder: "model_3 tag finished learning-rate=0.01", autocomplete: "off", spellcheck: "false" });
  const compare = h("a", { class: "button", href: "#/runs" }, "Compare");
  const before = h("button", { type: "button", onclick: () => turn(-ROWS) }, "Previous");
  const after = h("button", { type: "button", onclick: () => turn(ROWS) }, "Next");

  async function load() {
    const own = ++version;
    const query = new URLSearchParams({ ...state, count: ROWS });
    const found = await get("api/runs?" + query);
    if (own !== version) return;
    page = found;
    draw();
  }
  function turn(rows) {
    state.from = Math.max(0, state.from + rows);
    load().catch(error => say(error.message, true));
  }
  function sort(key) {
    state.order = state.sort === key && state.order === "descending" ? "ascending" : state.sort === key ? "descending" : key === "name" || key === "status" ? "ascending" : "descending";
    if (state.sort !== key && state.order === "descending") state.order = "descending";
    state.sort = key;
    state.from = 0;
    load().then(() => head.querySelector("[aria-sort] button")?.focus()).catch(error => say(error.message, true));
  }
  function column(key, title) {
    const sorted = state.sort === key;
    return h("th", { scope: "col", "aria-sort": sorted ? state.order : null },
      h("button", { type: "button", class: "sort", onclick: () => sort(key) }, name(title), h("span", { "aria-hidden": "true" }, sorted ? (state.order === "descending" ? " ▼" : " ▲") : "")));
  }
  function mark() {
    compare.textContent = ticked.size < 2 ? "Tick two runs to compare" : `Compare ${ticked.size} runs`;
    compare.href = ticked.size < 2 ? "#/runs" : "#/compare/" + [...ticked].map(part).join("/");
    compare.setAttribute("aria-disabled", String(ticked.size < 2));
  }
  function row(run, columns) {
    return h("tr", {},
      h("td", { class: "tick" }, h("input", { type: "checkbox", checked: ticked.has(run.name), "aria-label": "Compare " + run.name,
        onchange: event => { if (event.target.checked) ticked.add(run.name); else ticked.delete(run.name); mark(); } })),
      h("th", { scope: "row" }, h("a", { href: "#/run/" + part(run.name) }, name(run.name)),
        run.tags.map(tag => h("span", { class: "tag" }, name(tag))),
        run.note ? h("span", { class: "note" }, name(run.note.length > 80 ? run.note.slice(0, 80) + "…" : run.note)) : null),
      columns.map((c, i) => h("td", { class: c.key === "status" ? "status " + run.cells[i] : null }, name(run.cells[i]))));
  }
  function draw() {
    const columns = page.columns.slice(0, SHOWN);
    head.replaceChildren(h("td", {}, ""), column("name", "Run"), ...columns.map(c => column(c.key, c.title)));
    body.replaceChildren(...page.rows.map(run => row(run, columns)));
    const to = page.from + page.rows.length;
    count.textContent = page.total === 0 ? "No run is here yet." : `${page.matching ? page.from + 1 : 0} to ${to} of ${page.matching.toLocaleString("en")} runs` + (page.matching < page.total ? `, ${page.total.toLocaleString("en")} in all` : "");
    before.disabled = page.from === 0;
    after.disabled = to >= page.matching;
    mark();
  }
  filter.addEventListener("input", later(() => {
    state.filter = filter.value;
    state.from = 0;
    load().catch(error => say(error.message, true));
  }, 120));
  await load();
  place.append(heading("Headstart studio", "Runs"),
    h("section", { class: "wide" },
      h("div", { class: "tools" }, h("label", { for: "filter" }, "Filter"), filter, compare),
      page.total === 0 ? none("Train one, or start it under New run.") : null,
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of runs" },
        h("table", { class: "runs" }, h("caption", { class: "hidden" }, "Runs with their figures; settings that differ are columns"), h("thead", {}, head), body)),
      h("div", { class: "tools" }, count, before, after)));
  const refresh = later(() => load().catch(() => {}), 300);
  return listen("runs", refresh);
}
