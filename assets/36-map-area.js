/* A drawn area as a filter: a polygon or a circle, sent to the server, which honours or refuses it.
 *
 * The area on the map is the one of the picture, as the server has it; what is drawn here is only
 * a draft until it has answered.
 */
"use strict";

(function () {
  const map = window.pharos.map;
  const { geodesy } = window.pharos;
  const { feature, collection } = map.shape;
  const MOST = 100;
  const CLOSE_PX = 10;
  const DECIMALS = 5;
  let shown = null;
  /** The tool whose draft waits for the server's answer, and whether that has come. */
  let sent = null;
  let honoured = false;

  const AREA = [
    { id: "fill", type: "fill", filter: ["!", ["has", "label"]], metadata: { under: "incidents" },
      paint: { "fill-color": "--accent", "fill-opacity": 0.09 } },
    { id: "edge", type: "line", filter: ["!", ["has", "label"]], metadata: { under: "incidents" },
      paint: { "line-color": "--accent", "line-width": 1.8, "line-dasharray": [4, 2.5] } },
    { id: "label", type: "symbol", filter: ["has", "label"],
      layout: { "text-field": ["get", "label"], "text-font": ["Inter"], "text-size": 12,
                "text-anchor": "bottom", "text-offset": [0, -0.35], "text-allow-overlap": true },
      paint: { "text-color": "--accent", "text-halo-color": "--paper", "text-halo-width": 1.8 } },
  ];
  const IS = (part) => ["==", ["get", "part"], part];
  const DRAFT = [
    { id: "fill", type: "fill", filter: IS("inside"),
      paint: { "fill-color": "--accent", "fill-opacity": 0.08 } },
    { id: "edge", type: "line", filter: IS("edge"),
      paint: { "line-color": "--accent", "line-width": 1.8 } },
    { id: "open", type: "line", filter: IS("open"),
      paint: { "line-color": "--accent", "line-width": 1.2, "line-dasharray": [2, 2] } },
    { id: "point", type: "circle", filter: IS("point"),
      paint: { "circle-radius": 3.8, "circle-color": "--paper", "circle-stroke-color": "--accent",
               "circle-stroke-width": 1.8 } },
  ];

  /** Draw the area of a picture, or none. */
  map.drawArea = function (area) {
    if (honoured) {
      honoured = false;
      drop();
    }
    const text = area ? JSON.stringify(area) : null;
    if (text === shown) return;
    shown = text;
    if (!area) return map.drawShapes("area", null);
    const { geometry, properties } = area;
    const top = geometry.coordinates[0].reduce((a, b) => (b[1] > a[1] ? b : a));
    map.drawShapes("area", collection([feature("Polygon", geometry.coordinates),
                                       feature("Point", top, properties)]), AREA);
  };

  /** Ask the server for an area as a filter, by its text; null takes it away. */
  map.sendArea = (value) =>
    window.dash_clientside.set_props("area", { data: { value, at: Date.now() } });

  const written = (at) => at.map((v) => Number(v.toFixed(DECIMALS))).join(",");

  function drop() {
    sent = null;
    for (const draft of [polygon, radius]) draft.clear();
  }

  function send(name, text) {
    sent = name;
    honoured = false;
    map.sendArea(text);
  }

  /**
   * What the server made of the area that was sent: a refused draft stays, to be mended.
   * @param {?string[]} problems value of the store `problems`
   */
  window.dash_clientside.pharos.areaAnswered = function (problems) {
    const refused = (problems || []).find((text) => String(text).startsWith("area:"));
    if (sent && refused) {
      const name = sent;
      sent = null;
      map.startTool(name, false);
      map.say(refused);
    } else if (sent) honoured = true;
    return window.dash_clientside.no_update;
  };

  function drawDraft(name, features) {
    map.drawShapes(name, features.length ? collection(features) : null, DRAFT);
  }

  // --- a polygon ---

  let corners = [];
  let cursor = null;

  function drawCorners() {
    const open = cursor && corners.length && sent !== "polygon" ? [...corners, cursor] : corners;
    const parts = [];
    if (open.length > 2) parts.push(feature("Polygon", [[...open, open[0]]], { part: "inside" }));
    if (open.length > 2) {
      parts.push(feature("LineString", [open[open.length - 1], open[0]], { part: "open" }));
    }
    if (open.length > 1) parts.push(feature("LineString", open, { part: "edge" }));
    parts.push(...corners.map((at) => feature("Point", at, { part: "point" })));
    drawDraft("polygon", parts);
  }

  function closes(at) {
    const { gl } = map.state;
    if (corners.length < 3) return false;
    const [a, b] = [gl.project(at), gl.project(corners[0])];
    return Math.hypot(a.x - b.x, a.y - b.y) < CLOSE_PX;
  }

  const polygon = {
    title: "Draw an area",
    hint: "Click sets a corner. Enter, a double click or a click on the first corner closes the "
      + "area, Backspace takes a corner back, Esc stops.",
    fields: () => [],
    body: () => (corners.length ? [map.element("p", "tool-count", corners.length === 1 ? "1 corner"
      : `${corners.length} corners`)] : []),
    started: () => corners.length > 0,
    last: () => corners[corners.length - 1],
    point(at) {
      if (closes(at)) return map.finishTool();
      if (corners.length >= MOST) return map.say(`At most ${MOST} corners.`);
      corners.push(at);
      drawCorners();
      map.say(`Corner ${corners.length} at ${map.positionText({ lng: at[0], lat: at[1] })}.`);
    },
    move(at) {
      cursor = at;
      if (corners.length) drawCorners();
    },
    undo() {
      corners.pop();
      drawCorners();
      map.say(`Corner taken back; ${corners.length} left.`);
    },
    finish() {
      if (corners.length < 3) {
        map.say("An area needs at least three corners.");
        return false;
      }
      send("polygon", `polygon:${corners.map(written).join(";")}`);
      cursor = null;
      drawCorners();
      return true;
    },
    cancel: () => polygon.clear(),
    clear() {
      corners = [];
      cursor = null;
      drawCorners();
    },
  };
  map.defineTool("polygon", polygon);

  // --- a circle ---

  let centre = null;
  let rim = null;
  let typed = "";

  const reach = () => (typed ? Number(typed) * geodesy.METRES_PER_NM
    : centre && rim ? geodesy.inverse(centre, rim).metres : 0);

  function drawCircle() {
    if (!centre) return drawDraft("radius", []);
    const metres = reach();
    const ring = metres > 0 ? geodesy.ring(centre, metres) : null;
    drawDraft("radius", [
      ...(ring ? [feature("Polygon", [ring], { part: "inside" }),
                  feature("LineString", ring, { part: "edge" })] : []),
      feature("Point", centre, { part: "point" }),
    ]);
  }

  function typedRadius(text) {
    const value = text.trim();
    if (value && !(/^\d+(\.\d+)?$/.test(value) && Number(value) > 0)) {
      return `“${value.slice(0, 20)}” is not a radius in nautical miles.`;
    }
    typed = value;
    drawCircle();
    map.refreshTools();
    if (typed && centre && map.toolOn()) map.finishTool();
    return "";
  }

  const radius = {
    title: "Circle",
    hint: "Click sets the middle, a second click the rim; or type the radius. Esc stops.",
    fields: () => [map.toolField("radius-miles", "Radius in nm", typed, typedRadius)],
    body() {
      if (!centre) return [];
      const place = map.positionText({ lng: centre[0], lat: centre[1] });
      const lines = [map.element("p", "tool-from", `around ${place}`)];
      if (reach() > 0) lines.push(map.element("p", "tool-total", `${map.milesText(reach())} nm`));
      return lines;
    },
    started: () => centre !== null,
    last: () => (rim ? null : centre),
    point(at) {
      if (!centre) {
        centre = at;
        drawCircle();
        map.say(`Middle at ${map.positionText({ lng: at[0], lat: at[1] })}.`);
        if (typed) map.finishTool();
        return;
      }
      rim = at;
      map.finishTool();
    },
    move(at) {
      rim = at;
      if (centre && sent !== "radius") drawCircle();
    },
    undo() {
      radius.clear();
      map.say("Middle taken back.");
    },
    finish() {
      if (!centre || !(reach() > 0)) {
        map.say(centre ? "Set the rim, or type the radius." : "Set the middle first.");
        return false;
      }
      send("radius", `circle:${written(centre)},${Number((reach() / 1000).toFixed(3))}`);
      return true;
    },
    cancel: () => radius.clear(),
    clear() {
      centre = null;
      rim = null;
      typed = "";
      drawCircle();
    },
  };
  map.defineTool("radius", radius);

  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#area-chip")) map.sendArea(null);
  });
})();
