// Decodes and draws a large picture, so that the page stays responsive; remote.js has the messages.
import { GaussianFileError, decode } from './decode.js';
import { draw } from './draw.js';

let picture = null;

onmessage = ({ data: { id, bytes, view, area } }) => {
  try {
    if (bytes) {
      picture = decode(bytes, { partial: true });
      postMessage({ id, result: picture });
    } else {
      const result = draw({ ...picture, ...view }, area);
      postMessage({ id, result }, [result.data.buffer]);
    }
  } catch ({ constructor, message }) {
    postMessage({ id, message, isFile: constructor === GaussianFileError });
  }
};
