import { heading, none } from "./dom.js";

export async function show(place) {
  place.append(heading("Headstart studio", "map"), none("Not yet."));
}
