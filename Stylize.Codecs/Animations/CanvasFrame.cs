namespace Stylize.Codecs.Animations;

/// <summary>What becomes of a frame's rectangle before the next frame is drawn.</summary>
internal enum FrameDisposal
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It becomes transparent.</summary>
    Clear,

    /// <summary>It becomes what it was before the frame.</summary>
    Restore,
}

/// <summary>A frame of an animation as its file stores it.</summary>
/// <param name="Area">The rectangle of the canvas that it is drawn to.</param>
/// <param name="Milliseconds">How long it is shown.</param>
/// <param name="Disposal">What becomes of the rectangle afterwards.</param>
/// <param name="IsLaidOver">True where it is laid over the canvas, false where it replaces the rectangle.</param>
/// <param name="ToStill">Makes a still image file of it, from the animation's stream.</param>
internal sealed record CanvasFrame(
    CanvasArea Area, int Milliseconds, FrameDisposal Disposal, bool IsLaidOver, Func<Stream, byte[]> ToStill);
