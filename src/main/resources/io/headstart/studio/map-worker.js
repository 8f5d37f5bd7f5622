// UMAP of some points, away from the page's thread; the same points give the same picture.
importScripts("umap-js.min.js");

function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

onmessage = ({ data: { rows, dimension, neighbours } }) => {
  const points = [];
  for (let i = 0; i < rows.length; i += dimension) points.push(Array.from(rows.subarray(i, i + dimension)));
  const made = UMAP.UMAP || UMAP;
  const umap = new made({ nComponents: 2, nNeighbors: Math.min(neighbours, points.length - 1), random: random(1) });
  const epochs = umap.initializeFit(points);
  let told = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    umap.step();
    if (epoch === epochs || Date.now() - told > 250) {
      told = Date.now();
      const flat = new Float32Array(2 * points.length);
      umap.getEmbedding().forEach((p, i) => { flat[2 * i] = p[0]; flat[2 * i + 1] = p[1]; });
      postMessage({ epoch, epochs, flat }, [flat.buffer]);
    }
  }
};
