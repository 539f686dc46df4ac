namespace Stylize.Codecs.Animations;

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
    /// Returns the smallest rectangle with all changed pixels: the canvas without a previous frame, one pixel without changes.
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
    internal Raster<Rgba32> Copy(Raster<Rgba32> frame)
    {
        var copy = new Raster<Rgba32>(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            frame.Row(Top + y).Slice(Left, Width).CopyTo(copy.Row(y));
        }

        return copy;
    }
}
