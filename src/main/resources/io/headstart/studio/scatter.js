// Many points on a canvas: moved, zoomed, asked about and encircled. Points are written as pixels,
// so that 50,000 of them need no graphics card.
import { h } from "./dom.js";

const HUES = 137.508; // The golden angle: neighbours in a list are far apart in color.

function colors(count) {
  const style = getComputedStyle(document.documentElement);
  const dark = style.colorScheme.includes("dark");
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const number = text => {
    context.fillStyle = text;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
    return (255 << 24 | b << 16 | g << 8 | r) >>> 0;
  };
  const own = [...Array(count).keys()].map(i => i < 8 ? style.getPropertyValue("--s" + i).trim() : `hsl(${(i * HUES) % 360} 60% ${dark ? 68 : 42}%)`);
  return { css: own, own: own.map(number), page: number(style.getPropertyValue("--page").trim()), text: number(style.getPropertyValue("--text").trim()), dim: number(style.getPropertyValue("--line").trim()) };
}

/**
 * Returns a canvas for points. `set` gives positions, groups and how many groups there are; `asked`
 * hears of the point under the pointer, `encircled` of those within a lasso.
 */
export function scatter(label, { asked, encircled }) {
  const canvas = h("canvas", { tabindex: "0", role: "img", "aria-label": label });
  const lasso = h("canvas", { class: "lasso", "aria-hidden": "true" });
  const box = h("div", { class: "scatter" }, canvas, lasso);
  const context = canvas.getContext("2d", { alpha: false });
  let x = new Float32Array(0), y = x, group = new Uint16Array(0), groups = 0, only = -1, selected = null;
  let palette = colors(8), image = null, pixels = null, planned = false, path = null, drawing = false, frame = null;
  const view = { k: 1, tx: 0, ty: 0 };

  function plan() {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => { planned = false; draw(); });
  }
  function draw() {
    if (!image) return;
    const w = canvas.width, hgt = canvas.height, { k, tx, ty } = view;
    const size = Math.max(2, Math.min(7, Math.round(Math.sqrt(w * hgt / Math.max(1, x.length)) / 6 * Math.sqrt(k / view.base || 1))));
    pixels.fill(palette.page);
    const pass = (which, side) => {
      const half = side >> 1;
      for (let i = 0; i < x.length; i++) {
        const color = which(i);
        if (color === 0) continue;
        const left = (x[i] * k + tx - half) | 0, top = (y[i] * k + ty - half) | 0;
        if (left < 0 || top < 0 || left + side > w || top + side > hgt) continue;
        for (let row = top, at = top * w + left; row < top + side; row++, at += w) for (let c = 0; c < side; c++) pixels[at + c] = color;
      }
    };
    if (only >= 0) pass(i => group[i] === only ? 0 : palette.dim, size);
    pass(i => only >= 0 && group[i] !== only ? 0 : palette.own[group[i]], size);
    if (selected) {
      pass(i => selected.has(i) ? palette.text : 0, size + 4);
      pass(i => selected.has(i) ? palette.own[group[i]] : 0, size);
    }
    context.putImageData(image, 0, 0);
  }
  function fit() {
    if (!x.length || !canvas.width) return;
    let [l, r, t, b] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < x.length; i++) { l = Math.min(l, x[i]); r = Math.max(r, x[i]); t = Math.min(t, y[i]); b = Math.max(b, y[i]); }
    view.k = 0.94 * Math.min(canvas.width / (r - l || 1), canvas.height / (b - t || 1));
    view.base = view.k;
    view.tx = (canvas.width - view.k * (l + r)) / 2;
    view.ty = (canvas.height - view.k * (t + b)) / 2;
    plan();
  }
  function zoom(factor, cx = canvas.width / 2, cy = canvas.height / 2) {
    const k = Math.max(view.base / 4, Math.min(view.base * 200, view.k * factor)), f = k / view.k;
    view.tx = cx - f * (cx - view.tx);
    view.ty = cy - f * (cy - view.ty);
    view.k = k;
    plan();
  }
  function pan(dx, dy) {
    view.tx += dx;
    view.ty += dy;
    plan();
  }
  const ratio = () => canvas.width / canvas.clientWidth;
  const place = event => {
    const rect = canvas.getBoundingClientRect();
    return [(event.clientX - rect.left) * ratio(), (event.clientY - rect.top) * ratio()];
  };
  function nearest(px, py) {
    let best = -1, least = (10 * ratio()) ** 2;
    for (let i = 0; i < x.length; i++) {
      const dx = x[i] * view.k + view.tx - px, dy = y[i] * view.k + view.ty - py, d = dx * dx + dy * dy;
      if (d < least) { least = d; best = i; }
    }
    return best;
  }
  function within(polygon) {
    const found = new Set();
    for (let i = 0; i < x.length; i++) {
      const px = x[i] * view.k + view.tx, py = y[i] * view.k + view.ty;
      let inside = false;
      for (let a = 0, b = polygon.length - 1; a < polygon.length; b = a++) {
        const [ax, ay] = polygon[a], [bx, by] = polygon[b];
        if (ay > py !== by > py && px < (bx - ax) * (py - ay) / (by - ay) + ax) inside = !inside;
      }
      if (inside) found.add(i);
    }
    return found;
  }
  function outline() {
    const c = lasso.getContext("2d");
    lasso.width = canvas.width;
    lasso.height = canvas.height;
    if (!path) return;
    c.strokeStyle = getComputedStyle(canvas).color;
    c.lineWidth = 2 * ratio();
    c.setLineDash([6, 4]);
    c.beginPath();
    path.forEach(([px, py], i) => i ? c.lineTo(px, py) : c.moveTo(px, py));
    c.closePath();
    c.stroke();
  }
  /** A rectangle that keys move: what the lasso is for a mouse. */
  function framed([left, top, width, height]) {
    width = Math.max(20 * ratio(), Math.min(canvas.width, width));
    height = Math.max(20 * ratio(), Math.min(canvas.height, height));
    left = Math.max(0, Math.min(canvas.width - width, left));
    top = Math.max(0, Math.min(canvas.height - height, top));
    frame = [left, top, width, height];
    path = [[left, top], [left + width, top], [left + width, top + height], [left, top + height]];
    outline();
  }
  function unframed() {
    frame = path = null;
    outline();
  }
  const centred = () => framed([canvas.width * 0.4, canvas.height * 0.4, canvas.width * 0.2, canvas.height * 0.2]);
  function frameKeys() {
    const step = 20 * ratio(), [left, top, width, height] = frame;
    const sized = by => framed([left - by, top - by, width + 2 * by, height + 2 * by]);
    return { ArrowLeft: () => framed([left - step, top, width, height]), ArrowRight: () => framed([left + step, top, width, height]), ArrowUp: () => framed([left, top - step, width, height]), ArrowDown: () => framed([left, top + step, width, height]),
      "+": () => sized(step), "-": () => sized(-step), Enter: () => encircled(within(path)), Escape: unframed, s: unframed };
  }
  let held = null;
  canvas.addEventListener("pointerdown", event => {
    unframed();
    if (event.isTrusted) canvas.setPointerCapture(event.pointerId);
    held = place(event);
    if (drawing || event.shiftKey) path = [held];
    asked(-1, event);
  });
  canvas.addEventListener("pointermove", event => {
    const now = place(event);
    if (!held) return asked(nearest(...now), event);
    if (path) {
      path.push(now);
      outline();
    } else {
      pan(now[0] - held[0], now[1] - held[1]);
      held = now;
    }
  });
  const release = () => {
    if (frame) return;
    if (path && path.length > 2) encircled(within(path));
    path = held = null;
    outline();
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", event => { if (!held) asked(-1, event); });
  canvas.addEventListener("wheel", event => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 400), ...place(event));
  }, { passive: false });
  canvas.addEventListener("keydown", event => {
    const step = 40 * ratio();
    const keys = frame ? frameKeys() : { s: centred, ArrowLeft: () => pan(step, 0), ArrowRight: () => pan(-step, 0), ArrowUp: () => pan(0, step), ArrowDown: () => pan(0, -step), "+": () => zoom(1.3), "-": () => zoom(1 / 1.3), "0": fit };
    if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  new ResizeObserver(() => {
    const scale = Math.min(2, devicePixelRatio);
    const w = Math.round(canvas.clientWidth * scale), hgt = Math.round(canvas.clientHeight * scale);
    if (!w || (w === canvas.width && hgt === canvas.height && image)) return;
    canvas.width = w;
    canvas.height = hgt;
    unframed();
    image = context.createImageData(w, hgt);
    pixels = new Uint32Array(image.data.buffer);
    fit();
  }).observe(box);
  const recolor = () => { palette = colors(groups || 8); plan(); };
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", recolor);
  addEventListener("themechange", recolor);
  return {
    box, zoom, fit,
    close() { removeEventListener("themechange", recolor); media.removeEventListener("change", recolor); },
    colors: () => palette.css,
    set(newX, newY, newGroup, count) {
      const same = newX.length === x.length;
      [x, y, group, groups] = [newX, newY, newGroup, count];
      palette = colors(count);
      selected = null;
      only = -1;
      if (same && view.base && !this.refit) plan(); else fit();
    },
    moved(newX, newY) { [x, y] = [newX, newY]; fit(); },
    only(which) { only = which; plan(); },
    select(which) { selected = which && which.size ? which : null; plan(); },
    frame() { canvas.focus(); if (frame) unframed(); else centred(); },
    lasso(on) { drawing = on; canvas.classList.toggle("drawing", on); },
  };
}
