// The images of a run as points: principal components, or UMAP of a sample of them.
import { bytes, get, part, post } from "./api.js";
import { h, heading, name, none, option, problem, say, shot } from "./dom.js";
import { starter } from "./jobs.js";
import { scatter } from "./scatter.js";

const SUBSETS = ["train", "validation", "test"];
const SHOWN = 60;

/** Reads a safetensors file: the length of its header, the header as JSON, the numbers. */
function tensors(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const read = key => {
    const { dtype, shape, data_offsets: [from, to] } = header[key];
    const part = buffer.slice(8 + length + from, 8 + length + to);
    return { shape, values: dtype === "F32" ? new Float32Array(part) : Int32Array.from(new BigInt64Array(part), Number) };
  };
  return Object.fromEntries(Object.keys(header).filter(k => k !== "__metadata__").map(k => [k, read(k)]));
}

export async function show(place, [wanted]) {
  const runs = await get("api/runs?count=500&filter=finished&sort=created&order=descending");
  const head = heading("Headstart studio", "Map");
  place.append(head);
  if (!runs.rows.length) return void place.append(h("section", {}, none("No run is finished yet.")));
  const chosen = wanted || runs.rows[0].name;
  const select = h("select", { id: "run", onchange: () => { location.hash = "#/map/" + part(select.value); } }, runs.rows.map(r => option(r.name, r.name, r.name === chosen)));
  if (![...select.options].some(o => o.value === chosen)) select.prepend(option(chosen, chosen, true));
  head.append(h("p", { class: "tools" }, h("label", { for: "run" }, "Run"), select));
  const path = "api/runs/" + part(chosen);
  const run = await get(path);
  if (!run.mapped) {
    place.append(h("section", {}, none("This run has no map yet. Making it takes the features of its images out of the store, or extracts those that are not there."),
      starter("Make the map", { command: "map", run: chosen }, () => dispatchEvent(new HashChangeEvent("hashchange")))));
    return null;
  }
  return draw(place, tensors(await bytes(path + "/map")), run, path);
}

