// What the server is asked. Every answer that is no success has the four parts of an error.

async function checked(response) {
  if (response.ok) return response;
  let parts;
  try {
    parts = await response.json();
  } catch {
    parts = { error: `the server answered ${response.status}`, received: "no explanation", accepted: "a running studio", next: "start it again" };
  }
  const error = new Error(parts.error);
  error.parts = parts;
  error.status = response.status;
  throw error;
}

async function ask(path, options) {
  try {
    return await fetch(path, options);
  } catch (gone) {
    if (gone.name === "AbortError") throw gone;
    const error = new Error("the studio does not answer");
    error.parts = { received: gone.message, accepted: "a studio that is running", next: "start it again, and open the address that it prints" };
    throw error;
  }
}

export const get = async (path, options) => (await checked(await ask(path, options))).json();
export const bytes = async path => (await checked(await ask(path))).arrayBuffer();
export const post = async (path, body) => (await checked(await ask(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }))).json();
export const send = async (path, blob) => (await checked(await ask(path, {
  method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: blob }))).json();

/** Parts of an address: names may hold anything. */
export const part = encodeURIComponent;

const EVENTS = ["runs", "jobs"];
const listeners = new Set();
let others;

function tell(name, data) {
  for (const one of [...listeners]) if (one.name === name) one.heard(data);
}

/** Holds the stream of events for all tabs until the server refuses it. */
const lead = () => new Promise(end => {
  const source = new EventSource("api/events");
  for (const name of EVENTS) source.addEventListener(name, event => {
    const data = JSON.parse(event.data);
    tell(name, data);
    others.postMessage({ name, data });
  });
  source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) end(); });
});

/** A browser has six connections to a server: one tab hears it and tells the others, until it is closed. */
async function follow() {
  others = new BroadcastChannel("events");
  others.addEventListener("message", ({ data: { name, data } }) => tell(name, data));
  for (;;) {
    await navigator.locks.request("events", lead);
    await new Promise(after => setTimeout(after, 3000));
  }
}

/** Hears events until the returned function is called. */
export function listen(name, heard) {
  const entry = { name, heard };
  listeners.add(entry);
  if (!others) follow();
  return () => listeners.delete(entry);
}
