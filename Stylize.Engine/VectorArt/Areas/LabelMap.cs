namespace Stylize.Engine.VectorArt.Areas;

/// <summary>The color of each pixel, as an index in a list of colors.</summary>
internal sealed class LabelMap
{
    /// <summary>The lowest alpha of a pixel with a color.</summary>
    public const int Opaque = 128;

    /// <summary>The label of pixels outside the image.</summary>
    public const byte Outside = 255;

    /// <summary>Longest distance to the two areas whose colors a pixel mixes, in pixels.</summary>
    private const int MixtureReach = 3;

    /// <summary>Cost of a border to a neighbor, in squared units of color.</summary>
    private const float BorderCost = 14;

    private readonly byte[] _labels;
    private readonly int _width;
    private readonly int _height;

    private LabelMap(int width, int height)
    {
        (_width, _height) = (width, height);
        _labels = new byte[width * height];
    }

    /// <summary>Width in pixels.</summary>
    public int Width => _width;

    /// <summary>Height in pixels.</summary>
    public int Height => _height;

    /// <summary>The labels row by row.</summary>
    public Span<byte> Labels => _labels;

    /// <summary>Returns the label of a pixel, or <see cref="Outside"/>.</summary>
    public byte At(int x, int y) => (uint)x < (uint)_width && (uint)y < (uint)_height ? _labels[(y * _width) + x] : Outside;

    /// <summary>Returns true if the pixels at the upper left and the lower right of a corner are connected, where two pairs of diagonal
    /// neighbors meet and at least one pair has one label. If both have, that of fewer pixels nearby is connected, so that thin lines
    /// continue (the turn policy "minority" of Selinger, 2003).</summary>
    public bool FallingIsConnected(int x, int y)
    {
        const int Near = 3;
        byte falling = At(x, y), rising = At(x, y - 1);
        if (At(x - 1, y - 1) != falling) return false;
        if (At(x - 1, y) != rising) return true;

        var balance = 0;
        for (var dy = -Near; dy < Near; dy++)
        {
            for (var dx = -Near; dx < Near; dx++)
            {
                var label = At(x + dx, y + dy);
                balance += label == falling ? 1 : label == rising ? -1 : 0;
            }
        }

        return balance < 0 || (balance == 0 && y % 2 == 0);
    }

