/* Shapes of other files on the map: named, kept through themes and new pictures.
 *
 *   map.drawShapes("pin", geojson, layers)   adds, or replaces what has that name
 *   map.drawShapes("pin", geojson)           the same layers with new content: cheap, at every move
 *   map.drawShapes("pin", null)              takes it away
 *
 * `layers` are MapLibre layers without `source`; an `id` has only to differ among those of one
 * name. A text "--ink" in them is the colour of that token, "--ink/0.4" the same at that opacity;
 * both follow the theme. Layers lie above everything, in the order of the names' first drawing;
 * one with `metadata: { under: "incidents" }` lies above the overlays and below the incidents.
 * May be called before there is a map: the shapes are drawn with its first picture.
 */
"use strict";

(function () {
  const map = window.pharos.map;
  const TOKEN = /^--([a-z0-9-]+)(?:\/([0-9.]+))?$/;
  const kept = new Map();
  /** Layers on the map, as text by name; belongs to one MapLibre map. */
  let applied = { gl: null, layers: new Map() };

  const sourceId = (name) => `pharos-shape-${name}`;
  const layerId = (name, layer, place) => `pharos-shape-${name}-${layer.id || place}`;

  /** A layer's values with the tokens of the theme in them. */
  function coloured(value) {
    if (typeof value === "string") {
      const token = TOKEN.exec(value);
      return token ? map.colour(token[1], token[2] && Number(token[2])) : value;
    }
    if (Array.isArray(value)) return value.map(coloured);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, coloured(v)]));
    }
    return value;
  }

  function undress(gl, name) {
    for (const id of applied.layers.get(name)?.ids || []) if (gl.getLayer(id)) gl.removeLayer(id);
    applied.layers.delete(name);
  }

  function dress(gl, name) {
    const { content, layers } = kept.get(name);
    const source = gl.getSource(sourceId(name));
    if (source) source.setData(content);
    else gl.addSource(sourceId(name), { type: "geojson", data: content, tolerance: 0.1 });
    const made = layers.map((layer, place) => ({
      ...coloured(layer), id: layerId(name, layer, place), source: sourceId(name),
    }));
    const text = JSON.stringify(made);
    if (applied.layers.get(name)?.text === text) return;
    undress(gl, name);
    for (const layer of made) {
      const under = layer.metadata && layer.metadata.under === "incidents";
      gl.addLayer(layer, under ? map.lowestIncidentLayer(gl) : undefined);
    }
    applied.layers.set(name, { text, ids: made.map((layer) => layer.id) });
  }

  /** The present map, if it has been dressed: before that a style may not be touched. */
  function present() {
    const { gl, dressed } = map.state;
    if (!gl || !dressed) return null;
    if (applied.gl !== gl) applied = { gl, layers: new Map() };
    return gl;
  }

  /**
   * Draw, replace or take away the shapes of a name; see the head of this file.
   * @param {string} name of the owner: letters, digits, hyphens
   * @param {?object} geojson WGS84; null takes the shapes away
   * @param {object[]} [layers] MapLibre layers; left out, those given before stay
   */
  map.drawShapes = function (name, geojson, layers) {
    const gl = present();
    if (!geojson) {
      if (!kept.delete(name) || !gl) return;
      undress(gl, name);
      if (gl.getSource(sourceId(name))) gl.removeSource(sourceId(name));
      return;
    }
    kept.set(name, { content: geojson, layers: layers || kept.get(name)?.layers || [] });
    if (gl) dress(gl, name);
  };

  /** Draw every kept shape on a new map or in new colours; called with the first picture of one. */
  map.dressShapes = function () {
    const gl = present();
    if (gl) for (const name of kept.keys()) dress(gl, name);
  };
})();
