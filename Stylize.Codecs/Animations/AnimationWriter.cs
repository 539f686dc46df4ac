namespace Stylize.Codecs.Animations;

/// <summary>Enumerates the frames of an animation and holds at most two.</summary>
internal static class AnimationWriter
{
    /// <exception cref="ArgumentException">There are no frames, frames differ in size, or a time is
    /// negative.</exception>
    internal static void Write(IEnumerable<AnimationFrame> frames, IFrameEncoder encoder)
    {
        Raster<Rgba32>? before = null;
        try
        {
            foreach (var (image, milliseconds) in frames)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(milliseconds, nameof(frames));
                if (before is null)
                {
                    encoder.Begin(image.Width, image.Height);
                    encoder.Add(null, image, milliseconds);
                    before = image.Clone();
                    continue;
                }

                if ((image.Width, image.Height) != (before.Width, before.Height))
                {
                    throw new ArgumentException(
                        $"A frame has {image.Width} x {image.Height} pixels instead of {before.Width} x "
                        + $"{before.Height}.",
                        nameof(frames));
                }

                encoder.Add(before, image, milliseconds);
                image.CopyTo(before);
            }
        }
        finally
        {
            before?.Dispose();
        }

        if (before is null) throw new ArgumentException("An animation needs at least one frame.", nameof(frames));

        encoder.End();
    }
}

internal interface IFrameEncoder
{
    void Begin(int width, int height);

    /// <param name="before">The previous frame; null for the first.</param>
    void Add(Raster<Rgba32>? before, Raster<Rgba32> frame, int milliseconds);

    void End();
}
