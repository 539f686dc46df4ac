// The way to the session: HTTP to the server of `stylize studio`.

/** Sends a request to the session and returns its response. */
export const send = (path, settings) => fetch(path, settings);

/** Returns an address at which an element of the page finds a picture or file of the session. */
export const addressOf = async url => url;
