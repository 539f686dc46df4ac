// Starts the page: loads the session, connects the parts, and listens to the keyboard.
import { announce, byId, icon, rest, setText } from "./dom.js";
import { stayAlive } from "./api.js";
import { listenForPictures, opener, send } from "./adding.js";
import { Colors } from "./colors.js";
import { Dialogs } from "./dialogs.js";
import { Header } from "./header.js";
import { Line } from "./line.js";
import { Panel } from "./panel.js";
import { Pens } from "./pens.js";
import { Preview } from "./preview.js";
import { Store } from "./state.js";
import { Table } from "./table.js";
import { spell } from "./values.js";
import { Variants } from "./variants.js";
import { Viewer } from "./viewer.js";
import { arrive, earlier } from "./welcome.js";

for (const element of document.querySelectorAll("[data-icon]")) element.prepend(icon(element.dataset.icon));
try {
  await start(await arrive());
} catch (error) {
  byId("busy").hidden = true;
  report(error.text ?? String(error));
  throw error;
}

async function start(session) {
  spell(session.spellings);
  const store = new Store(session);
  if (!session.hasFiles) store.opened = store.input.name;
  if (session.faults) store.blame(session.faults);
  const viewer = new Viewer(), variants = new Variants(store);
  const panel = new Panel(store, option => variants.show(option));
  await rest();
  const table = new Table(store, viewer), dialogs = new Dialogs(store), preview = new Preview(store, viewer);
  const colors = new Colors(store, report), pens = new Pens(viewer);
  new Header(store);
  const line = new Line(store);

  preview.addEventListener("result", ({ detail }) => {
    panel.showErrors([]);
    report(store.fault);
    colors.show(detail.summary?.Palette);
    pens.show(detail);
    table.show(detail.table, detail.summary?.Regions);
    if (store.opened) announce(`Opened ${store.opened}.`);
    store.opened = null;
  });
  preview.addEventListener("failure", ({ detail }) => {
    store.opened = null;
    if (!preview.result) { colors.show(null); table.show(null); pens.show(null); }
    if (detail.status) panel.showErrors([detail]);
    report(detail.status ? detail.text : "");
  });
  viewer.addEventListener("change", () => {
    setText("zoom", `${(100 * viewer.scale).toFixed(viewer.scale < 0.1 ? 1 : 0)}%`);
  });
  stayAlive(isLost => {
    byId("lost").hidden = !isLost;
    if (isLost) return;
    announce("Connected again.");
    preview.plan();
  });

  const isComparing = isOn => {
    viewer.comparing = isOn;
    byId("compare").ariaPressed = isOn;
  };
  const pin = async () => { if (await preview.pin()) isComparing(true); };
  const actions = {
    "compare": () => isComparing(!viewer.comparing), pin, "show-variants": () => variants.show(), "fit": () => viewer.fit(), "actual": () => viewer.actual(),
    "zoom-in": () => viewer.zoom(1), "zoom-out": () => viewer.zoom(-1), "show-help": () => dialogs.open("shortcuts"),
    "show-save-preset": () => dialogs.savePreset(), "show-save-picture": () => dialogs.savePicture(), "show-run": () => dialogs.open("run-folder"),
    "copy-picture": () => preview.copyPicture(), play: () => { viewer.playing = !viewer.playing; },
  };
  if (!session.hasFiles) actions["show-save-picture"] = () => preview.download();
  document.body.classList.toggle("hosted", !session.hasFiles);
  for (const [id, action] of Object.entries(actions)) byId(id).onclick = action;
  listenForPictures(opener(store));
  store.addEventListener("fault", () => report(store.fault));

  const keys = {
    c: actions.compare, d: pin, v: () => variants.isOpen ? variants.close() : variants.show(), 0: actions.fit, 1: actions.actual,
    p: actions.play, "+": actions["zoom-in"], "=": actions["zoom-in"], "-": actions["zoom-out"], "/": () => panel.find(), "?": actions["show-help"], l: () => line.copy(),
  };
  addEventListener("keydown", event => {
    if (document.querySelector("dialog[open]")) return;
    const isTyping = event.target.matches("input:not([type=range], [type=checkbox], [type=radio], [type=color]), select, textarea");
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.altKey && (key === "z" || key === "y")) {
      if (isTyping && event.target.type !== "number") return;
      event.preventDefault();
      return key === "y" || event.shiftKey ? store.redo() : store.undo();
    }
    if (event.key === "Escape") return variants.close();
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "b") return viewer.hold(true);
    if (!keys[key]) return;
    event.preventDefault();
    keys[key]();
  });
  addEventListener("keyup", event => event.key.toLowerCase() === "b" && viewer.hold(false));
  addEventListener("blur", () => viewer.hold(false));
  await panel.built;
  document.body.classList.add("open");
  document.documentElement.classList.add("ready");
  for await (const file of earlier()) {
    if (!store.session.inputs.some(({ name }) => name === file.name)) store.list(await send(file).catch(() => store.session));
  }
}

function report(text) {
  setText("message", text);
  byId("message").hidden = text === "";
}
