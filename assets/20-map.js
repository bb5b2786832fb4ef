/* The map in the browser: shared state and small tools of the files 21 to 29.
 *
 * The server lays the figure out once and then only writes the store `map-picture`. Everything
 * seen on the map after that is drawn by these files, by direct calls on the plotly graph and on
 * the MapLibre map inside it, so that no update can move the reader's view.
 */
"use strict";

window.pharos = window.pharos || {};
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.pharos = window.dash_clientside.pharos || {};

(function () {
  const map = (window.pharos.map = window.pharos.map || {});

  /** What is on the screen now; one map a page. */
  map.state = {
    /** @type {HTMLElement|null} the plotly graph that the map was attached to */
    graph: null,
    /** MapLibre map of `graph` */
    gl: null,
    /** @type {object|null} the picture last painted */
    picture: null,
    /** @type {object|null} columns of the picture last painted */
    columns: null,
    theme: "light",
  };

  /** The wrapper that the graph sits in; cards, chips and messages are placed in it. */
  map.container = () => document.getElementById("map");

  /** True where the reader asked the system for less movement. */
  map.still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  /**
   * The colour of a design token, as the picture gives it, else as the style sheet has it.
   * @param {string} token name without dashes in front, such as "western"
   * @param {number} [opacity] 0 to 1
   * @returns {string} a CSS colour
   */
  map.colour = function (token, opacity) {
    const given = map.state.colours && map.state.colours[token];
    const sheet = getComputedStyle(document.documentElement).getPropertyValue("--" + token);
    const value = given || sheet.trim() || "#5b6c79";
    const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(value);
    if (opacity === undefined || !hex) return value;
    return `rgba(${hex.slice(1).map((two) => parseInt(two, 16)).join(",")},${opacity})`;
  };

  /**
   * A new element; text only, so that no record can bring markup.
   * @param {string} name tag
   * @param {string} [className]
   * @param {string} [text]
   */
  map.element = function (name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  /** Wait for a number of milliseconds. */
  map.pause = (ms) => new Promise((done) => setTimeout(done, ms));

  /**
   * Resolves when the GPU has done all that it was asked so far. A fence, as reading a pixel back
   * would block the page and make Chromium warn of it.
   */
  map.finish = async function (gl) {
    const context = gl.painter && gl.painter.context && gl.painter.context.gl;
    if (!context || context.isContextLost()) return;
    const fence = context.fenceSync(context.SYNC_GPU_COMMANDS_COMPLETE, 0);
    if (!fence) return;
    context.flush();
    while (context.getSyncParameter(fence, context.SYNC_STATUS) !== context.SIGNALED) {
      if (context.isContextLost()) return;
      await map.pause(1);
    }
    context.deleteSync(fence);
  };

  /**
   * Resolves when the map, with all it waits for, has been rendered and the GPU is done.
   * Rejects never: after `limit` ms it resolves with false, for a map that cannot load.
   * @returns {Promise<boolean>}
   */
  map.painted = function (gl, limit = 15000) {
    return new Promise((done) => {
      const settle = (good) => {
        clearTimeout(timer);
        gl.off("render", rendered);
        gl.off("remove", removed);
        if (good) map.finish(gl).then(() => done(true));
        else done(false);
      };
      const rendered = () => {
        if (!gl.loaded()) return;
        settle(true);
      };
      const removed = () => settle(false);
      const timer = setTimeout(() => settle(false), limit);
      gl.on("render", rendered);
      gl.on("remove", removed);
      gl.triggerRepaint();
    });
  };

  /**
   * Hold frames back until some sources have their new content, for at most `limit` ms.
   *
   * MapLibre draws a frame when data begins to change and another when it has changed; on a plain
   * graphics chip the first costs as much as the second and shows nothing new. A moving map is
   * never held.
   * @param {string[]} sources ids
   * @returns {function(): void} lets frames through again; may be called twice
   */
  map.hold = function (gl, sources, limit = 800) {
    let wanted = false;
    const release = () => {
      if (gl.triggerRepaint !== held) return;
      clearTimeout(timer);
      gl.off("sourcedata", look);
      gl.off("movestart", release);
      delete gl.triggerRepaint;
      if (wanted) gl.triggerRepaint();
    };
    const held = () => {
      wanted = true;
    };
    const due = new Set(sources);
    const ready = () => !due.size && sources.every((id) => gl.isSourceLoaded(id));
    const look = (event) => {
      // New content is on the map when tiles made of it have come, not when it was read.
      if (event.tile && !event.sourceDataType) due.delete(event.sourceId);
      if (ready()) release();
    };
    const timer = setTimeout(release, limit);
    if (gl.isMoving() || Object.hasOwn(gl, "triggerRepaint")) return release;
    gl.triggerRepaint = held;
    gl.on("sourcedata", look);
    gl.on("movestart", release);
    return release;
  };

  /**
   * Milliseconds that the same map takes to be drawn again without any change.
   * @returns {Promise<number>}
   */
  map.emptyRedraw = async function () {
    const { gl } = map.state;
    if (!gl) throw new Error("There is no map to redraw.");
    const start = performance.now();
    await map.painted(gl);
    return performance.now() - start;
  };
})();
