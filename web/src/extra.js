// What the element loads for other files than small, whole and usual ones.
import './element.js'; // So that bundlers put the element and all that a placeholder needs into one file.
import { decode } from './decode.js';
import { isAnimation } from './file.js';
import { Remote } from './remote.js';

export { draw } from './draw.js';

/** Files of more bytes are decoded and drawn in a worker. */
const WORKER_BYTES = 2 ** 14;

/**
 * Decodes the beginning of a file: of an animation, its first frame.
 * @param {Remote | null} remote That of an earlier beginning.
 * @returns {Promise<{picture: object | null, player?: Player, remote?: Remote}>}
 */
export const decodeAny = async (bytes, remote, show, fail) => {
  if (isAnimation(bytes)) {
    const { Player } = await import('./player.js');
    const player = Player.begin(bytes, show, fail);
    return { picture: player?.first(), player };
  }
  if (bytes.length > WORKER_BYTES) {
    remote ??= new Remote();
    try {
      const picture = await remote.decode(bytes);
      if (picture) return { picture, remote };
    } catch (error) {
      remote.close();
      throw error;
    }
  }
  return { picture: decode(bytes, { partial: true }), remote };
};
