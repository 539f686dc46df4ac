// The way to the session: HTTP to the server of `stylize studio`.

/** Sends a request to the session and returns its response. */
export const send = (path, settings) => fetch(path, settings);

/** Calls a function with the completed share of the work of a page, until the function that it returns is called. */
export function watch(page, seen) {
  const timer = setInterval(async () => {
    const answer = await send(`api/progress?page=${page}`).catch(() => null);
    if (answer?.ok) seen((await answer.json()).share);
  }, 400);
  return () => clearInterval(timer);
}

/** Returns an address at which an element of the page finds a picture or file of the session. */
export const addressOf = async url => url;
