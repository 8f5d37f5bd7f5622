// Runs side by side, as `compare` prints them.
import { get, part } from "./api.js";
import { charts } from "./chart.js";
import { h, heading, none, section, table } from "./dom.js";

export async function show(place, names) {
  const found = await get("api/compare?runs=" + part(names.join("\n")));
  place.append(heading("Headstart comparison", found.labels.join(", ")),
    section("Figures", table(found.figures)),
    section("Differences", table(found.tests) || none("No two of these runs were evaluated on the same images.")),
    section("Curves", found.curves.length ? charts(found.curves) : none("No run was evaluated after its epochs.")),
    section("Settings that differ", table(found.settings, "Settings that differ") || none("The runs have the same settings.")),
    h("p", { class: "none" }, h("a", { href: "#/runs" }, "All runs")));
}
