namespace Stylize.Codecs.Animations;

/// <summary>Where the frames of an animation stand in its file, and how they are played.</summary>
/// <param name="LoopCount">How often the animation is played; 0 for ever.</param>
internal sealed record AnimationLayout(int LoopCount, IReadOnlyList<CanvasFrame> Frames);

/// <summary>What becomes of a frame's rectangle before the next frame is drawn.</summary>
internal enum FrameDisposal
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It becomes transparent.</summary>
    Clear,

    Restore,
}

/// <summary>A frame of an animation as its file stores it.</summary>
/// <param name="Area">The rectangle of the canvas that it is drawn to.</param>
/// <param name="IsLaidOver">True where it is laid over the canvas, false where it replaces the rectangle.</param>
/// <param name="ToStill">Makes a still image file of it, from the animation's stream.</param>
internal sealed record CanvasFrame(
    CanvasArea Area, int Milliseconds, FrameDisposal Disposal, bool IsLaidOver, Func<Stream, byte[]> ToStill);
