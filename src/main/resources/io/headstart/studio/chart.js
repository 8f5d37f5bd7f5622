// Curves as SVG, drawn at the width there is. The arrow keys go from point to point.
import { h, name } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 300, TOP = 12, BOTTOM = 44, RIGHT = 16;

function svg(kind, attributes, ...children) {
  const made = document.createElementNS(SVG, kind);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Round numbers of an axis. */
export function ticks(low, high, most) {
  if (!(high > low)) return [low];
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map(s => s * power).find(s => s >= rough);
  const all = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) all.push(i * step);
  return all;
}

function logTicks(low, high) {
  const all = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
    for (const m of [1, 2, 5]) {
      const v = m * 10 ** e;
      if (v >= low * 0.999 && v <= high * 1.001) all.push(v);
    }
  }
  const whole = all.filter(v => Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-9);
  return all.length > 8 && whole.length > 1 ? whole : all;
}

/** Width of a letter on an axis, pixels. */
const LETTER = 7.2;

export function short(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(1).replace(".0e", "e").replace("e+", "e");
  return String(+value.toPrecision(4));
}

function axis(values, log, margin) {
  let low = Math.min(...values), high = Math.max(...values);
  if (log && low > 0) {
    if (low === high) { low /= 2; high *= 2; }
    const a = Math.log10(low / 1.08), b = Math.log10(high * 1.08);
    return { at: v => (Math.log10(v) - a) / (b - a), ticks: () => logTicks(10 ** a, 10 ** b) };
  }
  const reach = high > low ? margin * (high - low) : margin ? Math.max(0.05 * Math.abs(high), 1e-6) : 0.5;
  const from = low >= 0 && margin ? Math.max(0, low - reach) : low - reach;
  const to = high + reach;
  return { at: v => (v - from) / (to - from), ticks: most => ticks(from, to, most) };
}

function extremes(lists) {
  let low = Infinity, high = -Infinity;
  for (const list of lists) for (const v of list) { if (v < low) low = v; if (v > high) high = v; }
  return [low, high];
}

