// One control for each kind of option, created from the option's declaration.
import { attachMenu, el, icon } from "./dom.js";
import { elementsOf, inDigits, inWords, isSame, keyOf, paletteColors, Scale, toHex } from "./values.js";

/** Creates the control of an option: its element, and a function that shows a value. `give` receives a text, or null for the preset's. */
export function createControl(option, session, ids, give) {
  const settings = { option, session, ids, give };
  if (option.unit === "pens" || option.name === "Pen") return pens(settings);
  if (option.kind === "switch") return toggle(settings);
  if (option.kind === "choices" || (option.kind === "list" && option.choices?.length)) return chips(settings);
  if (option.choices?.length) return choice(settings);
  if (option.kind === "integer" || option.kind === "number") return number(settings);
  if (option.kind === "color") return color(settings);
  if (option.kind === "palette" || option.kind === "colors") return palette(settings);
  return text(settings);
}

const described = ids => ({ "aria-labelledby": ids.label, "aria-describedby": `${ids.help} ${ids.reason} ${ids.error}` });
const named = ({ ids }) => ({ id: ids.control, ...described(ids) });

function toggle(settings) {
  const box = el("input", { type: "checkbox", role: "switch", class: "switch", ...named(settings), onchange: () => settings.give(String(box.checked)) });
  return { root: box, set: text => { box.checked = text === "true"; } };
}

function choice(settings) {
  const { option } = settings, choices = option.choices.map(String), texts = choices.map(inWords);
  const isShort = texts.length <= 5 && texts.join("").length + 3 * texts.length <= 36;
  return isShort ? segments(choices, texts, settings) : select(choices, texts, settings);
}

function segments(choices, texts, { option, ids, give }) {
  const boxes = choices.map(value => el("input", { type: "radio", name: ids.control, value, onchange: () => give(value) }));
  const root = el("div", { class: "segments", role: "radiogroup", ...named({ ids }) },
    ...boxes.map((box, i) => el("label", {}, box, el("span", {}, texts[i]))));
  return { root, isGroup: true, set: text => boxes.forEach(box => { box.checked = isSame(box.value, text || option.defaultText); }) };
}

function select(choices, texts, settings) {
  const { option, give } = settings;
  const auto = option.default ? [] : [el("option", { value: "" }, "Automatic")];
  const box = el("select", { ...named(settings), onchange: () => give(box.value || null) },
    ...auto, ...choices.map((value, i) => el("option", { value }, texts[i])));
  return { root: box, set: text => { box.value = choices.find(value => isSame(value, text)) ?? ""; } };
}

function chips({ option, ids, give }) {
  const boxes = option.choices.map(value => el("input", {
    type: "checkbox", value, onchange: () => give(boxes.filter(box => box.checked).map(box => box.value).join(",") || null),
  }));
  const root = el("div", { class: "chips", role: "group", ...named({ ids }) },
    ...boxes.map(box => el("label", {}, box, el("span", {}, inWords(box.value)))));
  const set = text => {
    const given = elementsOf(text).map(keyOf);
    boxes.forEach(box => { box.checked = given.includes(keyOf(box.value)); });
    now.textContent = elementsOf(text).map(inWords).join(", ") || "None";
  };
  const now = el("span", { id: `${ids.control}-now` });
  // Many choices are folded, so that they do not push the other options away.
  return { root: boxes.length > 10 ? el("details", { class: "folded" }, el("summary", { "aria-labelledby": `${ids.label} ${now.id}` }, now, icon("down")), root) : root, isGroup: true, set };
}

/** A field that gives its value when the user pauses or leaves it. */
function field(settings, type, more = {}) {
  let waiting = 0;
  const now = () => { clearTimeout(waiting); settings.give(box.value.trim() || null); };
  const box = el("input", {
    type, autocomplete: "off", ...named(settings), ...more,
    oninput: () => { clearTimeout(waiting); waiting = setTimeout(now, 400); }, onchange: now,
  });
  return { box, set: text => { if (document.activeElement !== box || box.value.trim() !== text) box.value = text; } };
}

