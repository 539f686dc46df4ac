namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>A sample of rows or columns of an image, spread evenly over it, with the channels in turn.</summary>
internal sealed class ImageLines(int length, List<float[]> lines, RestorationWork work)
{
    private readonly RestorationWork _work = work;

    public int Length { get; } = length;

    /// <summary>The lines, values 0 to 255.</summary>
    public IReadOnlyList<float[]> Lines { get; } = lines;

    /// <summary>Mean variance of a line, in squared 8-bit steps.</summary>
    public double TotalVariance => ResidualVariance(new CellAxis([0, Length], Length, 0));

    /// <param name="isVertical">True for columns.</param>
    /// <param name="maxLines">Maximum number of rows or columns.</param>
    /// <param name="channels">3, or 4 with the opacity.</param>
    public static ImageLines Sample(
        Raster<Rgba32> image, bool isVertical, int maxLines, int channels, RestorationWork work)
    {
        var (length, across) = isVertical ? (image.Height, image.Width) : (image.Width, image.Height);
        var count = Math.Min(across, maxLines);
        var lines = new List<float[]>(count);
        for (var n = 0; n < count; n++)
        {
            var place = (int)((n + 0.5) * across / count);
            var line = new float[length];
            for (var i = 0; i < length; i++)
            {
                var pixel = isVertical ? image.Row(i)[place] : image.Row(place)[i];
                line[i] = (n % channels) switch { 0 => pixel.G, 1 => pixel.R, 2 => pixel.B, _ => pixel.A };
            }

            lines.Add(line);
        }

        return new ImageLines(length, lines, work);
    }

    /// <summary>Returns the residual variance of a number of whole cells, in squared 8-bit steps per degree of
    /// freedom.</summary>
    public double ResidualVariance(int cells, EnlargementKernel kernel)
    {
        if (cells >= Length) return double.MaxValue;

        var model = new AxisModel(Length, cells, kernel);
        _work.Add(Length * ((StepsPerWeight * model.Taps) + (Lines.Count * (2L + model.Taps))));
        var solved = new double[cells];
        var sum = 0.0;
        foreach (var line in Lines)
        {
            sum += model.Solve(line, solved);
        }

        return Variance(sum, cells);
    }

    /// <summary>Returns the residual variance of cells of one color each, in squared 8-bit steps per degree of
    /// freedom.</summary>
    public double ResidualVariance(CellAxis axis)
    {
        if (axis.Cells >= Length) return double.MaxValue;

        _work.Add(2L * Length * Lines.Count);
        var squares = 0.0;
        foreach (var line in Lines)
        {
            for (var k = 0; k < axis.Cells; k++)
            {
                var (sum, square) = (0.0, 0.0);
                foreach (var value in line.AsSpan(axis.Bounds[k]..axis.Bounds[k + 1]))
                {
                    (sum, square) = (sum + value, square + ((double)value * value));
                }

                squares += Math.Max(0, square - (sum * sum / Math.Max(1, axis.Bounds[k + 1] - axis.Bounds[k])));
            }
        }

        return Variance(squares, axis.Cells);
    }

    private double Variance(double squares, int cells) =>
        (squares / ((double)(Length - cells) * Lines.Count)) + QuantizationNoise;

    private const int StepsPerWeight = 10;

    /// <summary>Variance of rounding to whole numbers, 1/12, plus half as much for earlier rounding.</summary>
    private const double QuantizationNoise = 0.125;
}

/// <summary>A sample of the frames of an animation in two images: one above another, which share columns of cells, and
/// side by side, which share rows. The grid of all frames is found in them together, because one frame may not show
/// it.</summary>
internal sealed class FrameStack : IDisposable
{
    /// <summary>Maximum number of frames, and of their pixels together unless a single frame has more.</summary>
    private const int MaxFrames = 8;
    private const long MaxPixels = 8_000_000;

    private FrameStack(ImageInfo info, int count)
    {
        Count = count;
        Columns = new Raster<Rgba32>(info.Width, checked(info.Height * count));
        Rows = new Raster<Rgba32>(checked(info.Width * count), info.Height);
    }

    public int Count { get; }

    /// <summary>The frames one above another.</summary>
    public Raster<Rgba32> Columns { get; }

    /// <summary>The frames side by side.</summary>
    public Raster<Rgba32> Rows { get; }

    /// <summary>Number of frames that are taken from an animation.</summary>
    public static int CountOf(ImageInfo info) =>
        (int)Math.Clamp(MaxPixels / info.PixelCount, 1, Math.Min(MaxFrames, Math.Max(1, info.Pages)));

    /// <summary>Reads frames at even distances.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public static FrameStack Read(ImageInput input, CancellationToken cancellation)
    {
        using var reader = input.OpenFrames();
        var (info, count) = (reader.Info, CountOf(reader.Info));
        return new FrameStack(info, count).FilledBy(stack =>
        {
            using var frame = new Raster<Rgba32>(info.Width, info.Height);
            var (taken, pages) = (0, Math.Max(1, info.Pages));
            for (var i = 0; taken < count && reader.Read(frame, out _); i++)
            {
                cancellation.ThrowIfCancellationRequested();

                // An animation with fewer frames than its header states repeats the last one.
                for (; taken < count && i >= (long)taken * pages / count; taken++)
                {
                    stack.Put(frame, taken);
                }
            }

            for (; taken < count; taken++)
            {
                stack.Put(frame, taken);
            }
        });
    }

    public void Dispose()
    {
        Columns.Dispose();
        Rows.Dispose();
    }

    private void Put(Raster<Rgba32> frame, int place)
    {
        for (var y = 0; y < frame.Height; y++)
        {
            frame.Row(y).CopyTo(Columns.Row((place * frame.Height) + y));
            frame.Row(y).CopyTo(Rows.Row(y)[(place * frame.Width)..]);
        }
    }
}
