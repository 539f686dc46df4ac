// Pictures that the user drops, pastes or chooses become inputs.
import { announce, byId } from "./dom.js";
import { call } from "./api.js";
import { inBytes } from "./values.js";
import { advice, keep } from "./welcome.js";

let take = null;

/** Adds a file to the session, which is returned with it, and keeps it for the next visit. */
export async function addPicture(file, { maxBytes } = {}) {
  if (file.size > maxBytes) throw new Error(`${file.name} is larger than ${inBytes(maxBytes)}. ${advice.large}`);
  const session = await call(`api/inputs?name=${encodeURIComponent(file.name)}`, file).catch(error => {
    error.advice = advice.unreadable ?? error.advice;
    throw error;
  });
  await keep(file).catch(error => announce(`${file.name} is not kept for your next visit: ${error.message}.`));
  return session;
}

/** Returns what opens files and shows the last of them. It is announced when its picture is there. */
export const opener = (store, report) => async files => {
  store.dispatchEvent(new Event("adding"));
  for (const file of files) {
    try {
      store.add(await addPicture(file, store.session));
    } catch (error) {
      report(error.text ?? error.message);
    }
  }
};

/** Sends the files that the user gives the page to a function, which replaces an earlier one. */
export function listenForPictures(open) {
  const isFirst = !take;
  take = open;
  if (!isFirst) return;
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
    take([...event.dataTransfer.files]);
  });
  addEventListener("paste", event => {
    const { files } = event.clipboardData;
    if (!files.length) return;
    event.preventDefault();
    take([...files]);
  });
  for (const id of ["add", "camera"]) byId(id).onchange = ({ target }) => take([...target.files]).then(() => { target.value = ""; });
}
