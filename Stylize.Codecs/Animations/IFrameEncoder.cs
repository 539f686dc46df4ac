using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Animations;

/// <summary>Writes the frames of an animation in one format.</summary>
internal interface IFrameEncoder
{
    /// <summary>Writes what stands before the frames.</summary>
    void Begin(int width, int height);

    /// <summary>Writes a frame.</summary>
    /// <param name="before">The frame before, null at the first one.</param>
    /// <param name="frame">The frame, on the full canvas.</param>
    /// <param name="milliseconds">How long it is shown.</param>
    void Add(Raster<Rgba32>? before, Raster<Rgba32> frame, int milliseconds);

    /// <summary>Completes the file.</summary>
    void End();
}
