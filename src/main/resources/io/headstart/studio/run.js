// One run: its report as it is now, its images behind the figures, notes.
import { get, listen, part, post } from "./api.js";
import { charts } from "./chart.js";
import { cards, h, heading, name, none, problem, say, section, shot, table } from "./dom.js";

const MATRIX_CLASSES = 25;

export async function show(place, [runName]) {
  const path = "api/runs/" + part(runName);
  let run = await get(path);
  const curves = charts(run.curves);
  const empty = none("No epoch has been completed.");
  const badge = h("span", { class: "badge" });
  const figures = h("div"), below = h("div");

  function draw() {
    badge.textContent = run.status;
    badge.hidden = run.status === "finished";
    empty.hidden = run.curves.length > 0;
    figures.replaceChildren(cards(run.cards));
    below.replaceChildren(...[
      run.figures.rows.length || run.baselines.rows.length ? section("Figures", table(run.figures), table(run.baselines)) : null,
      run.classes.length ? section("Classes", matrix(run, path), table(run.perClass)) : null,
      run.evaluated ? mistakes(run, path) : null,
      certainty(run),
      section("Settings", h("details", {}, h("summary", {}, "config.yaml"), h("pre", { tabindex: "0" }, run.config))),
      section("Provenance", table(run.provenance, "Provenance")),
      run.notes.length ? section("Notes of the run", h("ul", {}, run.notes.map(note => h("li", {}, name(note))))) : null,
    ].filter(Boolean));
  }
  draw();
  const head = heading("Headstart run", run.name, null, " ", badge);
  head.append(h("p", { class: "lead" }, run.summary.map(text => h("span", {}, name(text)))), figures);
  place.append(head, notes(run, path), section("Curves", empty, curves), below);
  const actions = h("p", { class: "tools" }, h("a", { href: "#/try?run=" + part(runName) }, "Try an image"),
    h("a", { href: "#/map/" + part(runName) }, "Map of its images"));
  head.append(actions);

  return listen("runs", async told => {
    if (!told.names.includes(runName)) return;
    try {
      const now = await get(path + "/curves");
      curves.update(now.curves);
      empty.hidden = now.curves.length > 0;
      badge.textContent = now.status === "running" ? `running, epoch ${now.epochs}` : now.status;
      if (now.status !== run.status) {
        run = await get(path);
        draw();
      }
    } catch (error) {
      if (error.status !== 404) say(error.message, true);
    }
  });
}

function notes(run, path) {
  const tags = h("input", { id: "tags", value: run.tags.join(", "), autocomplete: "off", placeholder: "baseline, keep" });
  const note = h("textarea", { id: "note", rows: 2, maxlength: "10000" }, run.note);
  const failed = h("div");
  async function keep(event) {
    event.preventDefault();
    try {
      const kept = await post(path + "/notes", { tags: tags.value.split(","), note: note.value });
      tags.value = kept.tags.join(", ");
      failed.replaceChildren();
      say("Notes kept.");
    } catch (error) {
      failed.replaceChildren(problem(error));
    }
  }
  return h("section", {}, h("form", { class: "notes", onsubmit: keep },
    h("label", { for: "tags" }, "Tags"), tags, h("label", { for: "note" }, "Note"), note,
    h("button", {}, "Keep"), failed));
}

function pictures(found, run, path) {
  const box = h("div", { class: "shots" }, found.images.map(image => found.withPictures
    ? shot(`${path}/images/${image.image}?side=64`,
      image.label === image.predicted ? `${run.classes[image.label]}, ${image.probability}` : `${run.classes[image.label]}, taken for ${run.classes[image.predicted]}, ${image.probability}`,
      h("span", { class: "file" }, name(image.name)))
    : h("p", { class: "file" }, name(`${image.name}: ${image.probability}`))));
  return h("div", {}, found.withPictures ? null : none("The images of this run are not at hand: their names alone are shown."),
    found.count > found.images.length ? none(`${found.images.length} of ${found.count}, the most certain first.`) : null, box);
}

function matrix(run, path) {
  const shown = h("div", { class: "cellimages", tabindex: "-1" });
  if (run.classes.length > MATRIX_CLASSES) return none(`${run.classes.length} classes make no table that a person reads; see the figures of each class.`);
  async function open(actual, predicted) {
    try {
      const found = await get(`${path}/images?actual=${actual}&predicted=${predicted}`);
      const title = actual === predicted ? `${run.classes[actual]}, rightly` : `${run.classes[actual]} taken for ${run.classes[predicted]}`;
      shown.replaceChildren(h("h3", {}, name(title), ` (${found.count})`), pictures(found, run, path));
      shown.focus();
    } catch (error) {
      shown.replaceChildren(problem(error));
    }
  }
  const cell = (count, actual, predicted) => {
    const share = count / Math.max(1, run.matrix[actual].reduce((a, b) => a + b, 0));
    const level = count === 0 ? 0 : Math.max(1, Math.ceil((actual === predicted ? share : Math.sqrt(share)) * 5));
    return h("td", { class: (actual === predicted ? "right" : "wrong") + " l" + level }, count && run.evaluated
      ? h("button", { type: "button", class: "cell", "aria-label": `${count} images of ${run.classes[actual]} taken for ${run.classes[predicted]}`, onclick: () => open(actual, predicted) }, String(count))
      : String(count));
  };
  return h("div", {}, h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Confusion matrix" },
    h("table", { class: "matrix" }, h("caption", {}, h("span", {}, `True classes down, predicted ones across, on the ${run.set} images. A number opens its images.`)),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Class"), run.classes.map(c => h("th", { scope: "col" }, name(c))))),
      h("tbody", {}, run.matrix.map((row, actual) => h("tr", {}, h("th", { scope: "row" }, name(run.classes[actual])), row.map((count, predicted) => cell(count, actual, predicted))))))), shown);
}

function mistakes(run, path) {
  const box = h("div");
  const details = h("details", { ontoggle: async () => {
    if (!details.open || box.firstChild) return;
    try {
      box.replaceChildren(pictures(await get(path + "/images"), run, path));
    } catch (error) {
      box.replaceChildren(problem(error));
    }
  } }, h("summary", {}, "The most confident mistakes"), box);
  return section("Mistakes", details);
}

/** The slider picks one of the thresholds that the server has measured. */
function certainty(run) {
  const data = run.certainty;
  if (!data.points) return null;
  const points = data.points;
  const output = h("output", { for: "threshold" });
  const slider = h("input", { type: "range", id: "threshold", min: 0, max: points.length - 1, step: 1, value: points.length - 1 });
  function read() {
    const [threshold, , , coverage, accuracy] = points[points.length - 1 - slider.value];
    const text = `Answered where the probability is at least ${threshold.toFixed(4)}: ${coverage} of the images; ${accuracy} of these are right.`;
    output.textContent = text;
    slider.setAttribute("aria-valuetext", text);
  }
  slider.value = 0;
  slider.addEventListener("input", read);
  read();
  return section("Certainty", table(run.calibration), charts(run.calibrationCharts.length ? run.calibrationCharts : data.charts),
    h("div", { class: "threshold" }, h("label", { for: "threshold" }, "Threshold"), slider, output),
    h("p", { class: "none" }, `Of ${data.images.toLocaleString("en")} images, by the softmax; its expected calibration error is ${data.calibrationError}.`));
}
