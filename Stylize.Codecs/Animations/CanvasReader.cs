namespace Stylize.Codecs.Animations;

/// <summary>Reads the frames of an animation: each is decoded as a still image and drawn to the canvas. One frame is in memory
/// at a time.</summary>
/// <param name="source">The file, owned by the reader.</param>
internal sealed class CanvasReader(SourceStream source, ImageInfo info, AnimationLayout layout, Func<byte[], Raster<Rgba32>> decode)
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
