// Pictures that the user drops, pastes or chooses become inputs.
import { announce, byId } from "./dom.js";
import { call } from "./api.js";
import { inBytes } from "./values.js";

export function listenForPictures(store, report) {
  const add = async files => {
    store.dispatchEvent(new Event("adding"));
    for (const file of files) {
      const { maxBytes } = store.session;
      try {
        if (file.size > maxBytes) throw new Error(`${file.name} is larger than ${inBytes(maxBytes)}. Start the studio with its path instead.`);
        store.add(await call(`api/inputs?name=${encodeURIComponent(file.name)}`, file));
        announce(`Opened ${file.name}.`);
      } catch (error) {
        report(error.text ?? error.message);
      }
    }
  };
  const drop = byId("drop"), hasFiles = event => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    drop.hidden = false;
  });
  addEventListener("dragleave", event => { drop.hidden ||= !event.relatedTarget; });
  addEventListener("drop", event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    drop.hidden = true;
    add([...event.dataTransfer.files]);
  });
  addEventListener("paste", event => {
    const { files } = event.clipboardData;
    if (!files.length) return;
    event.preventDefault();
    add([...files]);
  });
  for (const id of ["add", "camera"]) byId(id).onchange = ({ target }) => add([...target.files]).then(() => { target.value = ""; });
}
