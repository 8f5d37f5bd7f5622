// The queue of commands: what waits, runs and is over.
import { get, listen, post } from "./api.js";
import { h, name, none, problem, say } from "./dom.js";

/** Queues a command, and calls back when it is over. */
export async function start(body, over) {
  const job = await post("api/jobs", body);
  say(`Queued: ${job.command.join(" ")}`);
  if (!over) return job;
  const stop = listen("jobs", async () => {
    const now = (await get("api/jobs")).jobs.find(one => one.id === job.id);
    if (!now || now.state === "queued" || now.state === "running") return;
    stop();
    over(now);
  });
  return job;
}

/** Returns a button that queues a command and says what became of it beside itself. */
export function starter(title, body, done) {
  const told = h("div", { role: "status" });
  const button = h("button", { type: "button", class: "main", onclick: async () => {
    button.disabled = true;
    told.replaceChildren(none("Queued."));
    try {
      await start(typeof body === "function" ? body() : body, job => {
        button.disabled = false;
        if (job.state === "done") {
          told.replaceChildren();
          done();
        } else {
          told.replaceChildren(none(`It ${job.state} with exit code ${job.code}.`), h("pre", { tabindex: "0" }, job.lines.slice(-12).join("\n")));
        }
      });
    } catch (error) {
      button.disabled = false;
      told.replaceChildren(problem(error));
    }
  } }, title);
  return h("div", { class: "starter" }, button, told);
}

/** Shows the queue as it changes; returns its end. */
export function queue(place) {
  const list = h("ol", { class: "jobs" });
  const empty = none("Nothing was started.");
  const open = new Set();
  place.append(empty, list);
  const row = job => {
    const active = job.state === "queued" || job.state === "running";
    const details = h("details", { open: open.has(job.id) || job.state === "running", ontoggle: () => { if (details.open) open.add(job.id); else open.delete(job.id); } },
      h("summary", {}, job.lines.length ? "Output" : "No output yet"), h("pre", { tabindex: "0" }, job.lines.slice(-40).join("\n")));
    return h("li", {}, h("span", { class: "badge " + job.state }, job.state + (job.state === "failed" ? ` (${job.code})` : "")), " ",
      h("code", {}, name(job.command.join(" "))),
      active ? h("button", { type: "button", onclick: () => post(`api/jobs/${job.id}/stop`, {}).then(load).catch(error => say(error.message, true)), "aria-label": `Stop job ${job.id}` }, "Stop") : null,
      job.lines.length ? details : null);
  };
  async function load() {
    const { jobs } = await get("api/jobs");
    empty.hidden = jobs.length > 0;
    list.replaceChildren(...jobs.map(row));
  }
  load().catch(error => say(error.message, true));
  return listen("jobs", () => load().catch(() => {}));
}
