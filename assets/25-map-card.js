/* The card under the pointer: the record's own words, as text, with everything that is there. */
"use strict";

(function () {
  const map = window.pharos.map;
  const AT_MOST = 3;
  const GAP = 14;
  const count = new Intl.NumberFormat("en-GB");
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

  const words = (code) => {
    const text = String(code === undefined ? "unknown" : code).replaceAll("_", " ");
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  const number = (value) => (Number.isNaN(value) ? "unknown" : count.format(value));

  /** The date of a row; the lowest value of the column stands for no date. */
  const dateOf = (columns, row) =>
    columns.day[row] > -1e6 ? day.format(new Date(columns.day[row] * 864e5)) : "Date unknown";

  /** Lines about an incident, most important first. */
  function incidentLines(columns, row) {
    const route = columns.routes[columns.route[row]];
    const cause = columns.causes[columns.cause[row]];
    const km = columns.uncertainty_km[row];
    const quality = columns.source_quality[row];
    return {
      mark: route,
      title: dateOf(columns, row),
      lead: `dead ${number(columns.dead[row])} · missing ${number(columns.missing[row])} `
        + "(presumed dead)",
      lines: [
        [columns.routeNames[route] || words(route), columns.causeNames[cause] || words(cause)]
          .join(" · "),
        `survivors ${number(columns.survivors[row])}`,
        km > 0 ? `position good to about ${count.format(km)} km (estimate)`
          : "how exact the position is: unknown",
        quality ? `source quality ${quality} of 5` : "source quality unknown",
      ],
    };
  }

  /** Lines about a feature of an overlay, as the server gave them; the first where it is full. */
  function featureLines(feature, brief) {
    const p = feature.properties;
    const lines = [p.line1, p.line2, p.line3].filter(Boolean);
    return { title: p.title, lines: brief ? lines.slice(0, 1) : lines };
  }

  function section({ mark, title, lead, lines }) {
    const part = map.element("section", "map-card-part");
    const head = map.element("p", "map-card-title", title);
    if (mark) {
      const dot = map.element("span", "map-card-mark");
      dot.style.background = map.colour(mark);
      head.prepend(dot);
    }
    part.append(head);
    if (lead) part.append(map.element("p", "map-card-lead", lead));
    for (const line of lines) part.append(map.element("p", "map-card-line", line));
    return part;
  }

  /** The card of this map; made when first needed. */
  function card() {
    const container = map.container();
    let made = document.getElementById("map-card");
    if (!made || made.parentNode !== container) {
      if (made) made.remove();
      made = map.element("div");
      made.id = "map-card";
      made.setAttribute("role", "tooltip");
      made.setAttribute("aria-live", "off");
      made.hidden = true;
      container.append(made);
    }
    return made;
  }

  let told = "";

  /**
   * Show what is under the pointer, or nothing.
   * @param {number[]} rows incident rows, topmost first
   * @param {object[]} features overlay features with `title`
   * @param {{x: number, y: number}} point px from the map's top left corner
   */
  map.showCard = function (rows, features, point) {
    const { columns } = map.drawn;
    if (!rows.length && !features.length) {
      map.hideCard();
      return;
    }
    const box = card();
    const key = `${rows.join()}|${features.map((f) => `${f.source}/${f.id}`).join()}`;
    if (key !== told || box.hidden) {
      told = key;
      const brief = rows.length + features.length > 2;
      const parts = rows.slice(0, AT_MOST).map((row) => {
        const words = incidentLines(columns, row);
        if (rows.length > 1) words.lines = [words.lines[0], words.lines[2]];
        return section(words);
      });
      if (rows.length > AT_MOST) {
        parts.push(map.element("p", "map-card-more",
          `and ${rows.length - AT_MOST} more here; click to list them, zoom in to part them`));
      }
      box.replaceChildren(...parts, ...features.map((f) => section(featureLines(f, brief))));
      box.hidden = false;
    }
    place(box, point);
  };

  /** Beside the pointer, on the side with room, never over the edge. */
  function place(box, point) {
    const frame = map.container();
    const [w, h] = [box.offsetWidth, box.offsetHeight];
    let x = point.x + GAP;
    if (x + w > frame.clientWidth - 4) x = point.x - GAP - w;
    let y = point.y + GAP;
    if (y + h > frame.clientHeight - 4) y = point.y - GAP - h;
    x = Math.max(4, Math.min(x, frame.clientWidth - w - 4));
    y = Math.max(4, Math.min(y, frame.clientHeight - h - 4));
    box.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  /** Take the card away. */
  map.hideCard = function () {
    const box = document.getElementById("map-card");
    if (box) box.hidden = true;
    told = "";
  };
})();