function number(settings) {
  const { option, give, ids } = settings, scale = Scale.of(option), top = 1000;
  const step = scale?.step ?? (option.kind === "integer" ? 1 : "any");
  const { box, set } = field(settings, "number", {
    min: option.min ?? "", max: option.max ?? "", step: option.kind === "integer" ? option.odd ? 2 : 1 : "any", placeholder: "auto", class: "number",
  });
  let used = null;
  // From "auto", arrow keys start at the number in use.
  box.onkeydown = ({ key }) => { if (used !== null && box.value === "" && /^Arrow(Up|Down)$/.test(key)) box.value = used; };
  const offer = number => {
    used = number;
    box.placeholder = used === null ? "auto" : inDigits(used);
  };
  if (!scale) return { root: box, set: (text, usual, now) => { set(text); offer(now); } };
  const slider = el("input", {
    type: "range", min: 0, max: top, step: 1, ...described(ids),
    oninput: () => { const text = scale.toText(slider.value / top); box.value = text; say(text); paint(); give(text); },
    onkeydown: event => {
      const sign = { ArrowRight: 1, ArrowUp: 1, PageUp: 1, ArrowLeft: -1, ArrowDown: -1, PageDown: -1 }[event.key];
      if (!sign) return;
      event.preventDefault();
      const now = box.value === "" ? used : Number(box.value), distance = event.key.startsWith("Page") ? 0.1 : 0.001;
      let at = slider.value / top;
      do at = scale.next(at, sign, distance);
      while (now !== null && sign * (scale.toText(at) - now) <= 0 && at > 0 && at < 1);
      slider.value = top * at;
      slider.dispatchEvent(new Event("input"));
    },
  });
  const say = text => {
    const number = text === "" ? used ?? "" : text;
    slider.ariaValueText = [`${number} ${number === "" ? "" : option.unit ?? ""}`.trim(), text === "" ? "automatic" : ""].filter(Boolean).join(", ");
  };
  // The filled part starts at 0 if the range has both signs.
  const zero = scale.low < 0 && scale.high > 0 ? scale.toPosition(0) : 0;
  const paint = () => {
    const at = slider.value / top;
    slider.style.setProperty("--from", `${100 * Math.min(zero, at)}%`);
    slider.style.setProperty("--at", `${100 * Math.max(zero, at)}%`);
  };
  const mark = el("span", { class: "mark", hidden: true });
  const root = el("div", { class: "slide" }, el("div", { class: "track" }, slider, mark), box);
  return {
    root,
    set: (text, usual, now) => {
      set(text);
      offer(now);
      const shown = text === "" ? used : Number(text), position = shown === null ? 0.5 : scale.toPosition(shown);
      // A slider that shows the value does not move under the pointer.
      if (text === "" || scale.toText(slider.value / top) !== text) slider.value = position * top;
      slider.classList.toggle("auto", text === "");
      say(text);
      paint();
      mark.hidden = usual === "" || !Number.isFinite(Number(usual));
      if (!mark.hidden) mark.style.setProperty("--at", String(scale.toPosition(Number(usual))));
    },
  };
}

function text(settings) {
  const { option, session, ids } = settings;
  const hint = option.kind === "duration" ? "such as 30s" : option.defaultText ?? option.placeholder ?? "";
  const { box, set } = field(settings, "text", { placeholder: hint.length > 34 ? "auto" : hint });
  if (!option.words?.length) return { root: box, set };
  const words = el("datalist", { id: `${ids.control}-words` }, ...option.words.map(value => el("option", { value })));
  box.setAttribute("list", words.id);
  return { root: el("div", { class: "with-words" }, box, words), set };
}

const well = (label, oninput) => el("input", { type: "color", class: "well", "aria-label": label, oninput });

function color(settings) {
  const { option, give } = settings;
  const label = inWords(option.name);
  const { box, set } = field(settings, "text", { placeholder: option.defaultText ?? "auto" });
  const pick = well(`Pick ${label.toLowerCase()}`, () => { box.value = pick.value; give(pick.value); });
  const none = option.allowsNone ? el("button", { class: "small", "aria-pressed": "false", onclick: () => give("None") }, "None") : null;
  return {
    root: el("div", { class: "row" }, pick, box, none),
    set: text => {
      set(text);
      const hex = toHex(text);
      pick.value = hex ?? "#808080";
      pick.classList.toggle("empty", !hex);
      none?.setAttribute("aria-pressed", String(isSame(text, "None")));
    },
  };
}

function swatches(colors) {
  const most = 64, root = el("span", { class: "swatches", "aria-hidden": "true" });
  for (const color of (colors ?? []).slice(0, most)) {
    const square = el("span", {});
    square.style.background = color;
    root.append(square);
  }
  return root;
}

/** A menu of palettes, whose many colors are drawn when it opens. */
function paletteMenu(session, give, isCurrent) {
  const filter = el("input", {
    type: "search", placeholder: "Filter palettes", "aria-label": "Filter palettes",
    oninput: () => items.forEach(item => { item.hidden = !keyOf(item.dataset.name).includes(keyOf(filter.value)); }),
  });
  const menu = el("div", { class: "menu palettes", role: "dialog", "aria-label": "Palettes" }, filter);
  let items = [];
  const item = ({ name, colors }) => {
    const button = el("button", { onclick: () => { menu.hidePopover(); give(name); } },
      el("span", {}, name), el("small", {}, `${colors.length}`), swatches(colors));
    button.dataset.name = name;
    return button;
  };
  const refresh = () => {
    if (!items.length) menu.append(...items = session.palettes.map(item));
    items.forEach(button => { button.ariaCurrent = isCurrent(button.dataset.name); });
  };
  return { menu, refresh };
}

