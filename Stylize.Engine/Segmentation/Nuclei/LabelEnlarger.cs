using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Nuclei;

internal static class LabelEnlarger
{
    /// <summary>
    /// Returns the runs of the full-resolution image; each pixel has the label with the most weight in bilinear
    /// interpolation.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static RunTable Enlarge(ReadOnlySpan<int> labels, int columns, int rows, double side, int width, int height)
    {
        var runs = RunTable.WithObjects(width, height);
        for (var y = 0; y < height; y++)
        {
            if (labels.Length == 0 || side == 1)
            {
                runs.AddRow(labels.Length == 0 ? [] : labels.Slice(y * columns, columns));
                continue;
            }

            runs.BeginRow();
            var (upper, lower, down) = Bilinear.Between(((y + .5) / side) - .5, rows);
            var above = labels.Slice(upper * columns, columns);
            var below = labels.Slice(lower * columns, columns);
            for (var x = 0; x < width;)
            {
                var (left, right, across) = Bilinear.Between(((x + .5) / side) - .5, columns);
                int a = above[left], b = above[right], c = below[left], d = below[right];
                if (a == b && a == c && a == d)
                {
                    // The corners are the same up to the center of the last block with this label in both rows. If x is
                    // that center, rounding can give x itself.
                    var same = Math.Min(SameAs(a, above[right..]), SameAs(a, below[right..]));
                    var end = right + same == columns ? width
                        : Math.Clamp((int)Math.Ceiling(((right + same - .5) * side) - .5), x + 1, width);
                    if (a != 0)
                    {
                        runs.Add(x, end, a);
                    }

                    x = end;
                    continue;
                }

                var label = Heaviest(
                    (a, (1 - across) * (1 - down)), (b, across * (1 - down)), (c, (1 - across) * down),
                    (d, across * down));
                if (label != 0)
                {
                    runs.Add(x, x + 1, label);
                }

                x++;
            }
        }

        return runs;
    }

    /// <summary>Returns the number of labels before the first other one.</summary>
    private static int SameAs(int label, ReadOnlySpan<int> row) =>
        row.IndexOfAnyExcept(label) is >= 0 and var count ? count : row.Length;

    private static int Heaviest(params ReadOnlySpan<(int Label, double Weight)> corners)
    {
        var (heaviest, max) = (0, -1.0);
        foreach (var (label, _) in corners)
        {
            var weight = 0.0;
            foreach (var corner in corners)
            {
                weight += corner.Label == label ? corner.Weight : 0;
            }

            if (weight > max)
            {
                (heaviest, max) = (label, weight);
            }
        }

        return heaviest;
    }
}

/// <summary>An image at a reduced resolution, whose pixels are the means of square blocks. Only the last means are
/// held.</summary>
internal sealed class ReducedImage(Raster<ushort> image) : IDisposable
{
    private Raster<float>? _means;
    private int _side = 1;

    public int Width => _means?.Width ?? image.Width;
    public int Height => _means?.Height ?? image.Height;

    /// <summary>Changes the side of the blocks.</summary>
    public void Reduce(int side)
    {
        if (side == _side) return;

        Dispose();
        (_side, _means) = (side, side > 1 ? new BlockMeans<ushort, uint>(image, side).ToPlane() : null);
    }

    public Raster<float> Smooth(double sigma)
    {
        var smooth = Raster<float>.Packed(Width, Height);
        Smooth(sigma, (y, row) => row.CopyTo(smooth.Row(y)));
        return smooth;
    }

    public void Smooth(double sigma, Action<int, Span<float>> write) =>
        GaussianBlur.Smooth(Width, Height, sigma, Read, write);

    public void Dispose() => _means?.Dispose();

    private void Read(int y, Span<float> row)
    {
        if (_means is null)
        {
            TensorPrimitives.ConvertTruncating(image.Row(y), row);
        }
        else
        {
            _means.Row(y).CopyTo(row);
        }
    }
}
