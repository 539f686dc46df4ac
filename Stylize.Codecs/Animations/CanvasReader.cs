namespace Stylize.Codecs.Animations;

/// <summary>Reads the frames of an animation: each is decoded as a still image and drawn to the canvas. One frame is in
/// memory at a time.</summary>
/// <param name="source">The file, owned by the reader.</param>
internal sealed class CanvasReader(
    SourceStream source, ImageInfo info, AnimationLayout layout, Func<byte[], Raster<Rgba32>> decode)
    : IFrameReader
{
    private readonly Raster<Rgba32> _canvas = Orientation.SwapsSides(info.Orientation)
        ? new(info.Height, info.Width, clear: true) : new(info.Width, info.Height, clear: true);

    private Raster<Rgba32>? _previous;
    private int _next;

    public ImageInfo Info => info;
    public int LoopCount => layout.LoopCount;

    public bool Read(Raster<Rgba32> frame, out int milliseconds)
    {
        DrawnFrames.RequireSize(frame, Info);
        milliseconds = 0;
        if (_next == layout.Frames.Count) return false;

        if (_next > 0)
        {
            DisposeOf(layout.Frames[_next - 1]);
        }

        var stored = layout.Frames[_next++];
        if (stored.Disposal == FrameDisposal.Restore)
        {
            _previous ??= new Raster<Rgba32>(_canvas.Width, _canvas.Height);
            _canvas.CopyTo(_previous);
        }

        Draw(stored);
        Orientation.Place(_canvas, 0, _canvas.Height, Info.Orientation, frame);
        milliseconds = stored.Milliseconds;
        return true;
    }

    public bool Skip(Raster<Rgba32> frame)
    {
        var isCovered = _next + 1 < layout.Frames.Count && layout.Frames[_next].Disposal != FrameDisposal.Restore
            && layout.Frames[_next + 1] is { IsBlended: false } next && next.Area == CanvasArea.Whole(_canvas);
        if (!isCovered) return Read(frame, out _);

        _next++;
        return true;
    }

    public void Dispose()
    {
        _canvas.Dispose();
        _previous?.Dispose();
        source.Dispose();
    }

    private void Draw(CanvasFrame stored)
    {
        using var pixels = decode(source.Read(stored.ToStill));
        var area = stored.Area.Within(_canvas);
        if ((pixels.Width, pixels.Height) != (stored.Area.Width, stored.Area.Height))
        {
            throw source.Damaged(new InvalidDataException("The size of a frame differs from its header."));
        }

        for (var y = 0; y < area.Height; y++)
        {
            var from = pixels.Row(y)[..area.Width];
            var to = _canvas.Row(area.Top + y).Slice(area.Left, area.Width);
            if (!stored.IsBlended)
            {
                from.CopyTo(to);
                continue;
            }

            for (var x = 0; x < to.Length; x++)
            {
                to[x] = PlainPixels.Over(from[x], to[x]);
            }
        }
    }

    private void DisposeOf(CanvasFrame shown)
    {
        var area = shown.Area.Within(_canvas);
        for (var y = area.Top; shown.Disposal != FrameDisposal.Keep && y < area.Top + area.Height; y++)
        {
            var row = _canvas.Row(y).Slice(area.Left, area.Width);
            if (shown.Disposal == FrameDisposal.Clear)
            {
                row.Clear();
            }
            else
            {
                _previous!.Row(y).Slice(area.Left, area.Width).CopyTo(row);
            }
        }
    }
}

/// <summary>Positions of the frames in the file of an animation, and their playback.</summary>
/// <param name="LoopCount">Number of times the animation plays; 0 means forever.</param>
internal sealed record AnimationLayout(int LoopCount, IReadOnlyList<CanvasFrame> Frames);

/// <summary>The treatment of a frame's rectangle before the next frame is drawn.</summary>
internal enum FrameDisposal
{
    /// <summary>The pixels remain.</summary>
    Keep,

    /// <summary>The rectangle becomes transparent.</summary>
    Clear,

    Restore,
}

/// <summary>A frame of an animation as its file stores it.</summary>
/// <param name="Area">Rectangle of the canvas that it is drawn to.</param>
/// <param name="IsBlended">True if the frame is blended with the canvas, false if it replaces the rectangle.</param>
/// <param name="ToStill">Creates a still image file of the frame from the animation's stream.</param>
internal sealed record CanvasFrame(
    CanvasArea Area, int Milliseconds, FrameDisposal Disposal, bool IsBlended, Func<Stream, byte[]> ToStill);

/// <summary>The rectangle of an animation's canvas that a frame changes.</summary>
internal readonly record struct CanvasArea(int Left, int Top, int Width, int Height)
{
    internal static CanvasArea Whole(Raster<Rgba32> frame) => new(0, 0, frame.Width, frame.Height);

    /// <summary>Returns the part within a canvas; its sides are 0 if it is outside.</summary>
    internal CanvasArea Within(Raster<Rgba32> canvas)
    {
        var (left, top) = (Math.Min(Left, canvas.Width), Math.Min(Top, canvas.Height));
        return new CanvasArea(left, top, Math.Min(Width, canvas.Width - left), Math.Min(Height, canvas.Height - top));
    }

    /// <summary>
    /// Returns the smallest rectangle with all changed pixels: the canvas without a previous frame, one pixel without
    /// changes.
    /// </summary>
    internal static CanvasArea Between(Raster<Rgba32>? before, Raster<Rgba32> frame)
    {
        if (before is null) return Whole(frame);

        var (left, top, right, bottom) = (frame.Width, frame.Height, -1, -1);
        for (var y = 0; y < frame.Height; y++)
        {
            ReadOnlySpan<Rgba32> one = before.Row(y), other = frame.Row(y);
            var first = one.CommonPrefixLength(other);
            if (first == one.Length) continue;

            var last = one.Length - 1;
            while (one[last] == other[last])
            {
                last--;
            }

            (left, right) = (Math.Min(left, first), Math.Max(right, last));
            (top, bottom) = (Math.Min(top, y), y);
        }

        return bottom < 0 ? new CanvasArea(0, 0, 1, 1) : new CanvasArea(left, top, right - left + 1, bottom - top + 1);
    }

    internal CanvasArea OnEvenPositions() => new(Left & ~1, Top & ~1, Width + (Left & 1), Height + (Top & 1));

    /// <summary>Copies the pixels of the rectangle; the caller owns the result.</summary>
    internal Raster<Rgba32> Copy(Raster<Rgba32> frame) => frame.Crop(Left, Top, Width, Height);
}
