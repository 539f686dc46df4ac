using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Animations;

/// <summary>Goes through the frames of an animation, keeping no more than two.</summary>
internal static class AnimationWriter
{
    /// <exception cref="ArgumentException">There is no frame, they differ in size, or one is shown for less than no time.</exception>
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
                        $"A frame is {image.Width} x {image.Height} pixels and the first {before.Width} x {before.Height}.",
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

        if (before is null) throw new ArgumentException("An animation needs a frame.", nameof(frames));

        encoder.End();
    }
}

/// <summary>Writes the frames of an animation in one format.</summary>
internal interface IFrameEncoder
{
    void Begin(int width, int height);

    /// <param name="before">The frame before, null at the first one.</param>
    void Add(Raster<Rgba32>? before, Raster<Rgba32> frame, int milliseconds);

    void End();
}
