/* The panel of one position: what is typed or clicked is asked of the server, the answer drawn.
 *
 * A position that somebody asks about stays in the page: it is put into no address and no storage.
 * Every question has a number; only the answer to the newest is shown. While it is awaited, or a
 * field holds something else than what was asked, the old answer is dimmed.
 */
"use strict";

(function () {
  const map = window.pharos.map;
  const client = window.dash_clientside.pharos;
  const METRES_PER_PX = 78271.517;
  const CLICK_PX = 2;
  const EDGE_PX = 28; // how near to the edge of what is free a pin may stand
  const TOOLS_PX = 52; // the column of buttons beside the panel
  const LEAST_PX = 80;
  const SHEET = 0.55; // the share of a phone's screen that the sheet takes, as 07-position.css has it
  const phone = window.matchMedia("(max-width: 860px)");
  const GROUPS = ["position", "terms", "reach", "drift"];
  const NOTHING = { tab: "", problems: {}, wrong: [], echo: [], answer: [], shapes: null };
  let asked = 0;
  let number = 0; // of the newest question
  let idle = true; // whether nothing is asked and nothing stands
  let askedText = ""; // what stood in the entry box when it was asked
  let controls = {}; // what stood in the other fields, by id
  let wrong = []; // the ids of the fields that the last answer refused
  let shownQuestion = ""; // what the view was last moved for
  let lent = false; // whether the radius in the form is that of a record, not the reader's

  const panel = () => document.getElementById("position-panel");
  const isOpen = () => Boolean(panel() && !panel().hidden);
  const set = (id, props) => window.dash_clientside.set_props(id, props);

  function ask(data, text) {
    asked += 1;
    askedText = text;
    set("position", { data: { ...data, nonce: asked } });
  }

  /** Forget a radius that came with a record. */
  function giveBack() {
    if (lent) set("position-radius", { value: "" });
    lent = false;
  }

  /** Ask for what stands in the entry box; that it is empty, the server says in words. */
  client.askPosition = function () {
    // What stands in the box, not what Dash has heard of it: Enter follows the last letter closely.
    const text = (document.getElementById("position-text")?.value || "").trim();
    asked += 1;
    askedText = text;
    giveBack();
    set("position-tab", { value: "claims" }); // the echo comes before anything uses the position
    return { text, nonce: asked };
  };

  /** Give the question as the form now has it the next number. */
  client.numberQuestion = function () {
    number += 1;
    controls = {};
    for (const { id, value } of window.dash_clientside.callback_context.inputs_list) {
      controls[id] = value ?? "";
    }
    const { position, "position-tab": tab, selection, ...fields } = controls;
    controls = fields;
    if (!position) {
      // Nothing is asked: whatever is still on its way answers nobody.
      if (!idle) set("position-told", { data: { ...NOTHING, number } });
      idle = true;
      return window.dash_clientside.no_update;
    }
    idle = false;
    panel()?.setAttribute("data-waiting", "");
    return { number, position, tab, selection, controls };
  };

  function show() {
    set("record", { hidden: true });
    set("position-panel", { hidden: false });
    // Under the sheet of a phone the map is free where it stands at the top of the screen.
    if (phone.matches) document.getElementById("map-section")?.scrollIntoView({ block: "start" });
  }

  map.openPosition = function () {
    show();
    requestAnimationFrame(() => {
      document.getElementById("position-text")?.focus({ preventScroll: true });
    });
  };

  map.closePosition = function () {
    if (!isOpen()) return false;
    set("position-panel", { hidden: true });
    set("position", { data: null });
    set("position-tab", { value: "claims" });
    return true;
  };

  /** A click on open water, or on anything while the panel is open, asks for that position. */
  map.askAt = function (gl, { lng, lat }) {
    const metres = (METRES_PER_PX * Math.cos((lat * Math.PI) / 180)) / 2 ** gl.getZoom();
    show();
    giveBack();
    const text = map.positionText({ lng, lat });
    set("position-text", { value: text });
    ask({ longitude: lng, latitude: lat, resolution_km: (CLICK_PX * metres) / 1000 }, text);
  };
  map.positionIsOpen = isOpen;

  /** West, south, east, north of a GeoJSON. */
  function boxOf(data) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    const look = (at) => {
      if (typeof at[0] !== "number") at.forEach(look);
      else for (const i of [0, 1]) {
        box[i] = Math.min(box[i], at[i]);
        box[i + 2] = Math.max(box[i + 2], at[i]);
      }
    };
    data.features.forEach((f) => look(f.geometry.coordinates));
    return box;
  }

  /** How much of the map the page's furniture covers at each side, in px. */
  function covered(gl) {
    const box = gl.getContainer().getBoundingClientRect();
    const sides = { left: EDGE_PX, top: EDGE_PX, right: EDGE_PX, bottom: EDGE_PX + 30 };
    if (phone.matches) {
      sides.top = EDGE_PX + Math.max(0, -box.top);
      sides.bottom = EDGE_PX + Math.max(0, box.bottom - window.innerHeight * (1 - SHEET));
      sides.right = TOOLS_PX + EDGE_PX;
    } else if (isOpen()) {
      sides.right = box.right - panel().getBoundingClientRect().left + TOOLS_PX + EDGE_PX;
      const layers = document.querySelector(".layer-panel[open]");
      if (layers) sides.left += layers.getBoundingClientRect().right - box.left;
    }
    // A window with no room left keeps a little of it all the same.
    const tooWide = sides.left + sides.right + LEAST_PX - box.width;
    if (tooWide > 0) sides.left = Math.max(0, sides.left - tooWide);
    const tooHigh = sides.top + sides.bottom + LEAST_PX - box.height;
    if (tooHigh > 0) sides.top = Math.max(0, sides.top - tooHigh);
    return { ...sides, width: box.width, height: box.height };
  }

  /** Show all of a new answer beside the panel, else the pin where it is out of sight. */
  function bringIntoView(gl, shapes) {
    const { width, height, ...padding } = covered(gl);
    const question = `${shapes.tab} ${shapes.longitude} ${shapes.latitude}`;
    const duration = map.still() ? 0 : 500;
    if (shapes.tab && question !== shownQuestion) {
      gl.fitBounds(boxOf(shapes.data), { padding, maxZoom: 10, duration });
    } else {
      const point = gl.project([shapes.longitude, shapes.latitude]);
      const seen = point.x >= padding.left && point.x <= width - padding.right
        && point.y >= padding.top && point.y <= height - padding.bottom;
      if (!seen) {
        // No padding: the map would keep it, and every later move would be about another middle.
        gl.easeTo({ center: [shapes.longitude, shapes.latitude], duration,
                    zoom: shapes.clicked ? gl.getZoom() : Math.max(gl.getZoom(), 6),
                    offset: [(padding.left - padding.right) / 2,
                             (padding.top - padding.bottom) / 2] });
      }
    }
    shownQuestion = question;
  }

  /** Show what the server answered, if it is the answer to the newest question. */
  client.showAnswer = function (told) {
    const { no_update: same } = window.dash_clientside;
    if (!told || told.number !== number) return Array(GROUPS.length + 5).fill(same);
    const { gl } = map.state;
    const { shapes } = told;
    panel()?.removeAttribute("data-waiting");
    for (const id of wrong) if (!told.wrong.includes(id)) set(id, { error: false });
    for (const id of told.wrong) set(id, { error: true });
    wrong = told.wrong;
    map.drawShapes("position", shapes ? shapes.data : null, shapes ? shapes.layers : []);
    const isNew = shapes && `${shapes.tab} ${shapes.longitude} ${shapes.latitude}` !== shownQuestion;
    if (isNew || !shapes) panel()?.scrollTo(0, 0);
    if (shapes && gl) bringIntoView(gl, shapes);
    else shownQuestion = "";
    markEdited();
    return [...GROUPS.map((group) => told.problems[group] || []), told.echo, told.answer,
            !shapes, !shapes || told.tab !== "reach", !shapes || told.tab !== "drift"];
  };

  /** Dim the answer while a field holds something else than what was asked. */
  function markEdited() {
    const stands = (id, value) => {
      const input = document.getElementById(id);
      return !input || input.value.trim() === String(value).trim();
    };
    const same = stands("position-text", askedText)
      && Object.entries(controls).every(([id, value]) => id === "drift-object" || stands(id, value));
    panel()?.toggleAttribute("data-edited", !same);
  }

  document.addEventListener("input", (event) => {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || !target.closest("#position-panel")) return;
    if (target.id === "position-radius") lent = false;
    if (target.id === "position-text" && !target.value.trim()) {
      // An empty box asks nothing, and nothing stands as its answer.
      askedText = "";
      set("position", { data: null });
    }
    markEdited();
  });

  /** Ask about the position that a button carries: of a record, or one of two readings. */
  function askHere({ longitude, latitude, km, resolution, tab }) {
    const [lng, lat] = [Number(longitude), Number(latitude)];
    const written = resolution !== undefined;
    set("position-tab", { value: tab });
    if (km) {
      set("position-radius", { value: km });
      lent = true;
    } else if (!written) giveBack();
    map.openPosition();
    const text = map.positionText({ lng, lat });
    set("position-text", { value: text });
    ask({ longitude: lng, latitude: lat, resolution_km: Number(resolution || 0),
          is_typed: written }, text);
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("#map-where")) {
      if (!map.closePosition()) map.openPosition();
      return;
    }
    const here = event.target.closest(".ask-here");
    if (here) {
      askHere(here.dataset);
      return;
    }
    const more = event.target.closest(".claim-more");
    if (more) {
      set("opened", { data: { layer: "search_and_rescue_regions", ids: [more.dataset.claim],
                              nonce: Date.now() } });
    } else if (event.target.closest("#position-close")) {
      map.closePosition();
      document.getElementById("map-where")?.focus();
    }
  });
})();