function draw(place, data, run, path) {
  const [count, dimension] = data.components.shape, rows = data.components.values;
  const labels = data.labels.values, predicted = data.predicted.values, subsets = data.subsets.values, images = data.images.values;
  const classes = run.classes;
  let order = null; // Which points are shown: all, or a sample.
  let worker = null;
  const tip = h("div", { class: "tip", hidden: true }), side = h("div", { class: "chosen" }), legend = h("div", { class: "groups", role: "group", "aria-label": "Groups" });
  const told = h("p", { class: "none", role: "status" });
  const at = i => order ? order[i] : i;
  const nameOf = label => classes[label] ?? "class " + label;
  const title = i => nameOf(labels[i]) + (predicted[i] >= 0 && predicted[i] !== labels[i] ? `, taken for ${nameOf(predicted[i])}` : "") + `, ${SUBSETS[subsets[i]]}`;
  const COLORS = {
    class: { title: "True class", names: () => classes, of: i => labels[i] },
    predicted: { title: "Predicted class", names: () => [...classes, "not evaluated"], of: i => predicted[i] < 0 ? classes.length : predicted[i] },
    right: { title: "Right or wrong", names: () => ["right", "wrong", "not evaluated"], of: i => predicted[i] < 0 ? 2 : predicted[i] === labels[i] ? 0 : 1 },
    subset: { title: "Subset", names: () => SUBSETS, of: i => subsets[i] },
  };
  let shownTip = -1;
  const map = scatter("Map of the images. Drag to move, wheel or plus and minus to zoom, 0 to see all, shift and drag to encircle, S for a frame to choose by keys.", {
    asked(point, event) {
      if (point < 0) {
        tip.hidden = true;
        shownTip = -1;
        return;
      }
      const i = at(point);
      if (i !== shownTip) tip.replaceChildren(h("img", { src: `${path}/images/${images[i]}?side=96`, alt: "", width: 96, height: 96 }), h("p", {}, name(title(i))));
      shownTip = i;
      tip.hidden = false;
      const rect = map.box.getBoundingClientRect(), left = event.clientX - rect.left, top = event.clientY - rect.top;
      tip.style.left = Math.min(left + 14, rect.width - 150) + "px";
      tip.style.top = Math.min(top + 14, rect.height - 150) + "px";
    },
    encircled: found => choose([...found]),
  });
  async function choose(points) {
    map.select(new Set(points));
    say(`${points.length.toLocaleString("en")} images chosen.`);
    const some = points.slice(0, SHOWN).map(at);
    side.replaceChildren(h("h3", {}, `${points.length.toLocaleString("en")} images chosen`),
      points.length ? h("p", { class: "tools" }, h("button", { type: "button", onclick: () => names(points.map(at)) }, "Their names"), h("button", { type: "button", onclick: () => { map.select(null); side.replaceChildren(); } }, "Choose none")) : "",
      h("div", { class: "shots" }, some.map(i => shot(`${path}/images/${images[i]}?side=64`, title(i)))));
  }
  async function names(all) {
    try {
      const found = await post(path + "/names", { images: all.map(i => String(images[i])) });
      const area = h("textarea", { rows: 8, readonly: true, "aria-label": "Names, one a line, as data.exclude takes them in a text file" }, found.names.join("\n"));
      side.prepend(area);
      area.select();
    } catch (error) {
      side.prepend(problem(error));
    }
  }
  const color = h("select", { id: "color", onchange: () => paint() }, Object.entries(COLORS).map(([k, v]) => option(k, v.title)));
  const axes = [...Array(dimension).keys()].map(k => `component ${k + 1}`);
  const first = h("select", { id: "first", onchange: () => components() }, axes.map((a, i) => option(String(i), a, i === 0)));
  const second = h("select", { id: "second", onchange: () => components() }, axes.map((a, i) => option(String(i), a, i === Math.min(1, dimension - 1))));
  const umap = h("button", { type: "button", onclick: () => embed() }, "UMAP");
  const sample = h("select", { id: "sample", "aria-label": "Images of the sample" }, [1000, 4000, 10000].map(n => option(String(n), `of ${Math.min(n, count).toLocaleString("en")} images`, n === 4000)));
  const lasso = h("button", { type: "button", "aria-pressed": "false", onclick: () => {
    const on = lasso.getAttribute("aria-pressed") !== "true";
    lasso.setAttribute("aria-pressed", String(on));
    map.lasso(on);
  } }, "Lasso");
  const frame = h("button", { type: "button", onclick: () => {
    map.frame();
    say("Arrow keys move the frame, plus and minus size it, Enter chooses the images in it, Escape takes it away.");
  } }, "Frame");
  let x, y;
  function paint() {
    const by = COLORS[color.value], all = by.names();
    const group = new Uint16Array(x.length);
    for (let i = 0; i < x.length; i++) group[i] = by.of(at(i));
    map.set(x, y, group, all.length);
    const css = map.colors();
    let only = -1;
    legend.replaceChildren(...all.map((text, g) => {
      const swatch = h("span", { class: "swatch", "aria-hidden": "true" });
      swatch.style.background = css[g];
      const button = h("button", { type: "button", "aria-pressed": "false", onclick: () => {
        only = only === g ? -1 : g;
        for (const other of legend.children) other.setAttribute("aria-pressed", String(other === button && only === g));
        map.only(only);
        if (only >= 0) choose([...x.keys()].filter(i => group[i] === g));
        else choose([]);
      } }, swatch, name(text));
      return button;
    }));
  }
  function components() {
    worker?.terminate();
    order = null;
    x = new Float32Array(count);
    y = new Float32Array(count);
    for (let i = 0; i < count; i++) { x[i] = rows[i * dimension + Number(first.value)]; y[i] = -rows[i * dimension + Number(second.value)]; }
    told.textContent = `${count.toLocaleString("en")} images by ${axes[first.value]} and ${axes[second.value]} of their features.`;
    paint();
  }
  function embed() {
    worker?.terminate();
    const wanted = Math.min(count, Number(sample.value));
    order = Int32Array.from({ length: wanted }, (_, i) => Math.floor(i * count / wanted)); // Evenly through all subsets.
    const some = new Float32Array(wanted * dimension);
    order.forEach((i, k) => some.set(rows.subarray(i * dimension, (i + 1) * dimension), k * dimension));
    x = new Float32Array(wanted);
    y = new Float32Array(wanted);
    order.forEach((i, k) => { x[k] = rows[i * dimension]; y[k] = -rows[i * dimension + Math.min(1, dimension - 1)]; });
    paint();
    told.textContent = `UMAP of ${wanted.toLocaleString("en")} images: looking for neighbours …`;
    umap.disabled = true;
    worker = new Worker("map-worker.js");
    worker.onmessage = ({ data: { epoch, epochs, flat } }) => {
      for (let i = 0; i < x.length; i++) { x[i] = flat[2 * i]; y[i] = flat[2 * i + 1]; }
      map.moved(x, y);
      told.textContent = `UMAP of ${wanted.toLocaleString("en")} images, 15 neighbours, of ${dimension} principal components` + (epoch < epochs ? `: epoch ${epoch} of ${epochs}` : ".");
      if (epoch === epochs) umap.disabled = false;
    };
    worker.onerror = event => { umap.disabled = false; say("UMAP failed: " + event.message, true); };
    worker.postMessage({ rows: some, dimension, neighbours: 15 }, [some.buffer]);
  }
  place.append(h("section", {},
    h("div", { class: "tools" }, h("span", { class: "pair" }, h("label", { for: "color" }, "Color"), color), h("span", { class: "pair" }, h("label", { for: "first" }, "Across"), first),
      h("span", { class: "pair" }, h("label", { for: "second" }, "Down"), second), h("span", { class: "pair" }, umap, sample),
      lasso, frame, h("button", { type: "button", onclick: () => map.zoom(1.4), "aria-label": "Zoom in" }, "+"), h("button", { type: "button", onclick: () => map.zoom(1 / 1.4), "aria-label": "Zoom out" }, "−"), h("button", { type: "button", onclick: () => map.fit() }, "All")),
    told, h("div", { class: "mapbox" }, map.box, tip), legend, side));
  components();
  return () => { worker?.terminate(); map.close(); };
}
