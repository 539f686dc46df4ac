// Pictures that the user drops, pastes or chooses become inputs.
import { byId } from "./dom.js";
import { call } from "./api.js";
import { inBytes } from "./values.js";
import { advice, keep } from "./welcome.js";

let take = null;

/** Adds a file to the session, which is returned with it. */
export const send = file => call(`api/inputs?name=${encodeURIComponent(file.name)}`, file);

/** Adds files and keeps them for the next visit. Calls a function with the session after each, and returns what failed. */
export async function addPictures(files, use, maxBytes) {
  const faults = [];
  for (const file of files) {
    try {
      if (file.size > maxBytes) throw new Error(`${file.name} is larger than ${inBytes(maxBytes)}. ${advice.large}`);
      const session = await send(file);
      await keep(file).catch(error => faults.push(`${file.name} is not kept for your next visit: ${error.message}.`));
      use(session);
    } catch (error) {
      faults.push(error.status && advice.unreadable ? `${error.message} ${advice.unreadable}` : error.text ?? error.message);
    }
  }
  return faults.join(" ");
}

/** Returns what opens files and shows the last of them. It is announced when its picture is there. */
export const opener = store => async files => {
  store.dispatchEvent(new Event("adding"));
  store.blame(await addPictures(files, session => store.add(session), store.session.maxBytes));
};

/** Sends the files that the user gives the page to a function, which replaces an earlier one. */
export function listenForPictures(open) {
  const isFirst = !take;
  take = open;
  if (!isFirst) return;
  const drop = byId("drop"), receive = (event, files) => { event.preventDefault(); take([...files]); };
  const over = event => { drop.hidden = !event.dataTransfer?.types.includes("Files"); return !drop.hidden; };
  addEventListener("dragover", event => over(event) && event.preventDefault());
  addEventListener("dragleave", event => { drop.hidden ||= !event.relatedTarget; });
  addEventListener("drop", event => {
    if (!over(event)) return;
    drop.hidden = true;
    receive(event, event.dataTransfer.files);
  });
  addEventListener("paste", event => { if (event.clipboardData.files.length) receive(event, event.clipboardData.files); });
  for (const id of ["add", "camera"]) byId(id).onchange = ({ target }) => take([...target.files]).then(() => { target.value = ""; });
}