    /// <summary>Assigns each pixel to a color. Pixels at an edge that mix the colors of the areas at its sides get one of these, and
    /// borders are smoothed by iterated conditional modes (Besag, 1986).</summary>
    /// <param name="colors">The colors; a pixel without color gets the label after the last one.</param>
    /// <param name="smoothness">Factor of the cost of borders, 0 or more.</param>
    public static LabelMap Assign(
        Raster<Rgba32> image, ColorTable table, IReadOnlyList<Lab> colors, double smoothness, ThreadGrant threads,
        CancellationToken cancellation)
    {
        var map = new LabelMap(image.Width, image.Height);
        var nearest = new byte[table.Colors.Length];
        nearest[0] = (byte)colors.Count;
        for (var i = 1; i < nearest.Length; i++)
        {
            nearest[i] = (byte)ColorFinder.Nearest(colors, table.Colors[i]);
        }

        RowBands.ForEach(map._height, threads, cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                var row = image.Row(y);
                var labels = map._labels.AsSpan(y * map._width, map._width);
                for (var x = 0; x < row.Length; x++)
                {
                    labels[x] = nearest[table.EntryOf(row[x])];
                }
            }
        });
        for (var round = 0; round < 2; round++)
        {
            map.DissolveMixtures(table, image, colors, threads, cancellation);
        }

        map.SmoothBorders(table, image, colors, (float)(BorderCost * smoothness), threads, cancellation);
        return map;
    }

    /// <summary>Gives pixels between two areas, whose color lies between theirs, the label of the nearer color.</summary>
    private void DissolveMixtures(
        ColorTable table, Raster<Rgba32> image, IReadOnlyList<Lab> colors, ThreadGrant threads, CancellationToken cancellation)
    {
        var before = (byte[])_labels.Clone();
        RowBands.ForEach(_height, threads, cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                var row = image.Row(y);
                for (var x = 0; x < _width; x++)
                {
                    var label = before[(y * _width) + x];
                    if (label < colors.Count && IsAtBorder(before, x, y, label))
                    {
                        _labels[(y * _width) + x] = Unmixed(before, x, y, label, table.Colors[table.EntryOf(row[x])], colors);
                    }
                }
            }
        });
    }

    private bool IsAtBorder(byte[] labels, int x, int y, byte label)
    {
        var at = (y * _width) + x;
        return (x > 0 && labels[at - 1] != label) || (x < _width - 1 && labels[at + 1] != label)
            || (y > 0 && labels[at - _width] != label) || (y < _height - 1 && labels[at + _width] != label);
    }

    private byte Unmixed(byte[] labels, int x, int y, byte label, Lab color, IReadOnlyList<Lab> colors)
    {
        var (best, contrast) = (label, 0.0);
        foreach (var (dx, dy) in (ReadOnlySpan<(int, int)>)[(1, 0), (0, 1), (1, 1), (1, -1)])
        {
            for (var reach = 1; reach <= MixtureReach; reach++)
            {
                byte a = Before(-reach), b = Before(reach);
                if (a == b || a == label || b == label || a >= colors.Count || b >= colors.Count) continue;
                if (Before(-reach - 1) != a && Before(reach + 1) != b) continue;

                var (from, to) = (colors[a], colors[b]);
                double l = to.L - from.L, ga = to.A - from.A, gb = to.B - from.B;
                var length = (l * l) + (ga * ga) + (gb * gb);
                var share = (((color.L - from.L) * l) + ((color.A - from.A) * ga) + ((color.B - from.B) * gb)) / length;
                if (length <= contrast || share is < 0.05 or > 0.95) continue;

                var middle = new Lab((float)(from.L + (share * l)), (float)(from.A + (share * ga)), (float)(from.B + (share * gb)));
                if (ColorFinder.Squared(color, middle) > 0.06 * length) continue;

                (best, contrast) = (share < 0.5 ? a : b, length);
                break;

                byte Before(int steps)
                {
                    int px = x + (steps * dx), py = y + (steps * dy);
                    return (uint)px < (uint)_width && (uint)py < (uint)_height ? labels[(py * _width) + px] : Outside;
                }
            }
        }

        return best;
    }

    /// <summary>Relabels pixels at borders if shorter borders outweigh the difference in color. Rows of the same parity do not depend on
    /// each other, so the result does not depend on the number of threads.</summary>
    private void SmoothBorders(
        ColorTable table, Raster<Rgba32> image, IReadOnlyList<Lab> colors, float cost, ThreadGrant threads, CancellationToken cancellation)
    {
        const float Diagonal = 0.7f;
        if (cost == 0) return;

        for (var round = 0; round < 3; round++)
        {
            for (var parity = 0; parity < 2; parity++)
            {
                var odd = parity;
                RowBands.ForEach((_height + 1 - odd) / 2, threads, cancellation, (_, first, end) =>
                {
                    Span<float> near = stackalloc float[256];
                    for (var half = first; half < end; half++)
                    {
                        var y = (2 * half) + odd;
                        var row = image.Row(y);
                        for (var x = 0; x < _width; x++)
                        {
                            var at = (y * _width) + x;
                            if (_labels[at] < colors.Count && IsAtBorder(_labels, x, y, _labels[at]))
                            {
                                _labels[at] = Cheapest(near, x, y, UniformColor.FromRgba(row[x]));
                            }
                        }
                    }
                });
            }
        }

        byte Cheapest(Span<float> near, int x, int y, Lab color)
        {
            Span<byte> seen = stackalloc byte[9];
            var count = 0;
            for (var dy = -1; dy <= 1; dy++)
            {
                for (var dx = -1; dx <= 1; dx++)
                {
                    var label = At(x + dx, y + dy);
                    if (label >= colors.Count) continue;

                    if (seen[..count].IndexOf(label) < 0)
                    {
                        seen[count++] = label;
                        near[label] = 0;
                    }

                    near[label] += dx == 0 && dy == 0 ? 0 : dx == 0 || dy == 0 ? 1 : Diagonal;
                }
            }

            var best = At(x, y);
            var lowest = float.MaxValue;
            foreach (var label in seen[..count])
            {
                var sum = (float)ColorFinder.Squared(color, colors[label]) - (cost * near[label]);
                if (sum < lowest || (sum == lowest && label < best))
                {
                    (best, lowest) = (label, sum);
                }
            }

            return best;
        }
    }
}
