// The dialogs: save as a preset, save the picture, run on the folder, and keyboard shortcuts.
import { announce, byId, el, setText } from "./dom.js";
import { call, stream } from "./api.js";
import { inBytes, inTime, inWords, titleOf } from "./values.js";

const alert = (form, text) => { form.querySelector(".error").textContent = text; };

export class Dialogs {
  #run = null;
  #save = null;

  constructor(store) {
    this.store = store;
    for (const dialog of document.querySelectorAll("dialog")) {
      for (const close of dialog.querySelectorAll("[data-close]")) close.onclick = () => dialog.close();
      dialog.onpointerdown = event => { if (event.target === dialog) dialog.close(); };
    }
    this.#form("save", (form, force) => this.#save(form.elements.name.value.trim(), force));
    this.#form("run-folder", form => this.#start(form));
    byId("run-cancel").onclick = () => this.#run && call(`api/runs/${this.#run}/cancel`, {}).catch(error => announce(error.text));
  }

  open(name) {
    const dialog = byId(name), form = dialog.querySelector("form");
    if (form && !this.#run) {
      alert(form, "");
      form.querySelector("[data-replace]")?.setAttribute("hidden", "");
    }
    if (name === "run-folder") this.#describeRun();
    dialog.showModal();
  }

  savePreset() { this.#ask("Save as preset", "Name", "", this.#savePreset); }

  savePicture() { this.#ask("Save picture", "File or folder", this.store.output, this.#savePicture); }

  #ask(title, label, text, save) {
    setText("save-title", title);
    setText("save-label", label);
    byId("save-name").value = text;
    this.#save = async (name, force) => {
      const done = await save.call(this, name, force);
      byId("save").close();
      announce(done);
    };
    this.open("save");
  }

  #form(name, action) {
    const form = byId(name).querySelector("form"), submit = form.querySelector("[type=submit]"), replace = form.querySelector("[data-replace]");
    const act = async force => {
      alert(form, "");
      submit.disabled = true;
      form.ariaBusy = true;
      try {
        await action(form, force);
      } catch (error) {
        const exists = replace && error.status === 409;
        alert(form, exists ? error.message : error.text ?? String(error));
        if (exists) replace.hidden = false;
      } finally {
        submit.disabled = false;
        form.ariaBusy = null;
      }
    };
    form.onsubmit = event => { event.preventDefault(); act(false); };
    replace?.addEventListener("click", () => { replace.hidden = true; act(true); });
    form.oninput = () => { if (replace) replace.hidden = true; alert(form, ""); };
  }

  async #savePreset(name, force) {
    const { store } = this, preset = await call("api/presets", { state: store.state, name, force });
    const { presets } = store.operation, index = presets.findIndex(other => other.name.toLowerCase() === preset.name.toLowerCase());
    presets.splice(index < 0 ? presets.length : index, 1, preset);
    store.change({ preset: preset.name, given: {} });
    return `Saved preset ${preset.name}.`;
  }

  async #savePicture(destination, force) {
    const { path, bytes } = await call("api/save", { state: this.store.state, destination, force });
    return `Saved ${path} (${inBytes(bytes)}).`;
  }

  #describeRun() {
    const { session, state, preset, operation } = this.store, changes = Object.keys(state.given).map(inWords);
    setText("run-what", `${operation.title}, preset ${preset ? titleOf(preset) : "Default"}${changes.length ? `, with ${changes.join(", ")}` : ""}.`);
    setText("run-source", session.folder ?? this.store.input?.name ?? "");
  }

  async #start(form) {
    const { store } = this, list = byId("run-failures");
    const { id } = await call("api/runs", {
      state: store.state, source: store.session.folder ? "folder" : "input",
      destination: form.elements.destination.value.trim(), force: form.elements.force.checked,
    });
    this.#run = id;
    list.replaceChildren();
    form.classList.add("running");
    byId("run-cancel").hidden = false;
    try {
      for await (const step of stream(`api/runs/${id}`)) this.#progress(step, list);
    } finally {
      this.#run = null;
      form.classList.remove("running");
      byId("run-cancel").hidden = true;
    }
  }

  #progress({ done, failed, total, file, error, secondsLeft, state }, list) {
    const bar = byId("run-progress"), at = done + failed;
    bar.max = Math.max(1, total);
    bar.value = at;
    const left = state === "running" && secondsLeft > 0 ? `, about ${inTime(secondsLeft * 1000)} left` : "";
    const end = { done: "Done: ", canceled: "Canceled: " }[state] ?? "";
    setText("run-count", `${end}${done} of ${total}${failed ? `, ${failed} failed` : ""}${left}`);
    setText("run-file", state === "running" ? file ?? "" : "");
    if (error) {
      const text = typeof error === "string" ? error : [error.message, error.advice].filter(Boolean).join(" ");
      list.append(el("li", {}, el("b", {}, file ?? ""), " ", text));
    }
    if (state !== "running") announce(byId("run-count").textContent);
  }
}
