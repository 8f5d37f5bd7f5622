// The plots of a learning-rate range test.
import { get, part } from "./api.js";
import { charts } from "./chart.js";
import { h, heading, none, option, section } from "./dom.js";

export async function show(place, [wanted]) {
  const { ranges } = await get("api/experiments");
  const head = heading("Headstart range test", "Range test");
  place.append(head);
  if (!ranges.length) return void place.append(h("section", {}, none("No range test was run yet: start one under New run.")));
  const chosen = ranges.includes(wanted) ? wanted : ranges[0];
  const select = h("select", { id: "range", onchange: () => { location.hash = "#/range/" + part(select.value); } }, ranges.map(r => option(r, r, r === chosen)));
  const found = await get("api/ranges/" + part(chosen));
  head.append(h("p", { class: "lead" }, found.lead), h("p", { class: "tools" }, h("label", { for: "range" }, "Range test"), select));
  place.append(section("Charts", charts(found.curves)));
}
