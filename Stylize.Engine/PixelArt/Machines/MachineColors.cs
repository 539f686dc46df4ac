using Stylize.Engine.PixelArt.Dithering;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Machines;

/// <summary>Gives each cell a color that the video hardware of a machine allows in its block.</summary>
internal static unsafe class MachineColors
{
    /// <summary>Maximum number of samples per side of a block.</summary>
    private const int MaxSamples = 8;

    /// <param name="grid">Receives the colors.</param>
    /// <param name="colors">The palette, as the tones are compared with it.</param>
    public static void Run(
        MachineRule rule, CellTones tones, SuperpixelGrid grid, Lab[] colors, DitherPattern pattern, CancellationToken cancellation)
    {
        var choice = new ColorSets(colors, pattern.Strength > 0);
        var columns = (grid.Width + rule.Width - 1) / rule.Width;
        var rows = (grid.Height + rule.Height - 1) / rule.Height;
        Lab[][] blocks = [.. Enumerable.Range(0, columns * rows).Select(i => Samples(tones, rule, i % columns, i / columns))];
        cancellation.ThrowIfCancellationRequested();
        var sets = rule.Sets(choice, blocks, columns);
        var encoded = Array.ConvertAll(colors, color => LinearColor.Of(color).Encode());
        var errors = new LinearColor[grid.Width * grid.Height];
        for (var y = 0; y < grid.Height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            var step = (y & 1) == 0 ? 1 : -1;
            for (var x = step > 0 ? 0 : grid.Width - 1; x >= 0 && x < grid.Width; x += step)
            {
                var cell = (y * grid.Width) + x;
                var set = sets[(y / rule.Height * columns) + (x / rule.Width)];
                ref var label = ref grid.PaletteIndex[grid.Index(x, y)];
                label = set[0];
                if (!tones.HasTone(cell)) continue;

                if (pattern.Map is not null || pattern.Strength == 0)
                {
                    var (one, other, share) = choice.Mix(tones.Color(cell), set);
                    label = share > pattern.Threshold(x, y, pattern.Strength) ? other : one;
                    continue;
                }

                var wanted = tones.Linear(cell).Encode() + (errors[cell] * pattern.Strength);
                label = set.MinBy(color => Squared(encoded[color] - wanted));
                var error = wanted - encoded[label];
                foreach (var (dx, dy, part) in pattern.Kernel.Shares)
                {
                    var (column, row) = (x + (dx * step), y + dy);
                    if ((uint)column < (uint)grid.Width && row < grid.Height)
                    {
                        errors[(row * grid.Width) + column] += (error * part).Clamp(0.5f);
                    }
                }
            }
        }
    }

    private static float Squared(LinearColor color) => color.Dot(color);

    /// <summary>Returns the colors of an even sample of the cells of a block.</summary>
    private static Lab[] Samples(CellTones tones, MachineRule rule, int column, int row)
    {
        var (stepX, stepY) = (Math.Max(1, rule.Width / MaxSamples), Math.Max(1, rule.Height / MaxSamples));
        var samples = new List<Lab>();
        for (var i = 0; i * stepY < rule.Height; i++)
        {
            for (var j = 0; j * stepX < rule.Width; j++)
            {
                // The place in a step changes from sample to sample, so that a pattern cannot hide between them.
                var (x, y) = ((column * rule.Width) + (j * stepX) + (i % stepX), (row * rule.Height) + (i * stepY) + (j % stepY));
                var cell = (y * tones.Width) + x;
                if (x < tones.Width && y < tones.Height && tones.HasTone(cell))
                {
                    samples.Add(tones.Color(cell));
                }
            }
        }

        return [.. samples];
    }
}
