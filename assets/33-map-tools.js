/* The tools of the map: which one is on, its keys, its panel. What a tool does is in its own file.
 *
 * A tool is an object: `title` and `hint`; `fields()` gives its inputs, made once when it is
 * opened; `body()` its words, made anew at each change; `point(at)`, `move(at)`, `undo()`,
 * `started()`; `finish()` answers whether it could; `cancel()` drops what is unfinished; `clear()`
 * drops all; `keeps` says that its panel stays when it is finished. Places are [longitude,
 * latitude].
 */
"use strict";

(function () {
  const map = window.pharos.map;
  const STEP_PX = 40;
  const FINE_PX = 4;
  const SAME_PX = 5;
  const DOUBLE_MS = 450;
  const TOUCH_MS = 1000;
  const tools = new Map();
  const listening = new WeakSet();
  let on = null;
  let opened = null;
  let keyed = false;
  let clicked = { x: -99, y: -99, at: 0 };

  const byId = (id) => document.getElementById(id);
  const frame = () => byId("map-frame");

  /** Give the page a tool; its button has the id `tool-` and its name. */
  map.defineTool = (name, tool) => tools.set(name, tool);

  /** Whether a tool is on: the map's clicks are then its own. */
  map.toolOn = () => on !== null;

  /** Read a sentence aloud. */
  map.say = function (text) {
    const box = byId("tool-said");
    if (box) box.textContent = text;
  };

  function button(className, text, act) {
    const made = map.element("button", className, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function showCrosshair() {
    const box = byId("tool-crosshair");
    if (box) box.hidden = !(on && keyed);
  }

  /** Bring the panel up to date with its tool. */
  map.refreshTools = function () {
    const panel = byId("tool-panel");
    const tool = tools.get(opened);
    if (!panel) return;
    panel.hidden = !tool;
    if (!tool) return;
    panel.querySelector(".tool-body")?.replaceChildren(...tool.body());
    const running = on === opened;
    panel.querySelector(".tool-steps").hidden = !running;
    panel.querySelector(".tool-hint").textContent = running ? tool.hint : "";
  };

  function layOut(name) {
    const panel = byId("tool-panel");
    const tool = tools.get(name);
    const head = map.element("div", "tool-head");
    const close = button("close", "×", () => {
      if (on === name) leave(false);
      tool.clear();
      shut();
    });
    close.setAttribute("aria-label", `Close: ${tool.title}`);
    head.append(map.element("h2", "", tool.title), close);
    const steps = map.element("div", "tool-steps");
    steps.append(button("tool", "Undo", () => undo()), button("tool", "Done", () => finish()));
    panel.replaceChildren(head, ...tool.fields(), map.element("div", "tool-body"), steps,
                          map.element("p", "tool-hint"));
    panel.setAttribute("aria-label", tool.title);
    opened = name;
    map.refreshTools();
  }

  function shut() {
    opened = null;
    map.refreshTools();
  }

  function press(name, down) {
    byId(`tool-${name}`)?.setAttribute("aria-pressed", String(down));
  }

  /**
   * Turn a tool on; another one that is on is dropped.
   * @param {string} name
   * @param {boolean} byKey whether the reader goes on with the keyboard: then a cross shows where
   */
  map.startTool = function (name, byKey) {
    if (!map.state.gl) return;
    if (on) leave(false);
    if (document.querySelector("#record:not([hidden])")) byId("record-close")?.click();
    on = name;
    keyed = byKey;
    map.container().dataset.tool = name;
    press(name, true);
    layOut(name);
    showCrosshair();
    map.hideCard();
    map.highlight(map.state.gl, []);
    map.lightUncertainty(map.state.gl, []);
    frame()?.focus({ preventScroll: true });
    map.say(`${tools.get(name).title}. ${tools.get(name).hint}`);
  };

  /** Turn the tool off that is on; what is unfinished is dropped unless it was finished. */
  function leave(finished) {
    const name = on;
    const tool = tools.get(name);
    on = null;
    press(name, false);
    delete map.container().dataset.tool;
    showCrosshair();
    if (!finished) tool.cancel();
    if (finished && tool.keeps) map.refreshTools();
    else shut();
  }

  function undo() {
    tools.get(on)?.undo();
    map.refreshTools();
  }

  function finish() {
    const tool = tools.get(on);
    if (tool && tool.finish()) leave(true);
  }
  /** Finish the tool that is on, if it has all that it needs. */
  map.finishTool = finish;

  function set(at) {
    const name = on;
    tools.get(name).point(at);
    if (on === name) map.refreshTools();
  }

  const middle = () => {
    const { lng, lat } = map.state.gl.getCenter();
    return [lng, lat];
  };

  /** Whether a place is where the cross stands. */
  function underCross(at) {
    const { gl } = map.state;
    if (!at) return false;
    const [a, b] = [gl.project(at), gl.project(middle())];
    return Math.hypot(a.x - b.x, a.y - b.y) < 1;
  }

  function enter() {
    const tool = tools.get(on);
    if (!keyed && tool.started()) return finish();
    keyed = true;
    showCrosshair();
    if (underCross(tool.last())) finish();
    else set(middle());
  }

  function pan(key, fine) {
    const px = fine ? FINE_PX : STEP_PX;
    const [x, y] = { ArrowLeft: [-px, 0], ArrowRight: [px, 0], ArrowUp: [0, -px],
                     ArrowDown: [0, px] }[key];
    keyed = true;
    showCrosshair();
    map.state.gl.panBy([x, y], { duration: 0 });
    map.say(map.positionText(map.state.gl.getCenter()));
  }

  // In the capture phase: while a tool is on, its keys are no commands of the page.
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, target } = event;
    const onMap = target === document.body || target === frame()
      || target === map.state.gl?.getCanvas();
    const typing = Boolean(target.closest?.("input, textarea, select, [role=dialog]"));
    const act = key === "Escape" ? () => {
      leave(false);
      map.say("The tool is off.");
      frame()?.focus({ preventScroll: true });
    }
      : typing ? null
        : key === "Backspace" ? undo
          : onMap && key === "Enter" ? enter
            : onMap && key.startsWith("Arrow") ? () => pan(key, event.shiftKey) : null;
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, "
      + "[contenteditable], [role=dialog]")) return;
    const name = { d: "measure", r: "rings", a: "polygon", c: "radius" }[event.key.toLowerCase()];
    if (!name || !document.querySelector("#picture:not([hidden])")) return;
    event.preventDefault();
    map.startTool(name, true);
  });

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const pressed = event.target.closest("#map-tools button");
    if (!pressed) return;
    const name = pressed.id.replace("tool-", "");
    if (name === "clear") {
      if (on) leave(false);
      for (const tool of tools.values()) tool.clear();
      map.sendArea(null);
      shut();
      map.say("Taken away.");
    } else if (on === name) leave(false);
    // A click without a pointer comes from the keyboard.
    else map.startTool(name, event.detail === 0);
  });

  /** Listen to the pointer for the tools; once a MapLibre map. */
  map.listenTools = function (gl) {
    map.labelPositionForm();
    if (listening.has(gl)) return;
    listening.add(gl);
    gl.on("click", (event) => {
      if (!on) return;
      const { x, y } = event.point;
      const now = performance.now();
      const again = Math.hypot(x - clicked.x, y - clicked.y) < SAME_PX
        && now - clicked.at < DOUBLE_MS;
      clicked = { x, y, at: now };
      if (again) return; // the second half of a double click
      keyed = false;
      showCrosshair();
      set([event.lngLat.lng, event.lngLat.lat]);
    });
    // A tap makes a movement of a mouse too, of which nobody can see where it points.
    let touched = -Infinity;
    for (const kind of ["touchstart", "touchend"]) {
      gl.on(kind, () => (touched = performance.now()));
    }
    gl.on("mousemove", (event) => {
      if (!on || keyed || performance.now() - touched < TOUCH_MS) return;
      tools.get(on).move([event.lngLat.lng, event.lngLat.lat]);
      map.refreshTools();
    });
    gl.on("move", () => {
      if (!on || !keyed) return;
      tools.get(on).move(middle());
      map.refreshTools();
    });
    // Before the map's own answer to a double click, which is to come closer.
    gl.getCanvasContainer().addEventListener("dblclick", (event) => {
      if (!on && performance.now() - clicked.at > DOUBLE_MS) return;
      event.stopPropagation();
      event.preventDefault();
      finish();
    }, true);
  };

  /** A length as seafarers say it. */
  map.milesText = function (metres) {
    const miles = metres / window.pharos.geodesy.METRES_PER_NM;
    const digits = miles < 10 ? 2 : miles < 1000 ? 1 : 0;
    return miles.toLocaleString("en-GB", { minimumFractionDigits: digits,
                                           maximumFractionDigits: digits });
  };

  /** A bearing in three digits; what rounds to 360 is 000. */
  map.bearingText = function (degrees, decimals = 0) {
    const unit = 10 ** decimals;
    const rounded = (Math.round(degrees * unit) % (360 * unit)) / unit;
    return `${rounded.toFixed(decimals).padStart(decimals ? 4 + decimals : 3, "0")}°`;
  };

  /** A labelled field of a tool's panel. */
  map.toolField = function (id, label, value, changed) {
    const wrap = map.element("label", "tool-field");
    const input = map.element("input");
    Object.assign(input, { id, value, type: "text", autocomplete: "off", spellcheck: false });
    const wrong = map.element("span", "tool-wrong");
    wrong.id = `${id}-wrong`;
    input.setAttribute("aria-describedby", wrong.id);
    const told = () => {
      const problem = changed(input.value) || "";
      wrong.textContent = problem;
      input.setAttribute("aria-invalid", String(Boolean(problem)));
      if (problem) map.say(problem);
    };
    input.addEventListener("change", told);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") told();
    });
    wrap.append(map.element("span", "", label), input, wrong);
    return wrap;
  };

  /** GeoJSON, for the tools. */
  map.shape = {
    feature: (type, coordinates, properties = {}) =>
      ({ type: "Feature", properties, geometry: { type, coordinates } }),
    collection: (features) => ({ type: "FeatureCollection", features }),
  };
})();
