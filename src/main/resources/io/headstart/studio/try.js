// An image of one's own: dropped, pasted, chosen or from the camera.
import { get, part, send } from "./api.js";
import { h, heading, name, none, option, problem, say, shot } from "./dom.js";

const LONGEST = 32 << 20;

export async function show(place, names, query) {
  const runs = await get("api/runs?count=500&filter=finished&sort=created&order=descending");
  const wanted = query.get("run");
  const select = h("select", { id: "run" }, runs.rows.map(run => option(run.name, run.name, run.name === wanted)));
  if (wanted && ![...select.options].some(o => o.value === wanted)) select.prepend(option(wanted, wanted, true));
  const files = h("input", { type: "file", id: "files", accept: "image/*,.tif,.tiff", multiple: true, onchange: () => { tryAll([...files.files]); files.value = ""; } });
  const drop = h("div", { class: "drop" }, h("label", { for: "files" }, "Drop images here, paste one, or choose files"), files);
  const answers = h("ol", { class: "answers", "aria-label": "Answers" });
  const video = h("video", { muted: true, playsInline: true, "aria-label": "Camera", hidden: true });
  const camera = h("button", { type: "button", onclick: toggle }, "Camera");
  const take = h("button", { type: "button", class: "main", hidden: true, onclick: shoot }, "Take a picture");
  let stream;

  async function tryAll(all) {
    for (const file of all) await tryOne(file);
  }
  async function tryOne(file) {
    const image = h("img", { alt: "", class: "tried" });
    image.src = URL.createObjectURL(file);
    image.onload = image.onerror = () => URL.revokeObjectURL(image.src);
    say("Asking …");
    try {
      if (file.size > LONGEST) throw new Error("the image has more than 32 MiB");
      const run = select.value;
      answers.prepend(answer(file, image, await send("api/runs/" + part(run) + "/try", file)));
    } catch (error) {
      say(error.message, true);
      answers.prepend(h("li", {}, image, h("div", {}, h("h2", {}, name(file.name || "image")), problem(error))));
    }
  }
  function answer(file, image, found) {
    const best = found.classes[0].name;
    const title = found.unknown ? `unknown (${found.why}), at best ${best}` : best;
    say(`${title}, ${found.shown[0]}`);
    return h("li", {}, image, h("div", {}, h("h2", {}, name(title)), h("p", { class: "none" }, name(file.name || "image"), ", by ", name(found.run)),
      h("table", { class: "classes" }, h("caption", { class: "hidden" }, "Classes and their probabilities"), h("tbody", {}, found.classes.map((c, i) => h("tr", {}, h("th", { scope: "row" }, name(c.name)), h("td", {}, found.shown[i]),
        h("td", {}, h("progress", { max: 1, value: c.probability, "aria-label": `${c.name}: ${found.shown[i]}` })))))),
      found.nearest.length ? h("h3", {}, "Nearest training images") : none("The features of its training images are not in the store: none can be compared."),
      h("div", { class: "shots" }, found.nearest.map(n => shot(`api/runs/${part(found.run)}/images/${n.image}?side=64`, `${n.label}, cosine ${n.cosine.toFixed(3)}`, h("span", { class: "file" }, name(n.name)))))));
  }
  async function toggle() {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = take.hidden = false;
      await video.play();
      camera.textContent = "Camera off";
    } catch (error) {
      say("The camera cannot be used: " + error.message, true);
    }
  }
  function stop() {
    stream?.getTracks().forEach(track => track.stop());
    stream = undefined;
    video.hidden = take.hidden = true;
    camera.textContent = "Camera";
  }
  function shoot() {
    const canvas = h("canvas", { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext("2d").drawImage(video, 0, 0);
    canvas.toBlob(blob => tryOne(new File([blob], "camera.jpg", { type: "image/jpeg" })), "image/jpeg", 0.95);
  }
  const over = event => { event.preventDefault(); drop.classList.add("over"); };
  const out = () => drop.classList.remove("over");
  const dropped = event => { event.preventDefault(); out(); tryAll([...event.dataTransfer.files]); };
  const pasted = event => tryAll([...event.clipboardData.files]);
  document.addEventListener("dragover", over);
  document.addEventListener("dragleave", out);
  document.addEventListener("drop", dropped);
  document.addEventListener("paste", pasted);
  place.append(heading("Headstart studio", "Try an image"));
  if (!select.options.length) place.append(h("section", {}, none("No run is finished yet.")));
  else place.append(h("section", {}, h("p", { class: "tools" }, h("label", { for: "run" }, "Run"), select, camera, take), video, drop), answers);
  return () => {
    stop();
    document.removeEventListener("dragover", over);
    document.removeEventListener("dragleave", out);
    document.removeEventListener("drop", dropped);
    document.removeEventListener("paste", pasted);
  };
}
