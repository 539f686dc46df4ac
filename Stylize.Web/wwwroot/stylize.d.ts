/** Pixels with red, green, blue and straight alpha in sRGB, row by row, such as an ImageData. */
export interface Pixels {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The options of a command, in camelCase: { width: 96, palette: "pico-8" } for --width 96 --palette pico-8. `stylize help` lists them. */
export type Options = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Cells {
  /** One pixel per cell; an ImageData in a browser. */
  readonly image: Pixels;
  /** The colors as #rrggbb, the most frequent first. */
  readonly palette: readonly string[];
}

/** Converts a picture to pixel art. Rejects with an Error for an invalid option. Takes seconds, so call it in a worker. */
export function pixelArt(image: Pixels, options?: Options): Promise<Cells>;

/** Restores enlarged pixel art to one pixel per cell. */
export function restore(image: Pixels, options?: Options): Promise<Cells>;

/** Draws a picture with dots and lines; returns an SVG. */
export function dotArt(image: Pixels, options?: Options): Promise<string>;

/** Traces a picture as areas with smooth curves; returns an SVG. */
export function trace(image: Pixels, options?: Options): Promise<string>;
