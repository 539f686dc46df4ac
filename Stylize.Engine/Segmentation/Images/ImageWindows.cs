using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>
/// Finds objects in an image that is read in strips, such as a whole slide: in overlapping windows, with memory that
/// depends on its width and its objects. An object belongs to the window whose own part contains its centroid, so that
/// it is whole and counted once.
/// </summary>
/// <param name="side">Height of the part of the image that belongs to a window, which is twice as wide.</param>
internal sealed class ImageWindows(SampleScanner reader, int side = 2048)
{
    /// <summary>Maximum number of pixels of a sample, and of a window unless nuclei are large.</summary>
    public const long MaxPixels = BlockSide * BlockSide * MaxBlocks;

    private const int BlockSide = 512;

    private const int MaxBlocks = 36;

    /// <summary>
    /// Pixels that a window shows around its own part, in diameters of a nucleus: more than the network sees.
    /// </summary>
    private const int MarginDiameters = 10;

    private const int MinMargin = 256;

    /// <summary>Maximum distance in pixels of the centroids of an object in two windows.</summary>
    private const double Tolerance = 2;

    private readonly List<(int Start, int End, int Name)>[] _rows = new List<(int, int, int)>[reader.Height];
    private readonly List<(double X, double Y)> _atSeams = [];
    private RunTable? _found;
    private int _finished;
    private int _count;

    /// <summary>
    /// Returns blocks of the image side by side, from which the diameter of nuclei is measured: of each of equal parts
    /// of the image, the block that varies most.
    /// </summary>
    public Raster<ushort> Sample(CancellationToken cancellation)
    {
        var (width, height) = (Math.Min(BlockSide, reader.Width), Math.Min(BlockSide, reader.Height));
        var (across, down) = (reader.Width / width, reader.Height / height);
        var columns = (int)Math.Sqrt(Math.Min((long)across * down, MaxBlocks));
        var count = columns * columns;
        var deviations = new double[count];
        return new Raster<ushort>(columns * width, columns * height).FilledBy(sample => Scan(
            height, 0,
            (band, top, _, _) =>
            {
                for (var column = 0; column < across && top / height < down; column++)
                {
                    var part = (int)((((long)top / height * across) + column) * count / ((long)across * down));
                    using var block = band.Crop(column * width, 0, width, height);
                    var deviation = SampleSums.FromImage(block, height).StandardDeviation;
                    if (deviation + 1 <= deviations[part]) continue;

                    deviations[part] = deviation + 1;
                    for (var y = 0; y < height; y++)
                    {
                        block.Row(y).CopyTo(sample.Row((part / columns * height) + y)[(part % columns * width)..]);
                    }
                }
            },
            cancellation));
    }

    /// <param name="diameter">Diameter of the nuclei in pixels; 0 if unknown.</param>
    /// <param name="find">Returns the objects of a window.</param>
    public RunTable Find(double diameter, Func<Raster<ushort>, RunTable> find, CancellationToken cancellation)
    {
        var (height, width) = (side, 2 * side);
        var margin = (int)Math.Ceiling(Math.Max(MarginDiameters * diameter, MinMargin));
        Scan(
            height, margin,
            (band, own, top, rows) =>
            {
                var bottom = Math.Min(own + height, reader.Height);
                for (var start = 0; start < reader.Width; start += width)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var (left, right) = (Math.Max(start - margin, 0), Math.Min(start + width + margin, reader.Width));
                    using (var window = band.Crop(left, 0, right - left, rows))
                    {
                        using var runs = find(window);
                        Add(runs, left, top, (start, own, Math.Min(start + width, reader.Width), bottom));
                    }

                    // Windows differ in size, so that the pool would keep a set of buffers for each of several sizes.
                    AlignedPool.Trim();
                }

                Finish(bottom == reader.Height ? bottom : Math.Max(bottom - margin, 0));
            },
            cancellation);
        return _found!;
    }

    /// <summary>Reads the image in bands from top to bottom, with a margin above and below.</summary>
    /// <param name="body">Receives the rows of a band, its first row without and with the margin, and the number of
    /// rows.</param>
    private void Scan(
        int height, int margin, Action<Raster<ushort>, int, int, int> body, CancellationToken cancellation)
    {
        using var band = new Raster<ushort>(reader.Width, (int)Math.Min(height + (2L * margin), reader.Height));
        var (own, top, filled) = (0, 0, 0);
        reader.ScanRows(
            (row, _) =>
            {
                row.CopyTo(band.Row(filled++));
                while (own < reader.Height && top + filled == Math.Min(own + height + margin, reader.Height))
                {
                    body(band, own, top, filled);
                    own += height;
                    var next = Math.Max(own - margin, 0);
                    for (var kept = next - top; kept < filled; kept++)
                    {
                        band.Row(kept).CopyTo(band.Row(kept - next + top));
                    }

                    (top, filled) = (next, Math.Max(top + filled - next, 0));
                }
            },
            cancellation);
    }

    /// <summary>Adds the objects of a window whose centroid is in its own part.</summary>
    private void Add(RunTable runs, int left, int top, (int Left, int Top, int Right, int Bottom) own)
    {
        _found ??= RunTable.WithObjects(reader.Width, reader.Height);
        _found.AddLimit(runs);
        var names = Names(runs, left, top, own);
        for (var run = 0; run < runs.Count; run++)
        {
            if (names[runs.Objects[run]] is > 0 and var name)
            {
                (_rows[top + runs.Rows[run]] ??= []).Add((left + runs.Starts[run], left + runs.Ends[run], name));
            }
        }
    }

    private int[] Names(RunTable runs, int left, int top, (int Left, int Top, int Right, int Bottom) own)
    {
        var names = new int[runs.Count == 0 ? 1 : TensorPrimitives.Max(runs.Objects) + 1];
        var (areas, sumX, sumY) = (new double[names.Length], new double[names.Length], new double[names.Length]);
        for (var run = 0; run < runs.Count; run++)
        {
            var (of, length) = (runs.Objects[run], runs.Ends[run] - runs.Starts[run]);
            areas[of] += length;
            sumX[of] += length * (runs.Starts[run] + runs.Ends[run]) / 2.0;
            sumY[of] += length * (runs.Rows[run] + .5);
        }

        for (var of = 1; of < names.Length; of++)
        {
            var (x, y) = (left + (sumX[of] / areas[of]), top + (sumY[of] / areas[of]));
            var depth = Math.Min(Math.Min(x - own.Left, own.Right - x), Math.Min(y - own.Top, own.Bottom - y));
            var isNew = areas[of] > 0 && depth >= -Tolerance / 2;
            if (isNew && depth < 2 * Tolerance)
            {
                isNew =
                    !_atSeams.Exists(other => Math.Abs(other.X - x) <= Tolerance && Math.Abs(other.Y - y) <= Tolerance);
                if (isNew) _atSeams.Add((x, y));
            }

            names[of] = isNew ? ++_count : 0;
        }

        return names;
    }

    /// <summary>Completes the rows above one. A pixel in two objects belongs to the left one.</summary>
    private void Finish(int end)
    {
        for (; _finished < end; _finished++)
        {
            _found!.BeginRow();
            var last = 0;
            foreach (var run in (_rows[_finished] ?? []).Order())
            {
                if (run.End <= last) continue;

                _found.Add(Math.Max(run.Start, last), run.End, run.Name);
                last = run.End;
            }

            _rows[_finished] = null!;
        }
    }
}
