using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// The image in CIE Lab, three planes of floats, stored cell by cell (row-major), so that the samples that share the same nine candidate
/// superpixels lie together. A transparent sample has NaN as its L*.
/// </summary>
internal sealed unsafe class PixelBlocks : IDisposable
{
    private const int MaxSamples = 1 << 30;

    private readonly PooledBuffer<float> _l;
    private readonly PooledBuffer<float> _a;
    private readonly PooledBuffer<float> _b;
    private readonly BlockPattern[] _patterns;
    private readonly PooledBuffer<float> _opacity;

    private PixelBlocks(AxisCells columns, AxisCells rows)
    {
        Columns = columns;
        Rows = rows;
        var all = (long)columns.Samples * rows.Samples;
        if (all > MaxSamples)
        {
            throw new StylizeException(StylizeError.OptionInvalid, "Width",
                $"A grid of {columns.Cells} x {rows.Cells} cells needs {all} samples of this image; at most {MaxSamples} are possible.",
                "Use fewer cells on the side that is narrow in the image, or a larger stride.");
        }

        var samples = (int)all + Superpixels.Padding;
        _l = new PooledBuffer<float>(samples);
        _a = new PooledBuffer<float>(samples);
        _b = new PooledBuffer<float>(samples);
        _opacity = new PooledBuffer<float>(columns.Cells * rows.Cells);
        var (width, height) = (columns.Samples / columns.Cells, rows.Samples / rows.Cells);
        _patterns = [new(width, height), new(width + 1, height), new(width, height + 1), new(width + 1, height + 1)];
        for (var i = samples - Superpixels.Padding; i < samples; i++)
        {
            _l.Span[i] = _a.Span[i] = _b.Span[i] = 0;
        }
    }

    public AxisCells Columns { get; }

    public AxisCells Rows { get; }

    /// <summary>Samples of the largest cell.</summary>
    public int LargestCell => _patterns[^1].Count;

    /// <summary>True where some sample is transparent.</summary>
    public bool HasHoles { get; private set; }

    public float* L => _l.Pointer;

    public float* A => _a.Pointer;

    public float* B => _b.Pointer;

    /// <summary>Mean opacity of each cell, [0,1], row-major.</summary>
    public ReadOnlySpan<float> Opacity => _opacity.Span;

    /// <summary>Converts an image. The caller may dispose of it afterwards.</summary>
    /// <param name="alphaThreshold">Least alpha of a sample that takes part, [0,1].</param>
    public static PixelBlocks Build(Raster<Rgba32> image, AxisCells columns, AxisCells rows, double alphaThreshold, OperationContext context)
    {
        var blocks = new PixelBlocks(columns, rows);
        var least = (int)Math.Ceiling(alphaThreshold * 255);
        var holes = 0;
        RowBands.ForEach(rows.Cells, context.MaxThreads, context.Cancellation, (_, first, end) =>
        {
            using var lab = new Raster<float>(columns.Samples, 3);
            using var pixels = new PooledBuffer<Rgba32>(columns.Samples);
            for (var cellRow = first; cellRow < end; cellRow++)
            {
                if (blocks.Fill(image, cellRow, least, pixels.Span, lab))
                {
                    Volatile.Write(ref holes, 1);
                }
            }
        }, bandHeight: 4);
        blocks.HasHoles = holes != 0;
        return blocks;
    }

    /// <summary>Index of the first sample of a cell.</summary>
    public long Start(int cellX, int cellY)
    {
        var top = Rows.First(cellY);
        return ((long)top * Columns.Samples) + ((long)(Rows.First(cellY + 1) - top) * Columns.First(cellX));
    }

    /// <summary>How the samples of a cell are laid out.</summary>
    public BlockPattern Pattern(int cellX, int cellY)
    {
        var wide = Columns.First(cellX + 1) - Columns.First(cellX) - _patterns[0].Width;
        var tall = Rows.First(cellY + 1) - Rows.First(cellY) - _patterns[0].Height;
        return _patterns[wide + (2 * tall)];
    }

    public void Dispose()
    {
        _l.Dispose();
        _a.Dispose();
        _b.Dispose();
        _opacity.Dispose();
        foreach (var pattern in _patterns)
        {
            pattern.Dispose();
        }
    }

    private bool Fill(Raster<Rgba32> image, int cellRow, int leastAlpha, Span<Rgba32> gathered, Raster<float> lab)
    {
        var holes = false;
        var opacity = _opacity.Span.Slice(cellRow * Columns.Cells, Columns.Cells);
        opacity.Clear();
        var top = Rows.First(cellRow);
        var bottom = Rows.First(cellRow + 1);
        for (var y = top; y < bottom; y++)
        {
            ReadOnlySpan<Rgba32> row = image.Row(Rows.Pixel(y));
            if (!Columns.IsEveryPixel)
            {
                for (var x = 0; x < gathered.Length; x++)
                {
                    gathered[x] = row[Columns.Pixel(x)];
                }

                row = gathered;
            }

            Span<float> l = lab.Row(0), a = lab.Row(1), b = lab.Row(2);
            LabConversion.FromRgba(row[..Columns.Samples], l, a, b);
            for (var cell = 0; cell < Columns.Cells; cell++)
            {
                var left = Columns.First(cell);
                var pattern = Pattern(cell, cellRow);
                var slots = pattern.Slot.AsSpan((y - top) * pattern.Width, pattern.Width);
                var start = Start(cell, cellRow);
                float* targetL = L + start, targetA = A + start, targetB = B + start;
                var alphas = 0;
                for (var i = 0; i < slots.Length; i++)
                {
                    var slot = slots[i];
                    int alpha = row[left + i].A;
                    alphas += alpha;
                    targetL[slot] = l[left + i];
                    targetA[slot] = a[left + i];
                    targetB[slot] = b[left + i];
                    if (alpha < leastAlpha)
                    {
                        targetL[slot] = float.NaN;
                        holes = true;
                    }
                }

                opacity[cell] += alphas / (255f * pattern.Count);
            }
        }

        return holes;
    }
}