function draw(data, box, width) {
  const x = axis(extremes(data.curves.map(c => c.x)), data.logX, 0);
  const y = axis(extremes(data.curves.map(c => c.y)), data.logY, 0.06);
  const marks = y.ticks(5);
  const left = Math.max(54, 14 + LETTER * Math.max(0, ...marks.map(v => short(v).length)));
  const px = v => left + x.at(v) * (width - left - RIGHT);
  const py = v => HEIGHT - BOTTOM - y.at(v) * (HEIGHT - TOP - BOTTOM);
  const parts = [];
  for (const v of marks) {
    parts.push(svg("line", { class: "grid", x1: left, x2: width - RIGHT, y1: py(v), y2: py(v) }));
    parts.push(svg("text", { class: "tick", x: left - 8, y: py(v) + 4, "text-anchor": "end" }, short(v)));
  }
  let free = 0; // Where the next number has room.
  for (const v of x.ticks(Math.max(3, Math.floor(width / 110)))) {
    const half = LETTER * short(v).length / 2;
    if (px(v) - half < free) continue;
    free = px(v) + half + LETTER;
    parts.push(svg("text", { class: "tick", x: px(v), y: HEIGHT - BOTTOM + 18, "text-anchor": "middle" }, short(v)));
  }
  parts.push(svg("text", { class: "axis", x: (left + width - RIGHT) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, data.x));
  for (const curve of data.curves) {
    const points = curve.x.map((v, i) => [px(v), py(curve.y[i])]);
    const dots = curve.stroke === "DOTS" || curve.stroke === "MARK" || points.length === 1;
    if (dots) {
      const look = `dot s${curve.color % 8} ${curve.stroke.toLowerCase()}`;
      for (const [cx, cy] of points) parts.push(curve.stroke === "MARK" ? svg("path", { class: look, d: `M${cx - 6} ${cy}l6 -6 6 6 -6 6z` }) : svg("circle", { class: look, cx, cy, r: 4 }));
    } else {
      parts.push(svg("path", { class: `line s${curve.color % 8} ${curve.stroke.toLowerCase()}`, d: "M" + points.map(p => p[0].toFixed(1) + " " + p[1].toFixed(1)).join("L") }));
    }
  }
  const mark = svg("g", { class: "readout" });
  box.replaceChildren(...parts, mark);
  box.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  return { px, py, mark, left };
}

/** Returns a chart with its legend and caption; `update` draws other data into it. */
export function chart(first) {
  let data = first, drawn = null, at = -1, width = 0;
  const box = svg("svg", { class: "chart", role: "img", tabindex: "0", height: HEIGHT });
  const legend = h("ul", { class: "legend" });
  const readout = h("p", { class: "values", "aria-live": "polite" });
  const caption = h("figcaption");
  const positions = () => [...new Set(data.curves.flatMap(c => c.x))].sort((a, b) => a - b);

  function show(position) {
    const values = data.curves.map(c => [c, c.x.indexOf(position)]).filter(([, i]) => i >= 0);
    drawn.mark.replaceChildren(
      svg("line", { class: "cursor", x1: drawn.px(position), x2: drawn.px(position), y1: TOP, y2: HEIGHT - BOTTOM }),
      ...values.map(([c, i]) => svg("circle", { class: `dot s${c.color % 8}`, cx: drawn.px(position), cy: drawn.py(c.y[i]), r: 4 })));
    readout.textContent = `${data.x} ${short(position)}: ` + values.map(([c, i]) => `${c.name} ${short(c.y[i])}`).join(", ");
  }
  function hide() {
    at = -1;
    drawn.mark.replaceChildren();
    readout.textContent = "";
  }
  box.addEventListener("keydown", event => {
    const all = positions();
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -all.length, End: all.length }[event.key];
    if (event.key === "Escape") return hide();
    if (!step || !all.length) return;
    event.preventDefault();
    at = Math.max(0, Math.min(all.length - 1, at < 0 ? (step < 0 ? all.length - 1 : 0) : at + step));
    show(all[at]);
  });
  box.addEventListener("pointermove", event => {
    const place = event.clientX - box.getBoundingClientRect().left;
    const all = positions();
    if (!all.length) return;
    show(all.reduce((best, v) => Math.abs(drawn.px(v) - place) < Math.abs(drawn.px(best) - place) ? v : best));
  });
  box.addEventListener("pointerleave", hide);
  box.addEventListener("blur", hide);

  function render() {
    if (!width || !data.curves.length) return;
    drawn = draw(data, box, width);
  }
  function update(next) {
    data = next;
    box.setAttribute("aria-label", `${data.y} over ${data.x}. ${data.caption} Arrow keys read the values.`);
    caption.textContent = data.caption.startsWith(data.y) ? data.caption : `${data.y}. ${data.caption}`;
    legend.replaceChildren(...(data.curves.length > 1 ? data.curves : []).map(c =>
      h("li", { class: `s${c.color % 8} ${c.stroke.toLowerCase()}` }, name(c.name))));
    render();
  }
  const figure = h("figure", { class: "plot" }, caption, box, legend, readout);
  new ResizeObserver(entries => {
    const now = Math.round(entries[0].contentRect.width);
    if (now && now !== width) { width = now; render(); }
  }).observe(figure);
  update(data);
  figure.update = update;
  return figure;
}

/** Charts that stay in their place while their data changes. */
export function charts(all) {
  const box = h("div", { class: "charts" });
  box.update = next => {
    if (next.length === box.children.length && next.every((c, i) => box.children[i].dataset.y === c.y + c.x)) {
      next.forEach((c, i) => box.children[i].update(c));
      return;
    }
    box.replaceChildren(...next.map(c => {
      const made = chart(c);
      made.dataset.y = c.y + c.x;
      return made;
    }));
  };
  box.update(all);
  return box;
}
