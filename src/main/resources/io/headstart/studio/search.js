// A search's trials: each setting against accuracy, and all settings at once.
import { get, listen, part } from "./api.js";
import { charts, short } from "./chart.js";
import { h, heading, later, none, option, say, section, table } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 300, TOP = 40, BOTTOM = 30, SIDE = 50;

function svg(kind, attributes, ...children) {
  const made = document.createElementNS(SVG, kind);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** An axis of numbers, by their logarithm where they span magnitudes, or of names. */
function axis(title, values) {
  const numbers = values.map(Number);
  if (numbers.every(Number.isFinite)) {
    const low = Math.min(...numbers), high = Math.max(...numbers);
    const log = low > 0 && high / low >= 50;
    const f = log ? Math.log : v => v;
    return { title, at: v => high > low ? (f(Number(v)) - f(low)) / (f(high) - f(low)) : 0.5, ends: [short(low), short(high)] };
  }
  const names = [...new Set(values)].sort();
  return { title, at: v => names.length > 1 ? names.indexOf(v) / (names.length - 1) : 0.5, ends: [names[0], names[names.length - 1]] };
}

function parallel(found) {
  const trials = found.trials.filter(t => t.accuracy !== null);
  const box = svg("svg", { class: "chart", role: "img", height: HEIGHT, "aria-label": "Parallel coordinates: a line is a trial, its settings from left to right, its validation accuracy last. The table below has the values." });
  const readout = h("p", { class: "values", "aria-live": "polite" });
  const axes = [...found.settings.map(s => axis(s, trials.map(t => t.values[s]))), axis("validation accuracy (%)", trials.map(t => t.accuracy))];
  const value = (t, i) => i < found.settings.length ? t.values[found.settings[i]] : t.accuracy;
  function draw(width) {
    const x = i => SIDE + i * (width - 2 * SIDE) / Math.max(1, axes.length - 1);
    const y = v => HEIGHT - BOTTOM - v * (HEIGHT - TOP - BOTTOM);
    const last = axes[axes.length - 1];
    const lines = [...trials].reverse().map(t => {
      const share = last.at(t.accuracy);
      const line = svg("path", { class: "trial", "stroke-opacity": (0.15 + 0.75 * share * share).toFixed(2), d: "M" + axes.map((a, i) => `${x(i).toFixed(1)} ${y(a.at(value(t, i))).toFixed(1)}`).join("L") });
      line.addEventListener("pointerenter", () => { line.classList.add("over"); readout.textContent = `trial ${t.number}: ` + found.settings.map(s => `${s} ${t.values[s]}`).join(", ") + `, ${t.accuracy.toFixed(2)} %`; });
      line.addEventListener("pointerleave", () => { line.classList.remove("over"); readout.textContent = ""; });
      return line;
    });
    box.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    box.style.width = width + "px";
    box.replaceChildren(...axes.flatMap((a, i) => {
      const anchor = i === 0 ? "start" : i === axes.length - 1 ? "end" : "middle";
      const shift = i === 0 ? -SIDE + 4 : i === axes.length - 1 ? SIDE - 4 : 0;
      return [svg("line", { class: "pole", x1: x(i), x2: x(i), y1: TOP, y2: HEIGHT - BOTTOM }),
        svg("text", { class: "axis", x: x(i) + shift, y: 14, "text-anchor": anchor }, a.title),
        svg("text", { class: "tick", x: x(i), y: TOP - 6, "text-anchor": "middle" }, a.ends[1]),
        svg("text", { class: "tick", x: x(i), y: HEIGHT - BOTTOM + 16, "text-anchor": "middle" }, a.ends[0])];
    }), ...lines);
  }
  const figure = h("figure", { class: "plot" }, h("figcaption", {}, "A line is a trial: its settings from left to right, its validation accuracy last. The stronger, the better."),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "All settings at once" }, box), readout);
  new ResizeObserver(entries => { const width = Math.round(entries[0].contentRect.width); if (width) draw(Math.max(width, 170 * axes.length)); }).observe(figure);
  return figure;
}

export async function show(place, [wanted]) {
  const { searches } = await get("api/experiments");
  const head = heading("Headstart search", "Search");
  place.append(head);
  if (!searches.length) {
    place.append(h("section", {}, none("No search was run yet: start one under New run.")));
    return null;
  }
  const chosen = searches.includes(wanted) ? wanted : searches[0];
  const select = h("select", { id: "search", onchange: () => { location.hash = "#/search/" + part(select.value); } }, searches.map(s => option(s, s, s === chosen)));
  head.append(h("p", { class: "tools" }, h("label", { for: "search" }, "Search"), select));
  const body = h("div");
  place.append(body);
  let known = -1;
  async function load() {
    const found = await get("api/searches/" + part(chosen));
    if (found.trials.length === known) return;
    known = found.trials.length;
    const best = found.trials[0];
    body.replaceChildren(
      section("All settings at once", best ? parallel(found) : none("No trial is done yet.")),
      found.curves.length ? section("Each setting", charts(found.curves)) : "",
      section(`${known} trials, from the best down`, table(found.figures, "Trials") || none("None.")));
  }
  await load();
  const again = setInterval(() => load().catch(() => {}), 3000);
  const stop = listen("jobs", later(() => load().catch(error => say(error.message, true)), 500));
  return () => { clearInterval(again); stop(); };
}
