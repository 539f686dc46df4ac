// The studio was started with pictures, and keeps those that the page adds. The site has its own first screen.
import { call } from "./api.js";

export const arrive = () => call("api/session");

/** Keeps an opened picture for the next visit. */
export const keep = async () => { };

/** Yields the pictures of earlier visits. */
export async function* earlier() { }

/** What to do with a file that cannot be opened; null for the advice of the session. */
export const advice = { large: "Start the studio with its path instead.", unreadable: null };
