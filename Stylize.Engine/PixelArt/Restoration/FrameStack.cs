namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>A sample of the frames of an animation in two images: one above another, which share columns of cells, and side by side, which
/// share rows. The grid of all frames is found in them together, because one frame may not show it.</summary>
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
        var stack = new FrameStack(info, count);
        try
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

            return stack;
        }
        catch
        {
            stack.Dispose();
            throw;
        }
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