function palette(settings) {
  const { option, session, give } = settings, label = inWords(option.name).toLowerCase();
  const { box, set } = field(settings, "text", { placeholder: option.defaultText ?? "none" });
  const open = el("button", { class: "small square", "aria-label": `Choose palette for ${label}` }, icon("down"));
  const { menu, refresh } = paletteMenu(session, give, name => isSame(name, box.value));
  attachMenu(open, menu, refresh);
  const write = list => { box.value = list.join(","); give(box.value || null); };
  const isNamed = text => session.palettes.some(known => isSame(known.name, text));
  const add = el("button", {
    class: "small square", "aria-label": `Add a color to ${label}`,
    onclick: () => write([...(isNamed(box.value) ? paletteColors(box.value, session.palettes) : elementsOf(box.value)), "#808080"]),
  }, icon("plus"));
  const wells = el("div", { class: "wells" });
  const show = text => {
    const found = paletteColors(text, session.palettes), list = elementsOf(text);
    if (wells.contains(document.activeElement) && wells.children.length === list.length) return;
    if (isNamed(text) || list.length > 24) return wells.replaceChildren(swatches(found));
    wells.replaceChildren(...(found ?? []).map((value, i) => {
      const pick = well(`Color ${i + 1} of ${label}`, () => write(elementsOf(box.value).with(i, pick.value)));
      pick.value = value;
      return pick;
    }));
  };
  return { root: el("div", { class: "stack" }, el("div", { class: "row" }, box, open, add, menu), wells), set: text => { set(text); show(text); } };
}

function sample(color, width) {
  const line = el("span", { class: "pen-line", "aria-hidden": "true" });
  line.style.setProperty("--ink", color ?? "#808080");
  line.style.setProperty("--nib", `${Math.min(14, Math.max(1, width * 3.8))}px`);
  return line;
}

const penOf = text => {
  const [, width, unit, color, name] = /^\s*([\d.]+)\s*(mm|cm|in)?\s*,\s*([^,]+)(?:,(.*))?$/.exec(text) ?? [];
  return color ? { width: Number(width) * ({ cm: 10, in: 25.4 }[unit] ?? 1), color: toHex(color), name } : null;
};

function pens(settings) {
  const { option, session, give, ids } = settings;
  const { box, set } = field(settings, "text", { placeholder: option.defaultText ?? "none" });
  const list = el("div", { class: "pens" });
  const read = () => elementsOf(box.value, true);
  const write = parts => { box.value = parts.join(";"); give(box.value || null); };
  const menu = el("div", { class: "menu", role: "dialog", "aria-label": "Pens" });
  const sets = Map.groupBy(session.pens ?? [], pen => pen.set ?? pen.name);
  for (const [name, members] of sets) {
    menu.append(el("button", { onclick: () => { menu.hidePopover(); write([name]); } }, el("span", {}, name),
      ...members.map(pen => sample(pen.color, pen.width))));
  }
  menu.append(el("button", { onclick: () => { menu.hidePopover(); write([...read(), "0.3mm,black"]); } }, "Add a pen"));
  const open = el("button", { class: "small square", "aria-label": "Choose pens" }, icon("plus"));
  attachMenu(open, menu);
  const row = (text, i) => {
    const pen = penOf(text), known = sets.get(text);
    const change = parts => write(read().with(i, `${parts.width ?? pen.width}mm,${parts.color ?? pen.color}${pen.name ? "," + pen.name : ""}`));
    const pick = pen && well(`Color of pen ${i + 1}`, () => change({ color: pick.value }));
    if (pick) pick.value = pen.color ?? "#000000";
    const width = pen && el("input", {
      type: "number", class: "number", value: pen.width, min: 0.05, max: 50, step: 0.05, "aria-label": `Width of pen ${i + 1} in millimeters`,
      onchange: event => change({ width: event.target.value }),
    });
    const remove = el("button", { class: "small square", "aria-label": `Remove pen ${i + 1}`, onclick: () => write(read().toSpliced(i, 1)) }, icon("close"));
    const lines = pen ? [sample(pen.color, pen.width)] : (known ?? []).map(member => sample(member.color, member.width));
    return el("div", { class: "row pen" }, pick ?? el("span", {}, text), ...lines, width, pen && el("small", {}, "mm"), remove);
  };
  return {
    root: el("div", { class: "stack" }, el("div", { class: "row" }, box, open, menu), list),
    set: text => {
      set(text);
      const parts = elementsOf(text, true);
      if (list.contains(document.activeElement) && list.children.length === parts.length) {
        parts.forEach((part, i) => { const pen = penOf(part), line = list.children[i].querySelector(".pen-line"); if (pen && line) line.replaceWith(sample(pen.color, pen.width)); });
        return;
      }
      list.replaceChildren(...parts.map(row));
    },
  };
}
