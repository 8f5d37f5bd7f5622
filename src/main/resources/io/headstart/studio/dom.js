// Elements, tables and cards. Whatever comes from a file is text: nothing here reads HTML.

/** Makes an element: attributes by name, listeners as on..., children as nodes or texts. */
export function h(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && typeof value !== "string") made[key] = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined && child !== ""));
  return made;
}

/** A name that somebody chose: its direction is its own and reaches no further. */
export const name = text => h("bdi", {}, text);

export const section = (title, ...children) => h("section", {}, title ? h("h2", {}, title) : null, ...children);

export function heading(kicker, title, lead, ...more) {
  return h("header", { class: "title" }, h("p", { class: "kicker" }, kicker), h("h1", {}, name(title), ...more),
    lead ? h("p", { class: "lead" }, lead) : null);
}

export function cards(all) {
  return h("div", { class: "cards" }, all.map(card => h("div", { class: "card" },
    h("span", { class: "label" }, card.label), h("strong", {}, card.figure), h("span", {}, card.remark))));
}

/** A table as reports have it; nothing where it has no rows. */
export function table(data, label) {
  if (!data || !data.rows.length) return null;
  const row = one => h("tr", {}, h("th", { scope: "row" }, name(one.heading)),
    one.cells.map((cell, i) => h("td", { class: one.best[i] ? "best" : null }, name(cell))));
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label || data.caption || "Table" },
    h("table", { class: data.look },
      data.caption ? h("caption", {}, h("span", {}, data.caption)) : null,
      data.columns.length ? h("thead", {}, h("tr", {}, data.columns.map(c => h("th", { scope: "col" }, name(c))))) : null,
      h("tbody", {}, data.rows.map(row)),
      data.totals.length ? h("tfoot", {}, data.totals.map(row)) : null));
}

export const none = text => h("p", { class: "none" }, text);

/** Says something to everyone, also to those who hear the page. */
export function say(text, failed = false) {
  const status = document.getElementById("status");
  status.textContent = text;
  status.classList.toggle("failed", failed);
}

export function problem(error) {
  const parts = error.parts;
  return h("div", { class: "problem", role: "alert" }, h("strong", {}, error.message),
    parts ? h("dl", {}, ["received", "accepted", "next"].flatMap(part =>
      [h("dt", {}, part), h("dd", {}, name(String(parts[part])))])) : null);
}

/** A picture of a run's or a check's data set, with its caption. */
export function shot(source, text, more = null) {
  return h("figure", { class: "shot" }, h("img", { src: source, alt: text, loading: "lazy", width: 64, height: 64 }),
    h("figcaption", {}, name(text), more));
}

export function option(value, text = value, selected = false) {
  return h("option", { value, selected }, text);
}

/** Calls something a moment after the last of many calls. */
export function later(task, milliseconds = 200) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => task(...values), milliseconds);
  };
}
