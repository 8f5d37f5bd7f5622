import { heading, none } from "./dom.js";

export async function show(place) {
  place.append(heading("Headstart studio", "range"), none("Not yet."));
}
