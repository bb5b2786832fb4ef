/* Range rings: all places at chosen distances from one, to geodesic scale. */
"use strict";

(function () {
  const map = window.pharos.map;
  const { geodesy } = window.pharos;
  const { feature, collection } = map.shape;
  const KEPT = "pharos-rings";
  const MOST_NM = 500;
  const MOST = 8;
  let centre = null;
  let miles = [10, 20, 50];

  const LAYERS = [
    { id: "casing", type: "line", paint: { "line-color": "--paper/0.6", "line-width": 3.2 } },
    { id: "ring", type: "line", paint: { "line-color": "--ink-2", "line-width": 1.2 } },
    { id: "centre", type: "circle", filter: ["has", "centre"],
      paint: { "circle-radius": 3, "circle-color": "--ink", "circle-stroke-color": "--paper",
               "circle-stroke-width": 1.5 } },
    { id: "label", type: "symbol", filter: ["has", "label"],
      layout: { "text-field": ["get", "label"], "text-font": ["Inter"], "text-size": 12,
                // Seen from afar the names lie on one another: the widest ring keeps its own.
                "text-padding": 1, "symbol-sort-key": ["-", ["get", "miles"]] },
      paint: { "text-color": "--ink", "text-halo-color": "--paper", "text-halo-width": 2 } },
  ];

  /**
   * The distances in a text, in nautical miles, or a sentence on what is wrong with it. Between
   * semicolons a comma is a decimal's, as in the other fields of the page; elsewhere it could part
   * two distances.
   */
  function read(text) {
    const parts = text.split(text.includes(";") ? ";" : /,?\s+/).map((part) => part.trim())
      .map((part) => (text.includes(";") ? part : part.replace(/,$/, ""))).filter(Boolean);
    if (!parts.length) return "Give at least one distance in nautical miles.";
    const both = text.includes(";") ? null : parts.find((part) => /\d,\d/.test(part));
    if (both) {
      const apart = `write ${both.split(",").join("; ").slice(0, 24)} for several`;
      const one = both.split(",").length === 2 ? `, ${both.replace(",", ".").slice(0, 20)} for one` : "";
      return `“${both.slice(0, 20)}” could be one distance or several: ${apart}${one}.`;
    }
    if (parts.length > MOST) return `${parts.length} rings; at most ${MOST} are drawn.`;
    for (const part of parts) {
      const value = /^\d+([.,]\d+)?$/.test(part) ? Number(part.replace(",", ".")) : NaN;
      if (!(value > 0 && value <= MOST_NM)) {
        return `“${part.slice(0, 20)}” is not a distance above 0 and up to ${MOST_NM} nm.`;
      }
    }
    const distances = parts.map((part) => Number(part.replace(",", ".")));
    return [...new Set(distances)].sort((a, b) => a - b);
  }

  try {
    const stored = read(localStorage.getItem(KEPT) || "");
    if (Array.isArray(stored)) miles = stored;
  } catch {
    // Storage may be forbidden: the rings are then the plain ones.
  }

  /** Where the rings are, and their distances in nautical miles. */
  map.rings = () => ({ centre, miles });

  function draw() {
    if (!centre) return map.drawShapes("rings", null);
    const metres = miles.map((n) => n * geodesy.METRES_PER_NM);
    map.drawShapes("rings", collection([
      ...metres.map((m) => feature("LineString", geodesy.ring(centre, m, 180), { metres: m })),
      ...metres.map((m, k) => feature("Point", geodesy.direct(centre, 0, m),
                                      { label: `${miles[k]} nm`, miles: miles[k] })),
      feature("Point", centre, { centre: true }),
    ]), LAYERS);
  }

  function chosen(text) {
    const found = read(text);
    if (!Array.isArray(found)) return found;
    miles = found;
    try {
      localStorage.setItem(KEPT, miles.join("; "));
    } catch {
      // As above.
    }
    draw();
    return "";
  }

  const place = () => map.positionText({ lng: centre[0], lat: centre[1] });

  function clear() {
    centre = null;
    draw();
  }

  map.defineTool("rings", {
    title: "Range rings",
    hint: "Click sets the middle, another click moves it. Enter ends, Esc takes the rings away.",
    keeps: true,
    fields: () => [map.toolField("rings-miles", "Distances in nm", miles.join("; "), chosen)],
    body: () => (centre ? [map.element("p", "tool-from", `around ${place()}`)] : []),
    started: () => centre !== null,
    last: () => centre,
    point(at) {
      centre = at;
      draw();
      map.say(`Rings of ${miles.join(", ")} nautical miles around ${place()}.`);
    },
    move() {},
    undo: clear,
    finish() {
      if (!centre) map.say("Set the middle of the rings first.");
      return centre !== null;
    },
    cancel: clear,
    clear,
  });
})();
