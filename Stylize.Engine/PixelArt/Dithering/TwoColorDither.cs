using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Dithering;

/// <summary>Mixes two given colors in all areas. The share of the lighter color is the position of a cell's tone between both colors in
/// encoded sRGB, so that a reduced copy of the output has the tones of the photograph. Nothing fades at edges: with two colors, an area
/// without a mixture would be solid.</summary>
internal static unsafe class TwoColorDither
{
    /// <param name="grid">The superpixels; receives the dithered colors.</param>
    /// <param name="palette">The two colors as the tones are compared with them.</param>
    public static void Run(
        CellTones tones, CellPlanes grid, Lab[] palette, DitherPattern pattern, CancellationToken cancellation)
    {
        var (dark, light) = palette[0].L <= palette[1].L ? (0, 1) : (1, 0);
        var origin = LinearColor.FromLab(palette[dark]).Encode();
        var axis = LinearColor.FromLab(palette[light]).Encode() - origin;
        var length = axis.Dot(axis);
        if (length == 0) return;

        var errors = new float[grid.Width * grid.Height];
        pattern.Diffuse<float>(
            grid,
            (x, y) =>
            {
                var cell = (y * grid.Width) + x;
                if (!tones.HasTone(cell)) return null;

                var share = (tones.Linear(cell).Encode() - origin).Dot(axis) / length;
                var wanted = Math.Clamp(share, 0, 1) + (pattern.Strength * errors[cell]);
                var isLight = wanted > pattern.Threshold(x, y, pattern.Strength);
                grid.PaletteIndex[grid.Index(x, y)] = isLight ? light : dark;
                return pattern.Map is null ? wanted - (isLight ? 1 : 0) : null;
            },
            (_, to, error, part) => errors[to] += error * part, cancellation);
    }
}
