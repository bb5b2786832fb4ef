/* Positions as the reader writes them: decimal degrees, degrees and minutes, or with seconds. */
"use strict";

(function () {
  const map = window.pharos.map;
  const KEPT = "pharos-position-form";
  const FORMS = {
    minutes: { sample: "0° 0.0′", name: "degrees and minutes" },
    seconds: { sample: "0° 0′ 0″", name: "degrees, minutes and seconds" },
    decimal: { sample: "0.0°", name: "decimal degrees" },
  };
  let form = "minutes";
  let last = null;

  try {
    if (Object.hasOwn(FORMS, localStorage.getItem(KEPT))) form = localStorage.getItem(KEPT);
  } catch {
    // Storage may be forbidden; the form is then kept while the page is open.
  }

  const padded = (number, digits) => String(number).padStart(digits, "0");
  const fraction = (units, decimals, digits) =>
    (units / 10 ** decimals).toFixed(decimals).padStart(digits + (decimals ? decimals + 1 : 0), "0");

  /**
   * An angle in a form. It is rounded once, to its last unit, and parted then: what rounds to
   * sixty minutes is the next degree.
   */
  function angle(value, digits, [positive, negative], kind, finer) {
    const decimals = { decimal: 3, minutes: 1, seconds: 0 }[kind] + finer;
    const perDegree = { decimal: 1, minutes: 60, seconds: 3600 }[kind] * 10 ** decimals;
    const units = Math.round(Math.abs(value) * perDegree);
    const side = value < 0 && units ? negative : positive;
    if (kind === "decimal") return `${fraction(units, decimals, 1)}° ${side}`;
    const degrees = padded(Math.floor(units / perDegree), digits);
    const rest = units % perDegree;
    if (kind === "minutes") return `${degrees}° ${fraction(rest, decimals, 2)}′ ${side}`;
    const perMinute = 60 * 10 ** decimals;
    const minutes = padded(Math.floor(rest / perMinute), 2);
    return `${degrees}° ${minutes}′ ${fraction(rest % perMinute, decimals, 2)}″ ${side}`;
  }

  /** How many more decimals a pixel of the present view can tell apart: none, one or two. */
  function finer() {
    const zoom = map.state.gl ? map.state.gl.getZoom() : 0;
    return zoom > 13.3 ? 2 : zoom > 10 ? 1 : 0;
  }

  /**
   * A position as text, latitude first.
   * @param {{lng: number, lat: number}} at
   * @param {string} [kind] decimal, minutes or seconds; left out, the reader's own
   * @param {number} [more] decimals beyond the plain ones; left out, what the view can tell apart
   */
  map.positionText = (at, kind = form, more = finer()) =>
    `${angle(at.lat, 2, "NS", kind, more)} ${angle(at.lng, 3, "EW", kind, more)}`;

  /** Say the position under the pointer, or nothing. */
  map.showPosition = function (at) {
    last = at;
    const box = document.getElementById("map-position");
    if (box) box.textContent = at ? map.positionText(at) : "";
  };

  function label() {
    const button = document.getElementById("map-form");
    if (!button) return;
    button.textContent = FORMS[form].sample;
    const words = `Positions in ${FORMS[form].name}; change`;
    button.title = words;
    button.setAttribute("aria-label", words);
  }

  /** The form that the reader chose, and a change of it. */
  map.positionForm = () => form;
  map.choosePositionForm = function (kind) {
    if (!Object.hasOwn(FORMS, kind)) return;
    form = kind;
    try {
      localStorage.setItem(KEPT, form);
    } catch {
      // As above.
    }
    label();
    map.showPosition(last);
    map.refreshTools();
  };

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("#map-form")) return;
    const kinds = Object.keys(FORMS);
    map.choosePositionForm(kinds[(kinds.indexOf(form) + 1) % kinds.length]);
  });
  map.labelPositionForm = label;
})();
